/* figures_overview.c - section overview: the province as a whole. */
#include "report/counts.h"
#include "report/figures.h"
#include "report/incident.h"

#include "lib/banned.h"

enum { DEDUPED = 20000 };       /* texts compared at most */

struct whole {                  /* of one source, or of all */
    struct sums sums;
    double records, with_item, problems, breach, outside;
};

static void whole_add(const struct job *j, struct whole *w,
                      const struct cell *c)
{
    double n = c->v[SUM_n];

    sums_add(&w->sums, c);
    w->records += n;
    w->with_item += c->item ? n : 0;
    w->outside += c->topic ? n : 0;
    if (is_problem(j, c)) {
        w->problems += n - c->v[SUM_n_excluded];
        w->breach += c->v[SUM_n_breach];
    }
}

static void wholes(const struct job *j, const struct cells *c,
                   struct whole w[SOURCES + 1])
{
    for (int i = 0; i <= SOURCES; i++)
        w[i] = (struct whole){ 0 };
    for (size_t i = 0; i < c->n; i++) {
        whole_add(j, &w[c->at[i].source], &c->at[i]);
        whole_add(j, &w[SOURCES], &c->at[i]);
    }
}

/* Items and counties with a problem. */
static void breadth(struct job *j)
{
    bool *item = arena_array(&j->mem, bool, (size_t)j->items.n);
    bool *region = arena_array(&j->mem, bool, (size_t)j->regions.n);
    double items = 0, regions = 0;

    for (size_t i = 0; i < j->now.n; i++) {
        const struct cell *c = &j->now.at[i];

        if (!is_problem(j, c) || c->v[SUM_n] <= c->v[SUM_n_excluded])
            continue;
        items += !item[c->item];
        item[c->item] = true;
        if (!j->regions.at[c->region].county)
            continue;
        regions += !region[c->region];
        region[c->region] = true;
    }
    put_number(j, "items", items);
    put_number(j, "regions", regions);
}

static void one_said(struct job *j, struct stmt *s, struct said *x,
                     struct arena *a)
{
    x->text = str_dup(a, stmt_col_text(s, "text"));
    x->matter = refs_find(&j->items, stmt_col_text(s, "item_id"));
    x->region = refs_find(&j->regions, stmt_col_text(s, "region"));
    date_read(stmt_col_text(s, "day"), &x->day);
}

/* Distinct reporters and incidents of the problem records. */
static int people(struct job *j, double problems)
{
    struct stmt *s = store_stmt(j->db, SQL_span_problem_texts);
    size_t room = problems > DEDUPED ? 0 : (size_t)problems, n = 0;
    struct counts who = { 0 };
    struct arena mem = { 0 };
    struct said *all = arena_array(&mem, struct said, room + 1);
    int more;

    bind_span(j, s);
    stmt_int(s, ":texts", room > 0);
    while ((more = stmt_step(s, NOWHERE, j->e)) > 0) {
        str reporter = stmt_col_text(s, "reporter");

        if (reporter.n)
            counts_add(&who, reporter, 0);
        if (n < room)
            one_said(j, s, &all[n++], &mem);
    }
    put_number(j, "reporters", (double)who.n);
    if (problems > DEDUPED)
        put_none(j, "incidents", STR("记录过多，未去重"));
    else
        put_number(j, "incidents", (double)incidents_count(all, n));
    counts_release(&who);
    arena_release(&mem);
    return more;
}

static void put_whole(struct job *j, long seq, const char *unit,
                      const char *name, const struct whole *w,
                      const struct whole *p)
{
    put_row(j, "overview", seq, str_of(unit), STR(""), str_of(name));
    put_change(j, "records", w->records, p->records);
    put_rate(j, "with_item", w->with_item, w->records, 1);
    put_change(j, "problems", w->problems, p->problems);
    put_change(j, "breach", w->breach, p->breach);
    put_change(j, "outside", w->outside, p->outside);
}

int figures_overview(struct job *j)
{
    static const struct { int source; const char *unit, *name; } rows[] = {
        { SOURCES, "all", "合计" }, { RATING, "rating", "好差评" },
        { TICKET, "ticket", "12345热线工单" }, { MESSAGE, "message", "网上留言" },
    };
    struct whole now[SOURCES + 1], before[SOURCES + 1];

    wholes(j, &j->now, now);
    wholes(j, &j->before, before);
    for (int i = 0; i < 4; i++) {
        int s = rows[i].source;

        put_whole(j, i, rows[i].unit, rows[i].name, &now[s], &before[s]);
        put_indicators(j, s, false, &now[s].sums, &before[s].sums);
        if (s != SOURCES)
            continue;
        put_change(j, "texts", now[TICKET].records + now[MESSAGE].records,
                   before[TICKET].records + before[MESSAGE].records);
        put_bands(j, (double[WATCHED]){
            now[TICKET].records + now[MESSAGE].records, now[s].problems,
            now[s].breach });
        breadth(j);
        if (people(j, now[s].problems))
            return -1;
    }
    return 0;
}
