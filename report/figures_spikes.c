/* figures_spikes.c - section spike: what rose of a sudden. */
#include <stdlib.h>

#include "report/figures.h"
#include "report/spike.h"

#include "lib/banned.h"

enum { BACKTEST = 26 };
static const double rate_of_false = 0.10;

struct tree {
    struct spike_node *node;
    size_t n;
    int *item_node, *city_node;         /* of an item; of item x region */
};

/* The province's series: of each item, of each lead unit, of all (lead unit
 * 0). */
struct province { double *item, *dept; };

static struct province province(struct job *j)
{
    size_t items = (size_t)j->items.n, regions = (size_t)j->regions.n;
    struct province p = {
        arena_array(&j->mem, double, items * HISTORY),
        arena_array(&j->mem, double, (size_t)j->depts.n * HISTORY),
    };

    for (size_t w = 0; w < HISTORY; w++)
        for (size_t r = 0; r < regions; r++)
            for (size_t i = 1; i < items; i++)
                p.item[i * HISTORY + w] +=
                    j->weekly[(w * regions + r) * items + i];
    for (size_t i = 1; i < items; i++)
        for (size_t w = 0; w < HISTORY; w++) {
            double n = p.item[i * HISTORY + w];

            p.dept[w] += n;
            if (j->items.at[i].parent)
                p.dept[(size_t)j->items.at[i].parent * HISTORY + w] += n;
        }
    return p;
}

static int node_add(struct tree *t, enum spike_level level, int place,
                    int item, int parent, const double *x)
{
    t->node[t->n] = (struct spike_node){ level, place, item, parent, x };
    return (int)t->n++;
}

/* Series of one item in one region, or in all of a unit's. */
static const double *item_series(struct job *j, int item, int region,
                                 bool whole_unit)
{
    size_t n_items = (size_t)j->items.n, n_regions = (size_t)j->regions.n;
    double *x = arena_array(&j->mem, double, HISTORY), sum = 0;

    for (int r = 1; r < j->regions.n; r++) {
        if (whole_unit ? j->regions.at[r].parent != region : r != region)
            continue;
        for (size_t w = 0; w < HISTORY; w++) {
            double n = j->weekly[(w * n_regions + (size_t)r) * n_items +
                                 (size_t)item];

            x[w] += n;
            sum += n;
        }
    }
    return sum > 0 ? x : NULL;
}

static void tree_top(struct tree *t, struct job *j, const struct province *p)
{
    int *dept = arena_array(&j->mem, int, (size_t)j->depts.n);

    for (int d = 1; d < j->depts.n; d++)
        dept[d] = node_add(t, SPIKE_DEPT, d, 0, -1,
                           p->dept + (size_t)d * HISTORY);
    for (int i = 1; i < j->items.n; i++)
        t->item_node[i] = node_add(t, SPIKE_PROVINCE, 0, i,
                                   dept[j->items.at[i].parent],
                                   p->item + (size_t)i * HISTORY);
}

static void tree_make(struct tree *t, struct job *j, const struct province *p)
{
    size_t items = (size_t)j->items.n, regions = (size_t)j->regions.n;

    t->node = arena_array(&j->mem, struct spike_node,
                          (size_t)j->depts.n + items + 2 * items * regions);
    t->item_node = arena_array(&j->mem, int, items);
    t->city_node = arena_array(&j->mem, int, items * regions);
    tree_top(t, j, p);
    for (int r = 1; r < j->regions.n; r++)      /* cities, 平潭 among them */
        for (int i = 1; j->regions.at[r].parent == r && i < j->items.n; i++) {
            const double *x = item_series(j, i, r, true);

            if (x)
                t->city_node[(size_t)i * regions + (size_t)r] =
                    node_add(t, SPIKE_CITY, r, i, t->item_node[i], x);
        }
    for (int r = 1; r < j->regions.n; r++) {
        int unit = j->regions.at[r].parent;

        for (int i = 1; j->regions.at[r].county && unit != r &&
             i < j->items.n; i++) {
            const double *x = item_series(j, i, r, false);

            if (x)
                node_add(t, SPIKE_COUNTY, r, i,
                         t->city_node[(size_t)i * regions + (size_t)unit], x);
        }
    }
}

static bool *holidays(struct job *j)
{
    bool *h = arena_array(&j->mem, bool, HISTORY);

    for (int w = 0; w < HISTORY; w++)
        h[w] = holiday_week(j, j->span->last - 7 * w - 6);
    return h;
}

static str place_name(struct job *j, const struct spike_node *n)
{
    const struct ref *r = &j->regions.at[n->place];

    switch (n->level) {
    case SPIKE_DEPT:
        return j->depts.at[n->place].name;
    case SPIKE_PROVINCE:
        return STR("全省");
    case SPIKE_CITY:
        return r->name;
    case SPIKE_COUNTY:
        return str_join(&j->mem, j->regions.at[r->parent].name, r->name);
    case SPIKE_LEVELS:
        break;
    }
    return STR("");
}

static void put_spike(struct job *j, long seq, const struct spike_node *n,
                      const struct spike *s)
{
    static const struct { const char *id, *name; } levels[] = {
        { "dept", "牵头单位" }, { "province", "全省" }, { "city", "设区市" },
        { "county", "县（市、区）" },
    };
    str place = n->level == SPIKE_DEPT ? j->depts.at[n->place].id :
                n->level == SPIKE_PROVINCE ? STR("350000")
                                           : j->regions.at[n->place].id;

    put_row(j, "spike", seq, str_fmt(&j->mem, "%s:%.*s",
                                     levels[n->level].id, PSTR(place)),
            j->items.at[n->item].id,
            n->item ? j->items.at[n->item].name : STR("全部牵头事项"));
    put_text(j, "place", place_name(j, n));
    put_text(j, "level", str_of(levels[n->level].name));
    put_number(j, "window", s->window);
    put_number(j, "observed", s->observed);
    put_number(j, "expected", s->expected);
    put_number(j, "p", s->p);
    put_number(j, "q", s->q);
    put_number(j, "explains", s->explains);
}

/* What this setting would have shown in each of the weeks before. */
static void put_backtest(struct job *j, const struct spike_data *d)
{
    double shown = 0, weeks = 0;
    struct arena mem = { 0 };

    for (int back = 1; back <= BACKTEST; back++) {
        struct spike_found f = spikes_find(d, back, rate_of_false, &mem);

        if (f.history >= SPIKE_LEAST) {
            shown += (double)f.shown;
            weeks++;
        }
        arena_reset(&mem);
    }
    arena_release(&mem);
    put_rate(j, "backtest", shown, weeks, 1);
}

/* Least q first; equal ones as the tree has them. */
static int by_q(const void *x, const void *y)
{
    const struct spike *a = *(const struct spike *const *)x;
    const struct spike *b = *(const struct spike *const *)y;

    return a->q < b->q ? -1 : a->q > b->q ? 1 :
           a->node < b->node ? -1 : a->node > b->node;
}

int figures_spikes(struct job *j)
{
    struct tree t = { 0 };
    struct spike_data d = { .holiday = holidays(j), .weeks = j->weeks };
    struct province p = province(j);
    struct spike_found f;
    const struct spike **order;
    double tested = 0;
    long seq = 0;

    tree_make(&t, j, &p);
    d.node = t.node;
    d.n = t.n;
    d.all = p.dept;
    f = spikes_find(&d, 0, rate_of_false, &j->mem);
    order = arena_array(&j->mem, const struct spike *, f.n + 1);
    for (size_t i = 0; i < f.n; i++)
        if (f.at[i].shown)
            order[seq++] = &f.at[i];
    qsort(order, (size_t)seq, sizeof *order, by_q);
    for (long i = 0; i < seq; i++)
        put_spike(j, i, &t.node[order[i]->node], order[i]);
    for (int l = 0; l < SPIKE_LEVELS; l++)
        tested += (double)f.tested[l];
    put_row(j, "spike", seq, STR(""), STR(""), STR("合计"));
    put_number(j, "found", (double)f.shown);
    put_number(j, "tested", tested);
    put_number(j, "history", f.history);
    put_backtest(j, &d);
    if (f.history < SPIKE_LEAST)
        put_flag(j, "quiet", true, str_fmt(&j->mem, "历史不足%d周，不作判断",
                                           SPIKE_LEAST));
    else
        put_flag(j, "quiet", false, d.holiday[0] ?
                 STR("本周含法定节假日，已按同期总量变化修正") : STR(""));
    return 0;
}
