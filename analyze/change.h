/* change.h - what a run must look at: which rule set made the labels that are
 * there, and what another one can move.
 *
 * The database keeps the lines (define.h) of the set that every record has been
 * through.  A record of which none of the lines that differ speaks has the same
 * labels by both sets and is passed over.
 */
#ifndef CHANGE_H
#define CHANGE_H

#include "analyze/rule.h"
#include "lib/store.h"

enum scope {
    SCOPE_NEW,                  /* records that are new or changed */
    SCOPE_CONCERNED,            /* ... and those that the lines speak of */
    SCOPE_ALL,
};

struct change {
    enum scope scope;
    const char *why;            /* SCOPE_ALL: the reason; NULL: nobody need be
                                 * told */
    size_t lines;               /* that differ, of both sets together */
    struct rules *rules;        /* SCOPE_CONCERNED: what they say */
};

/* Between the lines of another set and this one. */
void change_between(struct change *c, str was, const struct rules *is);

/* Of a database, before its records are labelled by `r`; `all`: whatever made
 * them.  Then the run is known to have begun. */
int change_begin(struct change *c, struct store *db, const struct rules *r,
                 bool all, const char *now, struct err *e);
/* Every record that it must look at has been labelled. */
int change_done(const struct change *c, struct store *db,
                const struct rules *r, struct err *e);
void change_release(struct change *c);

#endif
