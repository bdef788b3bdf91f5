/* load.c - one source file into the ledger, whole or not at all. */
#define _GNU_SOURCE
#include "ingest/load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/mask.h"
#include "ingest/record.h"
#include "lib/date.h"
#include "lib/hash.h"
#include "lib/io.h"
#include "lib/text.h"
#include "lib/banned.h"

int load_key(const struct store *db, struct arena *a, str *key,
             struct err *e)
{
    const char *env = getenv("DUBAN_KEY");
    str path = env && env[0] ? str_dup(a, str_of(env))
                             : str_fmt(a, "%s.key", store_path(db));
    unsigned char bytes[32];
    char hex[65];
    struct stat st;

    if (stat(path.p, &st) != 0 && errno == ENOENT) {
        hash_random(bytes, sizeof bytes);
        for (size_t i = 0; i < sizeof bytes; i++)
            snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
        if (io_write(path.p, (str){ hex, 64 }, e))
            return -1;
    } else if (stat(path.p, &st) == 0 && (st.st_mode & 077)) {
        return err_set(e, ERR_PERM, (struct where){ path.p, 0 }, "%s",
                       _("the key can be read by others: chmod 600"));
    }
    if (io_read(path.p, 4096, a, key, e))
        return -1;
    *key = str_trim(*key);
    if (key->n < 16)
        return err_set(e, ERR_CONFIG, (struct where){ path.p, 0 }, "%s",
                       _("the key is too short"));
    return 0;
}

/* Who spoke: never the number itself, always under the office's key. */
static str reporter(const struct load *l, const struct record *r,
                    struct arena *a)
{
    str id = r->reporter_phone.n ? r->reporter_phone
             : r->reporter_id.n ? r->reporter_id : r->reporter_name;
    char hex[HASH_HEX], *digits;
    size_t n = 0;

    if (!id.n || !l->key.n)
        return STR("");
    digits = str_c(a, id);
    for (size_t i = 0; i < id.n; i++)   /* +86 138-0000 is one number */
        if (id.p[i] != ' ' && id.p[i] != '-')
            digits[n++] = id.p[i];
    id = (str){ digits, n };
    if (str_starts(id, STR("+86")))
        id = str_from(id, 3);
    hash_hmac(l->key, id, hex);
    return str_dup(a, (str){ hex, 32 });
}

static void digest_add(struct buf *b, str s)
{
    buf_fmt(b, "%zu:", s.n);
    buf_str(b, s);
}

/* A digest over every mapped field: does a later version differ? */
static str digest(const struct record *r, str who, struct arena *a)
{
    struct hash *h = hash_new();
    struct buf b = { 0 };
    char hex[HASH_HEX];

    for (int i = 0; i < fields_n; i++) {
        const void *at = (const char *)r + fields[i].offset;

        if (strncmp(fields[i].name, "reporter_", 9) == 0)
            continue;
        if (fields[i].type <= FIELD_TIME)
            digest_add(&b, *(const str *)at);
        else
            buf_fmt(&b, "%lld;", *(const long long *)at);
    }
    digest_add(&b, who);
    digest_add(&b, r->region);
    digest_add(&b, r->dept_id);
    hash_add(h, buf_view(&b));
    hash_hex(h, hex);
    buf_release(&b);
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

static int save(const struct load *l, const struct record *r,
                struct ledger *b, struct where at, struct arena *a,
                struct err *e)
{
    str who = reporter(l, r, a), dig = digest(r, who, a);
    struct stmt *s = store_stmt(l->db, SQL_feedback_find);
    bool repeat, same;
    int found;

    stmt_text(s, ":feed", l->feed->name);
    stmt_text(s, ":source_id", r->source_id);
    found = stmt_step(s, at, e);
    if (found < 0)
        return -1;
    same = found && str_eq(stmt_col_text(s, "digest"), dig);
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

static int reject(const struct load *l, const struct bad *why,
                  const struct reader_row *row, struct ledger *b,
                  struct arena *a, struct err *e)
{
    struct stmt *s = store_stmt(l->db, SQL_reject_new);

    b->rejected++;
    stmt_int(s, ":batch_id", b->id);
    stmt_int(s, ":source_line", row->at.line);
    stmt_text(s, ":column_name", str_of(why->column));
    stmt_text(s, ":code", str_of(why->code));
    stmt_text(s, ":reason", why->reason);
    stmt_text(s, ":raw", mask_text(a, row->raw, NULL, 0, NULL));
    return stmt_step(s, row->at, e);
}

static int add_gap(const struct load *l, struct ledger *b,
                   const struct gap_note *g, struct where at, struct err *e)
{
    struct stmt *s = store_stmt(l->db, SQL_gap_add);

    stmt_int(s, ":batch_id", b->id);
    stmt_text(s, ":column_name", str_of(g->column));
    stmt_text(s, ":value", str_head(g->value, text_pos(g->value, 60)));
    return stmt_step(s, at, e);
}

static const char *bad_reason(const char *code)
{
    return strcmp(code, "bad_encoding") == 0
           ? _("bytes that are no text in the file's encoding")
           : strcmp(code, "bad_quotes") == 0
           ? _("a quote that is not closed, or text after it") : _(code);
}

static void progress(const struct load *l, const struct ledger *b,
                     const char *path)
{
    if (l->env->progress && b->read % 10000 == 0)
        fprintf(stderr, "\r%s: %lld ", path, b->read);
}

/* Every row of the file; in the open transaction. */
static int load_rows(const struct load *l, struct reader *r,
                     const char *path, struct ledger *b, struct err *e)
{
    struct mapper m = { .feed = l->feed, .places = l->places,
                        .workdays = l->workdays,
                        .from_1904 = reader_1904(r) };
    struct gap_note gaps[GAPS];
    struct arena head = { 0 }, scratch = { 0 };
    struct reader_row row;
    struct record rec;
    struct bad bad;
    size_t n, n_gaps;
    const str *header = reader_header(r, &n);
    int more, rc = -1;

    m.layout = layout_bind(l->feed, header, n, path, &head, e);
    if (!m.layout)
        goto done;
    while ((more = reader_next(r, &row, e)) > 0) {
        b->read++;
        progress(l, b, path);
        n_gaps = 0;
        bad = (struct bad){ row.bad_column, row.bad, { 0 } };
        if (row.bad)
            bad.reason = str_of(bad_reason(row.bad));
        if (row.bad || !record_map(&rec, &row, &m, &scratch, &bad, gaps,
                                   &n_gaps))
            rc = reject(l, &bad, &row, b, &scratch, e);
        else
            rc = save(l, &rec, b, row.at, &scratch, e);
        b->gaps += n_gaps > 0;
        for (size_t i = 0; i < n_gaps && rc == 0; i++)
            rc = add_gap(l, b, &gaps[i], row.at, e);
        if (rc)
            goto done;
        arena_reset(&scratch);
    }
    rc = more;
done:
    if (l->env->progress && b->read >= 10000)
        fprintf(stderr, "\r%*s\r", 60, "");
    arena_release(&head);
    arena_release(&scratch);
    return rc;
}

static int batch_begin(const struct load *l, const struct source *src,
                       struct ledger *b, struct err *e)
{
    struct stmt *s = store_stmt(l->db, SQL_batch_new);

    stmt_text(s, ":feed", l->feed->name);
    stmt_text(s, ":source_file", str_of(src->path));
    stmt_text(s, ":sha256", str_of(src->sha256));
    stmt_int(s, ":bytes", src->bytes);
    stmt_text(s, ":arrived_at", str_of(l->env->now));
    if (stmt_step(s, NOWHERE, e))
        return -1;
    b->id = store_last_id(l->db);
    return 0;
}

static int batch_end(const struct load *l, const struct ledger *b,
                     const char *state, const char *why, struct err *e)
{
    struct stmt *s = store_stmt(l->db, SQL_batch_end);

    stmt_int(s, ":id", b->id);
    stmt_int(s, ":n_read", b->read);
    stmt_int(s, ":n_new", b->made);
    stmt_int(s, ":n_updated", b->updated);
    stmt_int(s, ":n_unchanged", b->unchanged);
    stmt_int(s, ":n_rejected", b->rejected);
    stmt_int(s, ":n_gap", b->gaps);
    stmt_text(s, ":state", str_of(state));
    stmt_text(s, ":note", str_of(why));
    return stmt_step(s, NOWHERE, e);
}

/* The ledger against the tables, before the commit. */
static int balance(const struct load *l, const struct ledger *b,
                   struct err *e)
{
    struct stmt *s = store_stmt(l->db, SQL_batch_count);
    long long rejected;

    stmt_int(s, ":id", b->id);
    if (stmt_step(s, NOWHERE, e) < 0)
        return -1;
    rejected = stmt_col_int(s, "rejected");
    stmt_reset(s);
    if (b->read != b->made + b->updated + b->unchanged + b->rejected ||
        rejected != b->rejected)
        return err_set(e, ERR_INTERNAL, NOWHERE,
                       _("the ledger does not balance: %lld read, %lld "
                         "rejected, %lld in the table"), b->read,
                       b->rejected, rejected);
    return 0;
}

static bool too_many(const struct load *l, const struct ledger *b)
{
    return b->read > 0 &&
           (double)b->rejected > l->feed->reject_share * (double)b->read;
}

/* A file that was given up leaves its line in the ledger, and no record. */
static void note_failure(const struct load *l, const struct source *src,
                         const struct err *why)
{
    struct ledger none = { 0 };
    struct err ignored;

    if (why->kind == ERR_IO || why->kind == ERR_INTERNAL ||
        store_begin(l->db, &ignored))
        return;
    if (batch_begin(l, src, &none, &ignored) ||
        batch_end(l, &none, "failed", why->msg, &ignored) ||
        store_commit(l->db, &ignored))
        store_rollback(l->db);
}

static int load_source(const struct load *l, struct source *src,
                       const char *path, struct ledger *b, struct err *e)
{
    struct reader *r;
    int rc = -1;

    r = reader_open(l->feed, src, e);
    if (!r)
        return -1;
    if (store_begin(l->db, e))
        goto done;
    if (batch_begin(l, src, b, e) || load_rows(l, r, path, b, e) ||
        balance(l, b, e))
        goto rollback;
    if (too_many(l, b) && l->feed->reject_rollback) {
        err_set(e, ERR_DATA, (struct where){ path, 0 },
                _("%lld of %lld records rejected, more than the feed allows "
                  "(%g%%); nothing was kept"), b->rejected, b->read,
                l->feed->reject_share * 100);
        goto rollback;
    }
    if (batch_end(l, b, "loaded", "", e) || store_commit(l->db, e))
        goto rollback;
    rc = 0;
    if (too_many(l, b))
        rc = err_set(e, ERR_DATA, (struct where){ path, 0 },
                     _("%lld of %lld records rejected, more than the feed "
                       "allows (%g%%); the others were kept"), b->rejected,
                     b->read, l->feed->reject_share * 100);
    goto done;
rollback:
    store_rollback(l->db);
    *b = (struct ledger){ 0 };
done:
    reader_close(r);
    return rc;
}

int load_file(const struct load *l, const char *path, struct ledger *out,
              struct err *e)
{
    struct source src;
    struct stmt *s;
    int known, rc;

    *out = (struct ledger){ 0 };
    if (source_open(&src, path, e))
        return -1;
    s = store_stmt(l->db, SQL_batch_known);
    stmt_text(s, ":feed", l->feed->name);
    stmt_text(s, ":sha256", str_of(src.sha256));
    known = stmt_step(s, NOWHERE, e);
    if (known > 0) {
        out->known = true;
        out->id = stmt_col_int(s, "id");
        stmt_reset(s);
    }
    rc = known < 0 ? -1 : load_source(l, &src, path, out, e);
    if (rc && out->id == 0)
        note_failure(l, &src, e);
    source_close(&src);
    return rc;
}
