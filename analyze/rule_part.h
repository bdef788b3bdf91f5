/* rule_part.h - what rule.c and rule_patterns.c share, and nobody else. */
#ifndef RULE_PART_H
#define RULE_PART_H

#include "analyze/load.h"

struct reading {                /* a rule or exclusion that is being read */
    struct load *l;
    struct rule *rule;
    const struct yaml *node;
    struct err *e;
};

/* A value that cannot be; always -1. */
int rule_bad(const struct reading *x, struct where at, const char *what,
             str value);
/* Put the rule's name before a message that has only a place; always -1. */
int rule_named(const struct reading *x);

/* any, near, signs, all, none, unless. */
int rule_patterns(struct reading *x);

#endif
