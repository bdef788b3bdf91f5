/* reader.c - choosing a reader by what the source is; finding the header. */
#include "ingest/reader_part.h"

#include "lib/json.h"
#include "lib/text.h"
#include "lib/banned.h"

enum { LOOK_AHEAD = 30 };       /* rows in which the header may stand */

static bool has(const struct feed_column *c, const str *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < c->n_from; k++)
            if (str_eq(cells[i], c->from[k]))
                return true;
    return false;
}

/* Is this row the header: does it name every column that must be there? */
static bool is_header(const struct feed *f, const str *cells, size_t n)
{
    for (size_t i = 0; i < f->n_columns; i++)
        if (f->columns[i].need != NEED_NONE && !f->columns[i].constant.p &&
            !has(&f->columns[i], cells, n))
            return false;
    return true;
}

static void keep(struct reader *r, const struct reader_row *row)
{
    str *header = arena_array(&r->mem, str, row->n ? row->n : 1);

    for (size_t i = 0; i < row->n; i++)
        header[i] = str_dup(&r->mem, text_clean(&r->mem, row->cell[i]));
    r->header = header;
    r->columns = row->n;
    r->header_line = row->at.line;
}

/* Read up to the header: the row of the line that the feed names, else the
 * first that has all it needs; 1 found.  0: there is none; the first row, if
 * there is one, is in *first. */
static int look_for_header(struct reader *r, struct reader *first,
                           struct err *e)
{
    long line = r->feed->header_row, rows = 0;
    struct reader_row row;
    int got;

    while (rows < LOOK_AHEAD && (got = r->next(r->self, &row, e)) != 0) {
        if (got < 0)
            return -1;
        if (line && row.at.line < line)
            continue;
        if (row.bad && (line || rows == 0))
            return err_set(e, ERR_DATA, row.at,
                           N_("the header cannot be read (%s); is it "
                              "encoding: that is wrong?"), row.bad);
        keep(r, &row);
        if (line || is_header(r->feed, r->header, r->columns))
            return 1;
        r->columns = 0;                 /* not known yet */
        if (rows++ == 0)
            keep(first, &row);
    }
    return 0;
}

/* Where there is no header the first row stands for it, so that the message
 * can say what is missing. */
static int find_header(struct reader *r, struct err *e)
{
    struct reader first = { 0 };
    int found = look_for_header(r, &first, e);

    if (found == 0) {
        struct reader_row row = { .cell = first.header, .n = first.columns,
                                  .at.line = first.header_line };

        keep(r, &row);
        if (!first.header)
            found = err_set(e, ERR_INPUT, (struct where){ r->path, 0 },
                            N_("no header: the file holds no line of text"));
    }
    arena_release(&first.mem);
    return found < 0 ? -1 : 0;
}

/* Does the first line hold a whole JSON value, and something follow it? */
static bool is_lines(const struct source *s)
{
    str rest = str_from((str){ s->head, s->n_head }, (size_t)s->bom), line;
    struct arena mem = { 0 };
    const char *why;
    bool yes;

    rest = str_trim(rest);
    yes = str_cut(&rest, '\n', &line) && rest.p &&
          json_parse(line, &mem, &why) != NULL && str_trim(rest).n > 0;
    arena_release(&mem);
    return yes;
}

static enum feed_format format_of(const struct feed *f,
                                  const struct source *s)
{
    str head = str_trim(str_from((str){ s->head, s->n_head },
                                 (size_t)s->bom));

    if (s->kind == SOURCE_WORKBOOK)
        return FEED_XLSX;
    if (f->format != FEED_AUTO)
        return f->format;
    if (str_ends(str_of(s->path), STR(".ndjson")) ||
        str_ends(str_of(s->path), STR(".jsonl")))
        return FEED_NDJSON;
    if (head.n == 0 || (head.p[0] != '{' && head.p[0] != '['))
        return FEED_CSV;
    return head.p[0] == '{' && !f->records.n && is_lines(s) ? FEED_NDJSON
                                                            : FEED_JSON;
}

struct reader *reader_open(const struct feed *f, struct source *s,
                           struct err *e)
{
    struct reader *r = mem_grow(NULL, sizeof *r);
    int rc = -1;

    memset(r, 0, sizeof *r);
    r->feed = f;
    r->path = s->path;
    switch (format_of(f, s)) {
    case FEED_AUTO:
    case FEED_CSV:
        rc = reader_csv(r, f, s, e);
        break;
    case FEED_JSON:
        rc = reader_json(r, f, s, false, e);
        break;
    case FEED_NDJSON:
        rc = reader_json(r, f, s, true, e);
        break;
    case FEED_XLSX:
        if (s->kind != SOURCE_WORKBOOK)
            rc = err_set(e, ERR_DATA, (struct where){ s->path, 0 },
                         N_("is no .xlsx workbook"));
        else
            rc = reader_xlsx(r, f, s, e);
        break;
    }
    if (rc == 0 && !r->header)
        rc = find_header(r, e);
    if (rc == 0)
        return r;
    reader_close(r);
    return NULL;
}

const str *reader_header(const struct reader *r, size_t *n)
{
    *n = r->columns;
    return r->header;
}

long reader_header_line(const struct reader *r)
{
    return r->header_line;
}

bool reader_1904(const struct reader *r)
{
    return r->from_1904;
}

int reader_next(struct reader *r, struct reader_row *row, struct err *e)
{
    return r->next(r->self, row, e);
}

void reader_close(struct reader *r)
{
    if (!r)
        return;
    if (r->self)
        r->close(r->self);
    arena_release(&r->mem);
    mem_free(r);
}
