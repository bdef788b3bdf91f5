/* load.h - one source file into the ledger, whole or not at all. */
#ifndef LOAD_H
#define LOAD_H

#include "ingest/feed.h"
#include "ingest/place.h"
#include "ingest/reader.h"
#include "lib/workday.h"
#include "lib/opt.h"
#include "lib/store.h"

struct load {                   /* what stays the same over the files */
    struct store *db;
    const struct feed *feed;
    const struct places *places;
    const struct workdays *workdays;
    const struct env *env;
    str key;                    /* of the office, for reporters' HMAC */
    long long mend;             /* > 0: rejects up to here are replayed */
};

struct ledger {                 /* one batch */
    long long id, read, made, updated, unchanged, rejected, gaps;
    bool known;                 /* the very same bytes were loaded before */
    str known_at;
};

/* Load the file.  Its line of the ledger is in *out.  ERR_DATA when the share
 * of rejects is above what the feed allows. */
int load_file(const struct load *l, const char *path, struct ledger *out,
              struct err *e);

/* The office's key, made at the first use and kept in a file of mode 0600
 * beside the database ($DUBAN_KEY names another). */
int load_key(const struct store *db, struct arena *a, str *key,
             struct err *e);

#endif
