/* save.c - a mapped record, or what became of it, into the tables. */
#include "ingest/save.h"

#include "ingest/mask.h"
#include "lib/date.h"
#include "lib/hash.h"
#include "lib/text.h"
#include "lib/banned.h"

/* Who spoke, as HMAC under the office's key: never the number itself. */
static str hmac_of(const struct load *l, str id, struct arena *a)
{
    char hex[HASH_HEX], *digits = str_c(a, id);
    size_t n = 0;

    for (size_t i = 0; i < id.n; i++)   /* +86 138-0000 is one number */
        if (id.p[i] != ' ' && id.p[i] != '-')
            digits[n++] = id.p[i];
    id = (str){ digits, n };
    if (str_starts(id, STR("+86")))
        id = str_from(id, 3);
    hash_hmac(l->key, id, hex);
    return str_dup(a, (str){ hex, 32 });
}

/* In the raw text of a reject the reporter stands as 〔#<hmac>〕, so that a
 * replay knows him again. */
static str hidden(const struct load *l, str id, struct arena *a)
{
    return id.n ? str_fmt(a, "〔#%.*s〕", PSTR(hmac_of(l, id, a))) : id;
}

static str reporter(const struct load *l, const struct record *r,
                    struct arena *a)
{
    str id = r->reporter_phone.n ? r->reporter_phone
             : r->reporter_id.n ? r->reporter_id : r->reporter_name;
    str open = STR("〔#");

    if (!id.n)
        return STR("");
    if (str_starts(id, open) && id.n == open.n + 32 + 3)
        return (str){ id.p + open.n, 32 };
    return hmac_of(l, id, a);
}

/* A length before each text, so that no two records give the same bytes. */
static void digest_add(struct hash *h, str s)
{
    unsigned char n[8];

    for (int i = 0; i < 8; i++)
        n[i] = (unsigned char)((unsigned long long)s.n >> 8 * i);
    hash_add(h, (str){ (char *)n, sizeof n });
    hash_add(h, s);
}

/* A digest over every mapped field: does a later version differ? */
static str digest(const struct record *r, str who, struct arena *a)
{
    struct hash *h = hash_new();
    char hex[HASH_HEX];

    for (int i = 0; i < fields_n; i++) {
        const void *at = (const char *)r + fields[i].offset;

        if (strncmp(fields[i].name, "reporter_", 9) == 0)
            continue;
        if (fields[i].type <= FIELD_TIME)
            digest_add(h, *(const str *)at);
        else
            digest_add(h, (str){ at, sizeof(long long) });
    }
    digest_add(h, who);
    digest_add(h, r->region);
    digest_add(h, r->dept_id);
    hash_hex(h, hex);
    return str_dup(a, (str){ hex, 32 });
}

static void tri(struct stmt *s, const char *name, long long v)
{
    if (v < 0)
        stmt_null(s, name);
    else
        stmt_int(s, name, v != 0);
}

static void bind(struct stmt *s, const struct load *l, const struct record *r,
                 bool repeat, str who, str dig, const struct ledger *b,
                 struct where at)
{
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
    stmt_text_or_null(s, ":reporter", who);
    stmt_int(s, ":is_repeat", repeat);
    stmt_text(s, ":arrived_at", str_of(l->env->now));
    stmt_text(s, ":digest", dig);
    stmt_int(s, ":batch_id", b->id);
    stmt_int(s, ":source_line", at.line);
}

/* Did the same reporter send the same text within the feed's window? */
static int is_repeat(const struct load *l, const struct record *r, str who,
                     bool *out, struct where at, struct err *e)
{
    struct stmt *s;
    char from[DATE_TEXT];
    long day;
    int more;

    *out = false;
    if (!who.n || r->text.n < 12 || !date_read(str_head(r->created_at, 10),
                                               &day))
        return 0;
    date_print(day - l->feed->repeat_days, from);
    s = store_stmt(l->db, SQL_feedback_repeat);
    stmt_text(s, ":reporter", who);
    stmt_text(s, ":from", str_of(from));
    stmt_text(s, ":to", str_head(r->created_at, 10));
    stmt_text(s, ":text", r->text);
    stmt_text(s, ":feed", l->feed->name);
    stmt_text(s, ":source_id", r->source_id);
    more = stmt_step(s, at, e);
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

int save_record(const struct load *l, const struct record *r,
                struct ledger *b, struct where at, struct arena *a,
                struct err *e)
{
    str who = reporter(l, r, a), dig = digest(r, who, a);
    struct stmt *s = store_stmt(l->db, SQL_feedback_find);
    bool repeat, same;
    int found;

    if (l->seen)
        l->seen(l->ctx, r->source_id);
    stmt_text(s, ":feed", l->feed->name);
    stmt_text(s, ":source_id", r->source_id);
    found = stmt_step(s, at, e);
    if (found < 0)
        return -1;
    same = found && (str_eq(stmt_col_text(s, "digest"), dig) ||
                     is_older(r, stmt_col_text(s, "updated_at")));
    stmt_reset(s);
    if (same) {
        b->unchanged++;
        return 0;
    }
    if (is_repeat(l, r, who, &repeat, at, e))
        return -1;
    if (found) {
        s = store_stmt(l->db, SQL_feedback_keep_old);
        stmt_text(s, ":feed", l->feed->name);
        stmt_text(s, ":source_id", r->source_id);
        stmt_text(s, ":retired_at", str_of(l->env->now));
        if (stmt_step(s, at, e))
            return -1;
    }
    s = store_stmt(l->db, found ? SQL_feedback_update : SQL_feedback_new);
    bind(s, l, r, repeat, who, dig, b, at);
    if (!found)
        stmt_text(s, ":source", l->feed->source);
    if (stmt_step(s, at, e))
        return -1;
    *(found ? &b->updated : &b->made) += 1;
    return 0;
}


/* The cell as it may be kept: a reporter hidden, all else masked.  What the
 * feed reads as a code or a time is left alone in a row that is well formed. */
static str kept(const struct load *l, const struct layout *layout, size_t i,
                const struct reader_row *row, str name, struct arena *a)
{
    str cell = text_clean(a, row->cell[i]);

    switch (layout_use(layout, i)) {
    case USE_REPORTER:
        return str_starts(cell, STR("〔#")) ? cell : hidden(l, cell, a);
    case USE_CODE:
        if (!row->bad)
            return cell;
        break;
    case USE_TEXT:
        break;
    }
    return mask_this_name(a, mask_text(a, cell, NULL, 0, NULL), name);
}

/* The reporter's name, where one column of the row is it. */
static str reporter_name(const struct layout *layout,
                         const struct reader_row *row, struct arena *a)
{
    for (size_t i = 0; i < row->n; i++) {
        str cell = row->cell[i];

        if (layout_use(layout, i) == USE_REPORTER && cell.n && cell.n <= 30 &&
            (unsigned char)cell.p[0] >= 0xE4)
            return text_clean(a, cell);
    }
    return STR("");
}

/* The record as one CSV line under the header of its batch. */
static str raw_of(const struct load *l, const struct layout *layout,
                  const struct reader_row *row, struct arena *a)
{
    struct buf line = { 0 };
    str out, name = reporter_name(layout, row, a);

    if (!row->n)
        return mask_text(a, text_clean(a, row->raw), NULL, 0, NULL);
    for (size_t i = 0; i < row->n; i++) {
        if (i)
            buf_char(&line, ',');
        csv_write(&line, kept(l, layout, i, row, name, a), ',', false);
    }
    out = str_dup(a, buf_view(&line));
    buf_release(&line);
    return out;
}

int save_reject(const struct load *l, const struct layout *layout,
                const struct bad *why, const struct reader_row *row,
                struct ledger *b, struct arena *a, struct err *e)
{
    struct stmt *s = store_stmt(l->db, SQL_reject_new);

    b->rejected++;
    stmt_int(s, ":batch_id", b->id);
    stmt_int(s, ":source_line", row->at.line);
    stmt_text(s, ":column_name", str_of(why->column));
    stmt_text(s, ":code", str_of(why->code));
    stmt_text(s, ":reason", why->reason);
    stmt_int(s, ":cells", row->n > 0);
    stmt_text(s, ":raw", raw_of(l, layout, row, a));
    return stmt_step(s, row->at, e);
}

int save_gap(const struct load *l, struct ledger *b,
             const struct gap_note *g, struct where at, struct arena *a,
             struct err *e)
{
    struct stmt *s = store_stmt(l->db, SQL_gap_add);
    str v = str_head(g->value, text_pos(g->value, 60));

    stmt_int(s, ":batch_id", b->id);
    stmt_text(s, ":column_name", str_of(g->column));
    stmt_text(s, ":value", mask_text(a, text_clean(a, v), NULL, 0, NULL));
    return stmt_step(s, at, e);
}
