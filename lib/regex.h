/* regex.h - many patterns over one text.
 *
 * A set holds compiled patterns (lib/pcre.h) and is shared by threads once it
 * is filled.  What matching needs beside it is a run; each thread has its own.
 */
#ifndef REGEX_H
#define REGEX_H

#include <stdbool.h>

#include "lib/err.h"
#include "lib/pcre.h"
#include "lib/str.h"

struct regex_set;
struct regex_run;

struct regex_set *regex_new(void);
void regex_free(struct regex_set *s);           /* NULL is allowed */

/* Add a pattern; its number, from 0.  A pattern that is there already keeps
 * its number.  -1: it does not compile or uses what is not allowed; `at` is
 * its place for the message. */
int regex_add(struct regex_set *s, str pattern, struct where at,
              struct err *e);
size_t regex_count(const struct regex_set *s);
str regex_pattern(const struct regex_set *s, int id);
/* Can it match the empty text? */
bool regex_matches_empty(const struct regex_set *s, int id);

/* Put the prefilter (lib/prefilter.h) in front of the set, when all patterns
 * are in it; before any run is made.  false with *why when there is none;
 * *note is for people, or NULL. */
bool regex_prefilter(struct regex_set *s, const char *cache,
                     const char **note, const char **why);
void regex_prefilter_off(struct regex_set *s);

struct regex_run *regex_run_new(struct regex_set *s);
void regex_run_free(struct regex_run *r);       /* NULL is allowed */

/* Patterns that may match the text, each once, in no order; the others do not.
 * Their number, or -1 without a prefilter: every pattern may match.  *id is
 * valid until the next scan. */
long regex_scan(struct regex_run *r, str text, const int **id);
/* A candidate of the last scan that is sure to match. */
bool regex_sure(const struct regex_run *r, int id);

/* The first match at or after byte `from` that ends by `upto`: 1 found, 0 none,
 * -1 undecided.  What stands before `from` is seen by look-behind; the text
 * ends at `upto` but for $.  `text` must be valid UTF-8. */
int regex_find(struct regex_run *r, int id, str text, size_t from,
               size_t upto, struct regex_hit *hit);

/* Does it match at all?  1, 0, -1 as above; quicker, where the place does not
 * matter. */
int regex_matches(struct regex_run *r, int id, str text);
/* The same, asked of PCRE2's interpreter without any help: for checks. */
int regex_matches_plainly(struct regex_run *r, int id, str text);

#endif
