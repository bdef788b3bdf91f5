/* follow.h - problems with a life: raised, followed, closed. */
#ifndef FOLLOW_H
#define FOLLOW_H

#include "report/figures.h"

struct raised {
    long long id;
    int item, problem, place;   /* place: city-level unit; 0: the province */
    str first_report, deadline, closed_at, claim, first_day;
    double observed, level, total, weeks;
};

struct raised_list { struct raised *at; size_t n; };

/* All that were raised up to as_of, in the job's arena. */
int raised_load(struct job *j, struct raised_list *l);

/* What it is called in figures: ITEM, or CITY:ITEM. */
str raised_address(struct job *j, int item, int place);

/* The entry for a problem that is open; NULL if none. */
const struct raised *raised_open(const struct raised_list *l, int item,
                                 int problem, int place);

/* Raise a problem, or note that one already raised stands on the list again
 * in this edition. */
int raise_problem(struct job *j, const struct raised_list *l, int item,
                  int problem, int place, double observed, double level,
                  double total);

#endif
