/* span.h - the period of a report from what the user asked for. */
#ifndef SPAN_H
#define SPAN_H

#include "report/figure.h"

/* Exactly one of: week "2026-W47", month "2026-11", from and to (days).
 * `as_of` "YYYY-MM-DD" (its end) or with a time; NULL: `now`. */
int span_read(const char *week, const char *month, const char *from,
              const char *to, const char *as_of, const char *now,
              struct arena *a, struct span *out, struct err *e);

#endif
