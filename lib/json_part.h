/* json_part.h - what the files of json share. */
#ifndef LIB_JSON_PART_H
#define LIB_JSON_PART_H

#include "lib/json.h"

enum { JSON_DEPTH = 512 };

/* What yajl lets pass: wrong UTF-8 (it is told not to look), control
 * characters, and escapes of half a surrogate pair (it makes a "?" of them).
 * Fed with all bytes in their order. */
struct json_guard {
    int need;                           /* bytes still to come */
    unsigned low, high;                 /* bounds of the next one */
    int escape;                         /* 1 after \, 2..5 hex digits */
    unsigned unit;                      /* the escape so far */
    bool pair;                          /* the second half must follow */
    enum { JSON_FINE, JSON_PASS, JSON_ANEW } refused;   /* what to do then */
};

/* Why the bytes are refused, and at which of them; or NULL.  Called again from
 * that byte on, it goes on: the byte is let pass, or where it only broke off
 * what stood before it, is looked at anew. */
const char *json_guard(struct json_guard *g, const char *p, size_t n,
                       size_t *at);

/* A tree that grows by yajl's events. */
struct json_tree {
    struct arena *a;
    struct json *open[JSON_DEPTH + 1];       /* the containers we are in */
    struct json *last[JSON_DEPTH + 1];       /* the newest child of each */
    int depth;
    struct json *root;
    str key;
    long line;
    const char *why;                    /* it was refused: why */
};

/* A value, the beginning and the end of a container.  0: refused, see why. */
struct json *json_tree_add(struct json_tree *t, enum json_kind kind, str text);
int json_tree_open(struct json_tree *t, enum json_kind kind);
int json_tree_close(struct json_tree *t);

#endif
