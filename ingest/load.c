/* load.c - one source file into the ledger, whole or not at all. */
#define _GNU_SOURCE
#include "ingest/load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/ahead.h"
#include "ingest/save.h"
#include "lib/hash.h"
#include "lib/io.h"
#include "lib/banned.h"

static int load_key(const struct store *db, struct arena *a, str *key,
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
        return err_set(e, ERR_PERM, (struct where){ path.p, 0 },
                       N_("the key can be read by others: chmod 600"));
    }
    if (io_read(path.p, 4096, a, key, e))
        return -1;
    *key = str_trim(*key);
    if (key->n < 16)
        return err_set(e, ERR_CONFIG, (struct where){ path.p, 0 },
                       N_("the key is too short"));
    return 0;
}

int load_open(struct load *l, const struct env *env, const char *db,
              const char *feed, struct arena *a, struct err *e)
{
    *l = (struct load){ .env = env };
    if (!feed)
        return err_set(e, ERR_USAGE, NOWHERE, N_("--%s is needed"), "feed");
    l->feed = feed_load(env->schemas, feed, a, e);
    if (!l->feed)
        return -1;
    l->db = store_open(db, STORE_WRITE, e);
    if (!l->db || load_key(l->db, a, &l->key, e))
        return -1;
    l->places = places_load(l->db, e);
    l->workdays = l->places ? workdays_load(l->db, e) : NULL;
    return l->workdays ? 0 : -1;
}

void load_close(struct load *l)
{
    workdays_free(l->workdays);
    places_free(l->places);
    store_close(l->db);
}

static void load_print(const struct load *l, const char *path,
                       const struct ledger *b)
{
    printf(_("batch %lld: %.*s: %s: read %lld = new %lld + updated %lld + "
             "unchanged %lld + rejected %lld; gaps %lld\n"), b->id,
           PSTR(l->feed->name), path, b->read, b->made, b->updated,
           b->unchanged, b->rejected, b->gaps);
}

static void progress(const struct load *l, const struct ledger *b,
                     const char *path)
{
    if (l->env->progress && b->read % 10000 == 0)
        fprintf(stderr, "\r%s: %lld ", path, b->read);
}

/* A replayed reject is done with: loaded, or rejected anew by this batch. */
static int mend(const struct load *l, const struct ledger *b,
                const struct ready *row, struct err *e)
{
    str cell = row->reject_id;
    struct stmt *s = store_stmt(l->db, SQL_reject_mend);
    long long id;

    if (!cell.n)
        return 0;                       /* a row that somebody added */
    if (!str_int(cell, &id))
        return err_set(e, ERR_DATA, row->at,
                       N_("column %s: \"%.*s\" is not a whole number"),
                       LOAD_REJECT_ID, PSTR(cell));
    stmt_int(s, ":batch_id", b->id);
    stmt_int(s, ":id", id);
    stmt_text(s, ":feed", l->feed->name);
    return stmt_step(s, row->at, e);
}

static int find_reject_id(const str *header, size_t n, const char *path,
                          long *at, struct err *e)
{
    for (*at = 0; *at < (long)n; ++*at)
        if (str_is(header[*at], LOAD_REJECT_ID))
            return 0;
    return err_set(e, ERR_DATA, (struct where){ path, 1 },
                   N_("no column \"%s\": is it a file of `duban rejects "
                      "export`?"), LOAD_REJECT_ID);
}

/* One row: stored, counted, or rejected. */
static int load_row(const struct load *l, const struct ready *row,
                    struct ledger *b, struct err *e)
{
    if (row->rejected ? save_reject(l, row, b, e)
                      : save_record(l, row, b, e))
        return -1;
    if (save_gaps(l, row, b, e))
        return -1;
    return l->replay ? mend(l, b, row, e) : 0;
}

/* Every row of the file; in the open transaction. */
static int load_rows(const struct load *l, struct reader *r,
                     const struct layout *layout, long reject_id,
                     const char *path, struct ledger *b, struct err *e)
{
    struct maker m = {
        .map = { .feed = l->feed, .places = l->places,
                 .workdays = l->workdays, .layout = layout,
                 .from_1904 = reader_1904(r) },
        .hash = hash_new(), .hmac = hmac_new(l->key), .reject_id = reject_id,
    };
    struct ahead *rows = ahead_open(r, &m);
    const struct ready *row;
    int more, rc = 0;

    while (rc == 0 && (more = ahead_next(rows, &row, e)) != 0) {
        if (more < 0) {
            rc = -1;
            break;
        }
        b->read++;
        progress(l, b, path);
        rc = load_row(l, row, b, e);
    }
    if (l->env->progress && b->read >= 10000)
        fprintf(stderr, "\r%*s\r", 60, "");
    ahead_close(rows);
    hmac_free(m.hmac);
    hash_free(m.hash);
    return rc;
}

static int batch_begin(const struct load *l, const struct source *src,
                       const str *header, size_t n, struct ledger *b,
                       struct err *e)
{
    struct stmt *s = store_stmt(l->db, SQL_feed_save);
    struct buf line = { 0 };
    int rc;

    stmt_text(s, ":id", l->feed->name);
    stmt_text(s, ":about", l->feed->about);
    if (stmt_step(s, NOWHERE, e) < 0)
        return -1;
    s = store_stmt(l->db, SQL_batch_new);
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_char(&line, ',');
        csv_write(&line, header[i], ',', false);
    }
    stmt_text(s, ":feed", l->feed->name);
    stmt_text(s, ":source_file", str_of(src->path));
    stmt_text(s, ":sha256", str_of(src->sha256));
    stmt_int(s, ":bytes", src->bytes);
    stmt_text(s, ":arrived_at", str_of(l->env->now));
    stmt_text(s, ":header", buf_view(&line));
    rc = stmt_step(s, NOWHERE, e);
    buf_release(&line);
    b->id = store_last_id(l->db);
    return rc;
}

static int batch_end(const struct load *l, const struct ledger *b,
                     const char *state, const struct err *why, struct err *e)
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
    stmt_text(s, ":note", str_of(why ? why->plain : ""));
    stmt_text(s, ":note_form", str_of(why ? why->form : ""));
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
                       N_("the ledger does not balance: %lld read, %lld "
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
    if (batch_begin(l, src, NULL, 0, &none, &ignored) ||
        batch_end(l, &none, "failed", why, &ignored) ||
        store_commit(l->db, &ignored))
        store_rollback(l->db);
}

static int load_source(const struct load *l, struct source *src,
                       const char *path, struct ledger *b, struct err *e)
{
    struct reader *r = reader_open(l->feed, src, e);
    struct layout *layout;
    struct arena mem = { 0 };
    long reject_id = READY_NO_COLUMN;
    size_t n;
    const str *header;
    int rc = -1;

    if (!r)
        return -1;
    header = reader_header(r, &n);
    layout = layout_bind(l->feed, header, n, (struct where){
                         src->path, reader_header_line(r) }, &mem, e);
    if (!layout || (l->replay && find_reject_id(header, n, path, &reject_id,
                                                e)) || store_begin(l->db, e))
        goto done;
    if (batch_begin(l, src, header, n, b, e) ||
        load_rows(l, r, layout, reject_id, path, b, e) || balance(l, b, e))
        goto rollback;
    if (too_many(l, b) && l->feed->reject_rollback) {
        err_set(e, ERR_DATA, (struct where){ path, 0 },
                N_("%lld of %lld records rejected, more than the feed allows "
                   "(%g%%); nothing was kept"), b->rejected, b->read,
                l->feed->reject_share * 100);
        goto rollback;
    }
    if (batch_end(l, b, "loaded", NULL, e) ||
        (l->commit && l->commit(l->ctx, b, e)) || store_commit(l->db, e))
        goto rollback;
    rc = 0;
    if (too_many(l, b))
        rc = err_set(e, ERR_DATA, (struct where){ path, 0 },
                     N_("%lld of %lld records rejected, more than the feed "
                        "allows (%g%%); the others were kept"), b->rejected,
                     b->read, l->feed->reject_share * 100);
    goto done;
rollback:
    store_rollback(l->db);
    *b = (struct ledger){ 0 };
done:
    reader_close(r);
    arena_release(&mem);
    return rc;
}

/* Was the very same content loaded for this feed before?  -1: error.  To load
 * it again could only put newer versions back. */
static int is_known(const struct load *l, const struct source *src,
                    struct err *e)
{
    struct stmt *s = store_stmt(l->db, SQL_batch_known);
    int known;

    stmt_text(s, ":feed", l->feed->name);
    stmt_text(s, ":sha256", str_of(src->sha256));
    known = stmt_step(s, NOWHERE, e);
    if (known > 0 && l->known == KNOWN_TELL)
        printf(_("batch %lld: %.*s: %s: the same content was loaded on "
                 "%.*s; nothing to do\n"), stmt_col_int(s, "id"),
               PSTR(l->feed->name), src->path,
               PSTR(stmt_col_text(s, "arrived_at")));
    if (known > 0)
        stmt_reset(s);
    return known;
}

/* One source, which is one batch. */
static int load_one(const struct load *l, struct source *src,
                    struct ledger *out, struct err *e)
{
    int rc;

    *out = (struct ledger){ 0 };
    if (l->known != KNOWN_LOAD && (rc = is_known(l, src, e)) != 0)
        return rc < 0 ? -1 : 0;
    rc = load_source(l, src, src->path, out, e);
    if (rc && out->id == 0)
        note_failure(l, src, e);
    if (!rc || out->read)
        load_print(l, src->path, out);
    return rc;
}

static void ledger_add(struct ledger *sum, const struct ledger *b)
{
    sum->read += b->read;
    sum->rejected += b->rejected;
}

/* Several sources in one: an error of one does not stop the next. */
static int load_entries(const struct load *l, const struct source *archive,
                        struct ledger *sum, struct err *e)
{
    struct ledger b;
    struct err one = { 0 };
    long loaded = 0;
    int rc = 0;

    for (long i = 0; i < zipfile_count(archive->zip); i++) {
        struct source src;
        int got = source_member(&src, archive, i, &one);

        loaded += got != 0;
        if (got > 0) {
            got = load_one(l, &src, &b, &one);
            ledger_add(sum, &b);
            source_close(&src);
        }
        if (got < 0 && rc)
            err_print(e, l->env->prog); /* the last is the caller's */
        if (got < 0) {
            *e = one;
            rc = -1;
        }
    }
    return loaded ? rc
           : err_set(e, ERR_INPUT, (struct where){ archive->path, 0 },
                     N_("the archive holds no file of data"));
}

static int load_sheets(const struct load *l, struct source *src,
                       struct ledger *sum, struct err *e)
{
    struct arena mem = { 0 };
    struct ledger b;
    const char *path = src->path;
    char whole[HASH_HEX];
    str *names;
    size_t n;
    int rc = reader_sheets(src, &mem, &names, &n, e);

    memcpy(whole, src->sha256, sizeof whole);
    for (size_t i = 0; i < n && rc == 0; i++) {
        struct hash *h = hash_new();

        hash_add(h, str_of(whole));
        hash_add(h, names[i]);
        hash_hex(h, src->sha256);
        src->sheet = names[i].p;
        src->path = str_fmt(&mem, "%s:%s", path, names[i].p).p;
        rc = load_one(l, src, &b, e);
        ledger_add(sum, &b);
    }
    src->path = path;
    arena_release(&mem);
    return rc;
}

/* All that is in a source.  Who waits for a commit is told of a source that
 * is several batches after the last of them. */
static int load_all(const struct load *l, struct source *src, struct err *e)
{
    bool archive = src->kind == SOURCE_ARCHIVE;
    struct ledger sum = { 0 };
    struct load each = *l;

    if (!archive && !(src->kind == SOURCE_WORKBOOK &&
                      str_is(l->feed->sheet, "all")))
        return load_one(l, src, &sum, e);
    each.commit = NULL;
    if (archive ? load_entries(&each, src, &sum, e)
                : load_sheets(&each, src, &sum, e))
        return -1;
    if (!l->commit)
        return 0;
    if (store_begin(l->db, e))
        return -1;
    if (l->commit(l->ctx, &sum, e) || store_commit(l->db, e)) {
        store_rollback(l->db);
        return -1;
    }
    return 0;
}

int load_file(const struct load *l, const char *path, struct err *e)
{
    struct source src;
    int rc;

    if (source_open(&src, path, e))
        return -1;
    rc = load_all(l, &src, e);
    source_close(&src);
    return rc;
}

int load_bytes(const struct load *l, const char *name, str bytes,
               struct err *e)
{
    struct source src;
    int rc;

    if (source_bytes(&src, name, bytes, e))
        return -1;
    rc = load_all(l, &src, e);
    source_close(&src);
    return rc;
}
