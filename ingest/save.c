/* save.c - a row that was made ready into the tables. */
#include "ingest/save.h"

#include "lib/date.h"
#include "lib/banned.h"

static void tri(struct stmt *s, const char *name, long long v)
{
    if (v < 0)
        stmt_null(s, name);
    else
        stmt_int(s, name, v != 0);
}

static void bind(struct stmt *s, const struct load *l, const struct ready *x,
                 bool repeat, const struct ledger *b)
{
    const struct record *r = &x->record;

    stmt_text(s, ":feed", l->feed->name);
    stmt_text(s, ":source_id", r->source_id);
    stmt_text_or_null(s, ":case_no", r->case_no);
    stmt_text(s, ":created_at", r->created_at);
    stmt_text(s, ":day", str_head(r->created_at, 10));
    stmt_text_or_null(s, ":region", r->region);
    stmt_text_or_null(s, ":region_text", r->region.n ? STR("")
                                                     : r->region_text);
    stmt_text_or_null(s, ":dept_id", r->dept_id);
    stmt_text_or_null(s, ":dept_text", r->dept_text);
    stmt_text_or_null(s, ":kind", r->kind);
    stmt_text_or_null(s, ":channel", r->channel);
    stmt_text(s, ":title", r->title);
    stmt_text(s, ":text", r->text);
    stmt_text_or_null(s, ":item_code", r->item_code);
    stmt_text_or_null(s, ":item_name", r->item_name);
    stmt_text_or_null(s, ":tags", r->tags);
    if (r->rating)
        stmt_int(s, ":rating", r->rating);
    else
        stmt_null(s, ":rating");
    tri(s, ":is_default", r->is_default);
    stmt_text_or_null(s, ":status", r->status);
    stmt_text_or_null(s, ":due_at", r->due_at);
    stmt_int(s, ":due_default", r->due_default);
    stmt_text_or_null(s, ":closed_at", r->closed_at);
    tri(s, ":responded", r->responded);
    tri(s, ":solved", r->solved);
    if (r->satisfied)
        stmt_int(s, ":satisfied", r->satisfied);
    else
        stmt_null(s, ":satisfied");
    tri(s, ":visited", r->visited);
    stmt_int(s, ":excluded", r->appealed > 0 || r->unreasonable > 0);
    stmt_int(s, ":reopened", r->reopened);
    stmt_int(s, ":returned", r->returned);
    stmt_text_or_null(s, ":reply", r->reply);
    stmt_text_or_null(s, ":replied_at", r->replied_at);
    stmt_text_or_null(s, ":updated_at", r->updated_at);
    stmt_text_or_null(s, ":reporter", x->who);
    if (x->said)
        stmt_int(s, ":said", x->said);
    else
        stmt_null(s, ":said");
    stmt_int(s, ":is_repeat", repeat);
    stmt_text(s, ":arrived_at", str_of(l->env->now));
    stmt_text(s, ":digest", x->digest);
    stmt_int(s, ":batch_id", b->id);
    stmt_int(s, ":source_line", x->at.line);
}

/* Did the same reporter send the same text within the feed's window? */
static int is_repeat(const struct load *l, const struct ready *x, bool *out,
                     struct err *e)
{
    const struct record *r = &x->record;
    struct stmt *s;
    char from[DATE_TEXT];
    long day;
    int more;

    *out = false;
    if (!x->said || !date_read(str_head(r->created_at, 10), &day))
        return 0;
    date_print(day - l->feed->repeat_days, from);
    s = store_stmt(l->db, SQL_feedback_repeat);
    stmt_int(s, ":said", x->said);
    stmt_text(s, ":reporter", x->who);
    stmt_text(s, ":from", str_of(from));
    stmt_text(s, ":to", str_head(r->created_at, 10));
    stmt_text(s, ":text", r->text);
    stmt_text(s, ":feed", l->feed->name);
    stmt_text(s, ":source_id", r->source_id);
    more = stmt_step(s, x->at, e);
    if (more > 0)
        stmt_reset(s);
    *out = more > 0;
    return more < 0 ? -1 : 0;
}

/* Does the feed itself say that what is stored is a later version? */
static bool is_older(const struct record *r, str stored)
{
    return r->updated_at.n && stored.n && str_cmp(r->updated_at, stored) < 0;
}

int save_record(const struct load *l, const struct ready *x,
                struct ledger *b, struct err *e)
{
    const struct record *r = &x->record;
    struct stmt *s = store_stmt(l->db, SQL_feedback_find);
    bool repeat, same;
    int found;

    if (l->seen)
        l->seen(l->ctx, r->source_id);
    stmt_text(s, ":feed", l->feed->name);
    stmt_text(s, ":source_id", r->source_id);
    found = stmt_step(s, x->at, e);
    if (found < 0)
        return -1;
    same = found && (str_eq(stmt_col_text(s, "digest"), x->digest) ||
                     is_older(r, stmt_col_text(s, "updated_at")));
    stmt_reset(s);
    if (same) {
        b->unchanged++;
        return 0;
    }
    if (is_repeat(l, x, &repeat, e))
        return -1;
    if (found) {
        s = store_stmt(l->db, SQL_feedback_keep_old);
        stmt_text(s, ":feed", l->feed->name);
        stmt_text(s, ":source_id", r->source_id);
        stmt_text(s, ":retired_at", str_of(l->env->now));
        if (stmt_step(s, x->at, e))
            return -1;
    }
    s = store_stmt(l->db, found ? SQL_feedback_update : SQL_feedback_new);
    bind(s, l, x, repeat, b);
    if (!found)
        stmt_text(s, ":source", l->feed->source);
    if (stmt_step(s, x->at, e))
        return -1;
    *(found ? &b->updated : &b->made) += 1;
    return 0;
}

int save_reject(const struct load *l, const struct ready *x,
                struct ledger *b, struct err *e)
{
    struct stmt *s = store_stmt(l->db, SQL_reject_new);

    b->rejected++;
    stmt_int(s, ":batch_id", b->id);
    stmt_int(s, ":source_line", x->at.line);
    stmt_text(s, ":column_name", str_of(x->bad.column));
    stmt_text(s, ":code", str_of(x->bad.code));
    stmt_text(s, ":reason", x->bad.reason);
    stmt_int(s, ":cells", x->cells);
    stmt_text(s, ":raw", x->raw);
    return stmt_step(s, x->at, e);
}

int save_gaps(const struct load *l, const struct ready *x, struct ledger *b,
              struct err *e)
{
    b->gaps += x->n_gaps > 0;
    for (size_t i = 0; i < x->n_gaps; i++) {
        struct stmt *s = store_stmt(l->db, SQL_gap_add);

        stmt_int(s, ":batch_id", b->id);
        stmt_text(s, ":column_name", str_of(x->gaps[i].column));
        stmt_text(s, ":value", x->gaps[i].value);
        if (stmt_step(s, x->at, e))
            return -1;
    }
    return 0;
}
