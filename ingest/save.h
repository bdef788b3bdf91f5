/* save.h - a row that was made ready into the tables. */
#ifndef SAVE_H
#define SAVE_H

#include "ingest/load.h"
#include "ingest/ready.h"

/* New, updated (the old version is kept) or unchanged; counted in *b. */
int save_record(const struct load *l, const struct ready *x,
                struct ledger *b, struct err *e);

/* What cannot be used: with its place, the reason, and the record as it
 * stood, masked. */
int save_reject(const struct load *l, const struct ready *x,
                struct ledger *b, struct err *e);

/* The values that were kept though they are not understood. */
int save_gaps(const struct load *l, const struct ready *x, struct ledger *b,
              struct err *e);

#endif
