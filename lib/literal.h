/* literal.h - which literals must stand in a text that a pattern matches.
 *
 * A quick look for literals can then say "no match" for most patterns of a
 * large set.  It never says so wrongly: what is not understood gives no need.
 */
#ifndef LITERAL_H
#define LITERAL_H

#include <stdbool.h>

#include "lib/str.h"

enum { LITERAL_FAR = 1 << 20 };         /* anywhere */

struct clause {                 /* one of these literals ... */
    str *at;
    size_t n;
    size_t least, most;         /* ... begins so many characters behind the
                                 * begin of a match; most may be LITERAL_FAR */
};

struct need {
    struct clause *clause;      /* all of these; none: nothing is known */
    size_t n, n_all;            /* those from n on hardly tell texts apart */
    bool exact;                 /* one clause, and any of its literals is a
                                 * match by itself */
    bool digits;                /* all this holds only for texts without digits
                                 * beyond ASCII */
    struct clause opening;      /* every match holds one of these, and begins
                                 * at most `lead` characters before it; none:
                                 * nothing is known */
    size_t lead;
};

/* What a pattern (PCRE2 syntax, upper and lower case alike) needs.  ASCII
 * letters of the literals are in lower case: compare without case.  Lives in
 * `a`. */
void literal_need(str pattern, struct arena *a, struct need *out);

#endif
