/* needles.h - where many literals stand in a text; the only door to libhs
 * (Hyperscan, Vectorscan).
 *
 * Only literals are looked for: this is where libhs is fastest, and where no
 * version of it is known to lose any.
 */
#ifndef NEEDLES_H
#define NEEDLES_H

#include <stdbool.h>

#include "lib/str.h"

struct needles;
struct needles_run;             /* one thread's */

/* For these literals, one at least; they live as long.  ASCII letters are in
 * lower case and stand for both.  `cache`: a folder for compiled databases,
 * or NULL.  NULL with *why set (static text) when libhs is not there or fails;
 * *note gets what a person should know (a damaged cache), or NULL. */
struct needles *needles_new(const str *literal, size_t n, const char *cache,
                            const char **note, const char **why);
void needles_free(struct needles *x);                   /* NULL is allowed */

struct needles_run *needles_run_new(const struct needles *x);
void needles_run_free(struct needles_run *r);           /* NULL is allowed */

/* Call fn for every place of every literal; those of one literal in order.
 * false: libhs failed, nothing is known. */
typedef void needles_fn(void *to, int literal, size_t at);
bool needles_scan(struct needles_run *r, str text, needles_fn *fn, void *to);

#endif
