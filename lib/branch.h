/* branch.h - the alternatives that a pattern is made of. */
#ifndef BRANCH_H
#define BRANCH_H

#include "lib/str.h"

/* A|B|C as A, B and C, brackets around alternatives taken off: where the
 * pattern matches first, the first of them that matches there gives the match.
 * One, the pattern itself, where this is not certain.  They lie in `pattern`;
 * the array lives in `a`. */
str *branches(str pattern, struct arena *a, size_t *n);

#endif
