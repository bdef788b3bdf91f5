/* classify.c - the command classify: NDJSON in, NDJSON out, no database. */
#include <stdio.h>
#include <unistd.h>

#include "analyze/analyze.h"
#include "analyze/judge.h"
#include "analyze/region.h"
#include "analyze/verdict.h"
#include "lib/json.h"
#include "lib/banned.h"

struct classify_args {
    const char *rules;
    bool evidence;
};

static const struct opt classify_opts[] = {
    TEXT(struct classify_args, rules, "rules", "DIR",
         "folder of rules; default the one of this installation"),
    FLAG(struct classify_args, evidence, "evidence",
         "add the matched characters of each rule"),
};

static long from_stdin(void *unused, char *p, size_t n, struct err *e)
{
    ssize_t got = read(0, p, n);

    (void)unused;
    return got >= 0 ? got : err_sys(e, NOWHERE, "%s",
                                    _("cannot read standard input"));
}

/* Text of a member; false: it is there and no text. */
static bool member(const struct json *j, const char *key, str *out,
                   bool *there)
{
    const struct json *m = json_get(j, key);

    if (!m || m->kind == JSON_NULL)
        return true;
    *there = true;
    *out = m->text;
    return m->kind == JSON_STRING;
}

/* A line into a document; NULL, or why it cannot be classified. */
static const char *document(const struct json *j, const struct regions *r,
                            str *id, struct doc *d)
{
    bool there = false, any = false;
    const struct json *m;
    str text = { 0 }, content = { 0 };

    *d = (struct doc){ 0 };
    if (j->kind != JSON_OBJECT)
        return _("not a JSON object");
    m = json_get(j, "id");
    if (!m || (m->kind != JSON_STRING && m->kind != JSON_NUMBER))
        return _("no id");
    *id = m->text;
    if (!member(j, "text", &text, &there) ||
        !member(j, "content", &content, &there) ||
        !member(j, "title", &d->field[F_TITLE], &there))
        return _("text, title and content must be texts");
    if (!member(j, "item_name", &d->field[F_ITEM_NAME], &there) ||
        !member(j, "region", &d->region, &any) ||
        !member(j, "source", &d->source, &any) ||
        !member(j, "item_code", &d->item_code, &any) ||
        !member(j, "tags", &d->tags, &any) ||
        !member(j, "kind", &d->kind, &any))
        return _("region, kind, source, item_name, item_code and tags must be "
                 "texts");
    if (!there)
        return _("no text");
    d->field[F_TEXT] = text.n ? text : content;
    d->region = regions_code(r, d->region);
    return NULL;
}

static void error_line(struct buf *out, const char *why, long line)
{
    buf_text(out, "{\"error\":");
    json_string(out, str_of(why));
    buf_fmt(out, ",\"line\":%ld}\n", line);
}

static int classify(struct judge *j, const struct rules *rules,
                    const struct regions *regions, bool evidence,
                    struct err *e)
{
    struct json_stream *s = json_open("-", from_stdin, NULL, STR(""), true);
    struct arena mem = { 0 };
    struct buf out = { 0 };
    struct json *record;
    struct where at;
    const char *why;
    int more;

    while ((more = json_next(s, &record, &at, &why, e)) > 0) {
        struct verdict v;
        struct doc d;
        str id;

        if (record)
            why = document(record, regions, &id, &d);
        if (why) {
            error_line(&out, why, at.line);
        } else {
            judge_text(j, &d, &mem, &v);
            verdict_json(&out, rules, j, id, &v, evidence);
        }
        if (out.n && fwrite(out.p, 1, out.n, stdout) != out.n) {
            more = err_sys(e, NOWHERE, "%s", _("cannot write the output"));
            break;
        }
        buf_clear(&out);
        arena_reset(&mem);
    }
    json_close(s);
    buf_release(&out);
    arena_release(&mem);
    return more;
}

static int classify_run(const struct env *env, void *args, int argc,
                        char **argv, struct err *e)
{
    const struct classify_args *o = args;
    struct arena mem = { 0 };
    struct regions *regions = regions_load(env->schemas, &mem, e);
    struct rules *r = NULL;
    struct judge *j;
    int rc = -1;

    (void)argc, (void)argv;
    if (regions && (r = rules_load(o->rules, env->schemas, true, env->prog,
                                   e))) {
        j = judge_new(r);
        rc = classify(j, r, regions, o->evidence, e);
        judge_free(j);
    }
    rules_free(r);
    arena_release(&mem);
    return rc;
}

const struct command cmd_classify = {
    "classify", "", "a filter: JSON lines in, JSON lines with labels out",
    "Reads one JSON object a line: id, text (or title and content), and where\n"
    "known region, kind, source, item_name. Writes one line each, in order:\n"
    "items, problems and topics, most central first. No database is used.",
    classify_opts, sizeof classify_opts / sizeof classify_opts[0],
    sizeof(struct classify_args), 0, 0, classify_run
};
