/* pcre.h - one pattern over one text; the only door to PCRE2.
 *
 * Patterns: UTF-8, Unicode properties, upper and lower case alike, ^ and $ at
 * line ends, no capturing groups.  They are compiled to machine code where
 * PCRE2 can; with $DUBAN_NO_JIT set they are not (valgrind cannot follow such
 * code).
 *
 * Matching has limits.  A pattern that hits one is undecided: never a no.  It
 * is tried once more by the interpreter before that is said.
 */
#ifndef PCRE_H
#define PCRE_H

#include <stdatomic.h>
#include <stdbool.h>

#include "lib/err.h"
#include "lib/str.h"

struct pcre_kit;                /* makes patterns; threads share it */
struct pcre_run;                /* what one thread needs to match */

struct pcre {                   /* a pattern; zeroed: none yet */
    void *code;
    atomic_int state;
};

struct regex_hit { size_t from, to; };          /* bytes of the text */

/* Of the library: its number and date. */
void pcre_version(char out[64]);

struct pcre_kit *pcre_kit_new(void);
void pcre_kit_free(struct pcre_kit *k);

/* -1: it does not compile or uses what is not allowed; `at` is its place for
 * the message. */
int pcre_compile(struct pcre_kit *k, str pattern, struct pcre *out,
                 struct where at, struct err *e);
void pcre_release(struct pcre *p);
/* Can it match the empty text? */
bool pcre_matches_empty(const struct pcre *p);

struct pcre_run *pcre_run_new(struct pcre_kit *k);
void pcre_run_free(struct pcre_run *r);

struct stretch {                /* where a match may stand: it begins at or */
    size_t from, limit;         /* after `from`, at or before `limit`, */
    size_t upto;                /* and ends by `upto` */
};

/* The first match: 1 found, 0 none, -1 undecided.  What stands before `from`
 * is seen by look-behind; the text ends at `upto` but for $.  `text` must be
 * valid UTF-8.  A zeroed *p is compiled here, from `pattern`; it is prepared
 * by the first thread that needs it. */
int pcre_try(struct pcre_run *r, struct pcre *p, str pattern, str text,
             struct stretch in, struct regex_hit *hit);
/* The same by the interpreter alone, for a compiled *p. */
int pcre_try_slowly(struct pcre_run *r, const struct pcre *p, str text,
                    struct stretch in, struct regex_hit *hit);

#endif
