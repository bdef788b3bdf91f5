/* sheets.c - every table of a report as a CSV file. */
#include "report/doc.h"

#include <stdio.h>

#include "lib/csv.h"
#include "lib/io.h"
#include "report/escape.h"
#include "lib/banned.h"

static void head(const struct doc *d, const struct column *c,
                 struct buf *out)
{
    csv_write(out, c->head, 0, true);
    if (c->as != AS_RATE && c->as != AS_FIGURE)
        return;
    buf_fmt(out, ",%.*s%.*s", PSTR(c->head),
            PSTR(layout_word(d->l, "numerator")));
    buf_fmt(out, ",%.*s%.*s", PSTR(c->head),
            PSTR(layout_word(d->l, "denominator")));
}

/* Text is guarded against being taken for a formula; numbers stay numbers. */
static void cell(const struct cell *c, const struct column *col,
                 struct buf *out)
{
    struct buf plain = { 0 }, seen = { 0 };

    cell_plain(c, &plain);
    escape_plain(&seen, buf_view(&plain));
    csv_write(out, buf_view(&seen), 0, c->kind == CELL_TEXT ||
              !c->has_value);
    buf_release(&plain);
    buf_release(&seen);
    if (col->as != AS_RATE && col->as != AS_FIGURE)
        return;
    if (c->has_base)
        buf_fmt(out, ",%.0f,%.0f", c->numerator, c->denominator);
    else
        buf_text(out, ",,");
}

static int table_write(const struct doc *d, const struct doc_block *b,
                       const char *folder, struct err *e)
{
    const struct doc_table *t = &b->table;
    struct buf out = { 0 }, path = { 0 };
    int rc;

    buf_text(&out, "\xef\xbb\xbf");             /* spreadsheets ask for it */
    for (size_t i = 0; i < t->n_column; i++) {
        if (i)
            buf_char(&out, ',');
        head(d, &t->column[i], &out);
    }
    buf_text(&out, "\r\n");
    for (size_t r = 0; r < t->n_row; r++) {
        for (size_t i = 0; i < t->n_column; i++) {
            if (i)
                buf_char(&out, ',');
            cell(&t->row[r].cell[i], &t->column[i], &out);
        }
        buf_text(&out, "\r\n");
    }
    buf_fmt(&path, "%s/%.*s.csv", folder, PSTR(b->id));
    buf_char(&path, 0);
    rc = io_write(path.p, buf_view(&out), e);
    buf_release(&path);
    buf_release(&out);
    return rc;
}

int csv_report(const struct doc *d, const char *folder, struct err *e)
{
    if (io_mkdir(folder, e))
        return -1;
    for (size_t i = 0; i < d->n; i++)
        if (doc_is_sheet(&d->block[i]) &&
            table_write(d, &d->block[i], folder, e))
            return -1;
    return 0;
}
