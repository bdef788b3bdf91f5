/* figure.c - working out the figures of a report, and reading them back. */
#include "report/figures.h"

#include <stdlib.h>

#include "lib/banned.h"

/* The moment of the last period's edition. */
static int load_edition(struct job *j)
{
    static const char *const kinds[] = { "week", "month", "span" };
    const struct span *s = j->span;
    struct stmt *q = store_stmt(j->db, SQL_edition_of);

    bind_days(j, q, s->prev_first, s->prev_last);
    stmt_text(q, ":kind", str_of(kinds[s->kind]));
    stmt_text(q, ":as_of", s->as_of);
    if (stmt_step(q, NOWHERE, j->e) < 0)
        return -1;
    j->printed_as_of = str_dup(&j->mem, stmt_col_text(q, "as_of"));
    stmt_reset(q);
    return 0;
}

/* Everything the sections stand on, as of the span's moment. */
static int load_sums(struct job *j)
{
    const struct span *s = j->span;
    long first = trend_first(s);

    if (s->prev_first < first)
        first = s->prev_first;
    if (load_edition(j) || (j->printed_as_of.n && printed_load(j)) ||
        past_begin(j, s->as_of, first, s->last, &j->past) ||
        cells_load(j, &j->now, s->first, s->last, true) ||
        cells_load(j, &j->before, s->prev_first, s->prev_last, true) ||
        weekly_load(j) || ratings_load(j) || trend_load(j))
        return -1;
    return j->printed_as_of.n ? late_load(j) : 0;
}

static int report_begin(struct job *j)
{
    char first[DATE_TEXT], last[DATE_TEXT];
    struct stmt *q = store_stmt(j->db, SQL_report_drop);

    stmt_text(q, ":name", j->span->name);
    if (stmt_step(q, NOWHERE, j->e))
        return -1;
    date_print(j->span->first, first);
    date_print(j->span->last, last);
    q = store_stmt(j->db, SQL_report_save);
    stmt_text(q, ":name", j->span->name);
    stmt_text(q, ":first_day", str_of(first));
    stmt_text(q, ":last_day", str_of(last));
    stmt_text(q, ":as_of", j->span->as_of);
    if (stmt_step(q, NOWHERE, j->e))
        return -1;
    j->report_id = store_last_id(j->db);
    return 0;
}

/* An edition made with the data of its day is what later ones compare with;
 * the rebuilding of a past one is not. */
static int report_end(struct job *j)
{
    static const char *const kinds[] = { "week", "month", "span" };
    char first[DATE_TEXT], last[DATE_TEXT];
    struct stmt *q;

    if (j->past)
        return 0;
    date_print(j->span->first, first);
    date_print(j->span->last, last);
    q = store_stmt(j->db, SQL_edition_save);
    stmt_text(q, ":report", j->span->name);
    stmt_text(q, ":as_of", j->span->as_of);
    stmt_text(q, ":kind", str_of(kinds[j->span->kind]));
    stmt_text(q, ":first_day", str_of(first));
    stmt_text(q, ":last_day", str_of(last));
    return stmt_step(q, NOWHERE, j->e);
}

int figures_done(struct store *db, struct err *e)
{
    struct job j = { .db = db, .e = e };

    return past_end(&j);
}

static void job_release(struct job *j)
{
    mem_free(j->now.at);
    mem_free(j->before.at);
    mem_free(j->printed.at);
    mem_free(j->late.at);
    refs_release(j);
    arena_release(&j->mem);
}

int figures_compute(struct store *db, const struct span *s,
                    long long *report_id, struct err *e)
{
    static int (*const sections[])(struct job *) = {
        figures_health, figures_overview, figures_trend, figures_units,
        figures_problems, figures_local, figures_kinds, figures_follow,
        figures_spikes, figures_ratings, figures_padding, figures_topics,
    };
    struct job j = { .db = db, .span = s, .e = e };
    int rc = refs_load(&j) || report_begin(&j) || load_sums(&j) ? -1 : 0;

    for (size_t i = 0; rc == 0 &&
         i < sizeof sections / sizeof sections[0]; i++)
        rc = sections[i](&j) || j.failed ? -1 : 0;
    if (rc == 0)
        rc = report_end(&j);
    *report_id = j.report_id;
    job_release(&j);
    return rc;
}

struct figures {
    struct figure *at;
    size_t n;
    size_t *slot, slots;        /* hash table of numbers + 1 */
    size_t *row, rows;          /* the first figure of each row */
};

static uint64_t key_of(const char *section, str unit, str problem,
                       const char *metric)
{
    uint64_t h = str_hash(str_of(section));

    h = h * 31 + str_hash(unit);
    h = h * 31 + str_hash(problem);
    return h * 31 + str_hash(str_of(metric));
}

static bool same(const struct figure *f, const char *section, str unit,
                 str problem, const char *metric)
{
    return str_is(f->section, section) && str_is(f->metric, metric) &&
           str_eq(f->unit, unit) && str_eq(f->problem, problem);
}

static struct figure figure_read(struct stmt *s, struct arena *a)
{
    return (struct figure){
        .section = str_dup(a, stmt_col_text(s, "section")),
        .unit = str_dup(a, stmt_col_text(s, "unit")),
        .problem = str_dup(a, stmt_col_text(s, "problem")),
        .metric = str_dup(a, stmt_col_text(s, "metric")),
        .seq = (long)stmt_col_int(s, "seq"),
        .numerator = stmt_col_real(s, "numerator"),
        .denominator = stmt_col_real(s, "denominator"),
        .value = stmt_col_real(s, "value"),
        .has_numerator = !stmt_col_null(s, "numerator"),
        .has_denominator = !stmt_col_null(s, "denominator"),
        .has_value = !stmt_col_null(s, "value"),
        .note = str_dup(a, stmt_col_text(s, "note")),
    };
}

/* Enter figure i: in the hash table, and as a row if it begins one. */
static void figures_enter(struct figures *f, size_t i)
{
    const struct figure *x = &f->at[i], *last = i ? x - 1 : NULL;
    size_t at = key_of(x->section.p, x->unit, x->problem, x->metric.p) &
                (f->slots - 1);

    while (f->slot[at])
        at = (at + 1) & (f->slots - 1);
    f->slot[at] = i + 1;
    if (!last || !str_eq(last->section, x->section) || last->seq != x->seq)
        f->row[f->rows++] = i;
}

struct figures *figures_load(struct store *db, long long report_id,
                             struct arena *a, struct err *e)
{
    struct figures *f = arena_new(a, struct figures);
    struct stmt *s = store_stmt(db, SQL_figure_count);
    size_t n;
    int more;

    stmt_int(s, ":report_id", report_id);
    if (stmt_step(s, NOWHERE, e) < 0)
        return NULL;
    n = (size_t)stmt_col_int(s, "n");
    stmt_reset(s);
    for (f->slots = 64; f->slots < 2 * n; f->slots *= 2)
        ;
    f->at = arena_array(a, struct figure, n + 1);
    f->row = arena_array(a, size_t, n + 1);
    f->slot = arena_array(a, size_t, f->slots);
    s = store_stmt(db, SQL_figure_list);
    stmt_int(s, ":report_id", report_id);
    while ((more = stmt_step(s, NOWHERE, e)) > 0 && f->n < n) {
        f->at[f->n] = figure_read(s, a);
        figures_enter(f, f->n++);
    }
    return more < 0 ? NULL : f;
}

const struct figure *figure_get(const struct figures *f, const char *section,
                                str unit, str problem, const char *metric)
{
    size_t at = key_of(section, unit, problem, metric) & (f->slots - 1);

    for (; f->slot[at]; at = (at + 1) & (f->slots - 1))
        if (same(&f->at[f->slot[at] - 1], section, unit, problem, metric))
            return &f->at[f->slot[at] - 1];
    return NULL;
}

bool figures_row(const struct figures *f, const char *section, size_t i,
                 str *unit, str *problem)
{
    for (size_t r = 0; r < f->rows; r++) {
        const struct figure *x = &f->at[f->row[r]];

        if (!str_is(x->section, section) || i-- > 0)
            continue;
        *unit = x->unit;
        *problem = x->problem;
        return true;
    }
    return false;
}
