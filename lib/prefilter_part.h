/* prefilter_part.h - what the files of the prefilter share; private to them. */
#ifndef PREFILTER_PART_H
#define PREFILTER_PART_H

#include "lib/needles.h"
#include "lib/prefilter.h"

struct list { int *at; size_t n, cap; };

/* A set of literals as bits, word by word: literals that are looked for
 * together have numbers close together. */
struct bits { int word; uint64_t mask; };
struct set { struct bits *at; size_t n, cap; };

struct table {                  /* numbers by text */
    str *text;
    size_t n, cap;
    int *slot;
    size_t slots;
};

struct want {                   /* a clause, as struct clause has it */
    int clause;
    size_t least, most;
};

struct part {                   /* a pattern */
    struct want *want;          /* its needs; the first one, which makes it a
                                 * candidate, comes first */
    size_t n;
    int opening;                /* clause; -1: it is not known */
    size_t lead;
    bool sure, digits;
    size_t whole;
    struct bits *all;           /* the literals of its needs but the first, one
                                 * need after the other; the last word of a need
                                 * is negative: -1 - word.  mask 0: the end */
};

struct prefilter {
    struct needles *needles;    /* NULL: no literal at all */
    struct table literal;
    struct list *of_literal;    /* patterns whose first need it fulfils; all
                                 * of them in one piece of memory */
    size_t cap_literal;
    struct table clause;        /* by the numbers of their literals */
    struct set *of_clause;      /* its literals */
    size_t cap_clause;
    struct part *part;
    struct list blind;          /* patterns that need nothing: always */
    struct list digits;         /* patterns that know digits as ASCII alone */
    size_t n;
    struct arena mem;
};

#endif
