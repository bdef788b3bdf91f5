/* trace.h - which records stand behind a figure, and how they are counted. */
#ifndef TRACE_H
#define TRACE_H

#include "report/figure.h"

/* A figure as it is stored. */
struct traced {
    str report, section, unit, problem, metric, note;
    double numerator, denominator, value;
    bool has_numerator, has_denominator, has_value;
};

/* How it is counted: the records of some days that pass the filters, each
 * adding its columns of the statement trace_records. */
struct trace {
    str numerator, denominator; /* "n - n_excluded"; denominator may be empty */
    bool before;                /* of the period before */
    str source, city, county, lead, item, problem, topic;
    str placed;                 /* has a unit of this group */
    long long id;
    bool texts;                 /* tickets and messages */
    bool problems;              /* with an item and a kind that counts */
    long days, weeks;           /* 0: the period; else the last `weeks`, or the
                                   week that begins on day `days` */
    long whole, back;           /* calendar weeks; how many whole ones lie
                                   between them and the period's end */
    const char *words;          /* it is worked out of other figures: how */
};

/* Fill *t; `a` holds what it points to.  1: counted from records, 0: worked
 * out (words), -1 error. */
int trace_find(struct store *db, const struct traced *f, struct trace *t,
               struct arena *a, struct err *e);

#endif
