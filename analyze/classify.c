/* classify.c - the command classify: NDJSON in, NDJSON out, no database. */
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "analyze/analyze.h"
#include "analyze/judge.h"
#include "analyze/region.h"
#include "analyze/verdict.h"
#include "lib/io.h"
#include "lib/json.h"
#include "lib/work.h"
#include "lib/banned.h"

enum { PART = 1 << 20, LINE_MAX = 64 << 20 };   /* bytes read at once */

struct classify_args {
    const char *rules;
    bool evidence, no_prefilter;
    long threads;
};

static const struct opt classify_opts[] = {
    TEXT(struct classify_args, rules, "rules", "DIR",
         "folder of rules; default the one of this installation"),
    FLAG(struct classify_args, evidence, "evidence",
         "add the matched characters of each rule"),
    FLAG(struct classify_args, no_prefilter, "no-prefilter",
         "PCRE2 alone, without libhs: slower, the same labels"),
    INT(struct classify_args, threads, "threads", "N",
        "threads that classify; default 1, 0 one per processor"),
};

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

struct worker {
    struct judge *judge;
    struct arena mem;
};

struct line { str text; long number; struct buf out; bool limit; };

struct filter {
    const struct rules *rules;
    const struct regions *regions;
    bool evidence;
    struct worker worker[WORK_MAX];
    size_t threads;
    struct buf in;              /* bytes read, not yet done */
    size_t rest;                /* of them: begin of a line without end */
    struct line *line;
    size_t n, cap, used;        /* used: lines that have a buffer */
    long number;
    size_t limits;              /* texts that hit a limit */
};

static void classify_line(void *to, size_t i, size_t thread)
{
    struct filter *f = to;
    struct worker *w = &f->worker[thread];
    struct line *l = &f->line[i];
    struct json *record;
    const char *why;
    struct verdict v;
    struct doc d;
    str id;

    arena_reset(&w->mem);
    record = json_parse(l->text, &w->mem, &why);
    if (record)
        why = document(record, f->regions, &id, &d);
    if (why) {
        error_line(&l->out, why, l->number);
        return;
    }
    judge_text(w->judge, &d, &w->mem, &v);
    verdict_json(&l->out, f->rules, id, &v, f->evidence);
    l->limit = v.n_limits > 0;
}

/* The whole lines at hand; at the end also the last one without an end. */
static void split(struct filter *f, bool end)
{
    str rest = buf_view(&f->in);

    f->n = 0;
    while (rest.n) {
        const char *nl = memchr(rest.p, '\n', rest.n);
        str line = { rest.p, nl ? (size_t)(nl - rest.p) : rest.n };

        if (!nl && !end)
            break;
        rest = str_from(rest, line.n + (nl != NULL));
        f->number++;
        if (str_trim(line).n == 0)
            continue;
        f->line = mem_room(f->line, f->n, &f->cap);
        if (f->n == f->used)
            f->line[f->used++] = (struct line){ .number = 0 };
        f->line[f->n].text = line;
        f->line[f->n].number = f->number;
        f->line[f->n].limit = false;
        buf_clear(&f->line[f->n++].out);
    }
    f->rest = rest.n;
}

/* What is there now, up to a part: waits for the first byte only, so that a
 * slow writer gets his answers. 0: the end. */
static long fill(struct filter *f, struct err *e)
{
    struct pollfd ready = { .fd = 0, .events = POLLIN };
    char part[65536];
    long all = 0;
    ssize_t n;

    do {
        n = read(0, part, sizeof part);
        if (n < 0)
            return err_sys(e, NOWHERE, N_("cannot read standard input"));
        buf_add(&f->in, part, (size_t)n);
        all += n;
    } while (n > 0 && all < PART && poll(&ready, 1, 0) > 0);
    if (f->in.n > LINE_MAX)
        return err_set(e, ERR_DATA, NOWHERE,
                       N_("line %ld is longer than %d bytes"), f->number + 1,
                       LINE_MAX);
    return all;
}

static int classify(struct filter *f, struct err *e)
{
    long more;

    do {
        more = fill(f, e);
        if (more < 0)
            break;
        split(f, more == 0);
        work_each(f->threads, f->n, classify_line, f);
        for (size_t i = 0; i < f->n; i++) {
            const struct buf *out = &f->line[i].out;

            f->limits += f->line[i].limit;
            if (fwrite(out->p, 1, out->n, stdout) != out->n) {
                more = err_sys(e, NOWHERE,
                               N_("cannot write the output"));
                break;
            }
        }
        if (more > 0 && io_flush(stdout, e))
            more = -1;
        memmove(f->in.p, f->in.p + (f->in.n - f->rest), f->rest);
        f->in.n = f->rest;
    } while (more > 0);
    return more < 0 ? -1 : 0;
}

static int classify_run(const struct env *env, void *args, int argc,
                        char **argv, struct err *e)
{
    const struct classify_args *o = args;
    struct filter *f = mem_grow(NULL, sizeof *f);
    struct arena mem = { 0 };
    struct rules *r = NULL;
    int rc = -1;

    (void)argc, (void)argv;
    *f = (struct filter){ .evidence = o->evidence,
                          .threads = o->threads ? work_threads(o->threads)
                                     : 1 };
    f->regions = regions_load(env->schemas, &mem, e);
    r = f->regions ? rules_load(o->rules, env->schemas, true, env->prog, e)
                   : NULL;
    if (!r)
        goto done;
    rules_prefilter(r, o->no_prefilter, env->prog);
    f->rules = r;
    for (size_t i = 0; i < f->threads; i++)
        f->worker[i].judge = judge_new(r);
    rc = classify(f, e);
    if (f->limits)
        err_warn(env->prog, NOWHERE, _("%zu texts hit a limit of the matcher "
                 "and were labelled by the other rules"), f->limits);
done:
    for (size_t i = 0; i < f->threads; i++) {
        judge_free(f->worker[i].judge);
        arena_release(&f->worker[i].mem);
    }
    for (size_t i = 0; i < f->used; i++)
        buf_release(&f->line[i].out);
    mem_free(f->line);
    buf_release(&f->in);
    mem_free(f);
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
