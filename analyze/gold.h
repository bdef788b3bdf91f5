/* gold.h - texts labelled by people, from CSV or NDJSON. */
#ifndef GOLD_H
#define GOLD_H

#include "analyze/region.h"
#include "analyze/rule.h"

struct gold {
    struct where at;
    str id;
    struct doc doc;
    struct words must, may;     /* items that belong; that are acceptable */
    str problem;
    struct words problem_may;
    double weight;              /* texts that this one stands for */
};

struct golds {
    struct gold *at;
    size_t n, cap;
    struct arena mem;
};

/* CSV with the columns id (or gid), title, content (or text), must, may,
 * problem, problem_may, weight and, where there are, region, source, kind,
 * item_name; or the same as NDJSON, with lists.  Which of the two is seen by
 * the first character. */
int gold_load(struct golds *g, const char *path, const struct regions *r,
              struct err *e);
void gold_free(struct golds *g);

#endif
