/* trial.h - other rules tried on a copy of the database: which records they
 * would move, and what a report would say.
 *
 * On the copy, as it is now: labels by the old rules, the report; labels by the
 * new rules, the report again; each step a command of this program.
 */
#ifndef TRIAL_H
#define TRIAL_H

#include "lib/opt.h"
#include "lib/store.h"

struct place {                  /* in a ranking; 0: not there */
    double rank, records;
};

enum trial_side { PRINTED, BEFORE, AFTER, TRIAL_SIDES };

struct ranked {                 /* a line of a ranking of the report */
    str section, unit, problem, name;
    struct place at[TRIAL_SIDES];       /* as the report is stored; as it is by
                                         * the old and the new rules */
};

struct moved {                  /* a record that gets another label */
    str id, text;
    str item[2], problem[2];    /* main labels by the old and new rules */
};

struct trial {
    long long records;
    str report, as_of;          /* whose ranks; empty: there is none */
    struct ranked *ranked;      /* in the order of its sections and ranks */
    size_t n, cap;
    struct store *copy;
    const char *folder;         /* of the copy */
    char now[2][20];            /* of the old and new labels */
    struct arena mem;
};

/* `report`: the name of one, or NULL for the one made last. */
int trial_run(struct trial *t, const char *db, const char *report,
              const char *const rules[2], const struct env *env,
              struct err *e);
/* In order of their number; what it points to is gone after the call. */
typedef void trial_fn(void *to, const struct moved *m);
int trial_moved(struct trial *t, trial_fn *fn, void *to, struct err *e);
/* Remove the copy; also of a trial that failed. */
void trial_end(struct trial *t);

#endif
