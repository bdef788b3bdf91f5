/* line.h - a line of the problem lists: a service and a kind of problem, in the
 * whole province (section problem) or in one city (section local). */
#ifndef LINE_H
#define LINE_H

#include "report/follow.h"

struct line {
    int item, kind;
    int place;                  /* city-level unit; 0: the province */
    struct tally now, before;
    double printed, late;
    double *regions;            /* records by region; or NULL */
    double total;               /* records of all problems in its place */
    struct rank_unit fit;
};

/* Enough records, and likely half as much again as expected. */
bool stands_out(const struct rank_unit *fit);

/* Raise those of the lines that stand out, unless the report is of a past
 * state or withheld, and load the list as it is then.  *raised: how many of
 * the list this edition raised, in cities (`local`) or in the province. */
int raise_lines(struct job *j, const struct line *x, size_t n, bool local,
                struct raised_list *list, double *raised);

/* All figures of the line as row `seq` of the section. */
int put_line(struct job *j, const char *section, long seq,
             const struct line *x, const struct raised_list *list);

#endif
