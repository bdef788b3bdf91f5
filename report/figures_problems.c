/* figures_problems.c - section problem: what is wrong, with which service. */
#include <stdlib.h>

#include "report/follow.h"
#include "report/incident.h"
#include "report/stats.h"

#include "lib/banned.h"

enum { LISTED = 50, RAISED = 20, TEXTS = 1000, TYPICAL = 200 };

struct line {                   /* item x kind */
    int item, kind;
    struct tally now, before;
    double printed, late;
    double *regions;            /* records by region */
    struct rank_unit fit;
};

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
    for (size_t i = 0; i < j->now.n; i++)
        if (is_problem(j, &j->now.at[i]))
            seen[j->now.at[i].item] = true;
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

        if (!is_problem(j, c))
            continue;
        x = line_of(l, j, c->item, c->problem);
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

/* Counties (or cities, where no more is known) touched; the three first. */
static void put_regions(struct job *j, const struct line *x)
{
    double left[3] = { 0 }, touched = 0;
    int most[3] = { 0 };
    str names = STR("");

    for (int r = 1; x->regions && r < j->regions.n; r++) {
        double n = x->regions[r];
        int at = 3, who = r;

        if (n <= 0)
            continue;
        touched++;
        while (at > 0 && n > left[at - 1])
            at--;
        for (; at < 3; at++) {          /* push the others down */
            double t = left[at];
            int w = most[at];

            left[at] = n;
            most[at] = who;
            n = t;
            who = w;
        }
    }
    for (int i = 0; i < 3 && most[i]; i++)
        names = str_fmt(&j->mem, "%.*s%s%.*s（%.0f）", PSTR(names),
                        i ? "、" : "", PSTR(j->regions.at[most[i]].name),
                        left[i]);
    put_noted(j, "regions", touched, names);
}

static struct said *texts_load(struct job *j, const struct line *x,
                               long long *ids, size_t *n, size_t *reporters)
{
    struct said *s = arena_array(&j->mem, struct said, TEXTS);
    str *who = arena_array(&j->mem, str, TEXTS);
    struct stmt *q = store_stmt(j->db, SQL_problem_records);
    char first[DATE_TEXT], last[DATE_TEXT];
    int more;

    date_print(j->span->first, first);
    date_print(j->span->last, last);
    stmt_text(q, ":first", str_of(first));
    stmt_text(q, ":last", str_of(last));
    stmt_text(q, ":item", j->items.at[x->item].id);
    stmt_text(q, ":problem", j->problems.at[x->kind].id);
    stmt_int(q, ":most", TEXTS);
    *n = *reporters = 0;
    while ((more = stmt_step(q, NOWHERE, j->e)) > 0 && *n < TEXTS) {
        str title = stmt_col_text(q, "title"), text = stmt_col_text(q, "text");
        size_t k = 0;

        s[*n].text = str_dup(&j->mem, text.n ? text : title);
        s[*n].region = refs_find(&j->regions, stmt_col_text(q, "region"));
        date_read(stmt_col_text(q, "day"), &s[*n].day);
        ids[(*n)++] = stmt_col_int(q, "id");
        text = stmt_col_text(q, "reporter");
        while (k < *reporters && !str_eq(who[k], text))
            k++;
        if (text.n && k == *reporters)
            who[(*reporters)++] = str_dup(&j->mem, text);
    }
    return more < 0 ? NULL : s;
}

/* Distinct incidents and reporters, and a typical wording. */
static int put_texts(struct job *j, const struct line *x)
{
    struct arena keep = j->mem;         /* the texts are forgotten below */
    long long *ids = arena_array(&j->mem, long long, TEXTS);
    size_t n, reporters, typical;
    struct said *s = texts_load(j, x, ids, &n, &reporters);

    (void)keep;
    if (!s)
        return -1;
    if (n < TEXTS) {
        put_number(j, "incidents", (double)incidents_count(s, n));
        put_number(j, "reporters", (double)reporters);
    } else {
        put_none(j, "incidents", STR("记录过多，未去重"));
        put_none(j, "reporters", STR("记录过多，未去重"));
    }
    if (n == 0) {
        put_none(j, "example", STR(""));
        return 0;
    }
    typical = incidents_typical(s, n < TYPICAL ? n : TYPICAL);
    put_noted(j, "example", (double)ids[typical], s[typical].text);
    return 0;
}

static void put_line_fit(struct job *j, const struct line *x)
{
    const struct rank_unit *f = &x->fit;

    put_number(j, "expected", f->expected);
    put_rate(j, "ratio", f->observed, f->expected, 0);
    put_number(j, "shrunk", f->shrunk);
    put_number(j, "excess", f->excess);
    put_number(j, "worse", f->worse);
    if (j->withheld.n) {
        put_none(j, "rank", STR("本期不排名"));
        put_none(j, "rank_low", STR("本期不排名"));
        put_none(j, "rank_high", STR("本期不排名"));
        return;
    }
    put_number(j, "rank", (double)f->rank);
    put_number(j, "rank_low", (double)f->low);
    put_number(j, "rank_high", (double)f->high);
}

static int put_line(struct job *j, long seq, const struct line *x,
                    const struct raised_list *list)
{
    const struct ref *item = &j->items.at[x->item];
    const struct ref *kind = &j->problems.at[x->kind];
    const struct ref *lead = &j->depts.at[item->parent];
    const struct raised *r = raised_open(list, x->item, x->kind);

    put_row(j, "problem", seq, item->id, kind->id, item->name);
    put_text(j, "problem_name", kind->name);
    put_text(j, "lead", lead->name);
    put_text(j, "lead_id", lead->id);
    put_text(j, "paper", lead->letter ? STR("函告") : STR("督办"));
    put_text(j, "duty", kind->duty);
    put_text(j, "clause", kind->clause);
    put_text(j, "due", item->due);
    put_change(j, "observed", x->now.observed, x->before.observed);
    put_parts(j, x->now.observed, x->before.observed, x->printed, x->late);
    put_line_fit(j, x);
    put_number(j, "breach", x->now.breach);
    put_number(j, "unsolved", x->now.unsolved);
    put_number(j, "overdue", x->now.overdue);
    put_number(j, "stuck", x->now.stuck);
    put_number(j, "repeat", x->now.repeat);
    put_regions(j, x);
    put_number(j, "weeks", r ? r->weeks : 0);
    if (r)
        put_number(j, "raised", (double)r->id);
    else
        put_none(j, "raised", STR(""));
    put_text(j, "deadline", r ? r->deadline : STR(""));
    return put_texts(j, x);
}

/* Worth raising: enough records, and likely half as much again as expected. */
static bool to_raise(const struct job *j, const struct line *x)
{
    return !j->withheld.n && j->span->kind != SPAN_FREE &&
           x->now.observed >= 5 && x->fit.worse >= 0.8;
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
    put_number(j, "phi", l->fit.phi);
    put_number(j, "tau2", l->fit.tau2);
    if (l->fit.alike)
        put_none(j, "shrinkage", STR("差异未超出随机波动"));
    else
        put_number(j, "shrinkage", l->fit.a);
    put_number(j, "cells", cells);
    put_number(j, "listed", (double)seq);
    put_number(j, "raised_now", raised);
}

static int put_lines(struct job *j, struct lines *l)
{
    struct raised_list list;
    double raised = 0;
    long seq = 0;

    if (raised_load(j, &list))
        return -1;
    for (int i = 0; i < l->n && i < RAISED && !j->past; i++) {
        const struct line *x = &l->at[i];

        if (to_raise(j, x) &&
            raise_problem(j, &list, x->item, x->kind, x->now.observed,
                          x->fit.expected * x->fit.shrunk, l->total))
            return -1;
    }
    if (raised_load(j, &list))
        return -1;
    for (size_t i = 0; i < list.n; i++)
        raised += str_eq(list.at[i].first_report, j->span->name);
    for (int i = 0; i < l->n && seq < LISTED; i++)
        if (l->at[i].now.observed > 0 &&
            put_line(j, seq++, &l->at[i], &list))
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
