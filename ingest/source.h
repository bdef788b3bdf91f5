/* source.h - the bytes of one source, wherever they are: a file, standard
 * input, a .gz, an entry of a .zip, a sheet of a workbook.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include <stdbool.h>

#include "ingest/zipfile.h"
#include "lib/arena.h"
#include "lib/err.h"
#include "lib/str.h"

enum source_kind {
    SOURCE_TEXT,                /* CSV, JSON, ...: what source_read() gives */
    SOURCE_WORKBOOK,            /* .xlsx: `zip` is open */
    SOURCE_ARCHIVE,             /* .zip of files: `zip` is open */
};

struct source {
    enum source_kind kind;
    const char *path;           /* as named by the user, for people */
    long long bytes;            /* unpacked */
    char sha256[65];            /* of the content, unpacked */
    const char *encoding;       /* UTF-8, UTF-16LE, ... or NULL: no proof */
    int bom;                    /* bytes of the byte order mark */
    char head[65536];            /* how the content begins */
    size_t n_head;
    const char *sheet;          /* of a workbook: this one; NULL: the feed's */
    struct zipfile *zip;
    int fd;
    void *gz;
    struct zipentry *entry;
    struct zipfile *outer;      /* the archive that the entry is of */
    long index;
    struct arena mem;
};

/* Open, hash and look at it.  Standard input and pipes are copied to a file
 * without a name first.  A folder, an empty or unreadable file, and what no
 * reader could take (.xls, a web page) are errors. */
int source_open(struct source *s, const char *path, struct err *e);

/* The same for bytes in memory; `name`, which must live on, says where they
 * came from. */
int source_bytes(struct source *s, const char *name, str bytes,
                 struct err *e);

/* Entry i of an archive as a source of its own, named archive:entry.  1 done,
 * 0 it is no file (a folder, or what some systems add), -1 error. */
int source_member(struct source *s, const struct source *archive, long i,
                  struct err *e);

/* As read(2), from the front after source_open() and source_rewind(). */
long source_read(void *source, char *p, size_t n, struct err *e);
int source_rewind(struct source *s, struct err *e);

/* Harmless twice. */
void source_close(struct source *s);

#endif
