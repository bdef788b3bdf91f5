/* prefilter.h - which of many patterns a text may match; the only door to
 * libhs (Hyperscan, Vectorscan).
 *
 * One pass of libhs over the text finds the literals that the patterns need
 * (lib/literal.h).  A pattern whose first need is there is a candidate; one
 * that is no candidate does not match.  Only literals are looked for: this is
 * where libhs is fastest, and where no version of it is known to lose any.
 */
#ifndef PREFILTER_H
#define PREFILTER_H

#include <stdbool.h>

#include "lib/str.h"

struct prefilter;
struct prefilter_run;           /* one thread's */

/* For these patterns.  `cache`: a folder for compiled databases, or NULL.
 * NULL with *why set (static text) when libhs is not there or fails; *note
 * gets what a person should know (a damaged cache), or NULL. */
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

/* Is this the text of the last scan?  Only then the next ones may be asked. */
bool prefilter_knows(const struct prefilter_run *r, str text);
/* A candidate: does it have everything else that it needs? */
bool prefilter_may(const struct prefilter_run *r, int id);
/* Is it known where matches of the pattern can begin?  Then prefilter_next()
 * gives the first place at or after `from` of a literal that they open with, at
 * most prefilter_lead() characters behind their begin; false: there is none. */
bool prefilter_begins(const struct prefilter_run *r, int id);
size_t prefilter_lead(const struct prefilter_run *r, int id);
bool prefilter_next(struct prefilter_run *r, int id, size_t from, size_t *at);

/* For the curious: numbers of literals and of patterns without any. */
void prefilter_size(const struct prefilter *p, size_t *literals,
                    size_t *blind);

#endif
