/* rank.h - fair ranking: units with few records are drawn towards the mean.
 *
 * Pure; for each unit i: observed O, expected E.  Prior of the relative risk
 * theta: Gamma(a, a) with a = 1/tau2; posterior: Gamma(a + O/phi, a + E/phi).
 */
#ifndef RANK_H
#define RANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rank_unit {
    double observed, expected;  /* in; expected > 0 */
    double shrunk;              /* posterior mean of theta */
    double excess;              /* E * (shrunk - 1) */
    double worse;               /* P(theta > 1.5) */
    double above;               /* P(theta > 1) */
    long rank, low, high;       /* from 1; 90 % interval */
};

struct rank_fit {
    double phi;                 /* in: dispersion, at least 1 */
    double tau2;                /* variance of theta between the units */
    double a;                   /* 1 / tau2; void where `alike` */
    bool alike;                 /* no more differs than chance explains: all
                                   shrunk to 1, all share rank 1 */
};

/* Fill tau2, a, alike and every unit.  Without draws: no intervals, low and
 * high are 0. */
void rank_fit(struct rank_fit *f, struct rank_unit *u, size_t n,
              uint64_t seed, int draws);

#endif
