/* counts.h - how often each key comes, by hash. */
#ifndef COUNTS_H
#define COUNTS_H

#include <stdint.h>

#include "lib/arena.h"
#include "lib/str.h"

struct count {
    str key;
    int place;                  /* the least that came with the key */
    double n;
};

struct counts {                 /* zeroed: empty */
    struct count *at;           /* in the order in which they first came */
    size_t n, cap;
    uint32_t *slot;             /* hash -> number + 1 */
    size_t slots;               /* a power of two */
    struct arena mem;           /* of the keys */
};

/* One more of `key`, which is copied when it is new. */
void counts_add(struct counts *c, str key, int place);

/* 0: never came. */
double counts_of(const struct counts *c, str key);

void counts_release(struct counts *c);

#endif
