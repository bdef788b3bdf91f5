/* match_part.h - what match.c and match_card.c share, and nobody else. */
#ifndef MATCH_PART_H
#define MATCH_PART_H

#include "analyze/match.h"

struct memo {                   /* what is known of a pattern in a field */
    unsigned turn;              /* of the text it is about */
    signed char found;          /* MAYBE, NO, YES, SURE (hit not yet known) */
    struct regex_hit hit;
};

enum { NO, YES, SURE, MAYBE };

struct match {
    const struct rules *rules;
    struct regex_run *run[FIELDS];      /* each knows the scan of its field */
    struct memo *memo[FIELDS];  /* by pattern */
    bool filtered[FIELDS];      /* patterns without a memo do not match */
    unsigned turn;
    const struct doc *doc;
    str text[FIELDS];
    size_t undecided;           /* patterns that hit a limit */
    const struct rule **limits; /* the rules that they hit it for */
    size_t n_limits;
    uint64_t *waiting;          /* a bit for each rule that may fire */
    size_t words;
};

/* Not even a candidate in any of these fields. */
static inline bool hopeless(const struct match *m, const bool *in, int id)
{
    for (int f = 0; f < FIELDS; f++)
        if (in[f] && m->text[f].n && (!m->filtered[f] ||
                                      m->memo[f][id].turn == m->turn))
            return false;
    return true;
}

/* Does the pattern stand in one of these fields? */
bool match_stands(struct match *m, const bool *in, int id);
/* The next hit of a pattern that begins at or after `from`. */
bool match_find(struct match *m, enum field f, int id, size_t from,
                struct regex_hit *hit);
/* The same of parts near each other. */
bool match_near(struct match *m, const struct rule *r, enum field f,
                const struct near *near, size_t from, struct regex_hit *hit);

/* Does a score card fire?  *out gets points, signs, field and hit. */
bool match_card(struct match *m, const struct rule *r, struct fired *out);

#endif
