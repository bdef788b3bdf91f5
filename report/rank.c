/* rank.c - shrinkage, excess and rank intervals. */
#include "report/rank.h"

#include <stdlib.h>

#include "lib/arena.h"
#include "report/stats.h"
#include "lib/banned.h"

struct place { double key; size_t at; };

/* Largest first; equal ones in the order given. */
static int by_key(const void *x, const void *y)
{
    const struct place *a = x, *b = y;

    return a->key > b->key ? -1 : a->key < b->key ? 1 :
           a->at < b->at ? -1 : a->at > b->at;
}

static void variance(struct rank_fit *f, const struct rank_unit *u, size_t n)
{
    double sum = 0, squares = 0;

    for (size_t i = 0; i < n; i++) {
        double d = u[i].observed - u[i].expected;

        sum += d * d - f->phi * u[i].expected;
        squares += u[i].expected * u[i].expected;
    }
    f->tau2 = squares > 0 && sum > 0 ? sum / squares : 0;
    f->alike = f->tau2 < 1e-9;
    f->a = f->alike ? 0 : 1 / f->tau2;
}

static void posterior(const struct rank_fit *f, struct rank_unit *u)
{
    double shape = f->a + u->observed / f->phi;
    double rate = f->a + u->expected / f->phi;

    u->shrunk = f->alike ? 1 : shape / rate;
    u->excess = u->expected * (u->shrunk - 1);
    u->worse = f->alike ? 0 : stats_gamma_q(shape, 1.5 * rate);
    u->above = f->alike ? 0.5 : stats_gamma_q(shape, rate);
}

/* The ranks that each unit has in draws from the posterior; seen[i * n + r]
 * counts how often unit i had rank r. */
static void draw(const struct rank_fit *f, const struct rank_unit *u, size_t n,
                 struct stats_random *random, struct place *p, long *seen)
{
    for (size_t i = 0; i < n; i++) {
        double theta = stats_gamma(random, f->a + u[i].observed / f->phi) /
                       (f->a + u[i].expected / f->phi);

        p[i] = (struct place){ u[i].expected * (theta - 1), i };
    }
    qsort(p, n, sizeof *p, by_key);
    for (size_t r = 0; r < n; r++)
        seen[p[r].at * n + r]++;
}

static void intervals(struct rank_unit *u, size_t n, const long *seen,
                      int draws)
{
    for (size_t i = 0; i < n; i++) {
        double sum = 0;

        u[i].low = u[i].high = 0;
        for (size_t r = 0; r < n; r++) {
            sum += (double)seen[i * n + r];
            if (!u[i].low && sum > 0.05 * draws)
                u[i].low = (long)r + 1;
            if (!u[i].high && sum >= 0.95 * draws)
                u[i].high = (long)r + 1;
        }
        if (u[i].low > u[i].rank)       /* the mean need not lie inside */
            u[i].low = u[i].rank;
        if (u[i].high < u[i].rank)
            u[i].high = u[i].rank;
    }
}

void rank_fit(struct rank_fit *f, struct rank_unit *u, size_t n,
              uint64_t seed, int draws)
{
    struct arena mem = { 0 };
    struct place *p = arena_array(&mem, struct place, n + 1);
    struct stats_random random;
    long *seen;

    variance(f, u, n);
    for (size_t i = 0; i < n; i++) {
        posterior(f, &u[i]);
        p[i] = (struct place){ u[i].excess, i };
        u[i].rank = 1;
        u[i].low = f->alike;            /* else by the draws, if any */
        u[i].high = f->alike ? (long)n : 0;
    }
    if (!f->alike) {
        qsort(p, n, sizeof *p, by_key);
        for (size_t r = 0; r < n; r++)      /* equal excess, equal rank */
            u[p[r].at].rank = r && !(p[r].key < p[r - 1].key)
                              ? u[p[r - 1].at].rank : (long)r + 1;
    }
    if (!f->alike && draws > 0) {
        seen = arena_array(&mem, long, n * n + 1);
        stats_seed(&random, seed);
        for (int i = 0; i < draws; i++)
            draw(f, u, n, &random, p, seen);
        intervals(u, n, seen, draws);
    }
    arena_release(&mem);
}
