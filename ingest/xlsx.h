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

/* _xHHHH_ in a string stands for a character (ECMA-376, ST_Xstring). */
void xlsx_unescape(struct buf *b);

#endif
