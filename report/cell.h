/* cell.h - one cell of a table: a figure as it is printed. */
#ifndef CELL_H
#define CELL_H

#include <stdbool.h>

#include "report/figure.h"
#include "report/layout.h"

struct scene;                   /* report/words.h */

enum cell_kind { CELL_TEXT, CELL_NUMBER, CELL_PERCENT };

struct cell {
    enum cell_kind kind;
    int decimals;
    bool has_value, has_base;
    double value;               /* percent: the fraction */
    double numerator, denominator;
    str text;                   /* as printed: 12,345 · 98.21% · 样本不足 */
    long long record;           /* the text is that of this record, or 0 */
};

/* Where texts are composed: `tmp` is room for one, `mem` keeps them all. */
struct pen { struct arena *mem; struct buf tmp; };

str pen_kept(struct pen *p);                    /* what stands in tmp */
/* A text of the layout with its figures put in; empty where one is missing. */
str pen_said(struct pen *p, const struct scene *s, str text);

/* The cell of a column for the row that the scene stands in. */
void cell_fill(struct pen *p, const struct scene *s, const struct column *col,
               struct cell *c);
void cell_number(struct pen *p, struct cell *c, double v, int decimals);

/* A cell for files that programs read: digits without commas, ASCII signs. */
void cell_plain(const struct cell *c, struct buf *out);

#endif
