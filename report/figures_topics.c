/* figures_topics.c - section topic: demand outside the catalog, candidates for
 * the province's own list. */
#include <math.h>
#include <stdlib.h>

#include "report/figures.h"
#include "report/spike.h"
#include "report/stats.h"

#include "lib/banned.h"

enum { CANDIDATE_REGIONS = 3, CANDIDATE_DEMAND = 10 };

struct topic {
    int ref;
    double demand, before, territory;
    int regions;
    bool *seen;                 /* by region */
    double weeks[SHORT];        /* oldest first */
};

static void add(struct job *j, struct topic *t)
{
    int territory = refs_find(&j->problems, STR("territory"));

    for (size_t i = 0; i < j->now.n; i++) {
        const struct cell *c = &j->now.at[i];
        struct topic *x = &t[c->topic];
        double n = c->v[SUM_n] - c->v[SUM_n_excluded];

        if (!c->topic || c->source == RATING || n <= 0)
            continue;
        x->demand += n;
        x->territory += c->problem == territory ? n : 0;
        if (!x->seen)
            x->seen = arena_array(&j->mem, bool, (size_t)j->regions.n);
        x->regions += c->region && !x->seen[c->region];
        x->seen[c->region] = true;
    }
    for (size_t i = 0; i < j->before.n; i++) {
        const struct cell *c = &j->before.at[i];

        if (c->topic && c->source != RATING)
            t[c->topic].before += c->v[SUM_n] - c->v[SUM_n_excluded];
    }
}

static int add_weeks(struct job *j, struct topic *t)
{
    const struct margin m = { "topic", NULL, &j->topics, SHORT, 1, 0, SHORT };
    double *n = arena_array(&j->mem, double, (size_t)j->topics.n * SHORT);

    if (look_back(j, &m, n))
        return -1;
    for (int i = 0; i < j->topics.n; i++)
        for (int w = 0; w < SHORT; w++)
            t[i].weeks[SHORT - 1 - w] = n[i * SHORT + w];
    return 0;
}

static int by_demand(const void *x, const void *y)
{
    const struct topic *a = x, *b = y;

    return a->demand > b->demand ? -1 : a->demand < b->demand ? 1 :
           a->ref < b->ref ? -1 : a->ref > b->ref;
}

/* The trend of its share: half a week's tickets, or a holiday, is no fall. */
static void put_trend(struct job *j, const struct topic *t,
                      const double all[SHORT])
{
    struct stats_trend trend = stats_trend(t->weeks, all, SHORT, 2);
    int known = 0;

    for (int w = 0; w < SHORT; w++)
        known += all[w] > 0;
    if (known < SPIKE_LEAST) {
        put_none(j, "slope", STR(""));
        put_text(j, "trend", str_fmt(&j->mem, "历史不足%d周", SPIKE_LEAST));
        return;
    }
    put_number(j, "slope", trend.slope);
    put_text(j, "trend", fabs(trend.z) < 1.96 ? STR("平稳") :
             trend.z > 0 ? STR("上升") : STR("下降"));
}

static void put_topic(struct job *j, long seq, const struct topic *t,
                      const double all[SHORT])
{
    const struct ref *r = &j->topics.at[t->ref];
    bool candidate = t->demand >= CANDIDATE_DEMAND &&
                     t->regions >= CANDIDATE_REGIONS;

    put_row(j, "topic", seq, r->id, STR(""), r->name);
    put_change(j, "demand", t->demand, t->before);
    put_number(j, "regions", t->regions);
    put_rate(j, "territory", t->territory, t->demand, 1);
    put_trend(j, t, all);
    put_flag(j, "candidate", candidate, candidate ?
             str_fmt(&j->mem, "需求%.0f件，涉及%d个地区", t->demand,
                     t->regions) : STR(""));
}

int figures_topics(struct job *j)
{
    size_t n = (size_t)j->topics.n;
    struct topic *t = arena_array(&j->mem, struct topic, n);
    double all[SHORT] = { 0 };          /* topic 0: texts without one */
    long seq = 0;

    for (size_t i = 0; i < n; i++)
        t[i].ref = (int)i;
    add(j, t);
    if (add_weeks(j, t))
        return -1;
    for (size_t i = 0; i < n; i++)
        for (int w = 0; w < SHORT; w++)
            all[w] += t[i].weeks[w];
    qsort(t + 1, n - 1, sizeof *t, by_demand);
    for (size_t i = 1; i < n; i++)
        if (t[i].demand > 0 || t[i].before > 0)
            put_topic(j, seq++, &t[i], all);
    return 0;
}
