/* reader.h - the rows of one source, whatever its format.
 *
 * Every format gives the same: a header (names of columns) and rows of cells
 * in UTF-8.  A row that cannot be decoded or is malformed comes with `bad`
 * set and its cells made printable; it never shifts the next one.
 */
#ifndef READER_H
#define READER_H

#include "ingest/feed.h"
#include "ingest/source.h"
#include "lib/err.h"
#include "lib/str.h"

struct reader;

struct reader_row {
    struct where at;
    const str *cell;            /* until the next reader_next() */
    size_t n;
    str raw;                    /* where there are no cells: the record */
    bool few;                   /* fewer cells than the header has */
    const char *bad;            /* reason code, or NULL */
    const char *bad_column;     /* where known, else "" */
};

struct reader *reader_open(const struct feed *f, struct source *s,
                           struct err *e);
const str *reader_header(const struct reader *r, size_t *n);
long reader_header_line(const struct reader *r);
/* Serial numbers of this file count from 1904 (xlsx only). */
bool reader_1904(const struct reader *r);
/* 1 a row, 0 the end, -1 error. */
int reader_next(struct reader *r, struct reader_row *row, struct err *e);
void reader_close(struct reader *r);

/* The visible sheets of a workbook. */
int reader_sheets(struct source *s, struct arena *a, str **names, size_t *n,
                  struct err *e);

#endif
