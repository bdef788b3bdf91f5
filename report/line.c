/* line.c - a line of the problem lists as figures. */
#include "report/line.h"

#include "report/incident.h"

#include "lib/banned.h"

/* Texts compared for incidents; each with each for the typical wording. */
enum { TEXTS = 1000, TYPICAL = 100 };

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
        names = str_fmt(&j->mem, "%.*s%s%.*s（%.0f件）", PSTR(names),
                        i ? "、" : "", PSTR(j->regions.at[most[i]].name),
                        left[i]);
    put_noted(j, "regions", touched, names);
}

/* The records' texts in `a`; NULL: the error is filled. */
static struct said *texts_load(struct job *j, const struct line *x,
                               struct arena *a, long long *ids, size_t *n,
                               size_t *reporters)
{
    struct said *s = arena_array(a, struct said, TEXTS);
    str *who = arena_array(a, str, TEXTS);
    struct stmt *q = store_stmt(j->db, SQL_problem_records);
    int more;

    bind_span(j, q);
    stmt_text(q, ":item", j->items.at[x->item].id);
    stmt_text(q, ":problem", j->problems.at[x->kind].id);
    stmt_text(q, ":place", j->regions.at[x->place].id);
    stmt_int(q, ":most", TEXTS);
    *n = *reporters = 0;
    while ((more = stmt_step(q, NOWHERE, j->e)) > 0 && *n < TEXTS) {
        str title = stmt_col_text(q, "title"), text = stmt_col_text(q, "text");
        size_t k = 0;

        s[*n].text = str_dup(a, text.n ? text : title);
        s[*n].region = refs_find(&j->regions, stmt_col_text(q, "region"));
        date_read(stmt_col_text(q, "day"), &s[*n].day);
        ids[(*n)++] = stmt_col_int(q, "id");
        text = stmt_col_text(q, "reporter");
        while (k < *reporters && !str_eq(who[k], text))
            k++;
        if (text.n && k == *reporters)
            who[(*reporters)++] = str_dup(a, text);
    }
    return more < 0 ? NULL : s;
}

/* Distinct incidents and reporters, and a typical wording. */
static int put_texts(struct job *j, const struct line *x)
{
    struct arena mem = { 0 };
    long long *ids = arena_array(&mem, long long, TEXTS);
    size_t n, reporters, typical;
    struct said *s = texts_load(j, x, &mem, ids, &n, &reporters);

    if (s && n < TEXTS) {
        put_number(j, "incidents", (double)incidents_count(s, n));
        if (reporters)
            put_number(j, "reporters", (double)reporters);
        else
            put_none(j, "reporters", STR("未提供"));
    } else if (s) {
        put_none(j, "incidents", STR("记录过多，未去重"));
        put_none(j, "reporters", STR("记录过多，未去重"));
    }
    if (s && n == 0) {
        put_none(j, "example", STR(""));
    } else if (s) {
        typical = incidents_typical(s, n < TYPICAL ? n : TYPICAL);
        put_noted(j, "example", (double)ids[typical], s[typical].text);
    }
    arena_release(&mem);
    return s ? 0 : -1;
}

static void put_rank(struct job *j, const char *metric, long rank)
{
    if (j->withheld.n)
        put_none(j, metric, STR("本期不排名"));
    else
        put_number(j, metric, (double)rank);
}

static void put_line_fit(struct job *j, const struct line *x)
{
    const struct rank_unit *f = &x->fit;

    put_number(j, "expected", f->expected);
    put_rate(j, "ratio", f->observed, f->expected, 0);
    put_number(j, "shrunk", f->shrunk);
    put_number(j, "excess", f->excess);
    put_number(j, "worse", f->worse);
    put_rank(j, "rank", f->rank);
    if (f->low) {
        put_rank(j, "rank_low", f->low);
        put_rank(j, "rank_high", f->high);
    }
}

/* What it is about, and who has to act: the lead unit, or the city's
 * government beside it. */
static void put_line_names(struct job *j, const struct line *x)
{
    const struct ref *item = &j->items.at[x->item];
    const struct ref *kind = &j->problems.at[x->kind];
    const struct ref *lead = &j->depts.at[item->parent];
    const struct ref *place = &j->regions.at[x->place];

    put_text(j, "problem_name", kind->name);
    put_text(j, "lead", lead->name);
    put_text(j, "lead_id", lead->id);
    put_text(j, "lead_name", lead->office);
    put_text(j, "place", x->place ? place->name : STR("全省"));
    put_text(j, "office", x->place ? place->office : lead->office);
    put_text(j, "paper", !x->place && lead->letter ? STR("函告")
                                                   : STR("督办"));
    put_text(j, "duty", kind->duty);
    put_text(j, "clause", kind->clause);
    put_text(j, "due", item->due);
}

int put_line(struct job *j, const char *section, long seq,
             const struct line *x, const struct raised_list *list)
{
    const struct raised *r = raised_open(list, x->item, x->kind, x->place);

    put_row(j, section, seq, raised_address(j, x->item, x->place),
            j->problems.at[x->kind].id, j->items.at[x->item].name);
    put_line_names(j, x);
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

bool stands_out(const struct rank_unit *fit)
{
    return fit->observed >= 5 && fit->worse >= 0.8;
}

int raise_lines(struct job *j, const struct line *x, size_t n, bool local,
                struct raised_list *list, double *raised)
{
    if (raised_load(j, list))
        return -1;
    if (j->past || j->withheld.n || j->span->kind == SPAN_FREE)
        n = 0;
    for (size_t i = 0; i < n; i++)
        if (stands_out(&x[i].fit) &&
            raise_problem(j, list, x[i].item, x[i].kind, x[i].place,
                          x[i].now.observed,
                          x[i].fit.expected * x[i].fit.shrunk, x[i].total))
            return -1;
    if (raised_load(j, list))
        return -1;
    *raised = 0;
    for (size_t i = 0; i < list->n; i++)
        *raised += (list->at[i].place != 0) == local &&
                   str_eq(list->at[i].first_report, j->span->name);
    return 0;
}
