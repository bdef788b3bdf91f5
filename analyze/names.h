/* names.h - items and problems that a record names itself: by code, by name,
 * by tag. */
#ifndef NAMES_H
#define NAMES_H

#include <stdbool.h>

#include "analyze/pairs.h"
#include "analyze/prepare.h"

enum name_kind { BY_CODE, BY_NAME, BY_TAG, NAME_KINDS };

struct names;

/* From <schemas>: catalog.csv, catalog-province.csv, item_names.csv,
 * item_codes.csv, rating_tags.csv.  Everything lives in `a`. */
struct names *names_load(const char *schemas, const struct fold *f,
                         struct arena *a, struct err *e);
/* From what names_each() gave; the pairs are kept and sorted. */
struct names *names_of(const struct pairs by[NAME_KINDS],
                       const struct fold *f, struct arena *a);

/* Item of an 事项编码: the code itself or the longest code that it begins
 * with, of 12 characters or more; empty when there is none. */
str names_code(const struct names *n, str code);
/* Item of that very name or alias; blanks and brackets make no difference. */
str names_name(const struct names *n, str name, struct arena *scratch);
/* Problem of one 评价标签, a word or a code. */
str names_tag(const struct names *n, str tag, struct arena *scratch);
/* Every name as it is compared and the item (BY_TAG: problem) that it stands
 * for, in order. */
typedef void names_fn(void *to, enum name_kind k, const struct pair *p);
void names_each(const struct names *n, names_fn *fn, void *to);
/* The i-th name of the catalog; false past the end.  For the comparison with a
 * literal match. */
bool names_catalog(const struct names *n, size_t i, str *name, str *item);

#endif
