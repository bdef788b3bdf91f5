/* pairs.h - two columns of a small reference file. */
#ifndef PAIRS_H
#define PAIRS_H

#include <stdbool.h>

#include "lib/err.h"
#include "lib/str.h"

struct pair { str key, value; struct where at; };
struct pairs { struct pair *at; size_t n; };

/* Columns `key` and `value` (may be the same) of <schemas>/<file>, by the names
 * in its header, in the order of the file.  Rows without a key are left out.
 * Everything lives in `a`. */
int pairs_load(struct pairs *p, const char *schemas, const char *file,
               const char *key, const char *value, struct arena *a,
               struct err *e);

#endif
