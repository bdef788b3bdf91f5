/* figures_problems.c - section problem: what is wrong, with which service. */
#include <stdlib.h>

#include "report/line.h"
#include "report/stats.h"

#include "lib/banned.h"

enum { LISTED = 50, RAISED = 20 };

struct lines {
    struct line *at;
    int n, kinds;
    int *kind;                  /* numbers of the kinds that count */
    int *line_of;               /* item * problems + kind -> line + 1 */
    double total;
    str base;
    struct rank_fit fit;
};

static struct line *line_of(struct lines *l, const struct job *j, int item,
                            int kind)
{
    int at = l->line_of[item * j->problems.n + kind];

    return at ? &l->at[at - 1] : NULL;
}

/* A line for every item with a problem and every kind that counts: cells
 * without a record are part of the picture. */
static void lines_make(struct lines *l, struct job *j)
{
    bool *seen = arena_array(&j->mem, bool, (size_t)j->items.n);
    size_t all = (size_t)j->items.n * (size_t)j->problems.n;

    l->line_of = arena_array(&j->mem, int, all);
    l->at = arena_array(&j->mem, struct line, all);
    l->kind = arena_array(&j->mem, int, (size_t)j->problems.n);
    for (int k = 1; k < j->problems.n; k++)
        if (j->problems.at[k].counts)
            l->kind[l->kinds++] = k;
    for (size_t i = 0; i < j->now.n; i++) {
        const struct cell *c = &j->now.at[i];

        if (is_problem(j, c) && c->v[SUM_n] > c->v[SUM_n_excluded])
            seen[c->item] = true;
    }
    for (int i = 1; i < j->items.n; i++)
        for (int k = 0; seen[i] && k < l->kinds; k++) {
            l->at[l->n].item = i;
            l->at[l->n].kind = l->kind[k];
            l->line_of[i * j->problems.n + l->kind[k]] = ++l->n;
        }
}

static void lines_fill(struct lines *l, struct job *j)
{
    struct line *x;

    for (size_t i = 0; i < j->now.n; i++) {
        const struct cell *c = &j->now.at[i];

        if (!is_problem(j, c) || !(x = line_of(l, j, c->item, c->problem)))
            continue;                   /* else all of its are excluded */
        tally_add(j, &x->now, c);
        if (!x->regions)
            x->regions = arena_array(&j->mem, double, (size_t)j->regions.n);
        x->regions[c->region] += c->v[SUM_n] - c->v[SUM_n_excluded];
        l->total += c->v[SUM_n] - c->v[SUM_n_excluded];
    }
    for (size_t i = 0; i < j->before.n; i++)
        if (is_problem(j, &j->before.at[i]) &&
            (x = line_of(l, j, j->before.at[i].item, j->before.at[i].problem)))
            tally_add(j, &x->before, &j->before.at[i]);
    for (size_t i = 0; i < j->printed.n; i++) {
        const struct cell *c = &j->printed.at[i];

        if (is_problem(j, c) && (x = line_of(l, j, c->item, c->problem)))
            x->printed += c->v[SUM_n] - c->v[SUM_n_excluded];
    }
    for (size_t i = 0; i < j->late.n; i++)
        if ((x = line_of(l, j, j->late.at[i].item, j->late.at[i].problem)))
            x->late += j->late.at[i].v[SUM_n];
}

/* E = all records of the kind x the item's share, in 办件量 where every item
 * has it, else in the records themselves. */
static void expect(struct lines *l, struct job *j)
{
    double *ratings = arena_array(&j->mem, double, (size_t)j->items.n);
    double *item = arena_array(&j->mem, double, (size_t)j->items.n);
    double *kind = arena_array(&j->mem, double, (size_t)j->problems.n);
    double sum = 0;
    bool enough = true;

    for (size_t r = 0; r < (size_t)j->regions.n; r++)
        for (int i = 1; i < j->items.n; i++)
            ratings[i] += j->ratings[r * (size_t)j->items.n + (size_t)i];
    for (int i = 0; i < l->n; i++) {
        item[l->at[i].item] += l->at[i].now.observed;
        kind[l->at[i].kind] += l->at[i].now.observed;
    }
    for (int i = 1; i < j->items.n; i++)
        if (item[i] > 0) {
            enough = enough && ratings[i] >= 30;
            sum += ratings[i];
        }
    for (int i = 0; i < l->n; i++) {
        struct line *x = &l->at[i];
        double share = enough ? ratings[x->item] / sum :
                       l->total > 0 ? item[x->item] / l->total : 0;

        x->fit.observed = x->now.observed;
        x->fit.expected = kind[x->kind] * share;
    }
    l->base = enough ? STR("办件量（近13周评价记录数）")
                     : STR("行列合计（事项合计×问题类型合计÷总数）");
}

/* Week by week, the cells that have one record a week on average. */
static double dispersion(struct job *j, const struct lines *l)
{
    double *table = arena_array(&j->mem, double, (size_t)l->n * SHORT + 1);
    double weeks[SHORT] = { 0 };
    size_t rows = 0;
    int known = 0;

    for (int i = 0; i < l->n; i++) {
        const double *w = &j->weekly_cell[((size_t)l->at[i].item *
                                           (size_t)j->problems.n +
                                           (size_t)l->at[i].kind) * SHORT];
        double sum = 0;

        for (int k = 0; k < SHORT; k++) {
            sum += w[k];
            weeks[k] += w[k];
        }
        if (sum < SHORT)
            continue;
        memcpy(table + rows++ * SHORT, w, SHORT * sizeof *w);
    }
    for (int k = 0; k < SHORT; k++)
        known += weeks[k] > 0;
    return known < 4 ? 1 : stats_dispersion(table, rows, SHORT);
}

/* By rank; equal ones by records, then as the catalog has them. */
static int by_rank(const void *x, const void *y)
{
    const struct line *a = x, *b = y;

    if (a->fit.rank != b->fit.rank)
        return a->fit.rank < b->fit.rank ? -1 : 1;
    if (a->now.observed != b->now.observed)
        return a->now.observed > b->now.observed ? -1 : 1;
    if (a->item != b->item)
        return a->item < b->item ? -1 : 1;
    return a->kind < b->kind ? -1 : a->kind > b->kind;
}

static void lines_rank(struct lines *l, struct job *j)
{
    struct rank_unit *u = arena_array(&j->mem, struct rank_unit,
                                      (size_t)l->n + 1);

    expect(l, j);
    l->fit.phi = j->phi_cells = dispersion(j, l);
    for (int i = 0; i < l->n; i++)
        u[i] = l->at[i].fit;
    rank_fit(&l->fit, u, (size_t)l->n, SEED, DRAWS / 4);
    for (int i = 0; i < l->n; i++)
        l->at[i].fit = u[i];
    qsort(l->at, (size_t)l->n, sizeof *l->at, by_rank);
}

static void put_lines_total(struct job *j, const struct lines *l, long seq,
                            double raised)
{
    double cells = 0, expected = 0, before = 0, breach = 0, stuck = 0;

    for (int i = 0; i < l->n; i++) {
        cells += l->at[i].now.observed > 0;
        expected += l->at[i].fit.expected;
        breach += l->at[i].now.breach;
        stuck += l->at[i].now.stuck;
    }
    for (size_t i = 0; i < j->before.n; i++)
        if (is_problem(j, &j->before.at[i]))
            before += j->before.at[i].v[SUM_n] -
                      j->before.at[i].v[SUM_n_excluded];
    put_row(j, "problem", seq, STR(""), STR(""), STR("合计"));
    put_change(j, "observed", l->total, before);
    put_number(j, "expected", expected);
    put_number(j, "breach", breach);
    put_number(j, "stuck", stuck);
    put_text(j, "base", l->base);
    put_shrinkage(j, &l->fit);
    put_number(j, "cells", cells);
    put_number(j, "listed", (double)seq);
    put_number(j, "raised_now", raised);
}

static int put_lines(struct job *j, struct lines *l)
{
    struct raised_list list;
    size_t most = l->n < RAISED ? (size_t)l->n : RAISED;
    double raised;
    long seq = 0;

    for (size_t i = 0; i < most; i++)
        l->at[i].total = l->total;
    if (raise_lines(j, l->at, most, false, &list, &raised))
        return -1;
    for (int i = 0; i < l->n && seq < LISTED; i++)
        if (l->at[i].now.observed > 0 &&
            put_line(j, "problem", seq++, &l->at[i], &list))
            return -1;
    put_lines_total(j, l, seq, raised);
    return 0;
}

int figures_problems(struct job *j)
{
    struct lines l = { 0 };

    lines_make(&l, j);
    lines_fill(&l, j);
    lines_rank(&l, j);
    return put_lines(j, &l);
}
