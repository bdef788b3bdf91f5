/* follow.c - section follow: what earlier editions raised, and whether it
 * fell against the others. */
#include "report/follow.h"

#include "report/stats.h"

#include "lib/banned.h"

enum { RAISE_DAYS = 10 };       /* working days that the unit has */

str raised_address(struct job *j, int item, int place)
{
    str id = j->items.at[item].id;

    return place ? str_fmt(&j->mem, "%.*s:%.*s",
                           PSTR(j->regions.at[place].id), PSTR(id)) : id;
}

/* 0: the province; -1: a city that is no more. */
static int place_of(const struct job *j, str unit)
{
    int place = refs_find(&j->regions, unit);

    return unit.n && !place ? -1 : place;
}

int raised_load(struct job *j, struct raised_list *l)
{
    struct stmt *s = store_stmt(j->db, SQL_raised_list);
    struct raised *grow = NULL;
    size_t cap = 0;
    int more;

    *l = (struct raised_list){ 0 };
    stmt_text(s, ":as_of", j->span->as_of);
    while ((more = stmt_step(s, NOWHERE, j->e)) > 0) {
        grow = mem_room(grow, l->n, &cap);
        grow[l->n++] = (struct raised){
            .id = stmt_col_int(s, "id"),
            .item = refs_find(&j->items, stmt_col_text(s, "item_id")),
            .problem = refs_find(&j->problems, stmt_col_text(s, "problem")),
            .place = place_of(j, stmt_col_text(s, "unit")),
            .first_report = str_dup(&j->mem, stmt_col_text(s,
                                                           "first_report")),
            .first_day = str_dup(&j->mem, stmt_col_text(s, "first_day")),
            .deadline = str_dup(&j->mem, stmt_col_text(s, "deadline")),
            .closed_at = str_dup(&j->mem, stmt_col_text(s, "closed_at")),
            .claim = str_dup(&j->mem, stmt_col_text(s, "claim")),
            .observed = stmt_col_real(s, "observed"),
            .level = stmt_col_real(s, "level"),
            .total = stmt_col_real(s, "total"),
            .weeks = stmt_col_real(s, "weeks"),
        };
    }
    l->at = arena_array(&j->mem, struct raised, l->n + 1);
    for (size_t i = 0; i < l->n; i++)
        l->at[i] = grow[i];
    mem_free(grow);
    return more;
}

const struct raised *raised_open(const struct raised_list *l, int item,
                                 int problem, int place)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->at[i].item == item && l->at[i].problem == problem &&
            l->at[i].place == place && !l->at[i].closed_at.n)
            return &l->at[i];
    return NULL;
}

/* It stands in this edition; only weekly ones are counted. */
static int stands(struct job *j, long long id)
{
    struct stmt *s;

    if (j->span->kind != SPAN_WEEK)
        return 0;
    s = store_stmt(j->db, SQL_raised_week_save);
    stmt_int(s, ":raised_id", id);
    stmt_text(s, ":report", j->span->name);
    stmt_text(s, ":as_of", j->span->as_of);
    return stmt_step(s, NOWHERE, j->e);
}

int raise_problem(struct job *j, const struct raised_list *l, int item,
                  int problem, int place, double observed, double level,
                  double total)
{
    const struct raised *r = raised_open(l, item, problem, place);
    char first[DATE_TEXT], last[DATE_TEXT], deadline[DATE_TEXT];
    long day = j->span->last;
    struct stmt *s;

    if (r)
        return stands(j, r->id);
    date_read(str_head(j->span->as_of, 10), &day);
    date_print(workdays_after(j->workdays, day, RAISE_DAYS), deadline);
    date_print(j->span->first, first);
    date_print(j->span->last, last);
    s = store_stmt(j->db, SQL_raised_save);
    stmt_text(s, ":item_id", j->items.at[item].id);
    stmt_text(s, ":problem", j->problems.at[problem].id);
    stmt_text(s, ":unit", j->regions.at[place].id);
    stmt_text(s, ":first_report", j->span->name);
    stmt_text(s, ":first_day", str_of(first));
    stmt_text(s, ":last_day", str_of(last));
    stmt_text(s, ":raised_at", j->span->as_of);
    stmt_text(s, ":deadline", str_of(deadline));
    stmt_int(s, ":observed", (long long)observed);
    stmt_real(s, ":level", level);
    stmt_int(s, ":total", (long long)total);
    if (stmt_step(s, NOWHERE, j->e))
        return -1;
    return store_changes(j->db) ? stands(j, store_last_id(j->db)) : 0;
}

static str state_of(const struct job *j, const struct raised *r)
{
    if (r->closed_at.n)
        return STR("已办结");
    return str_cmp(str_head(j->span->as_of, 10), r->deadline) > 0
           ? STR("逾期未办结") : STR("办理中");
}

/* Its records in the period, and those of all problems of its place. */
static void counted(const struct job *j, const struct raised *r, double *now,
                    double *total)
{
    *now = *total = 0;
    for (size_t i = 0; i < j->now.n; i++) {
        const struct cell *c = &j->now.at[i];
        double n = c->v[SUM_n] - c->v[SUM_n_excluded];

        if (!is_problem(j, c) ||
            (r->place && j->regions.at[c->region].parent != r->place))
            continue;
        *total += n;
        if (c->item == r->item && c->problem == r->problem)
            *now += n;
    }
}

static void put_followed(struct job *j, long seq, const struct raised *r)
{
    const struct ref *item = &j->items.at[r->item];
    const struct ref *kind = &j->problems.at[r->problem];
    const struct ref *place = &j->regions.at[r->place];
    double now, total;
    struct stats_ratio x;
    bool claimed_only;

    counted(j, r, &now, &total);
    x = stats_rate_ratio(now, total - now, r->level, r->total - r->level,
                         j->phi_cells, 1.959964);
    claimed_only = r->claim.n && x.high >= 1;
    put_row(j, "follow", seq, raised_address(j, r->item, r->place), kind->id,
            item->name);
    put_text(j, "problem_name", kind->name);
    put_text(j, "lead", j->depts.at[item->parent].name);
    put_text(j, "place", r->place ? place->name : STR("全省"));
    put_number(j, "raised", (double)r->id);
    put_text(j, "first_report", r->first_report);
    put_text(j, "deadline", r->deadline);
    put_text(j, "state", state_of(j, r));
    put_number(j, "weeks", r->weeks);
    put_number(j, "observed", now);
    put_number(j, "before", r->observed);
    put_number(j, "rate_ratio", x.ratio);
    put_number(j, "rate_low", x.low);
    put_number(j, "rate_high", x.high);
    put_text(j, "verdict", x.high < 1 ? STR("明显下降") : x.low > 1 ?
             STR("上升") : x.ratio < 1 ? STR("下降不明显") : STR("未下降"));
    put_text(j, "claim", r->claim);
    put_flag(j, "false_claim", claimed_only, claimed_only ?
             STR("单位称已整改，但相对其他问题未见明显下降") : STR(""));
}

/* Raised by an earlier edition, and open or closed since the period began. */
static bool followed(const struct job *j, const struct raised *r)
{
    char first[DATE_TEXT];

    date_print(j->span->first, first);
    return r->item && r->problem && r->place >= 0 &&
           str_cmp(r->first_day, str_of(first)) < 0 &&
           !str_eq(r->first_report, j->span->name) &&
           (!r->closed_at.n || str_cmp(r->closed_at, str_of(first)) >= 0);
}

int figures_follow(struct job *j)
{
    struct raised_list l;
    long seq = 0;

    if (raised_load(j, &l))
        return -1;
    for (size_t i = 0; i < l.n; i++)
        if (followed(j, &l.at[i]))
            put_followed(j, seq++, &l.at[i]);
    return 0;
}
