/* ahead.h - rows made ready on a thread of their own, ahead of their writing.
 *
 * The same rows in the same order as without the thread: where there is one
 * processor only, or no thread to be had, they are made when asked for.
 * Between ahead_open() and ahead_close() reader and maker belong to it.
 */
#ifndef AHEAD_H
#define AHEAD_H

#include "ingest/reader.h"
#include "ingest/ready.h"

struct ahead;

struct ahead *ahead_open(struct reader *r, const struct maker *m);

/* 1 a row, which lives until the next call; 0 the end, -1 error: of the
 * reader, after the rows before it. */
int ahead_next(struct ahead *a, const struct ready **row, struct err *e);

/* At any time, also before the end.  NULL is allowed. */
void ahead_close(struct ahead *a);

#endif
