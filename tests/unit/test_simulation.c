/* test_simulation.c - planted truth: do the methods do what they are for?
 * links: report
 *
 * Worlds of counts are drawn from a fixed seed with known relative risks and
 * known rises; the numbers asked for are printed.
 */
#include <math.h>
#include <stdlib.h>

#include "report/rank.h"
#include "report/spike.h"
#include "report/stats.h"
#include "tests/unit/test.h"

#include "lib/banned.h"

/* A count of mean mu and variance phi * mu. */
static double count(struct stats_random *r, double mu, double phi)
{
    double n = 0, p, product = 1;

    if (mu <= 0)
        return 0;
    if (phi > 1)
        mu = stats_gamma(r, mu / (phi - 1)) * (phi - 1);
    for (; mu > 30; mu -= 30)           /* a sum of smaller ones */
        n += count(r, 30, 1);
    p = exp(-mu);
    while ((product *= stats_uniform(r)) > p)
        n++;
    return n;
}

/* Sorting keys, largest first. */
struct key { double v; size_t at; };

static int by_key(const void *x, const void *y)
{
    const struct key *a = x, *b = y;

    return a->v > b->v ? -1 : a->v < b->v ? 1 : a->at < b->at ? -1 : 1;
}

static double bad_in_top(struct key *k, size_t n, const double *theta)
{
    double bad = 0;

    qsort(k, n, sizeof *k, by_key);
    for (size_t i = 0; i < 20; i++)
        bad += theta[k[i].at] > 1.5;
    return bad / 20;
}

/* 1,500 cells, most of them small; one in twenty is truly bad (2.5 times). */
static void ranking(struct test *t)
{
    enum { CELLS = 1500, WORLDS = 20 };
    struct stats_random r;
    struct arena mem = { 0 };
    struct rank_unit *u = arena_array(&mem, struct rank_unit, CELLS);
    struct key *k = arena_array(&mem, struct key, CELLS);
    double *theta = arena_array(&mem, double, CELLS), fair = 0, raw = 0;
    double inside = 0, units = 0;

    stats_seed(&r, 1);
    for (int w = 0; w < WORLDS; w++) {
        struct rank_fit f = { .phi = 1.3 };

        for (size_t i = 0; i < CELLS; i++) {
            theta[i] = stats_uniform(&r) < 0.05 ? 2.5
                       : stats_gamma(&r, 25) / 25;
            u[i].expected = exp(0.5 + 1.3 * stats_normal(&r));
            u[i].observed = count(&r, theta[i] * u[i].expected, 1.3);
        }
        rank_fit(&f, u, CELLS, 1, 1);
        for (size_t i = 0; i < CELLS; i++)
            k[i] = (struct key){ u[i].excess, i };
        fair += bad_in_top(k, CELLS, theta) / WORLDS;
        for (size_t i = 0; i < CELLS; i++)
            k[i] = (struct key){ u[i].observed / u[i].expected, i };
        raw += bad_in_top(k, CELLS, theta) / WORLDS;
        for (size_t i = 0; i < CELLS; i++)      /* "clearly worse" */
            if (u[i].worse > 0.95) {
                units++;
                inside += theta[i] > 1.5;
            }
    }
    printf("truly bad in the top 20: %.0f %% by shrunk excess, %.0f %% by raw "
           "ratio; clearly worse: %.0f %% truly\n", 100 * fair, 100 * raw,
           100 * inside / units);
    CHECK(t, fair >= 2 * raw);
    CHECK(t, units > WORLDS && inside / units >= 0.9);
    arena_release(&mem);
}

/* Where a unit's true place is, there its interval should be: 90 % of them,
 * little more or less, when the world is as the model says. */
static void intervals(struct test *t)
{
    enum { UNITS = 40, WORLDS = 60 };
    struct stats_random r;
    struct rank_unit u[UNITS];
    struct key k[UNITS];
    double theta[UNITS], covered = 0;

    stats_seed(&r, 2);
    for (int w = 0; w < WORLDS; w++) {
        struct rank_fit f = { .phi = 1 };

        for (size_t i = 0; i < UNITS; i++) {
            theta[i] = stats_gamma(&r, 6) / 6;
            u[i] = (struct rank_unit){ .expected =
                                       exp(2.5 + 0.7 * stats_normal(&r)) };
            u[i].observed = count(&r, theta[i] * u[i].expected, 1);
            k[i] = (struct key){ u[i].expected * (theta[i] - 1), i };
        }
        rank_fit(&f, u, UNITS, 1, 1000);
        qsort(k, UNITS, sizeof *k, by_key);
        for (long i = 0; i < UNITS; i++)
            covered += u[k[i].at].low <= i + 1 && i + 1 <= u[k[i].at].high;
    }
    covered /= UNITS * WORLDS;
    printf("true rank inside the 90 %% interval: %.1f %%\n", 100 * covered);
    CHECK(t, covered > 0.86 && covered < 0.96);
}

/* A province: 4 lead units, 40 items, 9 cities, 81 counties. */
enum { DEPTS = 4, ITEMS = 40, CITIES = 9, COUNTIES = 81, WEEKS = 60,
       NODES = DEPTS + ITEMS + ITEMS * CITIES + ITEMS * COUNTIES };

struct world {
    struct spike_node node[NODES];
    double mean[ITEMS * COUNTIES];      /* a week */
    double x[NODES][WEEKS], all[WEEKS];
    bool holiday[WEEKS];
    struct spike_data data;
};

static int city_node(int item, int city)
{
    return DEPTS + ITEMS + item * CITIES + city;
}

static int county_node(int item, int county)
{
    return DEPTS + ITEMS + ITEMS * CITIES + item * COUNTIES + county;
}

static void world_shape(struct world *w, struct stats_random *r)
{
    double place[COUNTIES];
    int n = 0;

    for (int i = 0; i < DEPTS; i++)
        w->node[n++] = (struct spike_node){ SPIKE_DEPT, i, 0, -1, NULL };
    for (int i = 0; i < ITEMS; i++)
        w->node[n++] = (struct spike_node){ SPIKE_PROVINCE, 0, i, i % DEPTS,
                                            NULL };
    for (int i = 0; i < ITEMS; i++)
        for (int c = 0; c < CITIES; c++)
            w->node[n++] = (struct spike_node){ SPIKE_CITY, c, i, DEPTS + i,
                                                NULL };
    for (int i = 0; i < ITEMS; i++)
        for (int c = 0; c < COUNTIES; c++)
            w->node[n++] = (struct spike_node){ SPIKE_COUNTY, c, i,
                                                city_node(i, c % CITIES),
                                                NULL };
    for (int i = 0; i < NODES; i++)
        w->node[i].x = w->x[i];
    for (int c = 0; c < COUNTIES; c++)
        place[c] = exp(0.7 * stats_normal(r));
    for (int i = 0; i < ITEMS; i++) {
        double often = 0.25 * exp(1.1 * stats_normal(r));

        for (int c = 0; c < COUNTIES; c++)
            w->mean[i * COUNTIES + c] = often * place[c] *
                                        exp(0.4 * stats_normal(r));
    }
    w->data = (struct spike_data){ w->node, NODES, w->all, w->holiday,
                                   WEEKS };
}

/* Draw the counts of one week; rise[item] is a city whose counties all have
 * twice as many of the item, one more at least; -1 none. */
static void world_week(struct world *w, struct stats_random *r, int week,
                       double level, const int rise[ITEMS])
{
    for (int n = 0; n < NODES; n++)
        w->x[n][week] = 0;
    w->all[week] = 0;
    for (int i = 0; i < ITEMS; i++)
        for (int c = 0; c < COUNTIES; c++) {
            double mean = w->mean[i * COUNTIES + c] * level;
            double x = count(r, mean, 1.3);

            if (rise && rise[i] == c % CITIES) {
                double more = count(r, mean, 1.3);

                x += more > 1 ? more : 1;
            }
            w->x[county_node(i, c)][week] = x;
            w->x[city_node(i, c % CITIES)][week] += x;
            w->x[DEPTS + i][week] += x;
            w->x[i % DEPTS][week] += x;
            w->all[week] += x;
        }
}

/* What this setting showed a week over the last 26. */
static double backtest(const struct world *w)
{
    double shown = 0;

    for (int back = 1; back <= 26; back++) {
        struct arena mem = { 0 };

        shown += (double)spikes_find(&w->data, back, 0.1, &mem).shown / 26;
        arena_release(&mem);
    }
    return shown;
}

/* Quiet weeks, one of them in a holiday and one after: nothing is to ring more
 * often than the printed figure says. */
static void quiet(struct test *t, struct world *w)
{
    enum { TRIES = 30 };
    struct stats_random r;
    double shown = 0, holidays = 0, printed;

    stats_seed(&r, 3);
    world_shape(w, &r);
    for (int week = 0; week < WEEKS; week++) {
        w->holiday[week] = week == 20 || week == 40;
        world_week(w, &r, week, w->holiday[week] ? 0.3 : 1, NULL);
    }
    printed = backtest(w);
    for (int i = 0; i < TRIES; i++) {
        struct arena mem = { 0 };

        world_week(w, &r, 0, 1, NULL);
        shown += (double)spikes_find(&w->data, 0, 0.1, &mem).shown / TRIES;
        world_week(w, &r, 0, i % 2 ? 0.3 : 1.8, NULL);
        holidays += (double)spikes_find(&w->data, 0, 0.1, &mem).shown / TRIES;
        arena_release(&mem);
    }
    printf("false alarms in a quiet week: %.2f (printed: %.2f a week), in and "
           "after a holiday: %.2f\n", shown, printed, holidays);
    CHECK(t, shown <= printed + 2 * sqrt((printed + 0.1) / TRIES));
    CHECK(t, shown <= 0.5);
    CHECK(t, holidays <= 0.5);
}

/* Eight items rise, each in all counties of a city: found at the city, and
 * what is shown is true. */
static void rises(struct test *t, struct world *w)
{
    enum { TRIES = 40, RISES = 8 };
    struct stats_random r;
    double shown = 0, right = 0, planted = 0, all = 0, touch = 0;

    stats_seed(&r, 4);
    world_shape(w, &r);
    memset(w->holiday, 0, sizeof w->holiday);
    for (int week = 1; week < WEEKS; week++)
        world_week(w, &r, week, 1, NULL);
    for (int i = 0; i < TRIES; i++) {
        struct arena mem = { 0 };
        struct spike_found f;
        int rise[ITEMS];

        for (int k = 0; k < ITEMS; k++)
            rise[k] = -1;
        for (int k = 0; k < RISES; k++)
            rise[(int)(stats_uniform(&r) * ITEMS)] =
                (int)(stats_uniform(&r) * CITIES);
        world_week(w, &r, 0, 1, rise);
        f = spikes_find(&w->data, 0, 0.1, &mem);
        for (size_t k = 0; k < f.n; k++) {
            const struct spike_node *n = &w->node[f.at[k].node];

            if (!f.at[k].shown)
                continue;
            shown += n->level == SPIKE_CITY;
            right += n->level == SPIKE_CITY && rise[n->item] == n->place;
            all++;
            touch += n->level == SPIKE_DEPT || rise[n->item] >= 0;
        }
        for (int k = 0; k < ITEMS; k++)
            planted += rise[k] >= 0;
        arena_release(&mem);
    }
    printf("rises of a city found at the city: %.0f %%, precision %.0f %%\n",
           100 * right / planted, 100 * right / shown);
    printf("shown at any level and about an item that rose: %.0f %%\n",
           100 * touch / all);
    CHECK(t, right / planted >= 0.5);
    CHECK(t, right / shown >= 0.85);
    CHECK(t, touch / all >= 0.85);
}

/* One problem is mended (half as many), one is only said to be. */
static void mending(struct test *t)
{
    enum { TRIES = 400 };
    struct stats_random r;
    double mended = 0, feigned = 0;

    stats_seed(&r, 5);
    for (int i = 0; i < TRIES; i++) {
        double before = 40, others = 900;
        struct stats_ratio x;

        x = stats_rate_ratio(count(&r, before / 2.5, 1.3),
                             count(&r, others, 1.3), before, others, 1.3,
                             1.959964);
        mended += x.high < 1;
        x = stats_rate_ratio(count(&r, before, 1.3), count(&r, others, 1.3),
                             before, others, 1.3, 1.959964);
        feigned += x.high >= 1;
    }
    printf("mended and seen so: %.0f %%; claimed only and marked: %.0f %%\n",
           100 * mended / TRIES, 100 * feigned / TRIES);
    CHECK(t, mended / TRIES >= 0.6);
    CHECK(t, feigned / TRIES >= 0.95);
}

/* Quiet series: the share of weeks outside their normal range, drawn and
 * stated; and a week of half as many again. */
static void ranges(struct test *t)
{
    static const double mus[] = { 2, 12, 60, 600 };
    static const bool apart[SPIKE_PAST + 1] = { [3] = true, [4] = true };
    enum { TRIES = 2000 };
    struct stats_random r;

    stats_seed(&r, 6);
    for (size_t m = 0; m < sizeof mus / sizeof mus[0]; m++) {
        double out = 0, risen = 0;

        for (int i = 0; i < TRIES; i++) {
            double x[SPIKE_PAST + 1];
            struct spike_range g;

            for (int w = 0; w <= SPIKE_PAST; w++)
                x[w] = count(&r, mus[m], m % 2 ? 1.4 : 1);
            x[3] = x[4] = 0;            /* holidays: not looked at */
            g = spike_range(x, apart, SPIKE_PAST + 1, 1, 1);
            CHECK(t, g.weeks == SPIKE_PAST - 2 && g.low <= g.high &&
                  g.phi >= 1);
            out += x[0] < g.low || x[0] > g.high;
            risen += count(&r, 1.5 * mus[m], 1.4) > g.high;
        }
        printf("normal range about %.0f a week: %.1f %% of quiet weeks "
               "outside, a rise by half seen in %.0f %%\n", mus[m],
               100 * out / TRIES, 100 * risen / TRIES);
        CHECK(t, out / TRIES < 0.06);
        CHECK(t, mus[m] < 600 || risen / TRIES > 0.95);
    }
}

/* By hand: eight weeks of 4 and 12, so a mean of 8 and chi-squared 8 * 2; over
 * two weeks mu 16 and variance 16 * (16 / 7) * (1 + 2 / 8). */
static void range_by_hand(struct test *t)
{
    static const double x[] = { 99, 4, 12, 4, 12, 50, 4, 12, 4, 12 };
    static const bool apart[10] = { [5] = true };
    struct spike_range g = spike_range(x, apart, 10, 1, 2);

    CHECK(t, g.weeks == 8);
    CHECK(t, fabs(g.mu - 16) < 1e-12);
    CHECK(t, fabs(g.phi - 16.0 / 7) < 1e-12);
    CHECK(t, stats_count_tail(g.low, 16, g.phi * 1.25) > 0.975);
    CHECK(t, stats_count_tail(g.low + 1, 16, g.phi * 1.25) <= 0.975);
    CHECK(t, stats_count_tail(g.high + 1, 16, g.phi * 1.25) <= 0.025);
    CHECK(t, stats_count_tail(g.high, 16, g.phi * 1.25) > 0.025);
    CHECK(t, spike_range(x, apart, 9, 1, 1).weeks == 7);
    CHECK(t, spike_range(x, apart, 9, 1, 1).high == 0);
}

int main(void)
{
    struct arena mem = { 0 };
    struct world *w = arena_new(&mem, struct world);
    struct test t = { 0 };

    ranking(&t);
    intervals(&t);
    quiet(&t, w);
    rises(&t, w);
    mending(&t);
    ranges(&t);
    range_by_hand(&t);
    arena_release(&mem);
    return test_end(&t, "test_simulation");
}
