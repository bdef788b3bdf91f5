/* reader_xlsx.c - rows of a worksheet, one after the other. */
#include "ingest/reader_part.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "ingest/xlsx.h"
#include "ingest/xml.h"
#include "lib/date.h"
#include "lib/banned.h"

static const size_t ROW_MAX = (size_t)256 << 20;

struct cell {
    size_t column;
    char type;                  /* n s i(nline) t(ext) b e d */
    size_t style;
    str v;
    struct cell *next;
};

struct line {                   /* a row that was parsed, not yet given */
    long number;
    struct cell *first, *last;
    struct line *next;
};

struct xlsx_state {
    const struct reader *reader;
    struct source *source;
    struct workbook book;
    struct zipentry *entry;
    struct xml *xml;
    struct merged *merged;      /* NULL: only the first cell has the value */
    /* where the parser is */
    struct line *line;
    struct cell cell;
    bool in_cell, in_value, taken;
    int phonetic;
    long number;
    size_t column;
    struct buf text;
    struct line *queue, *newest;        /* of the part parsed last */
    struct arena mem, spare;            /* of the queue; swapped */
    /* the row given last */
    str *cells;
    size_t *at;
    size_t cap;
    struct buf out;
    unsigned long long given;           /* bytes of text so far */
};

static void row_begin(struct xlsx_state *x, const struct xml_attr *a)
{
    const char *hidden = xml_attr(a, "hidden");
    long long number;

    if (str_int(str_of(xml_attr(a, "r")), &number) && number > 0)
        x->number = (long)number;
    else
        x->number++;
    x->column = 0;
    x->line = arena_new(&x->mem, struct line);
    x->line->number = x->number;
    if (hidden && !x->reader->feed->hidden_rows &&
        (strcmp(hidden, "1") == 0 || strcmp(hidden, "true") == 0))
        x->line = NULL;
}

static void cell_begin(struct xlsx_state *x, const struct xml_attr *a)
{
    static const struct { const char *name; char type; } types[] = {
        { "s", 's' }, { "inlineStr", 'i' }, { "str", 't' }, { "b", 'b' },
        { "e", 'e' }, { "d", 'd' }, { "n", 'n' },
    };
    const char *type = xml_attr(a, "t"), *ref = xml_attr(a, "r");
    long long style = 0;
    size_t column = x->column;
    long row;

    if (ref)
        xlsx_ref(ref, &column, &row);
    x->cell = (struct cell){ .column = column, .type = 'n' };
    x->column = column + 1;
    str_int(str_of(xml_attr(a, "s")), &style);
    x->cell.style = style > 0 ? (size_t)style : 0;
    for (size_t i = 0; type && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(type, types[i].name) == 0)
            x->cell.type = types[i].type;
    x->in_cell = column < XLSX_COLUMNS;
    x->taken = false;
    buf_clear(&x->text);
}

static void on_begin(void *self, const char *name, const struct xml_attr *a)
{
    struct xlsx_state *x = self;

    if (strcmp(name, "row") == 0) {
        row_begin(x, a);
    } else if (strcmp(name, "c") == 0 && x->line) {
        cell_begin(x, a);
    } else if (x->in_cell) {
        x->phonetic += strcmp(name, "rPh") == 0;
        if (strcmp(name, "v") == 0 && x->cell.type != 'i') {
            x->in_value = true;
            buf_clear(&x->text);
        } else if (strcmp(name, "t") == 0 && !x->phonetic &&
                   x->cell.type == 'i') {
            x->in_value = true;
        }
    }
}

static void add_cell(struct xlsx_state *x, const struct cell *like, str v)
{
    struct cell *c = arena_new(&x->mem, struct cell);

    *c = *like;
    c->v = str_dup(&x->mem, v);
    c->next = NULL;
    if (x->line->last)
        x->line->last->next = c;
    else
        x->line->first = c;
    x->line->last = c;
}

static void cell_end(struct xlsx_state *x)
{
    x->in_cell = false;
    if (!x->taken)
        return;
    if (x->cell.type == 'i' || x->cell.type == 't')
        xlsx_unescape(&x->text);
    add_cell(x, &x->cell, buf_view(&x->text));
}

static void on_end(void *self, const char *name)
{
    struct xlsx_state *x = self;

    if (x->in_value && (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)) {
        x->in_value = false;
        x->taken = true;
    } else if (strcmp(name, "rPh") == 0 && x->in_cell) {
        x->phonetic--;
    } else if (strcmp(name, "c") == 0 && x->in_cell) {
        cell_end(x);
    } else if (strcmp(name, "row") == 0 && x->line) {
        if (x->line->first) {           /* a row without a value is none */
            if (x->newest)
                x->newest->next = x->line;
            else
                x->queue = x->line;
            x->newest = x->line;
        }
        x->line = NULL;
    }
}

static void on_text(void *self, str s)
{
    struct xlsx_state *x = self;

    if (x->in_value)
        buf_str(&x->text, s);
}

/* A number as people would write it: whole ones without a point, others as
 * short as they read back. */
static void number_text(struct buf *out, str v)
{
    double d;
    char text[40];
    int digits = 15;
    size_t i = v.n && v.p[0] == '-';

    while (i < v.n && v.p[i] >= '0' && v.p[i] <= '9')
        i++;
    if ((i == v.n && v.n) || !str_real(v, &d) || !isfinite(d)) {
        buf_str(out, v);
        return;
    }
    if (fabs(d) < 1e15 && floor(d) == d) {
        buf_fmt(out, "%.0f", d == 0 ? 0 : d);
        return;
    }
    do
        snprintf(text, sizeof text, "%.*g", digits, d);
    while (strtod(text, NULL) != d && ++digits <= 17);
    buf_text(out, text);
}

/* A number whose format is a date; false: it is none. */
static bool date_text(const struct xlsx_state *x, str v, struct buf *out,
                      enum number_kind kind)
{
    struct date d;
    char text[TIME_TEXT];
    double serial;
    long long s;

    if (!str_real(v, &serial))
        return false;
    if (kind == NUMBER_ELAPSED || (serial >= 0 && serial < 1)) {
        if (!(fabs(serial) < 1e6))
            return false;
        s = llround(fabs(serial) * 86400);
        buf_fmt(out, "%s%02lld:%02lld:%02lld", serial < 0 ? "-" : "",
                s / 3600, s / 60 % 60, s % 60);
        return true;
    }
    if (!time_of_serial(serial, x->book.from_1904, &d))
        return false;
    time_print(&d, text);
    buf_text(out, text);
    return true;
}

/* The cell as text, at the end of x->out. */
static void cell_text(struct xlsx_state *x, const struct cell *c)
{
    enum number_kind kind = c->style < x->book.n_styles
                            ? (enum number_kind)x->book.style[c->style]
                            : NUMBER_PLAIN;
    long long i;

    switch (c->type) {
    case 's':
        if (str_int(str_trim(c->v), &i) && i >= 0)
            strings_get(x->book.strings, (size_t)i, &x->out);
        return;
    case 'b':
        buf_text(&x->out, str_is(c->v, "1") || str_is(c->v, "true")
                          ? "TRUE" : str_is(c->v, "0") ||
                          str_is(c->v, "false") ? "FALSE" : "");
        return;
    case 'n':
        if (kind == NUMBER_PLAIN || !date_text(x, c->v, &x->out, kind))
            number_text(&x->out, c->v);
        return;
    default:
        buf_str(&x->out, c->v);
    }
}

static int too_much(const struct xlsx_state *x, long row, struct err *e)
{
    return err_set(e, ERR_DATA, (struct where){ x->source->path, row },
                   N_("the texts of the sheet grow beyond all measure: "
                      "refused"));
}

static bool too_big(const struct xlsx_state *x)
{
    return x->given > ROW_MAX &&
           x->given > (unsigned long long)x->source->bytes * 200;
}

/* Lay the cells of a line out by column. */
static int give(struct xlsx_state *x, const struct line *line,
                struct reader_row *row, struct err *e)
{
    size_t n = x->merged ? merged_width(x->merged, line->number) : 0;

    for (const struct cell *c = line->first; c; c = c->next)
        n = c->column >= n ? c->column + 1 : n;
    if (x->cap < n) {
        x->cap = n * 2;
        x->cells = mem_grow(x->cells, mem_size(x->cap, sizeof(str)));
        x->at = mem_grow(x->at, mem_size(x->cap, sizeof *x->at));
    }
    for (size_t i = 0; i < n; i++)
        x->cells[i] = STR("");
    buf_clear(&x->out);
    for (const struct cell *c = line->first; c; c = c->next) {
        x->at[c->column] = x->out.n;
        cell_text(x, c);
        x->cells[c->column].n = x->out.n - x->at[c->column];
        if (x->out.n > ROW_MAX)
            return too_much(x, line->number, e);
    }
    x->given += x->out.n;
    if (too_big(x))
        return too_much(x, line->number, e);
    for (const struct cell *c = line->first; c; c = c->next)
        if (x->cells[c->column].n)
            x->cells[c->column].p = x->out.p + x->at[c->column];
    *row = (struct reader_row){ .at = { x->source->path, line->number },
                                .cell = x->cells, .n = n, .bad_column = "" };
    return 1;
}

static bool all_blank(const struct reader_row *row)
{
    for (size_t i = 0; i < row->n; i++)
        if (str_trim(row->cell[i]).n)
            return false;
    return true;
}

/* What merged cells say, in each of them. */
static int fill(struct xlsx_state *x, const struct reader_row *row,
                struct err *e)
{
    if (x->merged)
        x->given += merged_fill(x->merged, row->at.line, x->cells);
    return too_big(x) ? too_much(x, row->at.line, e) : 1;
}

/* The queue is empty: forget it, but for the row that is half parsed. */
static void renew(struct xlsx_state *x)
{
    struct line *old = x->line;
    struct arena was = x->mem;

    x->mem = x->spare;
    x->spare = was;
    if (old) {
        x->line = arena_new(&x->mem, struct line);
        x->line->number = old->number;
    }
    for (const struct cell *c = old ? old->first : NULL; c; c = c->next)
        add_cell(x, c, c->v);
    arena_reset(&x->spare);
}

static int xlsx_row(void *self, struct reader_row *row, struct err *e)
{
    struct xlsx_state *x = self;

    for (;;) {
        struct line *line = x->queue;
        int got;

        if (line) {
            x->queue = line->next;
            if (!x->queue)
                x->newest = NULL;
            got = give(x, line, row, e);
            if (got > 0 && all_blank(row))
                continue;
            return got > 0 ? fill(x, row, e) : got;
        }
        renew(x);
        got = xml_step(x->xml, e);
        if (got <= 0 && !x->queue) {
            if (got < 0)
                err_while(e, N_("in the sheet, after row %ld"), x->number);
            return got;
        }
    }
}

static void xlsx_end(void *self)
{
    struct xlsx_state *x = self;

    xml_close(x->xml);
    merged_free(x->merged);
    zipentry_close(x->entry);
    sheetbook_close(&x->book);
    buf_release(&x->text);
    buf_release(&x->out);
    arena_release(&x->mem);
    arena_release(&x->spare);
    mem_free(x->cells);
    mem_free(x->at);
    mem_free(x);
}

/* The sheet that is asked for. */
static const struct sheet *choose(const struct workbook *b, str wanted,
                                  struct err *e)
{
    struct buf names = { .max = 400 };

    for (int hidden = 0; hidden <= 1; hidden++)
        for (size_t i = 0; i < b->n_sheets; i++)
            if (b->sheet[i].part.n &&
                (str_is(wanted, "first") ? b->sheet[i].hidden == hidden
                                         : str_eq(b->sheet[i].name, wanted)))
                return &b->sheet[i];
    for (size_t i = 0; i < b->n_sheets; i++) {
        buf_text(&names, i ? ", " : "");
        buf_str(&names, b->sheet[i].name);
    }
    err_set(e, ERR_DATA, (struct where){ b->path, 0 },
            N_("no sheet \"%.*s\"; there are: %.*s"), PSTR(wanted),
            PSTR(buf_view(&names)));
    buf_release(&names);
    return NULL;
}

int reader_xlsx(struct reader *r, const struct feed *f, struct source *s,
                struct err *e)
{
    static const struct xml_events events = { on_begin, on_end, on_text };
    struct xlsx_state *x = mem_grow(NULL, sizeof *x);
    const struct sheet *sheet;
    long i;

    memset(x, 0, sizeof *x);
    x->reader = r;
    x->source = s;
    r->self = x;
    r->next = xlsx_row;
    r->close = xlsx_end;
    if (sheetbook_open(&x->book, s->zip, s->path, e))
        return -1;
    r->from_1904 = x->book.from_1904;
    sheet = choose(&x->book, s->sheet ? str_of(s->sheet) : f->sheet, e);
    if (!sheet)
        return -1;
    i = zipfile_find(s->zip, sheet->part);
    if (i < 0)
        return err_set(e, ERR_DATA, (struct where){ s->path, 0 },
                       N_("the sheet \"%.*s\" is missing from the workbook"),
                       PSTR(sheet->name));
    if (f->fill_merged) {
        x->merged = merged_read(s->zip, i, s->path, e);
        if (!x->merged)
            return -1;
    }
    x->entry = zipfile_entry(s->zip, i, e);
    if (!x->entry)
        return -1;
    x->xml = xml_open(s->path, zipentry_read, x->entry, &events,
                      x);
    return 0;
}

int reader_sheets(struct source *s, struct arena *a, str **names, size_t *n,
                  struct err *e)
{
    struct workbook b;
    int rc = sheetbook_open(&b, s->zip, s->path, e);

    *names = arena_array(a, str, b.n_sheets ? b.n_sheets : 1);
    *n = 0;
    for (size_t i = 0; rc == 0 && i < b.n_sheets; i++)
        if (!b.sheet[i].hidden && b.sheet[i].part.n)
            (*names)[(*n)++] = str_dup(a, b.sheet[i].name);
    sheetbook_close(&b);
    return rc;
}
