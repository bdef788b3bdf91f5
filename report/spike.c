/* spike.c - sudden rises, at the highest level that explains them. */
#include "report/spike.h"

#include <math.h>
#include <stdlib.h>

#include "report/stats.h"
#include "lib/banned.h"

enum { WINDOWS = 2 };
static const int windows[WINDOWS] = { 1, 4 };

static const double prior_weeks = 4;    /* weight of the prior of a mean */
static const double steady = 10;        /* records that hold a movement */

struct past {                   /* history weeks before a window */
    int week[SPIKE_PAST], n;
};

struct view {                   /* one window, seen from `back` */
    const struct spike_data *d;
    int back, window;
    struct past past;
    double *sum;                /* of a node over its past */
    double *now;                /* of a node in the window */
    double *mean;               /* a week, shrunk */
    double *mu;
    double *doubt;              /* variance that mean and movement add, / mu */
    double all_sum, all_now;
};

static struct past past_of(const struct spike_data *d, int back, int window)
{
    struct past p = { .n = 0 };

    for (int w = back + window; w < d->weeks && p.n < SPIKE_PAST; w++)
        if (!d->holiday[w])
            p.week[p.n++] = w;
    return p;
}

static double over_past(const struct view *v, const double *x)
{
    double sum = 0;

    for (int i = 0; i < v->past.n; i++)
        sum += x[v->past.week[i]];
    return sum;
}

static double over_window(const struct view *v, const double *x)
{
    double sum = 0;

    for (int w = v->back; w < v->back + v->window; w++)
        sum += x[w];
    return sum;
}

/* The node of the item in the whole province. */
static int item_node(const struct spike_data *d, int i)
{
    while (d->node[i].level > SPIKE_PROVINCE)
        i = d->node[i].parent;
    return i;
}

/* Observed over expected of the rest: of the same item elsewhere, held by the
 * movement of all that is neither; at the top levels of all the rest.  *on is
 * the number of records on which it stands. */
static double movement(const struct view *v, int i, double *on)
{
    int item = item_node(v->d, i);
    double ratio = v->window / (double)v->past.n;
    double rest_now = v->all_now - v->now[item];
    double rest_mu = (v->all_sum - v->sum[item]) * ratio;
    double all = (rest_now + steady) / (rest_mu + steady);

    *on = rest_mu + steady;
    if (item == i || v->d->node[i].level == SPIKE_DEPT)
        return all;
    rest_now = v->now[item] - v->now[i];
    rest_mu = (v->sum[item] - v->sum[i]) * ratio;
    *on = rest_mu + steady;
    return (rest_now + steady * all) / (rest_mu + steady);
}

/* Weekly means: a place's share of an item is drawn towards its share of
 * everything. */
static void means(struct view *v, const double *place_share)
{
    for (size_t i = 0; i < v->d->n; i++) {
        const struct spike_node *n = &v->d->node[i];
        double k = n->level > SPIKE_PROVINCE ? prior_weeks : 0;
        double prior = k > 0 ? v->sum[item_node(v->d, (int)i)] / v->past.n *
                               place_share[i] : 0, on;

        v->mean[i] = (v->sum[i] + k * prior) / (v->past.n + k);
        v->mu[i] = v->window * v->mean[i] * movement(v, (int)i, &on);
        v->doubt[i] = v->mu[i] / on;
        if (v->mean[i] > 0)
            v->doubt[i] += v->mu[i] / (v->mean[i] * (v->past.n + k));
    }
}

/* Share of each node's place in all records of the past. */
static double *shares(const struct view *v, struct arena *a)
{
    double *share = arena_array(a, double, v->d->n + 1), *sum;
    int most = 0;

    for (size_t i = 0; i < v->d->n; i++)
        if (v->d->node[i].place >= most)
            most = v->d->node[i].place + 1;
    sum = arena_array(a, double, (size_t)most * SPIKE_LEVELS + 1);
    for (size_t i = 0; i < v->d->n; i++)
        sum[v->d->node[i].level * most + v->d->node[i].place] += v->sum[i];
    for (size_t i = 0; i < v->d->n; i++)
        share[i] = v->all_sum > 0 ? sum[v->d->node[i].level * most +
                                        v->d->node[i].place] / v->all_sum : 0;
    return share;
}

static struct view view_of(const struct spike_data *d, int back, int window,
                           struct arena *a)
{
    struct view v = { .d = d, .back = back, .window = window,
                      .past = past_of(d, back, window) };

    v.sum = arena_array(a, double, d->n + 1);
    v.now = arena_array(a, double, d->n + 1);
    v.mean = arena_array(a, double, d->n + 1);
    v.mu = arena_array(a, double, d->n + 1);
    v.doubt = arena_array(a, double, d->n + 1);
    if (v.past.n < SPIKE_LEAST)
        return v;
    v.all_sum = over_past(&v, d->all);
    v.all_now = over_window(&v, d->all);
    for (size_t i = 0; i < d->n; i++) {
        v.sum[i] = over_past(&v, d->node[i].x);
        v.now[i] = over_window(&v, d->node[i].x);
    }
    means(&v, shares(&v, a));
    return v;
}

/* Tested: three records in its past at least. */
static bool tested(const struct view *v, size_t i)
{
    return v->sum[i] >= 3;
}

/* How much more the counts of a level swing from week to week than chance. */
static void dispersion(const struct view *v, double phi[SPIKE_LEVELS])
{
    double chi[SPIKE_LEVELS] = { 0 }, df[SPIKE_LEVELS] = { 0 };
    double all = v->all_sum / v->past.n;

    for (size_t i = 0; i < v->d->n; i++) {
        const struct spike_node *n = &v->d->node[i];
        double mean = v->sum[i] / v->past.n;

        if (!tested(v, i) || all <= 0)
            continue;
        for (int w = 0; w < v->past.n; w++) {
            double e = mean * v->d->all[v->past.week[w]] / all;
            double x = n->x[v->past.week[w]] - e;

            chi[n->level] += e > 0 ? x * x / e : 0;
        }
        df[n->level] += (v->past.n - 1) * (1 - v->sum[i] / v->all_sum);
    }
    for (int l = 0; l < SPIKE_LEVELS; l++)
        phi[l] = df[l] > 0 && chi[l] > df[l] ? chi[l] / df[l] : 1;
}

static double tail(const struct view *v, size_t i, double phi)
{
    if (v->now[i] < 3 || v->now[i] < v->mu[i] + 2)
        return 1;
    return stats_count_tail(v->now[i], v->mu[i], phi * (1 + v->doubt[i]));
}

/* Both windows of every node, tested together level by level; of each node the
 * better window is kept. */
static void collect(const struct view v[WINDOWS], double limit,
                    struct spike_found *f, struct arena *a)
{
    size_t n = v[0].d->n, found = 0;
    double *p = arena_array(a, double, n * WINDOWS + 1);
    double *q = arena_array(a, double, n * WINDOWS + 1);
    double *list = arena_array(a, double, n * WINDOWS + 1);

    f->at = arena_array(a, struct spike, n + 1);
    for (int l = 0; l < SPIKE_LEVELS; l++) {
        size_t m = 0;

        for (size_t i = 0; i < n * WINDOWS; i++)
            if (v[0].d->node[i / WINDOWS].level == (enum spike_level)l &&
                tested(&v[i % WINDOWS], i / WINDOWS)) {
                p[i] = tail(&v[i % WINDOWS], i / WINDOWS, f->phi[l]);
                list[m++] = p[i];
            }
        stats_bh(list, m, list);
        m = 0;
        for (size_t i = 0; i < n * WINDOWS; i++)
            if (v[0].d->node[i / WINDOWS].level == (enum spike_level)l)
                q[i] = tested(&v[i % WINDOWS], i / WINDOWS) ? list[m++] : 1;
        f->tested[l] = m;
    }
    for (size_t i = 0; i < n; i++) {
        size_t k = i * WINDOWS;

        if (q[k + 1] < q[k] || (!(q[k] < q[k + 1]) && p[k + 1] < p[k]))
            k++;
        if (q[k] > limit)
            continue;
        f->at[found++] = (struct spike){
            .node = (int)i, .window = windows[k % WINDOWS], .shown = true,
            .observed = v[k % WINDOWS].now[i],
            .expected = v[k % WINDOWS].mu[i], .p = p[k], .q = q[k],
        };
    }
    f->n = found;
}

/* Is the parent's rise no more than this one child's? */
static bool only_child(const struct view *v, int parent, int child,
                       double phi)
{
    double x = v->now[parent] - v->now[child];
    double mu = v->mu[parent] - v->mu[child];

    return mu <= 0 || stats_count_tail(x, mu, phi) > 0.05;
}

/* Would the child be no surprise among its brothers, who rise as well? */
static bool explained(const struct view *v, int parent, int child, double phi)
{
    double x = v->now[parent] - v->now[child];
    double mu = v->mu[parent] - v->mu[child];
    double rise = (x + 1) / (mu + 1);

    return stats_count_tail(v->now[child],
                            v->mu[child] * (rise > 1 ? rise : 1),
                            phi) > 0.01;
}

/* The child that rose most, or -1. */
static int top_child(const struct view *v, int parent)
{
    double most = 0;
    int top = -1;

    for (size_t c = (size_t)parent + 1; c < v->d->n; c++)
        if (v->d->node[c].parent == parent && v->now[c] - v->mu[c] > most) {
            most = v->now[c] - v->mu[c];
            top = (int)c;
        }
    return top;
}

/* A parent that is only one child's rise hands it down to that child. */
static void hand_down(const struct view *v, struct spike_found *f, int *at,
                      int parent)
{
    struct spike *s = &f->at[at[parent] - 1];
    int top = top_child(v, parent);

    if (top < 0 || !only_child(v, parent, top,
                               f->phi[v->d->node[parent].level]))
        return;
    s->shown = false;
    if (at[top])
        return;
    f->at[f->n] = (struct spike){
        .node = top, .window = s->window, .observed = v->now[top],
        .expected = v->mu[top], .q = s->q, .shown = true,
        .p = tail(v, (size_t)top, f->phi[v->d->node[top].level]),
    };
    at[top] = (int)++f->n;
}

static int by_node(const void *x, const void *y)
{
    const struct spike *a = x, *b = y;

    return a->node < b->node ? -1 : a->node > b->node;
}

/* Top down: each found node hands its rise down, or stands for the children
 * that it explains.  at[] is the place of a node in the list + 1; by[] the
 * node that stands for another. */
static void explain(const struct view v[WINDOWS], struct spike_found *f,
                    struct arena *a)
{
    const struct spike_node *node = v[0].d->node;
    int *at = arena_array(a, int, v[0].d->n + 1);
    int *by = arena_array(a, int, v[0].d->n + 1);

    for (size_t i = 0; i < f->n; i++)
        at[f->at[i].node] = (int)i + 1;
    for (int i = 0; i < (int)v[0].d->n; i++) {          /* parents first */
        int parent = node[i].parent;

        by[i] = i;
        if (!at[i])
            continue;
        if (parent >= 0 && at[parent]) {
            const struct spike *p = &f->at[at[parent] - 1];

            if ((p->shown || by[parent] != parent) &&
                explained(&v[p->window != windows[0]], parent, i,
                          f->phi[node[i].level])) {
                f->at[at[i] - 1].shown = false;
                by[i] = by[parent];
                f->at[at[by[i]] - 1].explains++;
                continue;
            }
        }
        hand_down(&v[f->at[at[i] - 1].window != windows[0]], f, at, i);
    }
    qsort(f->at, f->n, sizeof *f->at, by_node);
}

struct spike_found spikes_find(const struct spike_data *d, int back, double q,
                               struct arena *a)
{
    struct spike_found f = { 0 };
    struct view v[WINDOWS];

    for (int w = 0; w < WINDOWS; w++)
        v[w] = view_of(d, back, windows[w], a);
    f.history = v[WINDOWS - 1].past.n;
    if (f.history < SPIKE_LEAST)
        return f;
    dispersion(&v[0], f.phi);
    collect(v, q, &f, a);
    explain(v, &f, a);
    for (size_t i = 0; i < f.n; i++)
        f.shown += f.at[i].shown;
    return f;
}

struct spike_range spike_range(const double *x, const bool *apart, int weeks,
                               int from, double length)
{
    struct spike_range r = { .phi = 1 };
    double past[SPIKE_PAST], mean = 0, chi = 0, spread;

    if (weeks > from + SPIKE_REACH)
        weeks = from + SPIKE_REACH;
    for (int w = from; w < weeks && r.weeks < SPIKE_PAST; w++)
        if (!apart[w]) {
            past[r.weeks++] = x[w];
            mean += x[w];
        }
    if (r.weeks < SPIKE_LEAST || mean <= 0)
        return r;
    mean /= r.weeks;
    for (int i = 0; i < r.weeks; i++)
        chi += (past[i] - mean) * (past[i] - mean) / mean;
    if (chi > r.weeks - 1)
        r.phi = chi / (r.weeks - 1);
    r.mu = length * mean;
    spread = r.phi * (1 + length / r.weeks);
    r.low = ceil(stats_count_quantile(0.025, r.mu, spread));
    r.high = ceil(stats_count_quantile(0.975, r.mu, spread));
    return r;
}
