/* literal.h - which literals must stand in a text that a pattern matches.
 *
 * A quick look for literals can then say "no match" for most patterns of a
 * large set.  It never says so wrongly: what is not understood gives no need.
 */
#ifndef LITERAL_H
#define LITERAL_H

#include <stdbool.h>

#include "lib/str.h"

struct clause { str *at; size_t n; };   /* one of these literals */

struct need {
    struct clause *clause;      /* all of these; none: nothing is known */
    size_t n;
    bool exact;                 /* one clause, and any of its literals is a
                                 * match by itself */
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
