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
/* The same record once more, its fields prepared already and changed. */
void match_again(struct match *m, const struct doc *d, const str text[FIELDS]);
/* An exclusion that looks at clauses: the fields of this text with the clauses
 * of all its hits blotted out in text[], byte for byte; text[] is the result
 * of match_begin() or of an earlier call, copies live in `a`. */
void match_blot(struct match *m, const struct rule *r, struct arena *a,
                str text[FIELDS]);
/* The rules of this text whose patterns hit a limit; their number.  Of a
 * pattern that several rules have, the first one is named. */
void match_limit(struct match *m, const struct rule *r);    /* one more */
size_t match_limits(const struct match *m, const struct rule *const **out);

#endif
