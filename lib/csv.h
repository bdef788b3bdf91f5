/* csv.h - records of a CSV or TSV file; RFC 4180 and what people make of it.
 *
 * Streaming: memory is one record.  Line numbers are those of the line where a
 * record begins.  Cells are bytes as they stand; decoding is the caller's.
 */
#ifndef CSV_H
#define CSV_H

#include <stdbool.h>

#include "lib/err.h"
#include "lib/str.h"

struct row {
    struct where at;            /* the line where the record begins */
    str *cell;                  /* until the next csv_next() */
    size_t n;
    str raw;                    /* the record as it stands, no line end */
    const char *bad;            /* malformed: why (static text); or NULL */
    bool ends;                  /* with a line end: it was not cut off */
};

struct csv_form {               /* zeroed: comma, double quote */
    char delimiter;             /* 0: comma */
    char quote;                 /* 0: " */
    bool no_quotes;
    char escape;                /* '\\' where the file escapes so; 0: none */
};

/* Where the bytes come from: as read(2). */
typedef long csv_source(void *from, char *p, size_t n, struct err *e);

struct csv;

struct csv *csv_open(const char *path, csv_source *source, void *from,
                     const struct csv_form *form);
/* 1 a record, 0 the end, -1 error.  An empty line is no record.  A quote that
 * is never closed makes that one line malformed; the next line is read. */
int csv_next(struct csv *c, struct row *row, struct err *e);
void csv_close(struct csv *c);

/* One cell written so that it reads back: quoted where need be.  `guard` puts
 * a ' before what a spreadsheet would take for a formula. */
void csv_write(struct buf *out, str cell, char delimiter, bool guard);

/* The cell as it was before a ' was put there. */
str csv_unguard(str cell);

#endif
