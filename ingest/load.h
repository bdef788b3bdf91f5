/* load.h - one source file into the ledger, whole or not at all. */
#ifndef LOAD_H
#define LOAD_H

#include "ingest/feed.h"
#include "ingest/place.h"
#include "ingest/reader.h"
#include "lib/workday.h"
#include "lib/opt.h"
#include "lib/store.h"

#define LOAD_REJECT_ID "reject_id"      /* header in a file of rejects */

enum known { KNOWN_LOAD, KNOWN_TELL, KNOWN_SKIP };  /* tell: pass over it and
                                                     * say so */
struct ledger;

struct load {                   /* what stays the same over the files */
    struct store *db;
    const struct feed *feed;
    struct places *places;
    struct workdays *workdays;
    const struct env *env;
    str key;                    /* of the office, for reporters' HMAC: made at
                                 * the first use, kept in a file of mode 0600
                                 * beside the database ($DUBAN_KEY: another) */
    bool replay;                /* of a file of `rejects export` */
    enum known known;           /* what to do with what was loaded before */

    /* For whoever loads pages; NULL where not needed. */
    void *ctx;
    void (*seen)(void *ctx, str source_id);     /* a record that is used */
    int (*commit)(void *ctx, const struct ledger *b, struct err *e);
                                /* in the batch's transaction, at its end */
};

struct ledger {                 /* one batch */
    long long id, read, made, updated, unchanged, rejected, gaps;
};

/* Feed, database, reference data and key.  load_close() in any case. */
int load_open(struct load *l, const struct env *env, const char *db,
              const char *feed, struct arena *a, struct err *e);
void load_close(struct load *l);

/* Load a file, or the files in it, and print the line of the ledger of each
 * batch.  ERR_DATA when the share of rejects is above what the feed allows. */
int load_file(const struct load *l, const char *path, struct err *e);

/* The files in a folder whose names fit the pattern, by name; those that this
 * feed loaded before are passed over: they are known by their content. */
int load_folder(const struct load *l, const char *path, const char *glob,
                struct err *e);

/* The same for bytes that came from elsewhere; `name` says from where. */
int load_bytes(const struct load *l, const char *name, str bytes,
               struct err *e);

#endif
