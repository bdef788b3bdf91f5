/* match.h - does a rule fire on a text?  Private to the judge. */
#ifndef MATCH_H
#define MATCH_H

#include "analyze/judge.h"

struct match;

struct match *match_new(const struct rules *r);
void match_free(struct match *m);

/* A new text; its prepared fields, in `a`, are in text[]. */
void match_begin(struct match *m, const struct doc *d, struct arena *a,
                 str text[FIELDS]);
/* The first rule from *rule on that may fire; the others do not. */
bool match_next(const struct match *m, size_t *rule);
/* By its own conditions; *out gets field and hit. */
bool match_rule(struct match *m, const struct rule *r, struct fired *out);
/* The rules of this text whose patterns hit a limit; their number.  Of a
 * pattern that several rules have, the first one is named. */
size_t match_limits(const struct match *m, const struct rule *const **out);

#endif
