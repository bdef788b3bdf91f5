/* spike.h - sudden rises, at the highest level that explains them.
 *
 * Pure.  The counts form a tree: a lead unit over its items, an item in the
 * province over the same in its cities, a city over its counties.  Each node
 * is compared with what its own past and the movement of the rest lead one to
 * expect.
 *
 *   mu   = window * shrunk weekly mean * movement of all but the node itself
 *   p    = P(X >= x), negative binomial with variance phi * mu, the doubt about
 *          the mean included
 *   q    = Benjamini-Hochberg over all tests of the level
 *
 * Which nodes are tested depends on their history alone.  Weeks marked as
 * holidays are no history.
 */
#ifndef SPIKE_H
#define SPIKE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/arena.h"

enum spike_level { SPIKE_DEPT, SPIKE_PROVINCE, SPIKE_CITY, SPIKE_COUNTY,
                   SPIKE_LEVELS };

enum { SPIKE_PAST = 26,         /* weeks of history */
       SPIKE_LEAST = 8,         /* the fewest that will do */
       SPIKE_REACH = 52 };      /* how far back those of a range may lie */

struct spike_node {
    enum spike_level level;
    int place, item;            /* numbers of the caller's */
    int parent;                 /* node above, or -1; always before its child */
    const double *x;            /* counts, x[0] the newest week */
};

struct spike_data {
    const struct spike_node *node;
    size_t n;
    const double *all;          /* counts of the whole province */
    const bool *holiday;        /* by week back */
    int weeks;                  /* how many there are */
};

struct spike {
    int node, window;
    double observed, expected, p, q;
    bool shown;                 /* else explained by, or shown below */
    int explains;               /* lower ones, where shown */
};

struct spike_found {
    struct spike *at;           /* found ones, in order of nodes */
    size_t n, shown;
    size_t tested[SPIKE_LEVELS];
    int history;                /* weeks it stands on; under SPIKE_LEAST: no
                                   test was made */
    double phi[SPIKE_LEVELS];
};

/* What stood out in the weeks that end `back` weeks ago, seen from there. */
struct spike_found spikes_find(const struct spike_data *d, int back, double q,
                               struct arena *a);

/* What counts come to by chance in `length` weeks after the ones that begin at
 * x[from] (the newest), from the past of the series alone: up to SPIKE_PAST
 * weeks of the SPIKE_REACH before that are not `apart`.
 *
 *   mu    = length * weekly mean
 *   phi   = Pearson's chi-squared of the weeks against their mean, over its
 *           degrees of freedom; not under 1
 *   range = 2.5 and 97.5 per cent points of the negative binomial with variance
 *           phi * mu * (1 + length / weeks), the last for the doubt about mu
 */
struct spike_range {
    int weeks;                  /* history; under SPIKE_LEAST: no range */
    double mu, phi, low, high;  /* whole numbers, both still normal */
};
struct spike_range spike_range(const double *x, const bool *apart, int weeks,
                               int from, double length);

#endif
