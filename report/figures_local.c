/* figures_local.c - section local: a problem that a city has more of than its
 * share, whatever it is in the province as a whole. */
#include <stdlib.h>

#include "report/line.h"
#include "report/stats.h"

#include "lib/banned.h"

enum {
    LISTED = 30,
    LEAST = 5,                  /* records of a problem in all cities */
    VOLUME = 30,                /* ratings that make a denominator */
};

struct spot { int item, kind, city; };

struct local {
    struct spot *spot;
    struct rank_unit *fit;      /* of each */
    size_t n;
    double *count;              /* [city][item][kind] records */
    double *city;               /* of all problems */
    double total;
    bool volumes;               /* expectation by 办件量 */
    struct rank_fit all;
};

static double counted(const struct cell *c)
{
    return c->v[SUM_n] - c->v[SUM_n_excluded];
}

static bool is_city(const struct job *j, int region)
{
    return region && j->regions.at[region].parent == region;
}

static size_t at(const struct job *j, int city, int item, int kind)
{
    return ((size_t)city * (size_t)j->items.n + (size_t)item) *
           (size_t)j->problems.n + (size_t)kind;
}

/* Row 0 of count is the sum of the cities. */
static void count(struct local *l, struct job *j)
{
    l->count = arena_array(&j->mem, double, at(j, j->regions.n, 0, 0));
    l->city = arena_array(&j->mem, double, (size_t)j->regions.n);
    for (size_t i = 0; i < j->now.n; i++) {
        const struct cell *c = &j->now.at[i];
        int city = j->regions.at[c->region].parent;

        if (!city || !is_problem(j, c))
            continue;
        l->count[at(j, city, c->item, c->problem)] += counted(c);
        l->count[at(j, 0, c->item, c->problem)] += counted(c);
        l->city[city] += counted(c);
        l->total += counted(c);
    }
}

/* Every city for each problem that has records enough: one without any is part
 * of the picture. */
static void spots_make(struct local *l, struct job *j)
{
    size_t cities = 0, most = 0;

    for (int r = 1; r < j->regions.n; r++)
        cities += is_city(j, r);
    for (size_t i = 0; i < at(j, 1, 0, 0); i++)
        most += l->count[i] >= LEAST;
    l->spot = arena_array(&j->mem, struct spot, most * cities + 1);
    l->fit = arena_array(&j->mem, struct rank_unit, most * cities + 1);
    for (int r = 1; r < j->regions.n; r++)
        for (int i = 1; is_city(j, r) && i < j->items.n; i++)
            for (int k = 1; k < j->problems.n; k++)
                if (l->count[at(j, 0, i, k)] >= LEAST) {
                    l->fit[l->n].observed = l->count[at(j, r, i, k)];
                    l->spot[l->n++] = (struct spot){ i, k, r };
                }
}

/* Ratings of an item by city; row 0 is their sum. */
static double *volumes(struct job *j)
{
    size_t items = (size_t)j->items.n;
    double *v = arena_array(&j->mem, double, (size_t)j->regions.n * items);

    for (int r = 1; r < j->regions.n; r++) {
        size_t city = (size_t)j->regions.at[r].parent;

        for (size_t i = 1; city && i < items; i++) {
            v[city * items + i] += j->ratings[(size_t)r * items + i];
            v[i] += j->ratings[(size_t)r * items + i];
        }
    }
    return v;
}

/* E = the problem's records x the city's share of the item's 办件量, or where
 * an item has too little of that, its share of all problems. */
static void expect(struct local *l, struct job *j)
{
    size_t items = (size_t)j->items.n;
    const double *v = volumes(j);

    l->volumes = l->n > 0;
    for (size_t i = 0; i < l->n; i++)
        l->volumes = l->volumes && v[l->spot[i].item] >= VOLUME;
    for (size_t i = 0; i < l->n; i++) {
        const struct spot *s = &l->spot[i];
        double share = l->volumes
            ? v[(size_t)s->city * items + (size_t)s->item] / v[s->item]
            : l->city[s->city] / l->total;

        l->fit[i].expected = share * l->count[at(j, 0, s->item, s->kind)];
    }
}

/* Week by week, the items of the cities with one record a week on average. */
static double dispersion(const struct local *l, struct job *j)
{
    size_t items = (size_t)j->items.n, regions = (size_t)j->regions.n;
    double *sum = arena_array(&j->mem, double, regions * items * SHORT);
    double weeks[SHORT] = { 0 };
    size_t rows = 0;
    int known = 0;

    for (size_t w = 0; w < SHORT; w++)
        for (size_t r = 1; r < regions; r++)
            for (size_t i = 1; j->regions.at[r].parent && i < items; i++) {
                double n = j->weekly[(w * regions + r) * items + i];

                sum[((size_t)j->regions.at[r].parent * items + i) * SHORT +
                    w] += n;
                weeks[w] += n;
            }
    for (size_t x = 0; x < regions * items; x++) {
        double all = 0;

        for (size_t w = 0; w < SHORT; w++)
            all += sum[x * SHORT + w];
        if (all >= SHORT)
            memmove(sum + rows++ * SHORT, sum + x * SHORT,
                    SHORT * sizeof *sum);
    }
    for (size_t w = 0; w < SHORT; w++)
        known += weeks[w] > 0;
    return l->n == 0 || known < 4 ? 1 : stats_dispersion(sum, rows, SHORT);
}

/* The line of a spot, with all that its records say. */
static struct line line_make(const struct local *l, struct job *j, size_t i)
{
    const struct spot *s = &l->spot[i];
    struct line x = { .item = s->item, .kind = s->kind, .place = s->city,
                      .total = l->city[s->city], .fit = l->fit[i] };
    const struct cells *all[] = { &j->now, &j->before, &j->printed, &j->late };

    x.regions = arena_array(&j->mem, double, (size_t)j->regions.n);
    for (int k = 0; k < 4; k++)
        for (size_t c = 0; c < all[k]->n; c++) {
            const struct cell *one = &all[k]->at[c];

            if (!is_problem(j, one) || one->item != s->item ||
                one->problem != s->kind ||
                j->regions.at[one->region].parent != s->city)
                continue;
            if (k == 0) {
                tally_add(j, &x.now, one);
                x.regions[one->region] += counted(one);
            } else if (k == 1) {
                tally_add(j, &x.before, one);
            } else {
                *(k == 2 ? &x.printed : &x.late) += counted(one);
            }
        }
    return x;
}

static int by_rank(const void *x, const void *y)
{
    const struct line *a = x, *b = y;

    return a->fit.excess > b->fit.excess ? -1 :
           a->fit.excess < b->fit.excess ? 1 :
           a->place != b->place ? (a->place > b->place) * 2 - 1 :
           a->item != b->item ? (a->item > b->item) * 2 - 1 :
           a->kind < b->kind ? -1 : a->kind > b->kind;
}

/* The lines that stand out, the most records above expectation first. */
static struct line *lines_choose(const struct local *l, struct job *j,
                                 size_t *n)
{
    struct line *x;
    size_t most = 0;

    *n = 0;
    for (size_t i = 0; i < l->n; i++)
        most += stands_out(&l->fit[i]);
    x = arena_array(&j->mem, struct line, most + 1);
    for (size_t i = 0; i < l->n; i++)
        if (stands_out(&l->fit[i]))
            x[(*n)++] = line_make(l, j, i);
    qsort(x, *n, sizeof *x, by_rank);
    for (size_t i = 0; i < *n; i++)
        x[i].fit.rank = (long)i + 1;
    return x;
}

static void put_total(struct job *j, const struct local *l, long seq,
                      double raised)
{
    put_row(j, "local", seq, STR(""), STR(""), STR("合计"));
    put_number(j, "observed", l->total);
    put_text(j, "base", l->volumes ? STR("办件量（近13周评价记录数）")
             : STR("行列合计（问题总数×设区市占全部问题的比例）"));
    put_shrinkage(j, &l->all);
    put_number(j, "cells", (double)l->n);
    put_number(j, "listed", (double)seq);
    put_number(j, "raised_now", raised);
}

int figures_local(struct job *j)
{
    struct local l = { 0 };
    struct raised_list list;
    struct line *x;
    double raised;
    size_t n;
    long seq = 0;

    count(&l, j);
    spots_make(&l, j);
    expect(&l, j);
    l.all.phi = dispersion(&l, j);
    rank_fit(&l.all, l.fit, l.n, SEED, 0);
    x = lines_choose(&l, j, &n);
    if (n > LISTED)
        n = LISTED;
    if (raise_lines(j, x, n, true, &list, &raised))
        return -1;
    for (size_t i = 0; i < n; i++)
        if (put_line(j, "local", seq++, &x[i], &list))
            return -1;
    put_total(j, &l, seq, raised);
    return 0;
}
