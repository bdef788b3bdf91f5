/* names.h - items and problems that a record names itself: by code, by name,
 * by tag. */
#ifndef NAMES_H
#define NAMES_H

#include <stdbool.h>

#include "analyze/prepare.h"
#include "lib/hash.h"

struct names;

/* From <schemas>: catalog.csv, catalog-province.csv, item_names.csv,
 * item_codes.csv, rating_tags.csv.  Everything lives in `a`; what decides a
 * label is added to the hash. */
struct names *names_load(const char *schemas, const struct fold *f,
                         struct arena *a, struct hash *h, struct err *e);

/* Item of an 事项编码: the code itself or the longest code that it begins
 * with, of 12 characters or more; empty when there is none. */
str names_code(const struct names *n, str code);
/* Item of that very name or alias; blanks and brackets make no difference. */
str names_name(const struct names *n, str name, struct arena *scratch);
/* Problem of one 评价标签, a word or a code. */
str names_tag(const struct names *n, str tag, struct arena *scratch);
/* Every item (else problem) that the files speak of, with its place. */
typedef void names_fn(void *to, bool item, str target, struct where at);
void names_each(const struct names *n, names_fn *fn, void *to);
/* The i-th name of the catalog; false past the end.  For the comparison with a
 * literal match. */
bool names_catalog(const struct names *n, size_t i, str *name, str *item);

#endif
