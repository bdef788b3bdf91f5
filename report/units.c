/* units.c - what is to be expected of a unit. */
#include "report/units.h"

#include "lib/banned.h"

typedef double of_fn(const struct unit *u);

static double by_ratings(const struct unit *u) { return u->ratings; }
static double by_table(const struct unit *u) { return u->table; }
static double by_people(const struct unit *u) { return u->people; }
static double by_service(const struct unit *u) { return u->service; }

static bool all_have(const struct group *g, of_fn *of, double least)
{
    for (int i = 0; i < g->n; i++)
        if (g->unit[i].ranked && of(&g->unit[i]) < least)
            return false;
    return true;
}

void group_expect(struct group *g)
{
    static const struct { of_fn *of; double least; const char *name; } b[] = {
        { by_ratings, 30, "办件量（近13周评价记录数）" },
        { by_table, 1, "办件量（单位报送）" },
        { by_people, 1, "常住人口（第七次全国人口普查）" },
        { by_service, 1, "涉及清单事项的工单和留言数" },
    };
    double observed = 0, sum = 0;
    size_t k = 0;

    while (k + 1 < sizeof b / sizeof b[0] && !all_have(g, b[k].of, b[k].least))
        k++;
    for (int i = 0; i < g->n; i++)
        if (g->unit[i].ranked) {
            observed += g->unit[i].now.observed;
            sum += b[k].of(&g->unit[i]);
        }
    for (int i = 0; i < g->n; i++) {
        struct unit *u = &g->unit[i];

        u->fit.observed = u->now.observed;
        u->fit.expected = u->ranked && sum > 0 ?
                          observed * b[k].of(u) / sum : 0;
    }
    g->base = g->ranked ? str_of(b[k].name) : STR("本期没有可排名的单位");
}
