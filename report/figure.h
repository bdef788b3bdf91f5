/* figure.h - what a report prints: rows of the table figure.
 *
 * figures_compute() works them out and stores them; everything that prints
 * reads them back with figures_load(), so nothing is printed that is not in
 * v_figure.  Private to the stage.  Sections, units and metrics are listed in
 * report/README.md.
 */
#ifndef FIGURE_H
#define FIGURE_H

#include <stdbool.h>

#include "lib/store.h"

enum span_kind { SPAN_WEEK, SPAN_MONTH, SPAN_FREE };

struct span {                   /* the period of a report, days as in date.h */
    enum span_kind kind;
    str name;                   /* 2026-W47, 2026-11, 2026-01-01_2026-03-31 */
    long first, last;           /* both included */
    long prev_first, prev_last; /* the period before, of the same kind */
    str as_of;                  /* "YYYY-MM-DD HH:MM:SS", +08:00 */
};

struct figure {
    str section, unit, problem, metric;
    long seq;                   /* row of the section's table */
    double numerator, denominator, value;
    bool has_numerator, has_denominator, has_value;
    str note;
};

struct figures;

/* Work out every figure of the period and store it as report s->name,
 * replacing an older computation.  In the open transaction.  Afterwards the
 * view record_at shows the records as they were at s->as_of, until
 * figures_done(), which belongs into the same transaction. */
int figures_compute(struct store *db, const struct span *s,
                    long long *report_id, struct err *e);

int figures_done(struct store *db, struct err *e);

/* All figures of a report, in memory of `a`. */
struct figures *figures_load(struct store *db, long long report_id,
                             struct arena *a, struct err *e);

/* One figure, or NULL. */
const struct figure *figure_get(const struct figures *f, const char *section,
                                str unit, str problem, const char *metric);

/* The rows of a section in order of seq: the i-th (unit, problem); false past
 * the end. */
bool figures_row(const struct figures *f, const char *section, size_t i,
                 str *unit, str *problem);

#endif
