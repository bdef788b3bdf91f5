/* figures_padding.c - section padding: ratings too good to be left unlooked
 * at.  Signs for inspection, no finding. */
#include <math.h>
#include <stdlib.h>

#include "report/praise.h"
#include "report/stats.h"

#include "lib/banned.h"

enum {
    SHOWN = 30, LEAST = 5,
    ELSEWHERE = 100,            /* ratings that tell an hour's custom */
};
enum kind { TEXT, BURST, REPORTER, EARLY, KINDS };

static const struct { const char *id, *name; } kinds[KINDS] = {
    { "text", "多条评价内容完全相同" },
    { "burst", "一小时内集中评价" },
    { "reporter", "同一人多次评价" },
    { "early", "办结前即已评价" },
};
static const double false_share = 0.05, swing = 2;

struct sign {
    enum kind kind;
    int place;
    str detail;
    double observed, expected, p, q;
};

struct signs { struct sign *at; size_t n, cap; };

/* As often as elsewhere, per rating: `same` of them everywhere, of `total`;
 * `place` is the number of ratings there. */
static double as_elsewhere(double n, double same, double place, double total)
{
    return (same - n + 0.5) / (total - place + 1) * place;
}

/* As in the others of its kind: `all` ratings in `groups` hours, or of so many
 * people. */
static double as_others(double n, double all, double groups)
{
    return (all - n + 1) / (groups > 1 ? groups - 1 : 1);
}

/* Of an hour: as in the place's other hours, or where that is more, as the
 * others do in the same hour: all may rate at closing time. */
static double as_usual(const struct praise *p, const struct count *c)
{
    double place = p->n[c->place];
    double own = as_others(c->n, place, p->hours[c->place]);
    double same = counts_of(&p->moments, praise_detail(c->key));

    return p->all - place < ELSEWHERE ? own :
           fmax(own, as_elsewhere(c->n, same, place, p->all));
}

static void add(struct job *j, struct signs *s, enum kind kind, int place,
                str detail, double n, double expected)
{
    s->at = mem_room(s->at, s->n, &s->cap);
    s->at[s->n++] = (struct sign){
        .kind = kind, .observed = n, .expected = expected, .place = place,
        .detail = str_dup(&j->mem, detail),
        .p = stats_count_tail(n, expected, swing),
    };
}

/* All that come often enough in a known place. */
static void collect(struct job *j, struct signs *s, const struct praise *p)
{
    for (size_t i = 0; i < p->texts.n; i++) {
        const struct count *c = &p->texts.at[i];
        str text = praise_detail(c->key);

        if (c->n >= LEAST && c->place)
            add(j, s, TEXT, c->place, text, c->n,
                as_elsewhere(c->n, counts_of(&p->words, text),
                             p->worded[c->place], p->all_worded));
    }
    for (size_t i = 0; i < p->bursts.n; i++) {
        const struct count *c = &p->bursts.at[i];

        if (c->n >= LEAST && c->place)
            add(j, s, BURST, c->place, praise_detail(c->key), c->n,
                as_usual(p, c));
    }
    for (size_t i = 0; i < p->reporters.n; i++) {
        const struct count *c = &p->reporters.at[i];

        if (c->n >= LEAST && c->place)
            add(j, s, REPORTER, c->place, STR(""), c->n,
                as_others(c->n, p->known, (double)p->reporters.n));
    }
    for (int r = 1; r < j->regions.n; r++)
        if (p->early[r] >= LEAST)
            add(j, s, EARLY, r, STR(""), p->early[r],
                as_elsewhere(p->early[r], p->all_early, p->n[r], p->all));
}

/* Benjamini-Hochberg within each kind of sign, over all that were looked at:
 * those that came too seldom to be a sign count as tested. */
static void judge(struct job *j, struct signs *s, const struct praise *all)
{
    const double tested[KINDS] = {
        [TEXT] = (double)all->texts.n, [BURST] = (double)all->bursts.n,
        [REPORTER] = (double)all->reporters.n,
        [EARLY] = (double)j->regions.n,
    };
    double *p = arena_array(&j->mem, double, s->n + 1);

    for (enum kind k = 0; k < KINDS; k++) {
        size_t n = 0;

        for (size_t i = 0; i < s->n; i++)
            if (s->at[i].kind == k)
                p[n++] = s->at[i].p;
        stats_bh(p, n, p);
        for (size_t i = 0, m = 0; i < s->n; i++)
            if (s->at[i].kind == k)
                s->at[i].q = fmin(1, p[m++] * tested[k] / (double)n);
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
        return a->kind < b->kind ? -1 : 1;
    return a->place != b->place ? (a->place > b->place) * 2 - 1
                                : str_cmp(a->detail, b->detail);
}

static str place_name(struct job *j, int place)
{
    const struct ref *r = &j->regions.at[place];

    return r->county && r->parent != place
           ? str_join(&j->mem, j->regions.at[r->parent].name, r->name)
           : r->name;
}

static void put_place(struct job *j, long seq, const char *sign, int place)
{
    put_row(j, "padding", seq, str_fmt(&j->mem, "%s:%.*s", sign,
                                       PSTR(j->regions.at[place].id)),
            str_fmt(&j->mem, "%ld", seq + 1), place_name(j, place));
}

static void put_sign(struct job *j, long seq, const struct sign *s)
{
    put_place(j, seq, kinds[s->kind].id, s->place);
    put_text(j, "sign", str_of(kinds[s->kind].name));
    put_text(j, "detail", s->kind == BURST ?
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
            .place = refs_find(&j->regions, stmt_col_text(q, "region")),
            .observed = stmt_col_real(q, "n"),
            .expected = stmt_col_real(q, "total"),
        };
    }
    for (size_t i = 0; i < s.n; i++) {
        put_place(j, *seq, "perfect", s.at[i].place);
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
    struct praise p = { 0 };
    long seq = 0;
    int rc = perfect(j, &seq) || praise_load(j, &p) ? -1 : 0;

    if (rc == 0) {
        collect(j, &s, &p);
        judge(j, &s, &p);
        if (s.n)
            qsort(s.at, s.n, sizeof *s.at, by_q);
        for (size_t i = 0; i < s.n && seq < SHOWN; i++)
            if (s.at[i].q <= false_share)
                put_sign(j, seq++, &s.at[i]);
        put_row(j, "padding", seq, STR(""), STR(""), STR("合计"));
        put_number(j, "found", (double)seq);
    }
    praise_release(&p);
    mem_free(s.at);
    return rc;
}
