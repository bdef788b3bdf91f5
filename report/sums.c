/* sums.c - the sums of a period and of the weeks before, in memory. */
#include <stdlib.h>

#include "report/figures.h"

#include "lib/banned.h"

static const char *const columns[] = {
#define AS_NAME(name) #name,
    SUMS(AS_NAME)
#undef AS_NAME
};

void sums_add(struct sums *s, const struct cell *c)
{
    for (int i = 0; i < SUM_COUNT; i++)
        s->v[i] += c->v[i];
}

double terms_value(const struct terms *t, const struct sums *s)
{
    double v = 0;

    for (int i = 0; i < t->n; i++)
        v += t->at[i].factor * s->v[t->at[i].sum];
    return v;
}

void bind_days(struct job *j, struct stmt *s, long first, long last)
{
    char text[DATE_TEXT];

    date_print(first, text);
    stmt_text(s, ":first", str_dup(&j->mem, str_of(text)));
    date_print(last, text);
    stmt_text(s, ":last", str_dup(&j->mem, str_of(text)));
}

void bind_span(struct job *j, struct stmt *s)
{
    bind_days(j, s, j->span->first, j->span->last);
}

static struct cell *cell_new(struct cells *c)
{
    c->at = mem_room(c->at, c->n, &c->cap);
    c->at[c->n] = (struct cell){ 0 };
    return &c->at[c->n++];
}

static struct cell *cell_read(const struct job *j, struct cells *c,
                              struct stmt *s)
{
    struct cell *x = cell_new(c);
    str source = stmt_col_text(s, "source");

    x->source = str_is(source, "rating") ? RATING :
                str_is(source, "ticket") ? TICKET : MESSAGE;
    x->region = (short)refs_find(&j->regions, stmt_col_text(s, "region"));
    x->dept = (short)refs_find(&j->depts, stmt_col_text(s, "dept_id"));
    x->item = (short)refs_find(&j->items, stmt_col_text(s, "item_id"));
    x->problem = (short)refs_find(&j->problems, stmt_col_text(s, "problem"));
    x->topic = (short)refs_find(&j->topics, stmt_col_text(s, "topic"));
    return x;
}

/* Rows of one of the queries by combination; sums from..to by their names. */
static int cells_query(struct job *j, struct cells *c, struct stmt *s,
                       int from, int to)
{
    int more;

    while ((more = stmt_step(s, NOWHERE, j->e)) > 0) {
        struct cell *x = cell_read(j, c, s);

        for (int i = from; i < to; i++)
            x->v[i] = (int)stmt_col_int(s, columns[i]);
    }
    return more;
}

/* The four sums about 差评 hang on the calendar. */
static int cells_bad(struct job *j, struct cells *c, long first, long last)
{
    struct stmt *s = store_stmt(j->db, SQL_span_bad);
    char due[DATE_TEXT];
    int more;

    bind_days(j, s, first, last);
    while ((more = stmt_step(s, NOWHERE, j->e)) > 0) {
        struct cell *x = cell_new(c);
        str replied = stmt_col_text(s, "replied_at");
        long day = first;
        bool over, intime;

        x->source = RATING;
        x->region = (short)refs_find(&j->regions, stmt_col_text(s, "region"));
        x->dept = (short)refs_find(&j->depts, stmt_col_text(s, "lead"));
        x->item = (short)refs_find(&j->items, stmt_col_text(s, "item_id"));
        date_read(str_head(stmt_col_text(s, "day"), 10), &day);
        date_print(workdays_after(j->workdays, day, 10), due);
        over = str_cmp(str_head(j->span->as_of, 10), str_of(due)) > 0;
        intime = replied.n && str_cmp(str_head(replied, 10),
                                      str_of(due)) <= 0;
        if (stmt_col_int(s, "excluded") == 0 && (over || replied.n)) {
            x->v[SUM_fix_due] = 1;
            x->v[SUM_fixed_in_time] = intime;
        }
        if (!stmt_col_null(s, "reporter") && stmt_col_int(s, "tells")) {
            x->v[SUM_named_bad] = 1;
            x->v[SUM_named_visited] = stmt_col_int(s, "visited") != 0;
        }
    }
    return more;
}

enum { KEY = offsetof(struct cell, v) };       /* bytes that name it */

static int by_key(const void *x, const void *y)
{
    return memcmp(x, y, KEY);
}

/* One cell a combination; what is left of it without a record is none. */
static void cells_merge(struct cells *c)
{
    size_t n = 0;

    if (c->n)
        qsort(c->at, c->n, sizeof *c->at, by_key);
    for (size_t i = 0; i < c->n; ) {
        struct cell x = c->at[i++];

        for (; i < c->n && by_key(&x, &c->at[i]) == 0; i++)
            for (int k = 0; k < SUM_STORED; k++)
                x.v[k] += c->at[i].v[k];
        if (x.v[SUM_n])
            c->at[n++] = x;
    }
    c->n = n;
}

int cells_load(struct job *j, struct cells *c, long first, long last,
               bool pending)
{
    struct stmt *s = store_stmt(j->db, SQL_span_cells);

    bind_days(j, s, first, last);
    if (cells_query(j, c, s, 0, SUM_STORED))
        return -1;
    cells_merge(c);
    if (!pending)
        return 0;
    s = store_stmt(j->db, SQL_span_pending);
    bind_days(j, s, first, last);
    stmt_text(s, ":as_of", j->span->as_of);
    if (cells_query(j, c, s, SUM_pending, SUM_pending_ok + 1))
        return -1;
    return cells_bad(j, c, first, last);
}

/* Of the period before: what its edition counted. */
int printed_load(struct job *j)
{
    struct stmt *s;

    if (cells_load(j, &j->printed, j->span->prev_first, j->span->prev_last,
                   false))
        return -1;
    s = store_stmt(j->db, SQL_span_printed);
    bind_days(j, s, j->span->prev_first, j->span->prev_last);
    stmt_text(s, ":t", j->printed_as_of);
    return cells_query(j, &j->printed, s, SUM_n, SUM_n + 1);
}

/* Of the period before: what came after its edition was made. */
int late_load(struct job *j)
{
    struct stmt *s = store_stmt(j->db, SQL_span_late);

    bind_days(j, s, j->span->prev_first, j->span->prev_last);
    stmt_text(s, ":t", j->printed_as_of);
    return cells_query(j, &j->late, s, SUM_n, SUM_n + 1);
}

bool list_next(str *list, str *key, double *n, int numbers)
{
    if (!str_cut(list, ' ', key))
        return false;
    for (int i = 0; i < numbers; i++) {
        long long v = 0;
        str field;

        if (str_cut(list, ' ', &field))
            str_int(field, &v);
        n[i] = (double)v;
    }
    return true;
}

int look_back(struct job *j, const struct margin *m, double *to)
{
    struct stmt *s = store_stmt(j->db, SQL_look_back);
    int more;

    stmt_text(s, ":margin", str_of(m->name));
    bind_days(j, s, j->span->last - 7 * m->weeks + 1, j->span->last);
    while ((more = stmt_step(s, NOWHERE, j->e)) > 0) {
        str list = stmt_col_text(s, "list"), key;
        size_t a = m->a ? (size_t)refs_find(m->a, stmt_col_text(s, "a")) : 0;
        double n, *row = to + a * m->by_a +
                         (size_t)stmt_col_int(s, "back") * m->by_week;

        while (list_next(&list, &key, &n, 1))
            row[(size_t)refs_find(m->b, key) * m->by_b] += n;
    }
    return more;
}

/* Problem records of the weeks that end with the last day. */
int weekly_load(struct job *j)
{
    size_t items = (size_t)j->items.n, regions = (size_t)j->regions.n;
    size_t kinds = (size_t)j->problems.n, all = HISTORY * regions * items;
    const struct margin place = { "place", &j->regions, &j->items, HISTORY,
                                  regions * items, items, 1 };
    const struct margin kind = { "kind", &j->items, &j->problems, SHORT,
                                 1, kinds * SHORT, SHORT };

    j->weekly = arena_array(&j->mem, double, all);
    j->weekly_cell = arena_array(&j->mem, double, items * kinds * SHORT);
    if (look_back(j, &place, j->weekly))
        return -1;
    for (size_t i = all; i > 0 && !j->weeks; i--)
        if (j->weekly[i - 1] > 0)
            j->weeks = (int)((i - 1) / (regions * items)) + 1;
    return look_back(j, &kind, j->weekly_cell);
}

/* 办件量 as the ratings of the last 13 weeks tell it. */
int ratings_load(struct job *j)
{
    size_t items = (size_t)j->items.n;
    const struct margin m = { "volume", &j->regions, &j->items, SHORT,
                              0, items, 1 };

    j->ratings = arena_array(&j->mem, double, items * (size_t)j->regions.n);
    return look_back(j, &m, j->ratings);
}

void tally_add(const struct job *j, struct tally *t, const struct cell *c)
{
    const int *v = c->v;

    sums_add(&t->by[c->source], c);
    t->records += v[SUM_n];
    if (!is_problem(j, c))
        return;
    t->observed += v[SUM_n] - v[SUM_n_excluded];
    t->breach += v[SUM_n_breach];
    t->unsolved += v[SUM_n_unsolved];
    t->overdue += v[SUM_n_due] - v[SUM_n_intime] - v[SUM_pending];
    t->stuck += v[SUM_n_stuck] - v[SUM_pending_ok];
    t->repeat += v[SUM_n_repeat];
}
