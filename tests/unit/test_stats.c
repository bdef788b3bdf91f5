/* test_stats.c - statistics against published values and mpmath.
 * links: report
 *
 * Sources: "mpmath" is mpmath 1.x at 40 digits (gammainc, betainc, erfinv);
 * "exact" are sums of the exact terms in rational or 60-digit decimal numbers;
 * BH 1995 is Benjamini & Hochberg, J. R. Statist. Soc. B 57, section 3.2;
 * A&S is Abramowitz & Stegun, tables 26.1, 26.7 and 26.8; the generators are
 * the reference implementations of Blackman & Vigna and of Steele et al.
 */
#include <math.h>
#include <stdlib.h>

#include "report/rank.h"
#include "report/stats.h"
#include "tests/unit/test.h"

#include "lib/banned.h"

#define COUNT(table)  (sizeof (table) / sizeof (table)[0])

static int near(double got, double want, double relative)
{
    if (fabs(got - want) <= relative * fabs(want) + 1e-300)
        return 1;
    printf("got %.17g, wanted %.17g\n", got, want);
    return 0;
}

static void gammas(struct test *t)
{
    static const struct { double a, x, p; } lower[] = {         /* mpmath */
        { 0.5, 0.2, 0.4729107431344619 }, { 3.7, 1.1, 0.0395260390080587 },
        { 12.25, 20, 0.9749636531119038 }, { 150, 130, 0.04606554401489607 },
        { 0.01, 3, 0.9998670286434298 }, { 1000, 1100, 0.99894067674607 },
    };
    static const struct { double a, x, q; } upper[] = {
        { 0.01, 3, 0.0001329713565701555 }, { 12.25, 20, 0.0250363468880962 },
        { 1000, 1100, 0.001059323253929977 },
        { 20.3, 30.45, 0.02115273553916935 },
    };
    static const struct { double df, x, q; } chi[] = {          /* A&S 26.8 */
        { 1, 3.84146, 0.05 }, { 2, 9.21034, 0.01 }, { 5, 11.0705, 0.05 },
        { 10, 2.15586, 0.995 }, { 30, 59.7031, 0.001 }, { 100, 124.342, 0.05 },
    };

    for (size_t i = 0; i < COUNT(lower); i++)
        CHECK(t, near(stats_gamma_p(lower[i].a, lower[i].x), lower[i].p,
                      1e-11));
    for (size_t i = 0; i < COUNT(upper); i++)
        CHECK(t, near(stats_gamma_q(upper[i].a, upper[i].x), upper[i].q,
                      1e-11));
    for (size_t i = 0; i < COUNT(chi); i++)
        CHECK(t, near(stats_gamma_q(chi[i].df / 2, chi[i].x / 2), chi[i].q,
                      5e-5));
    CHECK(t, stats_gamma_p(2, 0) == 0);
    CHECK(t, stats_gamma_q(2, 0) == 1);
}

static void betas(struct test *t)
{
    static const struct { double x, a, b, i; } table[] = {
        { 0.3, 0.5, 0.5, 0.3690101195655454 },                  /* mpmath */
        { 0.9, 20, 2.5, 0.497619933009956 },
        { 0.01, 3, 40, 0.008583853799733479 },
        { 0.65, 120, 80, 0.9273622915627776 },
        { 0.5, 0.1, 7, 0.9997605988258484 },
        { 0.3, 3, 5, 0.3529305 },               /* exact: binomial tails */
        { 0.5, 12, 9, 0.2517223358154297 },
        { 0.01, 1, 10, 0.09561792499119551 },
    };

    for (size_t i = 0; i < COUNT(table); i++)
        CHECK(t, near(stats_beta(table[i].x, table[i].a, table[i].b),
                      table[i].i, 1e-11));
    CHECK(t, stats_beta(0, 2, 3) == 0);
    CHECK(t, stats_beta(1, 2, 3) == 1);
}

static void normals(struct test *t)
{
    static const struct { double q, z; } table[] = {            /* mpmath */
        { 0.025, 1.959963984540054 }, { 0.001, 3.090232306167814 },
        { 1e-10, 6.361340902404056 }, { 0.975, -1.959963984540054 },
    };

    for (size_t i = 0; i < COUNT(table); i++) {
        CHECK(t, near(stats_normal_z(table[i].q), table[i].z, 1e-12));
        CHECK(t, near(stats_normal_q(table[i].z), table[i].q, 1e-12));
    }
    CHECK(t, near(stats_normal_q(1), 0.1586552539, 1e-9));      /* A&S 26.1 */
}

static void tails(struct test *t)
{
    static const struct { double x, mu, phi, p; } table[] = {   /* exact */
        { 1, 0.5, 1, 0.3934693402873666 }, { 3, 2.5, 1, 0.4561868841166705 },
        { 10, 4, 1, 8.132242796933864e-3 }, { 25, 10, 1, 4.69493814267997e-5 },
        { 5, 0.1, 1, 7.667801686189309e-8 },
        { 130, 100, 1, 2.282093054316955e-3 },
        { 60, 100, 1, 0.9999936584965726 },
        { 1, 1, 1.5, 0.5555555555555556 }, { 10, 4, 2, 0.046142578125 },
        { 20, 10, 3, 0.05935121427049353 },
        { 30, 9, 4, 6.707989762011178e-3 }, { 3, 1, 2, 0.125 },
        { 8, 1.5, 1.25, 1.2456206336e-3 },
        { 12, 4.7, 1.3, 0.01024674197400644 },
        { 50, 21.5, 2.2, 5.398038160118645e-4 },
        { 7, 0.8, 1.6, 2.016468066373255e-3 },
    };

    for (size_t i = 0; i < COUNT(table); i++)
        CHECK(t, near(stats_count_tail(table[i].x, table[i].mu, table[i].phi),
                      table[i].p, 1e-10));
    CHECK(t, stats_count_tail(0, 5, 2) == 1);
    CHECK(t, stats_count_tail(1, 0, 2) == 0);
    /* a little dispersion is nearly none */
    CHECK(t, near(stats_count_tail(10, 4, 1.0001), 8.132242796933864e-3,
                  2e-3));
}

/* A&S 26.7, P(X <= c) of a Poisson count: the quantile lies at or under the
 * first c that reaches p, and above the c before. */
static void quantiles(struct test *t)
{
    static const struct { double p, mu, phi, c; } table[] = {
        { 0.975, 10, 1, 17 }, { 0.025, 10, 1, 4 }, { 0.999, 10, 1, 21 },
        { 0.975, 1, 1, 3 }, { 0.5, 2.5, 1, 2 }, { 0.025, 0.5, 1, 0 },
    };

    for (size_t i = 0; i < COUNT(table); i++) {
        double x = stats_count_quantile(table[i].p, table[i].mu,
                                        table[i].phi);

        CHECK(t, x <= table[i].c && x > table[i].c - 1);
    }
    for (double mu = 1; mu < 60; mu += 0.5)     /* smooth: never falls */
        CHECK(t, stats_count_quantile(0.975, mu + 0.5, 1.7) >
                 stats_count_quantile(0.975, mu, 1.7));
}

static void discoveries(struct test *t)
{
    static const double p[15] = {                               /* BH 1995 */
        0.0278, 0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0298, 0.0344,
        0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000
    };
    static const double want[15] = {                            /* exact */
        0.063857142857, 0.0015, 0.003, 0.0095, 0.035625, 0.0603,
        0.063857142857, 0.0645, 0.0765, 0.486, 0.581181818182, 0.714875,
        0.753230769231, 0.813214285714, 1
    };
    double q[15];
    int found = 0;

    stats_bh(p, 15, q);
    for (int i = 0; i < 15; i++) {
        CHECK(t, near(q[i], want[i], 1e-10));
        found += q[i] <= 0.05;
    }
    CHECK(t, found == 4);       /* the four that the paper rejects */
    stats_bh(p, 0, q);
}

static void shapes(struct test *t)
{
    static const double table[] = { 12, 5, 7, 3, 9, 4, 8, 8, 15 };
    static const double holes[] = { 12, 0, 5, 7, 0, 0, 0, 0, 3, 0, 9, 4,
                                    8, 0, 8, 15 };
    static const double even[] = { 5, 5, 5, 5 };
    static const double week[] = { 3, 5, 4, 8, 9, 12, 7 };
    static const double flat[] = { 1, 1, 1, 1, 1, 1, 0 };
    static const double base[] = { 100, 200, 150, 300, 310, 400, 0 };
    struct stats_ratio r = stats_rate_ratio(10, 500, 40, 520, 1.5, 1.959964);
    struct stats_trend x = stats_trend(week, flat, 7, 1);

    CHECK(t, near(stats_dispersion(table, 3, 3), 2.5299949765346854, 1e-12));
    CHECK(t, near(stats_dispersion(holes, 4, 4), 2.5299949765346854, 1e-12));
    CHECK(t, stats_dispersion(even, 2, 2) == 1);
    CHECK(t, stats_dispersion(even, 0, 2) == 1);
    CHECK(t, near(r.ratio, 0.2696192696192697, 1e-12));         /* exact */
    CHECK(t, near(r.low, 0.11584337009502159, 1e-12));
    CHECK(t, near(r.high, 0.6275244797384613, 1e-12));
    CHECK(t, near(x.slope, 0.2550522648083624, 1e-12));
    CHECK(t, near(x.z, 2.7891027368411963, 1e-12));
    /* Derivatives of the likelihood of a Poisson regression, by differences. */
    x = stats_trend(week, base, 7, 1);
    CHECK(t, near(x.slope, 0.0258765, 1e-5));
    CHECK(t, near(x.z, 0.2642554, 1e-5));
    x = stats_trend(even, even, 4, 1);
    CHECK(t, x.slope == 0 && x.z == 0);
    x = stats_trend(week, flat + 6, 1, 1);
    CHECK(t, x.slope == 0 && x.z == 0);
}

static int by_size(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return a < b ? -1 : a > b;
}

/* Kolmogorov's distance of 20,000 draws from the distribution; above
 * 1.95/sqrt(n) in one of a thousand good generators, and the seed is fixed. */
static void draws_of(struct test *t, double shape)
{
    enum { N = 20000 };
    static double x[N];
    struct stats_random r;
    double worst = 0;

    stats_seed(&r, 7);
    for (int i = 0; i < N; i++)
        x[i] = stats_gamma(&r, shape);
    qsort(x, N, sizeof *x, by_size);
    for (int i = 0; i < N; i++) {
        double p = stats_gamma_p(shape, x[i]);

        worst = fmax(worst, fabs(p - (i + 0.5) / N) + 0.5 / N);
    }
    CHECK(t, worst < 1.95 / sqrt(N));
}

static void generators(struct test *t)
{
    static const uint64_t xoshiro[] = {         /* from state 1, 2, 3, 4 */
        41943041, 58720359, 3588806011781223, 3591011842654386,
        9228616714210784205u, 9973669472204895162u
    };
    static const uint64_t splitmix[] = {        /* from 1234567 */
        6457827717110365317u, 3203168211198807973u, 9817491932198370423u,
        4593380528125082431u
    };
    struct stats_random r = { { 1, 2, 3, 4 }, 0, false };

    for (size_t i = 0; i < COUNT(xoshiro); i++)
        CHECK(t, stats_uniform(&r) == ((double)(xoshiro[i] >> 11) + 0.5) /
                                      9007199254740992.0);
    stats_seed(&r, 1234567);
    for (size_t i = 0; i < COUNT(splitmix); i++)
        CHECK(t, r.s[i] == splitmix[i]);
    draws_of(t, 0.3);
    draws_of(t, 1);
    draws_of(t, 4.7);
    draws_of(t, 250);
}

/* Posterior of five units against mpmath; ranks by their excess. */
static void ranking(struct test *t)
{
    static const struct { double m, excess, worse, above; long rank; } w[] = {
        { 2.0864236880269, 21.728473760538, 0.970172721945, 0.99996897502, 1 },
        { 1.22630482226305, 6.1102302011023, 0.117671076145, 0.842065375709,
          2 },
        { 0.873924123671684, -0.504303505313266, 0.0657035693328,
          0.322165824622, 4 },
        { 1.0, 0.0, 0.00383683009497, 0.477864472438, 3 },
        { 0.303313875764948, -29.2608172178722, 3.55690411891e-13,
          3.63368161531e-7, 5 },
    };
    struct rank_unit u[] = {
        { .observed = 46, .expected = 20 }, { .observed = 34, .expected = 27 },
        { .observed = 3, .expected = 4 }, { .observed = 43, .expected = 43 },
        { .observed = 10, .expected = 42 },
    }, same[5];
    struct rank_fit f = { .phi = 1.3 };

    memcpy(same, u, sizeof u);
    rank_fit(&f, u, 5, 1, 4000);
    rank_fit(&f, same, 5, 1, 4000);
    CHECK(t, near(f.tau2, 0.3306431273644388, 1e-12));
    CHECK(t, near(f.a, 3.0244088482074756, 1e-12));
    for (int i = 0; i < 5; i++) {
        CHECK(t, near(u[i].shrunk, w[i].m, 1e-12));
        CHECK(t, fabs(u[i].excess - w[i].excess) < 1e-9);
        CHECK(t, near(u[i].worse, w[i].worse, 1e-9));
        CHECK(t, near(u[i].above, w[i].above, 1e-9));
        CHECK(t, u[i].rank == w[i].rank);
        CHECK(t, u[i].low <= u[i].rank && u[i].rank <= u[i].high);
        CHECK(t, u[i].low == same[i].low && u[i].high == same[i].high);
    }
    CHECK(t, u[0].low == 1 && u[0].high <= 2 && u[4].low == 5);
}

/* The rank intervals of the same five units against the exact distribution of
 * their ranks: the density of one unit's excess times the chances of the others
 * to lie above it, integrated over 40,000 steps ("exact", in Python).  The
 * chances of the ranks behind the bounds nearest to 5 and 95 % are 0.0413 and
 * 0.9457, so 200,000 draws cannot miss them by chance. */
static void rank_intervals(struct test *t)
{
    static const struct { long low, high; } exact[] = {
        { 1, 2 }, { 2, 4 }, { 2, 4 }, { 2, 4 }, { 5, 5 },
    };
    struct rank_unit u[] = {
        { .observed = 46, .expected = 20 }, { .observed = 34, .expected = 27 },
        { .observed = 3, .expected = 4 }, { .observed = 43, .expected = 43 },
        { .observed = 10, .expected = 42 },
    };
    struct rank_fit f = { .phi = 1.3 };

    rank_fit(&f, u, 5, 1, 200000);
    for (int i = 0; i < 5; i++)
        CHECK(t, u[i].low == exact[i].low && u[i].high == exact[i].high);
}

/* Units that differ by chance alone share the first rank. */
static void alike(struct test *t)
{
    struct rank_unit u[] = {
        { .observed = 11, .expected = 10 }, { .observed = 9, .expected = 10 },
        { .observed = 0, .expected = 0 },
    };
    struct rank_fit f = { .phi = 1 };

    rank_fit(&f, u, 3, 1, 100);
    CHECK(t, f.alike && f.tau2 == 0);
    for (int i = 0; i < 3; i++)
        CHECK(t, u[i].rank == 1 && u[i].low == 1 && u[i].high == 3 &&
                 u[i].shrunk == 1 && u[i].worse == 0);
    rank_fit(&f, u, 0, 1, 100);
}

int main(void)
{
    struct test t = { 0 };

    gammas(&t);
    betas(&t);
    normals(&t);
    tails(&t);
    quantiles(&t);
    discoveries(&t);
    shapes(&t);
    generators(&t);
    ranking(&t);
    rank_intervals(&t);
    alike(&t);
    return test_end(&t, "test_stats");
}
