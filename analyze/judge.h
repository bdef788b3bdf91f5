/* judge.h - the rules applied to one text: which fired, which labels follow.
 *
 * A judge belongs to one thread and is used for one text after the other.
 */
#ifndef JUDGE_H
#define JUDGE_H

#include "analyze/rule.h"

enum fate {                     /* what became of a rule that fired */
    COUNTED,
    EXCLUDED,                   /* an exclusion took it away */
    YIELDED,                    /* to a target that others labelled */
    UNNEEDED,                   /* no item or service for a problem */
    OUTSPOKEN,                  /* the record itself names its item */
    OVERRULED,                  /* a score card speaks for another item */
    UNHEARD,                    /* a score card: the rules decide, or it has too
                                 * few points for this text */
};

struct fired {
    const struct rule *rule;
    enum field field;           /* of the hit that decided */
    struct regex_hit hit;       /* in the prepared text */
    str text;                   /* ... which is this */
    double points;              /* a score card: of its signs that are there, */
    uint64_t signs;             /* ... a bit for each */
    double weight;              /* as counted */
    int target;                 /* what it speaks for, in this region */
    enum fate fate;
    const struct rule *by;      /* EXCLUDED: the exclusion; OVERRULED: the
                                 * card */
};

struct tagged { int target; str word; };

struct label {
    int target;
    double score;
    enum field field;           /* of its first hit, for the order */
    size_t at;
};

struct verdict {
    str text[FIELDS];           /* prepared */
    struct fired *fired;        /* in order of the rules */
    size_t n_fired;
    struct label *label[TARGET_KINDS];  /* most central first */
    size_t n_labels[TARGET_KINDS];
    struct label *lost;         /* scored, but no label */
    size_t n_lost;
    const struct rule **limits; /* whose patterns hit a limit */
    size_t n_limits;
    bool fallback;              /* the problem is the fallback */
    const char *given;          /* the item is by item_code or item_name */
    struct tagged *tag;         /* problems by 评价标签 */
    size_t n_tags;
};

struct judge;

struct judge *judge_new(const struct rules *r);
void judge_free(struct judge *j);               /* NULL is allowed */

/* Also try the problems of texts that speak of no service: for explaining; the
 * labels are the same. */
void judge_thorough(struct judge *j);

/* The labels of a text; everything in *out lives in `a`. */
void judge_text(struct judge *j, const struct doc *d, struct arena *a,
                struct verdict *out);

/* Does this one rule fire, by its own conditions alone?  For its examples.
 * *hit and *field are where. */
bool judge_rule(struct judge *j, const struct rule *r, const struct doc *d,
                struct arena *a, struct fired *out);

/* Does the set, of rules_of_lines(), speak of this text: does a rule fire, or
 * hit a limit, or is a name there?  Else it has no part in its labels. */
bool judge_concerned(struct judge *j, const struct doc *d, struct arena *a);

/* Did this fired rule speak for that label? */
bool verdict_supports(const struct fired *f, const struct label *l);

#endif
