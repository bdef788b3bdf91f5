/* reader_json.c - records of JSON and NDJSON as rows: a column for each path
 * that the feed names.
 */
#include "ingest/reader_part.h"

#include "lib/json.h"
#include "lib/text.h"
#include "lib/banned.h"

struct json_state {
    const struct reader *reader;
    struct supply *supply;
    struct json_stream *json;
    str *cells;
    struct arena mem;           /* of the row given last */
};

/* A value as text: null and what is not there are empty; an array of plain
 * values is joined by commas; anything else stays JSON. */
static str text_of(const struct json *j, struct arena *a)
{
    struct buf b = { 0 };
    bool flat = true;
    str out;

    if (!j || j->kind == JSON_NULL)
        return STR("");
    if (j->kind == JSON_STRING || j->kind == JSON_NUMBER)
        return j->text;
    if (j->kind == JSON_TRUE || j->kind == JSON_FALSE)
        return j->kind == JSON_TRUE ? STR("true") : STR("false");
    for (const struct json *c = j->child; c; c = c->next)
        flat = flat && j->kind == JSON_ARRAY &&
               (c->kind == JSON_STRING || c->kind == JSON_NUMBER);
    for (const struct json *c = j->child; flat && c; c = c->next) {
        if (c != j->child)
            buf_char(&b, ',');
        buf_str(&b, c->text);
    }
    if (!flat)
        json_write(&b, j);
    out = str_dup(a, buf_view(&b));
    buf_release(&b);
    return out;
}

static int json_row(void *self, struct reader_row *row, struct err *e)
{
    struct json_state *s = self;
    struct json *record;
    const char *why;
    int got;

    *row = (struct reader_row){ .cell = s->cells, .bad_column = "" };
    got = json_next(s->json, &record, &row->at, &why, e);
    if (got <= 0)
        return got;
    arena_reset(&s->mem);
    if (!record || record->kind != JSON_OBJECT) {
        str raw = json_raw(s->json);

        row->bad = text_valid(raw) ? "bad_json" : "bad_encoding";
        row->raw = reader_printable(&s->mem, raw);
        return 1;
    }
    row->n = s->reader->columns;
    for (size_t i = 0; i < row->n; i++)
        s->cells[i] = text_of(json_at(record, s->reader->header[i]),
                              &s->mem);
    return 1;
}

static void json_end(void *self)
{
    struct json_state *s = self;

    json_close(s->json);
    supply_close(s->supply);
    arena_release(&s->mem);
    mem_free(s->cells);
    mem_free(s);
}

/* Every path that the feed names is a column. */
static void header_of(struct reader *r, const struct feed *f)
{
    str *names;
    size_t n = 0;

    for (size_t i = 0; i < f->n_columns; i++)
        n += f->columns[i].n_from + f->columns[i].n_also;
    names = arena_array(&r->mem, str, n ? n : 1);
    n = 0;
    for (size_t i = 0; i < f->n_columns; i++)
        for (size_t k = 0; k < f->columns[i].n_from +
                               f->columns[i].n_also; k++) {
            const struct feed_column *c = &f->columns[i];
            str name = k < c->n_from ? c->from[k] : c->also[k - c->n_from];
            size_t at = 0;

            while (at < n && !str_eq(names[at], name))
                at++;
            if (at == n)
                names[n++] = name;
        }
    r->header = names;
    r->columns = n;
}

int reader_json(struct reader *r, const struct feed *f, struct source *s,
                bool lines, struct err *e)
{
    struct supply *supply = supply_open(s, f, e);
    struct json_state *x;

    if (!supply)
        return -1;
    header_of(r, f);
    x = mem_grow(NULL, sizeof *x);
    *x = (struct json_state){ .reader = r, .supply = supply };
    x->cells = mem_grow(NULL, mem_size(r->columns ? r->columns : 1,
                                       sizeof(str)));
    x->json = json_open(s->path, supply_read, supply, f->records, lines);
    r->self = x;
    r->next = json_row;
    r->close = json_end;
    return 0;
}
