/* encoding.h - bytes in some encoding as UTF-8; the only door to iconv. */
#ifndef ENCODING_H
#define ENCODING_H

#include "lib/str.h"

struct encoding;

/* NULL when the name is not known. */
struct encoding *encoding_open(const char *name);
void encoding_close(struct encoding *c);

/* Convert what is in `in` and take it out of there; what is left are the bytes
 * of a character that is not whole yet.  A byte that is no text becomes one
 * 0xFF (no UTF-8, so that its cell is known to be bad) and never swallows what
 * follows it.  With `end`, nothing is left. */
void encoding_add(struct encoding *c, struct buf *in, bool end,
                  struct buf *out);

#endif
