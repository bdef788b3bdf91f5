/* chart.c - the data of each chart, drawn by gnuplot. */
#include "report/doc.h"

#include <stdio.h>

#include "lib/io.h"
#include "lib/text.h"
#include "report/escape.h"
#include "report/gnuplot.h"
#include "lib/banned.h"

enum { NARROW = 380 };          /* width of a telephone's picture */

/* The text cut to `width` columns of a terminal. */
static str shortened(str s, long width, struct arena *a)
{
    str rest = s, head;

    if (width <= 0 || text_width(s) <= (size_t)width)
        return s;
    while (rest.n) {
        head = str_head(s, s.n - rest.n);
        text_next(&rest);
        if (text_width(str_head(s, s.n - rest.n)) + 2 > (size_t)width)
            return str_join(a, head, STR("…"));
    }
    return s;
}

static void data_cell(const struct cell *c, const struct column *col,
                      struct arena *a, struct buf *out)
{
    if (!column_numeric(col))
        escape_field(out, shortened(c->text, col->width, a));
    else if (c->has_value)
        buf_fmt(out, "%.10g", c->value);
    else
        buf_text(out, "NaN");
}

/* A head line, then a line a row. */
static void data_of(const struct doc_block *b, struct arena *a,
                    struct buf *out)
{
    const struct doc_table *t = &b->table;

    for (size_t i = 0; i < t->n_column; i++) {
        if (i)
            buf_char(out, '\t');
        escape_field(out, t->column[i].head.n ? t->column[i].head
                                              : t->column[i].metric);
    }
    buf_char(out, '\n');
    for (size_t r = 0; r < t->n_row; r++) {
        for (size_t i = 0; i < t->n_column; i++) {
            if (i)
                buf_char(out, '\t');
            data_cell(&t->row[r].cell[i], &t->column[i], a, out);
        }
        buf_char(out, '\n');
    }
}

/* One picture; of an SVG what draws, its ids beginning with `name`. */
static int picture(const struct block *from, struct plot p, str name,
                   struct arena *a, str *out, struct err *e)
{
    str svg = { 0 };
    int rc = gnuplot_run(&p, a, strcmp(p.terminal, "png") == 0 ? out : &svg,
                         e);

    return rc || !svg.n ? rc
           : svg_clean(svg, str_c(a, name), from->at, a, out, e);
}

static int draw(struct doc_block *b, const char *folder, bool png,
                struct arena *a, struct err *e)
{
    const struct block *from = b->from;
    struct buf data = { 0 };
    str script = str_fmt(a, "%.*s.gp", PSTR(from->script));
    struct plot p = { .at = from->at, .folder = folder, .script = script.p,
                      .terminal = png ? "png" : "svg", .width = from->width };
    long rows = (long)b->table.n_row;
    int rc;

    p.height = from->height + from->row_height * rows;
    b->width = p.width;
    b->height = p.height;
    data_of(b, a, &data);
    p.data = buf_view(&data);
    rc = picture(from, p, b->id, a, png ? &b->png : &b->svg, e);
    if (rc == 0 && !png && from->narrow_height) {
        p.width = NARROW;
        p.height = from->narrow_height + from->narrow_row_height * rows;
        rc = picture(from, p, str_fmt(a, "%.*s-narrow", PSTR(b->id)), a,
                     &b->narrow, e);
    }
    buf_release(&data);
    return rc;
}

int png_report(const struct doc *d, const char *folder, struct err *e)
{
    struct arena mem = { 0 };
    int rc = io_mkdir(folder, e);

    for (size_t i = 0; i < d->n && !rc; i++)
        if (d->block[i].png.n)
            rc = io_write(str_fmt(&mem, "%s/%.*s.png", folder,
                                  PSTR(d->block[i].id)).p,
                          d->block[i].png, e);
    arena_release(&mem);
    return rc;
}

int doc_charts(struct doc *d, const char *schemas, bool png, struct arena *a,
               bool *missing, struct err *e)
{
    const char *folder = str_fmt(a, "%s/report/charts", schemas).p;

    for (size_t i = 0; i < d->n; i++) {
        struct doc_block *b = &d->block[i];
        int rc;

        if (b->kind != DOC_CHART || (png ? b->png.n : b->svg.n))
            continue;
        rc = draw(b, folder, png, a, e);
        if (rc < 0)
            return -1;
        if (rc) {
            *missing = true;
            b->missing = layout_word(d->l, "chart_missing");
        }
    }
    return 0;
}
