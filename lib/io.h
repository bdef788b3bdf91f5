/* io.h - whole files in, whole files out. */
#ifndef IO_H
#define IO_H

#include <stdio.h>

#include "lib/err.h"
#include "lib/str.h"

/* The whole file, at most `max` bytes, ending in a NUL that is not counted. */
int io_read(const char *path, size_t max, struct arena *a, str *out,
            struct err *e);

/* A file that appears whole or not at all: written beside its place, synced,
 * renamed by io_commit().  Mode 0600.  io_abort() after a failure. */
struct io_out {
    FILE *file;
    char path[4096], temp[4200];
};

int io_create(struct io_out *o, const char *path, struct err *e);
int io_commit(struct io_out *o, struct err *e);
void io_abort(struct io_out *o);                /* harmless after a commit */

int io_write(const char *path, str text, struct err *e);  /* the three in one */
int io_mkdir(const char *path, struct err *e);            /* and its parents */

/* What went to standard output really got there. */
int io_flush(FILE *f, struct err *e);

#endif
