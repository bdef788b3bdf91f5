/* doc.h - a report ready to be written: headings, texts, tables, charts.
 *
 * doc_build() puts a layout and the figures together; each writer (HTML, CSV,
 * Markdown, ...) then prints the same document in its own way, so that all
 * formats say the same.  A document lives in the arena it was built in.
 */
#ifndef DOC_H
#define DOC_H

#include <stdbool.h>

#include "report/cell.h"

struct row_of {                 /* one row of a table */
    struct cell *cell;          /* one per column */
    str unit, problem;
    bool total, gap;            /* gap: rows left out before this one */
    size_t unit_no, problem_no; /* number of its unit, of its problem */
    double key;                 /* what the rows are ordered by, falling */
    /* records only */
    long long record;
    str city, county, lead, item, kind;
};

struct doc_table {
    str section;
    const struct column *column;
    size_t n_column, n_row;
    struct row_of *row;
    bool no_past;               /* a change was left out: nothing before */
};

enum doc_kind { DOC_PART, DOC_TEXT, DOC_TABLE, DOC_CHART, DOC_CARDS,
                DOC_RECORDS };

struct doc_card { str label, value, unit, note; bool judged, alarm; };

struct doc_block {
    enum doc_kind kind;
    str id, title, note, style;
    str text;                   /* DOC_TEXT; DOC_TABLE without rows */
    struct doc_table table;     /* also what a chart shows */
    const struct block *from;
    struct doc_card *card;
    size_t n_card;
    str svg, narrow, png;       /* the picture, in the formats drawn */
    str missing;                /* why there is none */
    long width, height;
};

struct doc {
    str title, issue, subtitle, name;   /* name: 2026-W47 */
    str first_day, last_day, as_of;
    const struct layout *l;
    const struct figures *f;
    struct doc_block *block;
    size_t n, cap;
};

struct doc *doc_build(struct store *db, const struct layout *l,
                      const struct figures *f, const struct span *s,
                      struct arena *a, struct err *e);

/* Draw the charts of a document, as SVG or as PNG.  A missing gnuplot is no
 * error: the charts then say so, and *missing is set. */
int doc_charts(struct doc *d, const char *schemas, bool png, struct arena *a,
               bool *missing, struct err *e);

/* Fill a records block: a few records behind each line of the problem list,
 * each place and each lead unit. */
int doc_records(struct store *db, const struct layout *l,
                const struct figures *f, const struct span *s,
                struct doc_block *b, struct arena *a, struct err *e);

/* Is it a table that stands on a sheet or in a file of its own?  The data of a
 * chart do where its sheet has a name. */
bool doc_is_sheet(const struct doc_block *b);

/* The writers: one file each at `path`, whole or not at all. */
int html_write(const struct doc *d, const char *schemas, const char *path,
               struct err *e);
int markdown_write(const struct doc *d, const char *path, struct err *e);
int docx_write(const struct doc *d, const char *schemas, const char *path,
               struct err *e);
int png_report(const struct doc *d, const char *folder, struct err *e);
int xlsx_write(const struct doc *d, const char *path, struct err *e);
int csv_report(const struct doc *d, const char *folder, struct err *e);

#endif
