/* units.h - the three groups that are ranked, each by itself. */
#ifndef UNITS_H
#define UNITS_H

#include "report/figures.h"

struct unit {
    int ref;                    /* number of the region or lead unit */
    struct tally now, before;
    double printed, late;       /* of the period before */
    double ratings, table, people, service;     /* denominators to choose of */
    double weeks[SHORT];        /* problem records */
    bool ranked;
    str apart;                  /* why not */
    struct rank_unit fit;
};

struct group {
    const char *section;
    const struct refs *refs;
    struct unit *unit;
    int n;
    int *row_of;                /* ref number -> unit + 1; 0: none */
    str base;                   /* on what the expectation stands */
    struct rank_fit fit;
    int ranked;
    double unplaced;
};

/* Expectation of every ranked unit: the province's rate times the unit's share
 * in the first denominator that all of them have. */
void group_expect(struct group *g);

#endif
