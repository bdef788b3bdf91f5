/* prefilter.h - which of many patterns a text may match, and where.
 *
 * One pass over the text finds the literals that the patterns need
 * (lib/literal.h, lib/needles.h).  A pattern all of whose needs are there is a
 * candidate; one that is no candidate does not match.
 */
#ifndef PREFILTER_H
#define PREFILTER_H

#include <stdbool.h>

#include "lib/str.h"

struct prefilter;
struct prefilter_run;           /* one thread's */

/* For these patterns.  `cache`, *note and *why: as needles_new() has them. */
struct prefilter *prefilter_new(const str *pattern, size_t n,
                                const char *cache, const char **note,
                                const char **why);
void prefilter_free(struct prefilter *p);               /* NULL is allowed */

struct prefilter_run *prefilter_run_new(const struct prefilter *p);
void prefilter_run_free(struct prefilter_run *r);       /* NULL is allowed */

/* Candidates for this text, in no order, each once: their number; *id is valid
 * until the next scan.  -1: libhs failed, nothing is known. */
long prefilter_scan(struct prefilter_run *r, str text, const int **id);

/* Is the candidate sure to match?  True for patterns that are nothing but
 * literals, compared byte by byte. */
bool prefilter_sure(const struct prefilter *p, int id);
/* Bytes of the one literal that is the whole pattern: it matches wherever
 * prefilter_next() finds it.  0: it is something else. */
size_t prefilter_whole(const struct prefilter *p, int id);

/* Is this the text of the last scan?  Only then the next ones may be asked. */
bool prefilter_knows(const struct prefilter_run *r, str text);
/* Is it known where matches of the pattern can begin?  Then prefilter_next()
 * gives the first place at or after `from` of a literal that they open with, at
 * most prefilter_lead() characters behind their begin; false: there is none.
 * Places near which something else is missing are passed over. */
bool prefilter_begins(const struct prefilter_run *r, int id);
size_t prefilter_lead(const struct prefilter *p, int id);
bool prefilter_next(struct prefilter_run *r, int id, size_t from, size_t *at);

#endif
