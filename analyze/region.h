/* region.h - the code of a region that a text file names; for classify, which
 * has no database. */
#ifndef ANALYZE_REGION_H
#define ANALYZE_REGION_H

#include "lib/err.h"
#include "lib/str.h"

struct regions;

/* From <schemas>/regions.csv, region_names.csv and regions_old_codes.csv; all
 * of it lives in `a`. */
struct regions *regions_load(const char *schemas, struct arena *a,
                             struct err *e);

/* Six-digit code for a code of 6, 9 or 12 digits or a name; or empty. */
str regions_code(const struct regions *r, str text);

/* Its name, or empty. */
str regions_name(const struct regions *r, str code);

#endif
