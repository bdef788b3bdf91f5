/* csv.c - records of a CSV or TSV file. */
#include "lib/csv.h"

#include <stdio.h>

#include "lib/banned.h"

enum { PART = 256 * 1024 };
static const size_t RECORD_MAX = (size_t)256 << 20;

struct csv {
    const char *path;
    csv_source *source;
    void *from;
    struct csv_form form;
    struct buf in;              /* bytes read; the record begins at `at` */
    size_t at;
    bool end, lost;             /* lost: a quote was never closed */
    long line;
    str *cell;
    size_t *start, *len, cells, cap, cap2, cap3;
    struct buf text;            /* unquoted cells */
};

struct csv *csv_open(const char *path, csv_source *source, void *from,
                     const struct csv_form *form)
{
    struct csv *c = mem_grow(NULL, sizeof *c);

    *c = (struct csv){ .path = path, .source = source, .from = from,
                       .form = *form, .line = 1 };
    if (!c->form.delimiter)
        c->form.delimiter = ',';
    if (!c->form.quote)
        c->form.quote = '"';
    return c;
}

void csv_close(struct csv *c)
{
    if (!c)
        return;
    buf_release(&c->in);
    buf_release(&c->text);
    mem_free(c->cell);
    mem_free(c->start);
    mem_free(c->len);
    mem_free(c);
}

/* Read more behind what is there; 1 got some, 0 the end, -1 error. */
static int more(struct csv *c, struct err *e)
{
    long n;

    if (c->end)
        return 0;
    if (c->at) {                        /* move the begun record to the front */
        memmove(c->in.p, c->in.p + c->at, c->in.n - c->at);
        c->in.n -= c->at;
        c->at = 0;
    }
    if (c->in.n > RECORD_MAX)
        return err_set(e, ERR_DATA, (struct where){ c->path, c->line },
                       N_("a record of more than 256 MiB"));
    if (c->in.cap < c->in.n + PART + 1) {
        size_t was = c->in.n;

        while (c->in.cap < was + PART + 1) {
            c->in.cap = c->in.cap ? c->in.cap * 2 : 2 * PART;
            c->in.p = mem_grow(c->in.p, c->in.cap);
        }
    }
    n = c->source(c->from, c->in.p + c->in.n, PART, e);
    if (n < 0)
        return -1;
    if (n == 0)
        c->end = true;
    c->in.n += (size_t)n;
    return n > 0;
}

/* A quote is never closed: give up the line it stands in, not the rest. */
static void give_up(struct csv *c, size_t *stop, size_t *next)
{
    const char *p = c->in.p + c->at;
    const char *nl = memchr(p, '\n', c->in.n - c->at);

    c->lost = true;
    if (!nl)
        return;
    *stop = (size_t)(nl - c->in.p);
    *next = *stop + 1;
    if (*stop > c->at && c->in.p[*stop - 1] == '\r')
        --*stop;
}

/* Find the end of the record that begins at c->at: *stop is behind its last
 * byte, *next behind its line end.  Quotes are followed; an unclosed one is
 * told by *open.  1, 0 nothing left, -1. */
static int frame(struct csv *c, size_t *stop, size_t *next, bool *open,
                 long *lines, struct err *e)
{
    size_t i = 0;                       /* from c->at */
    bool quoted = false, fresh = true;  /* fresh: a cell begins here */

    *open = false;
    *lines = 0;
    for (;;) {
        const char *p = c->in.p + c->at;
        size_t n = c->in.n - c->at;
        int got;

        for (; i < n; i++) {
            char stops = quoted ? c->form.quote : c->form.delimiter, ch;

            if (!c->form.escape && !fresh)      /* what means nothing here */
                while (i < n && p[i] != stops && p[i] != '\n' &&
                       p[i] != '\r')
                    i++;
            if (i == n)
                break;
            ch = p[i];
            if (c->form.escape && ch == c->form.escape &&
                (i + 1 < n || !c->end)) {
                if (i + 1 == n)
                    break;              /* need to see what follows */
                if (p[i + 1] == '\n')
                    ++*lines;
                i++;
                fresh = false;
            } else if (quoted) {
                if (ch == c->form.quote) {
                    if (i + 1 == n && !c->end)
                        break;          /* need to see what follows */
                    if (i + 1 < n && p[i + 1] == c->form.quote)
                        i++;
                    else
                        quoted = false;
                } else if (ch == '\n') {
                    ++*lines;
                } else if (ch == '\r' && !(i + 1 < n && p[i + 1] == '\n')) {
                    if (i + 1 == n && !c->end)
                        break;
                    ++*lines;
                }
            } else if (ch == c->form.quote && fresh && !c->form.no_quotes) {
                quoted = true;
                fresh = false;
            } else if (ch == c->form.delimiter) {
                fresh = true;
            } else if (ch == '\n' || ch == '\r') {
                if (ch == '\r' && i + 1 == n && !c->end)
                    break;
                *stop = c->at + i;
                *next = *stop + 1 + (ch == '\r' && i + 1 < n &&
                                     p[i + 1] == '\n');
                ++*lines;
                return 1;
            } else {
                fresh = false;
            }
        }
        if (quoted && c->lost && i > (size_t)1 << 20)
            break;                      /* do not look so far a second time */
        got = more(c, e);
        if (got < 0)
            return -1;
        if (got == 0 && i >= c->in.n - c->at)
            break;
    }
    *stop = *next = c->in.n;
    *open = quoted;
    if (quoted) {
        *lines = 1;
        give_up(c, stop, next);
    }
    return c->in.n > c->at;
}

static void cell_end(struct csv *c, size_t start)
{
    c->start = mem_room(c->start, c->cells, &c->cap);
    c->len = mem_room(c->len, c->cells, &c->cap2);
    c->start[c->cells] = start;
    c->len[c->cells++] = c->text.n - start;
}

/* Split the framed record into cells; tells what is malformed. */
static const char *split(struct csv *c, str raw)
{
    const char *bad = NULL;
    size_t i = 0;

    c->cells = 0;
    buf_clear(&c->text);
    for (;;) {
        size_t start = c->text.n;

        if (i < raw.n && raw.p[i] == c->form.quote && !c->form.no_quotes) {
            for (i++; i < raw.n; i++) {
                const char *q = c->form.escape ? NULL :
                                memchr(raw.p + i, c->form.quote, raw.n - i);

                if (!c->form.escape) {  /* the long stretches at once */
                    size_t k = q ? (size_t)(q - raw.p) : raw.n;

                    buf_add(&c->text, raw.p + i, k - i);
                    i = k;
                    if (i == raw.n)
                        break;
                }
                if (c->form.escape && c->form.escape != c->form.quote &&
                    raw.p[i] == c->form.escape && i + 1 < raw.n) {
                    buf_char(&c->text, raw.p[++i]);
                } else if (raw.p[i] == c->form.quote) {
                    if (i + 1 < raw.n && raw.p[i + 1] == c->form.quote)
                        buf_char(&c->text, raw.p[i++]);
                    else
                        break;
                } else {
                    buf_char(&c->text, raw.p[i]);
                }
            }
            if (i < raw.n)
                i++;                    /* the closing quote */
            if (i < raw.n && raw.p[i] != c->form.delimiter)
                bad = "text after a closing quote";
        }
        if (!c->form.escape && i < raw.n) {
            const char *q = memchr(raw.p + i, c->form.delimiter, raw.n - i);
            size_t k = q ? (size_t)(q - raw.p) : raw.n;

            buf_add(&c->text, raw.p + i, k - i);
            i = k;
        }
        while (i < raw.n && raw.p[i] != c->form.delimiter) {
            if (raw.p[i] == c->form.escape && i + 1 < raw.n)
                i++;
            buf_char(&c->text, raw.p[i++]);
        }
        cell_end(c, start);
        if (i >= raw.n)
            break;
        i++;                            /* the delimiter */
    }
    return bad;
}

int csv_next(struct csv *c, struct row *row, struct err *e)
{
    size_t stop, next;
    long lines;
    bool open;
    int got;

    for (;;) {
        if (c->in.n == c->at && (got = more(c, e)) <= 0)
            return got;
        got = frame(c, &stop, &next, &open, &lines, e);
        if (got <= 0)
            return got;
        if (stop > c->at)
            break;
        c->line += lines;               /* an empty line */
        c->at = next;
    }
    row->at = (struct where){ c->path, c->line };
    row->raw = (str){ c->in.p + c->at, stop - c->at };
    row->ends = next > stop;
    row->bad = split(c, row->raw);
    if (open)
        row->bad = "a quote that is never closed";
    c->cell = c->cap3 < c->cells
              ? mem_grow(c->cell, mem_size(c->cap3 = c->cap, sizeof(str)))
              : c->cell;
    for (size_t i = 0; i < c->cells; i++)
        c->cell[i] = (str){ c->text.p ? c->text.p + c->start[i] : "",
                            c->len[i] };
    row->cell = c->cell;
    row->n = c->cells;
    c->line += lines;
    c->at = next;
    return 1;
}

/* Would a spreadsheet take it for a formula? */
static bool formula(str cell)
{
    while (cell.n && (cell.p[0] == ' ' || cell.p[0] == '"'))
        cell = str_from(cell, 1);
    return cell.n && (strchr("=+-@\t\r\n", cell.p[0]) ||
                      str_starts(cell, STR("＝")) ||
                      str_starts(cell, STR("＋")) ||
                      str_starts(cell, STR("－")) ||
                      str_starts(cell, STR("＠")));
}

str csv_unguard(str cell)
{
    return cell.n > 1 && cell.p[0] == '\'' && formula(str_from(cell, 1))
           ? str_from(cell, 1) : cell;
}

void csv_write(struct buf *out, str cell, char delimiter, bool guard)
{
    bool quote = false;

    guard = guard && formula(cell);
    for (size_t i = 0; i < cell.n; i++)
        quote = quote || cell.p[i] == '"' || cell.p[i] == '\n' ||
                cell.p[i] == '\r' || cell.p[i] == delimiter;
    quote = quote || guard || (cell.n && (cell.p[0] == ' ' ||
                                          cell.p[cell.n - 1] == ' '));
    if (!quote) {
        buf_str(out, cell);
        return;
    }
    buf_char(out, '"');
    if (guard)
        buf_char(out, '\'');
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.p[i] == '"')
            buf_char(out, '"');
        buf_char(out, cell.p[i]);
    }
    buf_char(out, '"');
}
