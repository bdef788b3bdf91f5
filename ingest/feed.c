/* feed.c - reading and checking a feed definition. */
#include "ingest/feed.h"

#include <stdio.h>

#include "ingest/record.h"
#include "ingest/web.h"
#include "lib/yaml.h"
#include "lib/banned.h"

static int field_named(str name)
{
    for (int i = 0; i < fields_n; i++)
        if (str_is(name, fields[i].name))
            return i;
    return -1;
}

static int load_values(struct feed_column *c, const struct yaml *y,
                       struct arena *a, struct err *e)
{
    const struct yaml *v = yaml_get(y, "values");
    str unknown = STR("keep");

    if (yaml_text(y, "unknown", &unknown, e))
        return -1;
    if (str_is(unknown, "reject"))
        c->unknown = UNKNOWN_REJECT;
    else if (str_is(unknown, "empty"))
        c->unknown = UNKNOWN_EMPTY;
    else if (!str_is(unknown, "keep"))
        return err_set(e, ERR_CONFIG, y->at,
                       N_("unknown: must be keep, empty or reject"));
    if (!v)
        return 0;
    if (yaml_want(v, YAML_MAP, "values", e))
        return -1;
    c->values = arena_array(a, struct feed_value, v->n);
    for (size_t i = 0; i < v->n; i++) {
        if (yaml_want(&v->item[i], YAML_TEXT, "values", e))
            return -1;
        c->values[c->n_values++] = (struct feed_value){ v->key[i],
                                                        v->item[i].text };
    }
    return 0;
}

/* required: true (of a value), header (of the column) or false. */
static int load_need(struct feed_column *c, const struct yaml *y,
                     struct err *e)
{
    const struct yaml *v = yaml_get(y, "required");
    bool value = false;

    if (v && v->kind == YAML_TEXT && str_is(v->text, "header")) {
        c->need = NEED_HEADER;
        return 0;
    }
    if (yaml_bool(y, "required", &value, e))
        return -1;
    c->need = value ? NEED_VALUE : NEED_NONE;
    return 0;
}

static int load_column(struct feed *f, str name, const struct yaml *y,
                       struct arena *a, struct err *e)
{
    static const char *const known[] = { "from", "also", "required",
        "values", "unknown", "join", "constant", NULL };
    struct feed_column *c = &f->columns[f->n_columns++];

    c->field = field_named(name);
    c->line = y->at.line;
    c->join = STR(" ");
    if (c->field < 0)
        return err_set(e, ERR_CONFIG, y->at, N_("no field is called \"%.*s\""),
                       PSTR(name));
    if (y->kind != YAML_MAP) {          /* title: 标题 */
        struct yaml map = { .kind = YAML_MAP, .at = y->at, .n = 1 };
        str key = STR("from");

        map.item = (struct yaml *)y;
        map.key = &key;
        return yaml_texts(&map, "from", &c->from, &c->n_from, a, e);
    }
    if (yaml_known(y, known, e) ||
        yaml_texts(y, "from", &c->from, &c->n_from, a, e) ||
        load_need(c, y, e) ||
        yaml_texts(y, "also", &c->also, &c->n_also, a, e) ||
        yaml_text(y, "join", &c->join, e) ||
        yaml_text(y, "constant", &c->constant, e) ||
        load_values(c, y, a, e))
        return -1;
    if (c->n_from > FEED_FROM_MAX || c->n_also > FEED_FROM_MAX)
        return err_set(e, ERR_CONFIG, y->at,
                       N_("at most 8 headers a field"));
    if (!c->n_from && !c->constant.p)
        return err_set(e, ERR_CONFIG, y->at,
                       N_("a field needs from: or constant:"));
    return 0;
}

static int load_format(struct feed *f, const struct yaml *y, struct err *e)
{
    static const char *const names[] = { "auto", "csv", "json", "ndjson",
                                         "xlsx" };
    enum { N = sizeof names / sizeof names[0] };
    str format = STR("auto"), delimiter = { 0 }, escape = { 0 };
    str quote = { 0 };
    bool quotes = true;
    size_t i = 0;

    if (yaml_text(y, "format", &format, e) ||
        yaml_text(y, "delimiter", &delimiter, e) ||
        yaml_text(y, "escape", &escape, e) ||
        yaml_text(y, "quote", &quote, e) ||
        yaml_bool(y, "quotes", &quotes, e) ||
        yaml_whole(y, "header_row", 0, 999, &f->header_row, e) ||
        yaml_bool(y, "hidden_rows", &f->hidden_rows, e) ||
        yaml_bool(y, "fill_merged", &f->fill_merged, e) ||
        yaml_text(y, "sheet", &f->sheet, e) ||
        yaml_text(y, "records", &f->records, e) ||
        yaml_text(y, "encoding", &f->encoding, e) ||
        yaml_text(y, "time_format", &f->time_format, e) ||
        yaml_bool(y, "serial_times", &f->serial_times, e))
        return -1;
    while (i < N && !str_is(format, names[i]))
        i++;
    if (i == N)
        return err_set(e, ERR_CONFIG, y->at,
                       N_("format: \"%.*s\" is not auto, csv, json, ndjson "
                          "or xlsx"), PSTR(format));
    f->format = (enum feed_format)i;
    if (str_is(delimiter, "tab"))
        delimiter = STR("\t");
    if (delimiter.n > 1 || escape.n > 1 || quote.n > 1)
        return err_set(e, ERR_CONFIG, y->at,
                       N_("delimiter, quote and escape are one character"));
    f->csv.delimiter = delimiter.n ? delimiter.p[0] : ',';
    f->csv.escape = escape.n ? escape.p[0] : 0;
    f->csv.quote = quote.n ? quote.p[0] : '"';
    f->csv.no_quotes = !quotes;
    return 0;
}

static int check(const struct feed *f, const struct yaml *root,
                 struct err *e)
{
    static const char *const needed[] = { "source_id", "created_at" };

    if (!str_is(f->source, "rating") && !str_is(f->source, "ticket") &&
        !str_is(f->source, "message"))
        return err_set(e, ERR_CONFIG, root->at,
                       N_("source: must be rating, ticket or message"));
    for (size_t i = 0; i < 2; i++) {
        size_t c = 0;

        while (c < f->n_columns && (f->columns[c].need != NEED_VALUE ||
                                    f->columns[c].field !=
                                    field_named(str_of(needed[i]))))
            c++;
        if (c == f->n_columns)
            return err_set(e, ERR_CONFIG, root->at,
                           N_("the field %s must be there, with required: "
                              "true"), needed[i]);
    }
    return 0;
}

struct feed *feed_load(const char *schemas, const char *name,
                       struct arena *a, struct err *e)
{
    static const char *const known[] = { "feed", "about", "source", "format",
        "encoding", "delimiter", "escape", "quote", "quotes", "header_row",
        "sheet", "hidden_rows", "fill_merged", "records", "serial_times",
        "time_format", "columns", "rejects", "repeat_days", "due_days",
        "url", "query", "headers", "pages", "watermark", "rate", "limits",
        "secret", "tls", NULL };
    static const char *const known_rejects[] = { "at_most", "then", NULL };
    struct feed *f = arena_new(a, struct feed);
    const struct yaml *root, *columns, *rejects;
    double share = 1;
    bool bad;
    str path, then = STR("keep");

    for (const char *p = name; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') ||
              *p == '-')) {
            err_set(e, ERR_USAGE, NOWHERE,
                    N_("\"%s\" is no name of a feed (a-z, 0-9, -)"), name);
            return NULL;
        }
    path = str_fmt(a, "%s/feeds/%s.yaml", schemas, name);
    f->path = str_fmt(a, "feeds/%s.yaml", name).p;
    f->name = str_dup(a, str_of(name));
    f->repeat_days = 7;
    f->hidden_rows = true;
    f->sheet = STR("first");
    root = yaml_file(path.p, a, e);
    if (!root) {
        if (e->kind == ERR_INPUT)
            err_while(e, N_("no such feed"));
        return NULL;
    }
    columns = yaml_get(root, "columns");
    f->about = f->name;
    if (yaml_known(root, known, e) || yaml_text(root, "about", &f->about, e) ||
        yaml_text(root, "source", &f->source, e) || load_format(f, root, e) ||
        yaml_whole(root, "repeat_days", 0, 999, &f->repeat_days, e) ||
        yaml_whole(root, "due_days", 0, 999, &f->due_days, e))
        return NULL;
    if (!columns) {
        err_set(e, ERR_CONFIG, root->at, N_("columns: is missing"));
        return NULL;
    }
    if (yaml_want(columns, YAML_MAP, "columns", e))
        return NULL;
    f->columns = arena_array(a, struct feed_column, columns->n);
    for (size_t i = 0; i < columns->n; i++)
        if (load_column(f, columns->key[i], &columns->item[i], a, e))
            return NULL;
    rejects = yaml_get(root, "rejects");
    if (rejects && (yaml_want(rejects, YAML_MAP, "rejects", e) ||
                    yaml_known(rejects, known_rejects, e) ||
                    yaml_number(rejects, "at_most", &share, e) ||
                    yaml_text(rejects, "then", &then, e)))
        return NULL;
    f->reject_share = share;
    f->reject_rollback = str_is(then, "rollback");
    f->web = web_read(root, a, &bad, e);
    return bad || check(f, root, e) ? NULL : f;
}
