/* figures_padding.c - section padding: ratings too good to be left unlooked
 * at.  Signs for inspection, no finding. */
#include <stdlib.h>

#include "report/figures.h"
#include "report/stats.h"

#include "lib/banned.h"

enum { SHOWN = 30 };
static const double false_share = 0.05, swing = 2;

struct sign {
    int kind;
    str region, detail;
    double observed, expected, p, q;
};

struct signs { struct sign *at; size_t n, cap; };

/* What is to be expected, from the columns n, same, place, total. */
typedef double expect_fn(double n, double same, double place, double total);

/* As often as elsewhere, per rating with words. */
static double as_elsewhere(double n, double same, double place, double total)
{
    return (same - n + 0.5) / (total - place + 1) * place;
}

/* As in the other hours of the place that have any. */
static double as_other_hours(double n, double same, double place,
                             double total)
{
    (void)same;
    return (place - n + 1) / (total > 1 ? total - 1 : 1);
}

static const struct {
    enum sql_id sql;
    const char *id, *name;
    expect_fn *expect;
} kinds[] = {
    { SQL_padding_texts, "text", "多条评价内容完全相同", as_elsewhere },
    { SQL_padding_hours, "burst", "一小时内集中评价", as_other_hours },
    { SQL_padding_reporters, "reporter", "同一人多次评价", as_other_hours },
    { SQL_padding_early, "early", "办结前即已评价", as_elsewhere },
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

static int collect(struct job *j, struct signs *s, int kind)
{
    struct stmt *q = store_stmt(j->db, kinds[kind].sql);
    char first[DATE_TEXT], last[DATE_TEXT];
    int more;

    date_print(j->span->first, first);
    date_print(j->span->last, last);
    stmt_text(q, ":first", str_of(first));
    stmt_text(q, ":last", str_of(last));
    while ((more = stmt_step(q, NOWHERE, j->e)) > 0) {
        double n = stmt_col_real(q, "n");
        double e = kinds[kind].expect(n, stmt_col_real(q, "same"),
                                      stmt_col_real(q, "place"),
                                      stmt_col_real(q, "total"));

        s->at = mem_room(s->at, s->n, &s->cap);
        s->at[s->n++] = (struct sign){
            .kind = kind, .observed = n, .expected = e,
            .region = str_dup(&j->mem, stmt_col_text(q, "region")),
            .detail = str_dup(&j->mem, stmt_col_text(q, "text")),
            .p = stats_count_tail(n, e, swing),
        };
    }
    return more;
}

/* Benjamini-Hochberg within each kind of sign. */
static void judge(struct job *j, struct signs *s)
{
    double *p = arena_array(&j->mem, double, s->n + 1);

    for (int k = 0; k < KINDS; k++) {
        size_t n = 0;

        for (size_t i = 0; i < s->n; i++)
            if (s->at[i].kind == k)
                p[n++] = s->at[i].p;
        stats_bh(p, n, p);
        n = 0;
        for (size_t i = 0; i < s->n; i++)
            if (s->at[i].kind == k)
                s->at[i].q = p[n++];
    }
}

/* Least q first, then as they were read. */
static int by_q(const void *x, const void *y)
{
    const struct sign *a = x, *b = y;

    if (a->q < b->q || a->q > b->q)
        return a->q < b->q ? -1 : 1;
    if (a->p < b->p || a->p > b->p)
        return a->p < b->p ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind - b->kind;
    return str_cmp(a->region, b->region) ? str_cmp(a->region, b->region)
                                         : str_cmp(a->detail, b->detail);
}

static str place_name(struct job *j, str code)
{
    const struct ref *r = &j->regions.at[refs_find(&j->regions, code)];

    return r->county && r->parent != refs_find(&j->regions, code)
           ? str_join(&j->mem, j->regions.at[r->parent].name, r->name)
           : r->name;
}

static void put_sign(struct job *j, long seq, const struct sign *s)
{
    put_row(j, "padding", seq, str_fmt(&j->mem, "%s:%.*s", kinds[s->kind].id,
                                       PSTR(s->region)),
            str_fmt(&j->mem, "%ld", seq + 1), place_name(j, s->region));
    put_text(j, "sign", str_of(kinds[s->kind].name));
    put_text(j, "detail", s->detail.n && s->kind == 1 ?
             str_fmt(&j->mem, "%.*s时", PSTR(s->detail)) : s->detail);
    put_number(j, "observed", s->observed);
    put_number(j, "expected", s->expected);
    put_number(j, "p", s->p);
    put_number(j, "q", s->q);
}

/* Places whose ratings are perfect and whose complaints are not. */
static int perfect(struct job *j, long *seq)
{
    struct stmt *q = store_stmt(j->db, SQL_padding_perfect);
    struct signs s = { 0 };
    int more;

    stmt_int(q, ":report_id", j->report_id);
    while ((more = stmt_step(q, NOWHERE, j->e)) > 0) {
        s.at = mem_room(s.at, s.n, &s.cap);
        s.at[s.n++] = (struct sign){
            .region = str_dup(&j->mem, stmt_col_text(q, "region")),
            .observed = stmt_col_real(q, "n"),
            .expected = stmt_col_real(q, "total"),
        };
    }
    for (size_t i = 0; i < s.n; i++) {
        put_row(j, "padding", *seq, str_fmt(&j->mem, "perfect:%.*s",
                                            PSTR(s.at[i].region)),
                str_fmt(&j->mem, "%ld", *seq + 1),
                place_name(j, s.at[i].region));
        ++*seq;
        put_text(j, "sign", STR("评价无差评而投诉明显偏高"));
        put_text(j, "detail", STR(""));
        put_number(j, "observed", s.at[i].observed);
        put_number(j, "expected", s.at[i].expected);
    }
    mem_free(s.at);
    return more;
}

int figures_padding(struct job *j)
{
    struct signs s = { 0 };
    long seq = 0;
    int rc = perfect(j, &seq);

    for (int k = 0; k < KINDS && rc == 0; k++)
        rc = collect(j, &s, k);
    if (rc == 0) {
        judge(j, &s);
        if (s.n)
            qsort(s.at, s.n, sizeof *s.at, by_q);
        for (size_t i = 0; i < s.n && seq < SHOWN; i++)
            if (s.at[i].q <= false_share)
                put_sign(j, seq++, &s.at[i]);
        put_row(j, "padding", seq, STR(""), STR(""), STR("合计"));
        put_number(j, "found", (double)seq);
    }
    mem_free(s.at);
    return rc;
}
