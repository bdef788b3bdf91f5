/* ready.h - a row made ready for the tables: mapped, masked, digested.
 *
 * All that can be done with a row without asking the database. */
#ifndef READY_H
#define READY_H

#include "ingest/record.h"
#include "lib/hash.h"

struct ready {
    struct where at;
    bool rejected;              /* else what stands first */
    struct record record;
    str who;                    /* HMAC of the reporter, or "" */
    str digest;                 /* of all mapped fields: did one change? */
    long long said;             /* hash of reporter and text; 0 none */
    struct bad bad;             /* of a reject: why, and the row as it stood, */
    str raw;                    /* masked */
    bool cells;                 /* raw is a line of CSV */
    struct gap_note gaps[GAPS]; /* masked */
    size_t n_gaps;
    str reject_id;              /* of a replayed reject: its cell */
};

enum { READY_NO_COLUMN = -1 };

struct maker {                  /* what it takes; of one thread at a time */
    struct mapper map;
    struct hash *hash;
    struct hmac *hmac;          /* under the office's key */
    long reject_id;             /* column of a replay, or READY_NO_COLUMN */
};

/* The row may be forgotten: *out has its own copy, in `a`. */
void ready_make(struct ready *out, const struct reader_row *row,
                const struct maker *m, struct arena *a);

#endif
