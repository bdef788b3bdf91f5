/* save.h - a mapped record, or what became of it, into the tables. */
#ifndef SAVE_H
#define SAVE_H

#include "ingest/load.h"
#include "ingest/record.h"

/* New, updated (the old version is kept) or unchanged; counted in *b. */
int save_record(const struct load *l, const struct record *r,
                struct ledger *b, struct where at, struct arena *a,
                struct err *e);

/* What cannot be used: with its place, the reason, and the record as it
 * stood, masked. */
int save_reject(const struct load *l, const struct layout *layout,
                const struct bad *why, const struct reader_row *row,
                struct ledger *b, struct arena *a, struct err *e);

/* A value that was kept though it is not understood. */
int save_gap(const struct load *l, struct ledger *b,
             const struct gap_note *g, struct where at, struct arena *a,
             struct err *e);

#endif
