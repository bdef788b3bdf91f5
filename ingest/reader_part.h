/* reader_part.h - what the readers of the formats share. */
#ifndef READER_PART_H
#define READER_PART_H

#include "ingest/reader.h"

struct reader {
    /* Rows from the front, the header among them; then without it. */
    int (*next)(void *self, struct reader_row *row, struct err *e);
    void (*close)(void *self);
    void *self;
    const struct feed *feed;
    const char *path;
    const str *header;
    size_t columns;
    long header_line;
    bool from_1904;
    struct arena mem;           /* header and the like */
};

/* Each fills next, close and self; the fixed header, too, where the format has
 * one (JSON). */
int reader_csv(struct reader *r, const struct feed *f, struct source *s,
               struct err *e);
int reader_json(struct reader *r, const struct feed *f, struct source *s,
                bool lines, struct err *e);
int reader_xlsx(struct reader *r, const struct feed *f, struct source *s,
                struct err *e);

/* The source as UTF-8 for a parser: as csv_source.  Bytes that are no text
 * come as they are, or as 0xFF. */
struct supply;
struct supply *supply_open(struct source *s, const struct feed *f,
                           struct err *e);
long supply_read(void *supply, char *p, size_t n, struct err *e);
void supply_close(struct supply *s);

/* Bytes of any kind made printable: what is no UTF-8 becomes U+FFFD, what is
 * longer than 1 MiB is cut and says so. */
str reader_printable(struct arena *a, str s);

#endif
