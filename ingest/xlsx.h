/* xlsx.h - what a workbook says about its sheets, strings and styles. */
#ifndef XLSX_H
#define XLSX_H

#include <stdbool.h>

#include "ingest/zipfile.h"
#include "lib/err.h"

struct sheet {
    str name;
    str part;                   /* the entry; "": it has no cells (a chart) */
    bool hidden;
};

enum number_kind { NUMBER_PLAIN, NUMBER_DATE, NUMBER_ELAPSED };

struct workbook {
    struct zipfile *zip;
    const char *path;
    struct sheet *sheet;        /* in their order */
    size_t n_sheets;
    bool from_1904;
    unsigned char *style;       /* enum number_kind of each cell format */
    size_t n_styles;
    struct strings *strings;    /* the shared ones */
    struct arena mem;
};

/* Read all of it but the sheets. */
int sheetbook_open(struct workbook *b, struct zipfile *zip, const char *path,
                  struct err *e);
void sheetbook_close(struct workbook *b);

/* Shared strings: in memory up to some size, else in a file without a name. */
struct strings;

struct strings *strings_new(void);
int strings_add(struct strings *s, str text, struct err *e);
/* String i into `out`; false when there is none. */
bool strings_get(struct strings *s, size_t i, struct buf *out);
void strings_free(struct strings *s);

/* Merged cells: the value stands in the first of them alone, and where they
 * are stands behind all rows: so the sheet, entry i, is read through before. */
struct merged;

enum { XLSX_COLUMNS = 16384 };

struct merged *merged_read(struct zipfile *zip, long i, const char *path,
                           struct err *e);
/* How many columns the merged cells of this row take; rows in order. */
size_t merged_width(struct merged *m, long row);
/* Put the value into all of them; `cells` has so many.  Gives the bytes. */
size_t merged_fill(struct merged *m, long row, str *cells);
void merged_free(struct merged *m);         /* NULL is allowed */

/* AB12: column 27 and row 12; XLSX_COLUMNS and 0 where there is none.  Gives
 * what follows. */
const char *xlsx_ref(const char *ref, size_t *column, long *row);

/* _xHHHH_ in a string stands for a character (ECMA-376, ST_Xstring). */
void xlsx_unescape(struct buf *b);

#endif
