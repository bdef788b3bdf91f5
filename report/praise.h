/* praise.h - the good ratings of a period, counted in every way that a sign of
 * padding needs, in one reading. */
#ifndef PRAISE_H
#define PRAISE_H

#include "report/counts.h"
#include "report/figures.h"

struct praise {                 /* by place: region number, 0 unknown */
    double *n;                  /* good ratings that somebody gave */
    double *worded;             /* ... with words */
    double *early;              /* ... of cases that were still at work */
    double *hours;              /* hours in which there is one */
    double all, all_worded, all_early;
    double known;               /* those of whom it is known who gave them */
    struct counts texts;        /* place and text */
    struct counts words;        /* text */
    struct counts bursts;       /* place and hour */
    struct counts moments;      /* hour */
    struct counts reporters;    /* who, at the first of the places */
};

/* Released with praise_release(), also after an error. */
int praise_load(struct job *j, struct praise *p);
void praise_release(struct praise *p);

/* The text or hour in a key of texts or bursts. */
str praise_detail(str key);

#endif
