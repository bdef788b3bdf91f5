/* judge_part.h - what judge.c and judge_count.c share, and nobody else. */
#ifndef JUDGE_PART_H
#define JUDGE_PART_H

#include "analyze/judge.h"

enum { TAGS = 16 };

struct tally {                  /* what a target has of this text */
    unsigned turn;              /* of the count; older ones are 0 */
    double score;
    bool killed;                /* an exclusion took everything */
    bool labelled;              /* reached the threshold */
    bool hit;                   /* something spoke for it */
    struct label first;         /* place of its first hit */
};

struct judge {
    const struct rules *rules;
    struct match *match;
    struct match *blotted;      /* of texts without some clauses */
    bool thorough;
    bool cards, letter;         /* this text has score cards; is a letter */
    str region;                 /* of `becomes`, in region_text */
    char region_text[16];
    int *becomes;               /* target in this region, by target */
    struct tally *tally;        /* by target */
    unsigned turn;
    int *touched;               /* targets of this count */
    size_t n_touched;
    struct fired *fired;        /* in order of the rules */
    size_t n_fired;
    struct tagged tag[TAGS];
    size_t n_tags;
};

/* Does the rule speak for a target of this kind? */
bool judge_speaks(const struct judge *j, const struct rule *r,
                  enum target_kind kind);

/* The order of labels, for qsort(): most central first. */
int judge_rank(const void *a, const void *b);

/* The items by the score cards that fired: where the rules found neither item
 * nor topic, or against what they found faintly. */
void judge_cards(struct judge *j, struct arena *a, struct verdict *v);

/* Labels from the rules that fired and the tags: of problems, or of all the
 * other kinds.  Rules that do not yield first; then the others, where they
 * may. */
void judge_decide(struct judge *j, bool problems, struct arena *a,
                  struct verdict *v);

#endif
