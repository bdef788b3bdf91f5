/* place.h - which region or unit a code or a name means. */
#ifndef PLACE_H
#define PLACE_H

#include "lib/store.h"

struct places;

/* The table of names, from the database's reference data. */
struct places *places_load(struct store *db, struct err *e);
void places_free(struct places *p);

/* Six-digit code of a region given as a code of 6, 9 or 12 digits (retired
 * ones too) or as a name (鼓楼区, 福建省福州市鼓楼区, 福州/鼓楼, 沙县);
 * empty when unknown or ambiguous.  `within`: a code that decides between
 * regions of the same name, or empty. */
str places_region(struct places *p, str text, str within);

/* Lead unit by name, part of a name or alias; empty when unknown. */
str places_unit(struct places *p, str text);

#endif
