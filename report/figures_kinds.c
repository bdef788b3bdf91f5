/* figures_kinds.c - sections kind, kind_city and item: problems by kind, by
 * place, by service. */
#include <stdlib.h>

#include "report/figures.h"

#include "lib/banned.h"

static void put_kinds(struct job *j)
{
    struct tally *now = arena_array(&j->mem, struct tally,
                                    (size_t)j->problems.n);
    double *before = arena_array(&j->mem, double, (size_t)j->problems.n);
    double all = 0, total = 0, breach = 0;
    long seq = 0;

    for (size_t i = 0; i < j->now.n; i++)
        if (is_problem(j, &j->now.at[i])) {
            tally_add(j, &now[j->now.at[i].problem], &j->now.at[i]);
            all += j->now.at[i].v[SUM_n] - j->now.at[i].v[SUM_n_excluded];
        }
    for (size_t i = 0; i < j->before.n; i++) {
        const struct cell *c = &j->before.at[i];

        if (is_problem(j, c)) {
            before[c->problem] += c->v[SUM_n] - c->v[SUM_n_excluded];
            total += c->v[SUM_n] - c->v[SUM_n_excluded];
        }
    }
    for (int k = 1; k < j->problems.n; k++) {
        const struct ref *r = &j->problems.at[k];
        const struct tally *t = &now[k];

        if (!r->counts)
            continue;
        put_row(j, "kind", seq++, r->id, STR(""), r->name);
        put_change(j, "observed", t->observed, before[k]);
        put_number(j, "breach", t->breach);
        put_rate(j, "share", t->observed, all, 1);
        breach += t->breach;
    }
    put_row(j, "kind", seq, STR(""), STR(""), STR("合计"));
    put_change(j, "observed", all, total);
    put_number(j, "breach", breach);
}

static void put_heat(struct job *j)
{
    size_t kinds = (size_t)j->problems.n;
    double *n = arena_array(&j->mem, double, (size_t)j->regions.n * kinds);
    double *unit = arena_array(&j->mem, double, (size_t)j->regions.n);
    double *kind = arena_array(&j->mem, double, kinds), total = 0;
    long seq = 0;

    for (size_t i = 0; i < j->now.n; i++) {
        const struct cell *c = &j->now.at[i];
        size_t u = (size_t)j->regions.at[c->region].parent;
        double v = c->v[SUM_n] - c->v[SUM_n_excluded];

        if (!u || !is_problem(j, c))
            continue;
        n[u * kinds + (size_t)c->problem] += v;
        unit[u] += v;
        kind[c->problem] += v;
        total += v;
    }
    for (int r = 1; r < j->regions.n; r++)
        for (int k = 1; j->regions.at[r].parent == r && k < (int)kinds; k++) {
            const struct ref *p = &j->problems.at[k];
            double o = n[(size_t)r * kinds + (size_t)k];
            double e = total > 0 ? unit[r] * kind[k] / total : 0;

            if (!p->counts)
                continue;
            put_row(j, "kind_city", seq++, j->regions.at[r].id, p->id,
                    j->regions.at[r].name);
            put_text(j, "problem_name", p->name);
            put_number(j, "observed", o);
            put_number(j, "expected", e);
            put_rate(j, "ratio", o, e, 0);
        }
}

struct service { int item; struct tally now, before; };

static int by_problems(const void *x, const void *y)
{
    const struct service *a = x, *b = y;

    if (a->now.observed != b->now.observed)
        return a->now.observed > b->now.observed ? -1 : 1;
    if (a->now.records != b->now.records)
        return a->now.records > b->now.records ? -1 : 1;
    return a->item < b->item ? -1 : a->item > b->item;
}

static void put_items(struct job *j)
{
    size_t n = (size_t)j->items.n;
    struct service *s = arena_array(&j->mem, struct service, n);
    long seq = 0;

    for (size_t i = 0; i < n; i++)
        s[i].item = (int)i;
    for (size_t i = 0; i < j->now.n; i++)
        tally_add(j, &s[j->now.at[i].item].now, &j->now.at[i]);
    for (size_t i = 0; i < j->before.n; i++)
        tally_add(j, &s[j->before.at[i].item].before, &j->before.at[i]);
    qsort(s + 1, n - 1, sizeof *s, by_problems);
    for (size_t i = 1; i < n; i++) {
        const struct ref *r = &j->items.at[s[i].item];
        const struct tally *t = &s[i].now;

        if (t->records <= 0)
            continue;
        put_row(j, "item", seq++, r->id, STR(""), r->name);
        put_number(j, "records", t->records);
        put_number(j, "ratings", t->by[RATING].v[SUM_n]);
        put_number(j, "tickets", t->by[TICKET].v[SUM_n]);
        put_number(j, "messages", t->by[MESSAGE].v[SUM_n]);
        put_change(j, "observed", t->observed, s[i].before.observed);
        put_number(j, "breach", t->breach);
        put_text(j, "lead", j->depts.at[r->parent].name);
    }
}

int figures_kinds(struct job *j)
{
    put_kinds(j);
    put_heat(j);
    put_items(j);
    return 0;
}
