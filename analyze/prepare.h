/* prepare.h - a text as the rules see it, and its sentences. */
#ifndef PREPARE_H
#define PREPARE_H

#include <stdbool.h>

#include "lib/err.h"
#include "lib/hash.h"
#include "lib/str.h"

struct fold;                    /* traditional characters as simplified ones */

/* From <schemas>/simplified.csv.  Lives in the arena. */
struct fold *fold_load(const char *schemas, struct arena *a, struct err *e);
const char *fold_hash(const struct fold *f);    /* of the file */
uint32_t fold_char(const struct fold *f, uint32_t c);

/* The text as it is matched: NFKC, simplified characters, no blanks between
 * Chinese characters, other runs of blanks as one space, or as one line feed
 * where they hold one or are two or more long.  `s` must be valid UTF-8; what
 * comes back is `s` itself or lives in `a`. */
str prepare(const struct fold *f, struct arena *a, str s);

struct span { size_t from, to; };

/* The sentence (or sentences) that bytes from..to of a prepared text stand in,
 * with the sign that ends it, without a line feed. */
struct span sentence(str text, size_t from, size_t to);
/* ... the clause (or clauses): commas, colons, brackets, quotation marks and
 * dashes bound it too, and none of the signs belongs to it. */
struct span clause(str text, size_t from, size_t to);

/* A character of a pattern as it stands in prepared texts, or 0 where it must
 * stay as it is. */
void prepare_pattern_char(const struct fold *f, struct buf *out, uint32_t c,
                          bool class);

#endif
