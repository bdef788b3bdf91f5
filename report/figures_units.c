/* figures_units.c - sections city, county and dept: the fair ranking. */
#include <stdlib.h>

#include "report/stats.h"
#include "report/units.h"

#include "lib/banned.h"

/* The unit of the group to which a cell belongs; NULL where none. */
static struct unit *unit_of(const struct group *g, const struct job *j,
                            int region, int dept)
{
    int ref = g->refs == &j->depts ? dept :
              g->section[1] == 'i' ? j->regions.at[region].parent : region;

    return g->row_of[ref] ? &g->unit[g->row_of[ref] - 1] : NULL;
}

static void add_cells(struct group *g, const struct job *j)
{
    struct unit *u;

    for (size_t i = 0; i < j->now.n; i++) {
        const struct cell *c = &j->now.at[i];

        u = unit_of(g, j, c->region, c->dept);
        if (u) {
            tally_add(j, &u->now, c);
            u->service += c->source != RATING && c->item ? c->v[SUM_n] : 0;
        } else if (is_problem(j, c))
            g->unplaced += c->v[SUM_n] - c->v[SUM_n_excluded];
    }
    for (size_t i = 0; i < j->before.n; i++) {
        const struct cell *c = &j->before.at[i];

        if ((u = unit_of(g, j, c->region, c->dept)))
            tally_add(j, &u->before, c);
    }
    for (size_t i = 0; i < j->printed.n; i++) {
        const struct cell *c = &j->printed.at[i];

        if ((u = unit_of(g, j, c->region, c->dept)) && is_problem(j, c))
            u->printed += c->v[SUM_n] - c->v[SUM_n_excluded];
    }
    for (size_t i = 0; i < j->late.n; i++) {
        const struct cell *c = &j->late.at[i];

        if ((u = unit_of(g, j, c->region, c->dept)))
            u->late += c->v[SUM_n];
    }
}

/* Ratings of the last 13 weeks, and the weekly counts behind phi. */
static void add_history(struct group *g, const struct job *j)
{
    size_t items = (size_t)j->items.n, regions = (size_t)j->regions.n;

    for (size_t r = 0; r < regions; r++)
        for (size_t i = 0; i < items; i++) {
            struct unit *u = unit_of(g, j, (int)r, j->items.at[i].parent);

            if (!u)
                continue;
            u->ratings += j->ratings[r * items + i];
            for (size_t w = 0; i > 0 && w < SHORT; w++)
                u->weeks[w] += j->weekly[(w * regions + r) * items + i];
        }
}

static int add_volumes(struct group *g, const struct job *j)
{
    struct stmt *s = store_stmt(j->db, SQL_ref_volumes);
    int more;

    while ((more = stmt_step(s, NOWHERE, j->e)) > 0) {
        int ref = refs_find(g->refs, stmt_col_text(s, "unit"));

        if (ref && g->row_of[ref])
            g->unit[g->row_of[ref] - 1].table = stmt_col_real(s, "n");
    }
    return more;
}

static void choose(struct group *g, const struct job *j)
{
    for (int i = 0; i < g->n; i++) {
        struct unit *u = &g->unit[i];
        const struct ref *r = &g->refs->at[u->ref];

        if (g->refs == &j->regions && r->county && r->parent == u->ref &&
            g->section[1] == 'o')
            u->apart = STR("按设区市级单位排名");
        else if (g->refs == &j->regions && !r->served)
            u->apart = STR("无服务数据");
        else if (u->now.records <= 0)
            u->apart = u->before.records >= 20 ?
                       STR("本期无记录（上期有，疑似漏报）") :
                       STR("本期无记录");
        u->ranked = !u->apart.n;
        g->ranked += u->ranked;
    }
}

static double dispersion(const struct group *g, struct arena *a)
{
    double *table = arena_array(a, double, (size_t)g->n * SHORT);
    size_t rows = 0, weeks = 0;

    for (int i = 0; i < g->n; i++)
        if (g->unit[i].ranked) {
            for (size_t w = 0; w < SHORT; w++)
                table[rows * SHORT + w] = g->unit[i].weeks[w];
            rows++;
        }
    for (size_t w = 0; w < SHORT; w++) {
        double sum = 0;

        for (size_t i = 0; i < rows; i++)
            sum += table[i * SHORT + w];
        weeks += sum > 0;
    }
    return weeks < 4 ? 1 : stats_dispersion(table, rows, SHORT);
}

static void fit(struct group *g, struct job *j)
{
    struct rank_unit *u = arena_array(&j->mem, struct rank_unit,
                                      (size_t)g->ranked + 1);
    size_t n = 0;

    group_expect(g);
    g->fit.phi = dispersion(g, &j->mem);
    for (int i = 0; i < g->n; i++)
        if (g->unit[i].ranked)
            u[n++] = g->unit[i].fit;
    rank_fit(&g->fit, u, n, SEED, DRAWS);
    n = 0;
    for (int i = 0; i < g->n; i++)
        if (g->unit[i].ranked)
            g->unit[i].fit = u[n++];
}

static const char *verdict(const struct group *g, const struct rank_unit *f)
{
    return g->fit.alike ? "正常" : f->worse > 0.95 ? "明显偏高" :
           f->above > 0.95 ? "偏高" : f->above < 0.05 ? "偏低" : "正常";
}

static void put_fit(struct job *j, const struct group *g,
                    const struct unit *u)
{
    const struct rank_unit *f = &u->fit;
    double e = f->expected;
    const struct { const char *metric; double p; } limits[] = {
        { "lower95", 0.025 }, { "upper95", 0.975 },
        { "lower998", 0.001 }, { "upper998", 0.999 },
    };

    put_number(j, "expected", e);
    put_rate(j, "ratio", f->observed, e, 0);
    put_number(j, "shrunk", f->shrunk);
    put_number(j, "excess", f->excess);
    put_number(j, "worse", f->worse);
    for (size_t i = 0; i < 4; i++)
        if (e > 0)
            put_number(j, limits[i].metric,
                       stats_count_quantile(limits[i].p, e, g->fit.phi) / e);
        else
            put_none(j, limits[i].metric, STR("基数为0"));
    if (j->withheld.n) {
        put_none(j, "rank", STR("本期不排名"));
        put_none(j, "rank_low", STR("本期不排名"));
        put_none(j, "rank_high", STR("本期不排名"));
        put_none(j, "verdict", STR("本期不排名"));
        return;
    }
    put_number(j, "rank", (double)f->rank);
    put_number(j, "rank_low", (double)f->low);
    put_number(j, "rank_high", (double)f->high);
    put_text(j, "verdict", str_of(verdict(g, f)));
}

/* Weighted total of the indicators with a weight, 0 to 100. */
static void put_score(struct job *j, const struct unit *u)
{
    double sum = 0, weights = 0;

    for (int i = 0; i < j->indicators_n; i++) {
        const struct indicator *x = &j->indicators[i];
        double d;

        if (x->weight <= 0 || x->source == SOURCES)
            continue;
        d = terms_value(&x->denominator, &u->now.by[x->source]);
        if (d <= 0 || d < x->min_n) {
            put_none(j, "score", STR("样本不足"));
            return;
        }
        sum += x->weight * 100 *
               terms_value(&x->numerator, &u->now.by[x->source]) / d;
        weights += x->weight;
    }
    if (weights > 0)
        put_number(j, "score", sum / weights);
    else
        put_none(j, "score", STR("未设权重"));
}

static void put_counts(struct job *j, const struct tally *t)
{
    put_number(j, "records", t->records);
    put_number(j, "ratings", t->by[RATING].v[SUM_n]);
    put_number(j, "tickets", t->by[TICKET].v[SUM_n]);
    put_number(j, "messages", t->by[MESSAGE].v[SUM_n]);
    put_number(j, "breach", t->breach);
    put_number(j, "unsolved", t->unsolved);
    put_number(j, "overdue", t->overdue);
    put_number(j, "stuck", t->stuck);
    put_number(j, "repeat", t->repeat);
}

/* Ratings without fault, and complaints that say otherwise. */
static bool perfect(const struct unit *u)
{
    const double *v = u->now.by[RATING].v;

    return u->ranked && v[SUM_n] >= 200 && v[SUM_n_bad] <= 0 &&
           u->fit.worse > 0.95;
}

static void put_unit(struct job *j, const struct group *g, long seq,
                     const struct unit *u)
{
    const struct ref *r = &g->refs->at[u->ref];

    put_row(j, g->section, seq, r->id, STR(""), r->name);
    put_flag(j, "listed", u->ranked, u->apart);
    put_counts(j, &u->now);
    put_change(j, "observed", u->now.observed, u->before.observed);
    put_parts(j, u->now.observed, u->before.observed, u->printed, u->late);
    for (int s = 0; s < SOURCES; s++)
        put_indicators(j, s, true, &u->now.by[s], NULL);
    put_score(j, u);
    if (!u->ranked)
        return;
    put_flag(j, "perfect", perfect(u), perfect(u) ?
             STR("评价无差评而投诉明显偏高，建议核查") : STR(""));
    put_fit(j, g, u);
}

static void tally_sum(struct tally *to, const struct tally *t)
{
    for (int s = 0; s < SOURCES; s++)
        for (int i = 0; i < SUM_COUNT; i++)
            to->by[s].v[i] += t->by[s].v[i];
    to->records += t->records;
    to->observed += t->observed;
    to->breach += t->breach;
    to->unsolved += t->unsolved;
    to->overdue += t->overdue;
    to->stuck += t->stuck;
    to->repeat += t->repeat;
}

static void put_total(struct job *j, const struct group *g, long seq)
{
    struct tally now = { 0 }, before = { 0 };
    double expected = 0, printed = 0, late = 0;

    for (int i = 0; i < g->n; i++) {
        tally_sum(&now, &g->unit[i].now);
        tally_sum(&before, &g->unit[i].before);
        expected += g->unit[i].fit.expected;
        printed += g->unit[i].printed;
        late += g->unit[i].late;
    }
    put_row(j, g->section, seq, STR(""), STR(""), STR("合计"));
    put_counts(j, &now);
    put_change(j, "observed", now.observed, before.observed);
    put_parts(j, now.observed, before.observed, printed, late);
    for (int s = 0; s < SOURCES; s++)
        put_indicators(j, s, true, &now.by[s], NULL);
    put_number(j, "expected", expected);
    put_text(j, "base", g->base);
    put_shrinkage(j, &g->fit);
    put_number(j, "ranked", g->ranked);
    put_number(j, "unplaced", g->unplaced);
}

/* Ranked ones by rank, then those apart; equal ones as they stand. */
static int by_rank(const void *x, const void *y)
{
    const struct unit *a = x, *b = y;

    if (a->ranked != b->ranked)
        return a->ranked ? -1 : 1;
    if (a->ranked && a->fit.rank != b->fit.rank)
        return a->fit.rank < b->fit.rank ? -1 : 1;
    return a->ref < b->ref ? -1 : a->ref > b->ref;
}

/* Does the group's table have a row for this region or lead unit? */
static bool has_row(const struct group *g, const struct job *j, int ref)
{
    if (g->refs == &j->depts)
        return true;
    if (g->section[1] == 'i')
        return g->refs->at[ref].parent == ref;
    return g->refs->at[ref].county;
}

static int group_run(struct job *j, const char *section,
                     const struct refs *refs)
{
    struct group g = { .section = section, .refs = refs };

    g.unit = arena_array(&j->mem, struct unit, (size_t)refs->n);
    g.row_of = arena_array(&j->mem, int, (size_t)refs->n);
    for (int i = 1; i < refs->n; i++)
        if (has_row(&g, j, i)) {
            g.unit[g.n].ref = i;
            g.unit[g.n].people = refs->at[i].people;
            g.row_of[i] = ++g.n;
        }
    for (int i = 0; i < g.n && g.section[1] == 'i'; i++)
        for (int r = 1; r < refs->n; r++)       /* 平潭 is taken out of 福州 */
            if (refs->at[r].county && refs->at[r].parent == r &&
                str_eq(str_head(refs->at[r].id, 4),
                       str_head(refs->at[g.unit[i].ref].id, 4)) &&
                g.unit[i].ref != r)
                g.unit[i].people -= refs->at[r].people;
    add_cells(&g, j);
    add_history(&g, j);
    if (add_volumes(&g, j))
        return -1;
    choose(&g, j);
    fit(&g, j);
    qsort(g.unit, (size_t)g.n, sizeof *g.unit, by_rank);
    for (int i = 0; i < g.n; i++)
        put_unit(j, &g, i, &g.unit[i]);
    put_total(j, &g, g.n);
    return 0;
}

int figures_units(struct job *j)
{
    return group_run(j, "city", &j->regions) ||
           group_run(j, "county", &j->regions) ||
           group_run(j, "dept", &j->depts) ? -1 : 0;
}
