/* praise.c - the good ratings of a period, counted in one reading. */
#include "report/praise.h"

#include "lib/banned.h"

enum { PLACE = 4 };             /* bytes of a place in a key */

/* PLACE and text, in `b` until the next. */
static str keyed(struct buf *b, int place, str text)
{
    buf_clear(b);
    buf_add(b, &place, PLACE);
    buf_str(b, text);
    return buf_view(b);
}

str praise_detail(str key)
{
    return str_from(key, PLACE);
}

static void add(struct job *j, struct praise *p, struct stmt *q,
                struct buf *b)
{
    int place = refs_find(&j->regions, stmt_col_text(q, "region"));
    str text = stmt_col_text(q, "text"), who = stmt_col_text(q, "reporter");
    str hour = stmt_col_text(q, "hour");
    bool early = stmt_col_int(q, "early") != 0;

    p->n[place]++;
    p->all++;
    p->early[place] += early;
    p->all_early += early;
    counts_add(&p->bursts, keyed(b, place, hour), place);
    counts_add(&p->moments, hour, place);
    if (text.n) {
        p->worded[place]++;
        p->all_worded++;
        counts_add(&p->texts, keyed(b, place, text), place);
        counts_add(&p->words, text, place);
    }
    if (who.n) {
        p->known++;
        counts_add(&p->reporters, who, place);
    }
}

int praise_load(struct job *j, struct praise *p)
{
    struct stmt *q = store_stmt(j->db, SQL_praise);
    size_t places = (size_t)j->regions.n;
    struct buf b = { 0 };
    int more;

    *p = (struct praise){
        .n = arena_array(&j->mem, double, places),
        .worded = arena_array(&j->mem, double, places),
        .early = arena_array(&j->mem, double, places),
        .hours = arena_array(&j->mem, double, places),
    };
    bind_span(j, q);
    while ((more = stmt_step(q, NOWHERE, j->e)) > 0)
        add(j, p, q, &b);
    for (size_t i = 0; i < p->bursts.n; i++)
        p->hours[p->bursts.at[i].place]++;
    buf_release(&b);
    return more;
}

void praise_release(struct praise *p)
{
    counts_release(&p->texts);
    counts_release(&p->words);
    counts_release(&p->bursts);
    counts_release(&p->moments);
    counts_release(&p->reporters);
}
