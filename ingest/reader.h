/* reader.h - the rows of one source file, whatever its format.
 *
 * Every format gives the same: a header (names of columns) and rows of cells
 * in UTF-8.  A row that cannot be decoded or is malformed comes with `bad`
 * set and its cells made printable; it never shifts the next one.
 */
#ifndef READER_H
#define READER_H

#include "ingest/feed.h"
#include "lib/csv.h"
#include "lib/err.h"
#include "lib/str.h"

struct source {                 /* the bytes, after a first pass over them */
    const char *path;           /* as named by the user; "-": standard input */
    int fd;
    long long bytes;
    char sha256[65];
    bool utf8, utf16le, utf16be;        /* what the first pass found */
    int bom;                    /* bytes of the byte order mark */
};

/* Open, hash and look at the encoding.  Standard input is copied to a file
 * without a name first.  A folder, an empty or unreadable file is an error. */
int source_open(struct source *s, const char *path, struct err *e);
void source_close(struct source *s);

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
/* Serial numbers of this file count from 1904 (xlsx only). */
bool reader_1904(const struct reader *r);
/* 1 a row, 0 the end, -1 error. */
int reader_next(struct reader *r, struct reader_row *row, struct err *e);
void reader_close(struct reader *r);

/* The formats: each fills the table of its functions. */
struct reader_ops {
    int (*next)(void *self, struct reader_row *row, struct err *e);
    void (*close)(void *self);
};

struct reader {
    struct reader_ops ops;
    void *self;
    const str *header;
    size_t columns;
    bool from_1904;
    struct arena mem;           /* header and the like */
};

int csv_reader(struct reader *r, const struct feed *f, struct source *s,
               struct err *e);

#endif
