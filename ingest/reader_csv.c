/* reader_csv.c - rows of CSV and TSV. */
#include "ingest/reader_part.h"

#include "lib/csv.h"
#include "lib/text.h"
#include "lib/banned.h"

struct csv_state {
    const struct reader *reader;
    struct supply *supply;
    struct csv *csv;
    struct arena mem;           /* of the row given last */
    bool guarded;
    str *cells;
    size_t cap;
};

/* A record whose cells do not fit the header.  Too few is what programs leave
 * out at the end, except where the file breaks off; too many means that what
 * separates the cells is not where it should be. */
static const char *shape(const struct reader *r, struct reader_row *row,
                         bool ends)
{
    if (!r->columns)
        return NULL;
    if (row->n < r->columns && !ends)
        return "cut_off";
    row->few = row->n < r->columns;
    for (size_t i = r->columns; i < row->n; i++)
        if (str_trim(row->cell[i]).n)
            return "too_many_cells";
    return NULL;
}

static int csv_row(void *self, struct reader_row *row, struct err *e)
{
    struct csv_state *c = self;
    struct row in;
    int got = csv_next(c->csv, &in, e);

    if (got <= 0)
        return got;
    if (!in.ends && in.n == 1 && str_is(in.cell[0], "\x1A"))
        return 0;                       /* DOS ends a file so */
    arena_reset(&c->mem);
    if (c->cap < in.n) {
        c->cap = in.n * 2;
        c->cells = mem_grow(c->cells, mem_size(c->cap, sizeof(str)));
    }
    *row = (struct reader_row){ .at = in.at, .cell = c->cells, .n = in.n,
                                .bad_column = "" };
    for (size_t i = 0; i < in.n; i++) {
        str cell = c->guarded ? csv_unguard(in.cell[i]) : in.cell[i];

        c->cells[i] = cell;
        if (text_valid(cell))
            continue;
        c->cells[i] = reader_printable(&c->mem, cell);
        row->bad = "bad_encoding";
        if (i < c->reader->columns)
            row->bad_column = c->reader->header[i].p;
    }
    if (in.bad)
        row->bad = "bad_quotes";
    else if (!row->bad)
        row->bad = shape(c->reader, row, in.ends);
    return 1;
}

static void csv_end(void *self)
{
    struct csv_state *c = self;

    csv_close(c->csv);
    supply_close(c->supply);
    arena_release(&c->mem);
    mem_free(c->cells);
    mem_free(c);
}

int reader_csv(struct reader *r, const struct feed *f, struct source *s,
               struct err *e)
{
    struct supply *supply = supply_open(s, f, e);
    struct csv_state *c;

    if (!supply)
        return -1;
    c = mem_grow(NULL, sizeof *c);
    *c = (struct csv_state){ .reader = r, .supply = supply,
                             .guarded = f->guarded };
    c->csv = csv_open(s->path, supply_read, supply, &f->csv);
    r->self = c;
    r->next = csv_row;
    r->close = csv_end;
    return 0;
}
