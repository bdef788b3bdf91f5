/* status.c - is all well?  Each feed's freshness and volume, rejects, backlog,
 * disk.  What is wrong is said in a line each, and by the exit code. */
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "lib/date.h"
#include "lib/json.h"
#include "lib/message.h"
#include "report/report.h"
#include "report/rows.h"
#include "lib/banned.h"

enum { FEEDS = 64, WRONGS = 100, LAST = 5 };

struct status_args {
    const char *db;
    long stale;
    bool json;
};

static const struct opt opts[] = {
    FLAG(struct status_args, json, "json", "as JSON, for monitoring"),
    INT(struct status_args, stale, "stale", "DAYS",
        "a feed that brought nothing for DAYS days is wrong (default 8)"),
    TEXT(struct status_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

struct feed_state {
    str name, last_arrival, last_day;
    long long batches, failed, read, made, updated, unchanged, rejected, open;
    long age;                   /* days since the last arrival */
};

struct state {
    struct arena mem;
    struct feed_state feed[FEEDS];
    size_t feeds;
    long long records, backlog, undecided, bytes, wal, free;
    str wrong[WRONGS];
    size_t wrongs;
};

__attribute__((format(printf, 2, 3)))
static void wrong(struct state *s, const char *fmt, ...)
{
    char text[500];
    va_list ap;

    if (s->wrongs == WRONGS)
        return;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    s->wrong[s->wrongs++] = str_dup(&s->mem, str_of(text));
}

static long days_since(str time, const char *now)
{
    long then, today;

    return date_read(str_head(time, 10), &then) &&
           date_read(str_head(str_of(now), 10), &today) ? today - then : 0;
}

static int feeds(struct state *st, struct store *db, const struct env *env,
                 long stale, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_status_feeds);
    int more;

    while ((more = stmt_step(s, NOWHERE, e)) > 0 && st->feeds < FEEDS) {
        struct feed_state *f = &st->feed[st->feeds++];

        f->name = str_dup(&st->mem, stmt_col_text(s, "feed"));
        f->last_arrival = str_dup(&st->mem, stmt_col_text(s, "last_arrival"));
        f->last_day = str_dup(&st->mem, stmt_col_text(s, "last_day"));
        f->batches = stmt_col_int(s, "batches");
        f->failed = stmt_col_int(s, "failed");
        f->read = stmt_col_int(s, "n_read");
        f->made = stmt_col_int(s, "n_new");
        f->updated = stmt_col_int(s, "n_updated");
        f->unchanged = stmt_col_int(s, "n_unchanged");
        f->rejected = stmt_col_int(s, "n_rejected");
        f->open = stmt_col_int(s, "rejects_open");
        f->age = days_since(f->last_arrival, env->now);
        if (f->age > stale)
            wrong(st, _("feed %.*s: nothing came for %ld days"),
                  PSTR(f->name), f->age);
    }
    if (more > 0)
        stmt_reset(s);
    return more < 0 ? -1 : 0;
}

static int failed(struct state *st, struct store *db, struct err *e)
{
    struct arena mem = { 0 };
    struct stmt *s = store_stmt(db, SQL_status_failed_last);
    int more;

    while ((more = stmt_step(s, NOWHERE, e)) > 0)
        wrong(st, _("feed %.*s: the last file failed: %.*s: %.*s"),
              PSTR(stmt_col_text(s, "feed")),
              PSTR(stmt_col_text(s, "source_file")),
              PSTR(message_shown(&mem, stmt_col_text(s, "note_form"),
                                 stmt_col_text(s, "note"))));
    arena_release(&mem);
    return more;
}

static int backlog(struct state *st, struct store *db, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_status_backlog);
    long long stale;

    if (stmt_step(s, NOWHERE, e) < 0)
        return -1;
    st->records = stmt_col_int(s, "records");
    st->backlog = stmt_col_int(s, "backlog");
    st->undecided = stmt_col_int(s, "undecided");
    stale = stmt_col_int(s, "stale");
    stmt_reset(s);
    if (st->backlog)
        wrong(st, _("%lld records are not analysed yet (duban analyze)"),
              st->backlog);
    if (stale)
        wrong(st, _("%lld days wait to be summed up (duban analyze)"), stale);
    if (st->undecided)
        wrong(st, _("%lld records hit the limits of a pattern "
                    "(duban rules coverage)"), st->undecided);
    return 0;
}

static void disk(struct state *st, const struct store *db)
{
    const char *path = store_path(db);
    str wal = str_fmt(&st->mem, "%s-wal", path);
    struct statvfs fs;
    struct stat f;

    if (stat(path, &f) == 0)
        st->bytes = f.st_size;
    if (stat(wal.p, &f) == 0)
        st->wal = f.st_size;
    if (statvfs(path, &fs) == 0)
        st->free = (long long)fs.f_bavail * (long long)fs.f_frsize;
    if (st->free < 2 * st->bytes + (64LL << 20))
        wrong(st, _("only %lld MB free on the disk of the database"),
              st->free >> 20);
}

static void as_json(const struct state *st)
{
    struct buf b = { 0 };

    buf_fmt(&b, "{\"well\":%s,\"records\":%lld,\"backlog\":%lld,"
            "\"undecided\":%lld,\"database_bytes\":%lld,\"wal_bytes\":%lld,"
            "\"disk_free_bytes\":%lld,\"wrong\":[",
            st->wrongs ? "false" : "true", st->records, st->backlog,
            st->undecided, st->bytes, st->wal, st->free);
    for (size_t i = 0; i < st->wrongs; i++) {
        buf_text(&b, i ? "," : "");
        json_string(&b, st->wrong[i]);
    }
    buf_text(&b, "],\"feeds\":[");
    for (size_t i = 0; i < st->feeds; i++) {
        const struct feed_state *f = &st->feed[i];

        buf_text(&b, i ? ",{\"feed\":" : "{\"feed\":");
        json_string(&b, f->name);
        buf_text(&b, ",\"last_arrival\":");
        json_string(&b, f->last_arrival);
        buf_text(&b, ",\"last_day\":");
        json_string(&b, f->last_day);
        buf_fmt(&b, ",\"age_days\":%ld,\"batches\":%lld,\"failed\":%lld,"
                "\"read\":%lld,\"new\":%lld,\"updated\":%lld,"
                "\"unchanged\":%lld,\"rejected\":%lld,\"rejects_open\":%lld}",
                f->age, f->batches, f->failed, f->read, f->made, f->updated,
                f->unchanged, f->rejected, f->open);
    }
    buf_text(&b, "]}\n");
    fwrite(b.p, 1, b.n, stdout);
    buf_release(&b);
}

static int as_text(struct state *st, struct store *db, struct err *e)
{
    static const char *const names[] = { N_("feed"), N_("last arrival"),
        N_("last day"), N_("batches"), N_("failed"), N_("read"), N_("new"),
        N_("updated"), N_("unchanged"), N_("rejected"), N_("open rejects") };
    static const bool numbers[11] = { false, false, false, true, true, true,
                                      true, true, true, true, true };
    const char *heads[11];
    struct table *t;
    struct stmt *s;
    int rc;

    for (size_t i = 0; i < 11; i++)
        heads[i] = _(names[i]);
    t = table_new(TABLE_TABLE, heads, 11);
    for (size_t i = 0; i < st->feeds; i++) {
        const struct feed_state *f = &st->feed[i];
        long long n[] = { f->batches, f->failed, f->read, f->made, f->updated,
                          f->unchanged, f->rejected, f->open };
        str cells[11] = { f->name, f->last_arrival, f->last_day };

        for (size_t k = 0; k < 8; k++)
            cells[3 + k] = str_fmt(&st->mem, "%lld", n[k]);
        table_add(t, cells, numbers);
    }
    rc = table_print(t, stdout, e);
    table_free(t);
    if (rc)
        return -1;
    printf(_("\nrecords %lld, not analysed %lld; database %lld MB, log %lld "
             "MB, disk free %lld MB\n\nlast batches:\n"), st->records,
           st->backlog, st->bytes >> 20, st->wal >> 20, st->free >> 20);
    s = store_stmt(db, SQL_status_last_batches);
    stmt_int(s, ":most", LAST);
    if (rows_print(s, TABLE_TABLE, LAST, "", e))
        return -1;
    for (size_t i = 0; i < st->wrongs; i++)
        printf(_("%swrong: %.*s\n"), i ? "" : "\n", PSTR(st->wrong[i]));
    return 0;
}

static int run(const struct env *env, void *args, int argc, char **argv,
               struct err *e)
{
    const struct status_args *o = args;
    struct store *db = store_open(o->db, STORE_READ, e);
    struct state st = { 0 };
    int rc = -1;

    (void)argc, (void)argv;
    if (!db)
        return -1;
    if (feeds(&st, db, env, o->stale ? o->stale : 8, e) ||
        failed(&st, db, e) || backlog(&st, db, e))
        goto done;
    disk(&st, db);
    if (o->json)
        as_json(&st);
    else if (as_text(&st, db, e))
        goto done;
    rc = st.wrongs ? ERR_DATA : 0;
done:
    arena_release(&st.mem);
    store_close(db);
    return rc;
}

const struct command cmd_status = {
    "status", "", "freshness and volume of each feed, backlog, disk",
    "Exit code 65 when something is wrong; the lines say what.",
    opts, sizeof opts / sizeof opts[0], sizeof(struct status_args), 0, 0, run
};
