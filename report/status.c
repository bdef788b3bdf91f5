/* status.c - is all well?  Each feed's freshness and volume, rejects, backlog,
 * disk, backup.  What is wrong is said in a line each, and by the exit code. */
#include "report/status.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "lib/date.h"
#include "lib/io.h"
#include "lib/message.h"
#include "report/report.h"
#include "lib/banned.h"

enum { NAMED = 10 };                    /* in a line of what is wrong */

struct status_args {
    const char *db, *metrics;
    long stale;
    bool json;
};

static const struct opt opts[] = {
    FLAG(struct status_args, json, "json", "as JSON, for monitoring"),
    TEXT(struct status_args, metrics, "prometheus", "FILE",
         "as metrics for Prometheus' textfile collector, into FILE (-: "
         "standard output)"),
    INT(struct status_args, stale, "stale", "DAYS",
        "a feed that brought nothing, or no younger records, for DAYS days is "
        "wrong, and so is a last backup that old (default 8)"),
    TEXT(struct status_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

__attribute__((format(printf, 2, 3)))
static void wrong(struct status *s, const char *fmt, ...)
{
    char text[2400];
    va_list ap;

    if (s->wrongs == STATUS_WRONGS)
        return;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    s->wrong[s->wrongs++] = str_dup(&s->mem, str_of(text));
}

static str kept(struct status *st, struct stmt *s, const char *column)
{
    return str_dup(&st->mem, stmt_col_text(s, column));
}

static long days_since(str time, const char *now)
{
    long then, today;

    return date_read(str_head(time, 10), &then) &&
           date_read(str_head(str_of(now), 10), &today) ? today - then : 0;
}

static int feeds(struct status *st, struct store *db, long stale,
                 struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_status_feeds);
    int more;

    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        struct status_feed *f = &st->feed[st->feeds];

        if (st->feeds == STATUS_FEEDS) {
            wrong(st, _("only the first %d feeds are looked at"),
                  STATUS_FEEDS);
            stmt_reset(s);
            return 0;
        }
        st->feeds++;
        f->name = kept(st, s, "feed");
        f->last_arrival = kept(st, s, "last_arrival");
        f->last_day = kept(st, s, "last_day");
        f->batches = stmt_col_int(s, "batches");
        f->failed = stmt_col_int(s, "failed");
        f->read = stmt_col_int(s, "n_read");
        f->made = stmt_col_int(s, "n_new");
        f->updated = stmt_col_int(s, "n_updated");
        f->unchanged = stmt_col_int(s, "n_unchanged");
        f->rejected = stmt_col_int(s, "n_rejected");
        f->open = stmt_col_int(s, "rejects_open");
        f->age = days_since(f->last_arrival, st->now);
        if (f->age > stale)
            wrong(st, _("feed %.*s: nothing came for %ld days"),
                  PSTR(f->name), f->age);
        else if (f->last_day.n && days_since(f->last_day, st->now) > stale)
            wrong(st, _("feed %.*s: its newest record is of %.*s"),
                  PSTR(f->name), PSTR(f->last_day));
    }
    return more;
}

static int failed(struct status *st, struct store *db, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_status_failed_last);
    int more;

    while ((more = stmt_step(s, NOWHERE, e)) > 0)
        wrong(st, _("feed %.*s: the last file failed: %.*s: %.*s"),
              PSTR(stmt_col_text(s, "feed")),
              PSTR(stmt_col_text(s, "source_file")),
              PSTR(message_shown(&st->mem, stmt_col_text(s, "note_form"),
                                 stmt_col_text(s, "note"))));
    return more;
}

/* --- volume --- */

const char *status_volume_name(enum volume v)
{
    static const char *const names[] = { N_("normal"), N_("low"), N_("high"),
                                         N_("unknown") };

    return names[v];
}

static int by_value(const void *a, const void *b)
{
    long long x = *(const long long *)a, y = *(const long long *)b;

    return (x > y) - (x < y);
}

/* Outside of what the days of its kind had, and by a factor of two: a quiet or
 * a busy day alone is no news. */
static void judge(struct status_volume *v, long long *before, bool stale)
{
    int n = v->days;

    v->verdict = VOLUME_UNKNOWN;
    if (n == 0)
        return;
    qsort(before, (size_t)n, sizeof *before, by_value);
    v->least = before[0];
    v->most = before[n - 1];
    v->median = (double)(before[(n - 1) / 2] + before[n / 2]) / 2;
    if (n < 4 || stale)
        return;
    v->verdict = v->n < v->least && (double)v->n * 2 < v->median ? VOLUME_LOW
               : v->n > v->most && (double)v->n > v->median * 2 ? VOLUME_HIGH
               : VOLUME_NORMAL;
}

static int day_volume(struct status_volume *v, struct store *db,
                      struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_status_volume);
    long long before[8];
    bool stale = false;
    int more;

    stmt_text(s, ":source", v->source);
    stmt_text(s, ":day", v->day);
    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        long long n = stmt_col_int(s, "n");

        stale = stale || stmt_col_int(s, "stale");
        if (stmt_col_int(s, "nth") == 0)
            v->n = n;
        else if (v->days < 8)
            before[v->days++] = n;
    }
    if (more == 0)
        judge(v, before, stale);
    return more;
}

static int silent(struct status *st, struct status_volume *v,
                  struct store *db, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_status_silent);
    int more;

    stmt_text(s, ":source", v->source);
    stmt_text(s, ":day", v->day);
    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        if (v->n_silent == STATUS_SILENT)
            continue;
        v->silent[v->n_silent].code = kept(st, s, "code");
        v->silent[v->n_silent].name = kept(st, s, "name");
        v->silent[v->n_silent++].last_day = kept(st, s, "last_day");
    }
    return more;
}

static void volume_wrong(struct status *st, const struct status_volume *v)
{
    str names = STR("");

    if (v->verdict == VOLUME_LOW || v->verdict == VOLUME_HIGH)
        wrong(st, _("%.*s: %lld records of %.*s; the last %d days of its kind "
                    "had %lld to %lld"), PSTR(v->source), v->n, PSTR(v->day),
              v->days, v->least, v->most);
    for (size_t i = 0; i < v->n_silent && i < NAMED; i++)
        names = str_fmt(&st->mem, "%.*s %.*s", PSTR(names),
                        PSTR(v->silent[i].name));
    if (v->n_silent)
        wrong(st, _("%.*s: regions used to send that sent nothing in the 7 "
                    "days up to %.*s: %zu:%.*s%s"), PSTR(v->source),
              PSTR(v->day), v->n_silent, PSTR(names),
              v->n_silent > NAMED ? " ..." : "");
}

static int volumes(struct status *st, struct store *db, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_status_sources);
    int more;

    while ((more = stmt_step(s, NOWHERE, e)) > 0 &&
           st->volumes < STATUS_SOURCES) {
        struct status_volume *v = &st->volume[st->volumes++];

        v->source = kept(st, s, "source");
        v->day = kept(st, s, "day");
    }
    if (more < 0)
        return -1;
    for (size_t i = 0; i < st->volumes; i++) {
        if (day_volume(&st->volume[i], db, e) ||
            silent(st, &st->volume[i], db, e))
            return -1;
        volume_wrong(st, &st->volume[i]);
    }
    return 0;
}

/* --- the rest --- */

static int backlog(struct status *st, struct store *db, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_status_backlog);

    if (stmt_step(s, NOWHERE, e) < 0)
        return -1;
    st->records = stmt_col_int(s, "records");
    st->backlog = stmt_col_int(s, "backlog");
    st->undecided = stmt_col_int(s, "undecided");
    st->stale = stmt_col_int(s, "stale");
    stmt_reset(s);
    if (st->backlog)
        wrong(st, _("%lld records are not analysed yet (duban analyze)"),
              st->backlog);
    if (st->stale)
        wrong(st, _("%lld days wait to be summed up (duban analyze)"),
              st->stale);
    return 0;
}

/* Whose patterns were left undecided, and on how many records. */
static int limits(struct status *st, struct store *db, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_status_limits);
    str names = STR("");
    int more;

    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        if (st->limits == STATUS_LIMITS)
            continue;
        st->limit[st->limits].rule = kept(st, s, "rule");
        st->limit[st->limits++].records = stmt_col_int(s, "records");
    }
    for (size_t i = 0; i < st->limits && i < NAMED; i++)
        names = str_fmt(&st->mem, "%.*s%s %.*s %lld", PSTR(names),
                        i ? "," : ":", PSTR(st->limit[i].rule),
                        st->limit[i].records);
    if (st->undecided)
        wrong(st, _("%lld records hit the limits of a pattern%.*s%s"),
              st->undecided, PSTR(names), st->limits > NAMED ? " ..." : "");
    return more;
}

/* Where none was ever made by `duban backup`, something else may do it. */
static int backup(struct status *st, struct store *db, long stale,
                  struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_status_backup);
    int row = stmt_step(s, NOWHERE, e);

    st->backup = st->backup_file = STR("");
    if (row <= 0)
        return row;
    st->backup = kept(st, s, "at");
    st->backup_file = kept(st, s, "file");
    st->backup_bytes = stmt_col_int(s, "bytes");
    st->backup_age = days_since(st->backup, st->now);
    stmt_reset(s);
    if (st->backup_age > stale)
        wrong(st, _("the last backup is %ld days old (duban backup)"),
              st->backup_age);
    return 0;
}

static void disk(struct status *st, const struct store *db)
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

/* Numbers only: readable by the folder's group, to which a collector that runs
 * as another user can belong. */
static int metrics_file(const char *path, str text, struct err *e)
{
    struct io_out o;

    if (io_create(&o, path, e))
        return -1;
    if (fchmod(fileno(o.file), 0640) != 0 ||
        fwrite(text.p, 1, text.n, o.file) != text.n) {
        err_sys(e, (struct where){ path, 0 }, N_("cannot write"));
        io_abort(&o);
        return -1;
    }
    return io_commit(&o, e);
}

static int tell(struct status *st, const struct status_args *o,
                struct store *db, struct err *e)
{
    struct buf b = { 0 };
    int rc = 0;

    if (!o->json && !o->metrics)
        return status_text(st, db, e);
    if (o->json)
        status_json(st, &b);
    else
        status_metrics(st, &b);
    if (o->json || strcmp(o->metrics, "-") == 0)
        fwrite(b.p, 1, b.n, stdout);
    else
        rc = metrics_file(o->metrics, buf_view(&b), e);
    buf_release(&b);
    return rc;
}

static int run(const struct env *env, void *args, int argc, char **argv,
               struct err *e)
{
    const struct status_args *o = args;
    long days = o->stale ? o->stale : 8;
    struct status st = { .now = env->now };
    struct store *db;
    int rc = -1;

    (void)argc, (void)argv;
    if (o->json && o->metrics)
        return err_set(e, ERR_USAGE, NOWHERE,
                       N_("--json or --prometheus, not both"));
    db = store_open(o->db, STORE_READ, e);
    if (!db)
        return -1;
    if (feeds(&st, db, days, e) || failed(&st, db, e) ||
        volumes(&st, db, e) || backlog(&st, db, e) ||
        limits(&st, db, e) || backup(&st, db, days, e))
        goto done;
    disk(&st, db);
    if (tell(&st, o, db, e))
        goto done;
    rc = st.wrongs ? ERR_DATA : 0;
done:
    arena_release(&st.mem);
    store_close(db);
    return rc;
}

const struct command cmd_status = {
    "status", "", "freshness and volume of each feed, backlog, disk, backup",
    "Volume: a source's newest whole day (the last that has records; where\n"
    "files come nightly, yesterday) against the last 8 days of its kind (the\n"
    "weekday; holidays, and weekends that are worked, by the calendar).\n"
    "It is low when it is below all of them and below half their median, high\n"
    "when above all and above twice. A region is silent when 7 days brought\n"
    "nothing and the 28 before at least 40 records.\n"
    "Exit code 65 when something is wrong; the lines say what.",
    opts, sizeof opts / sizeof opts[0], sizeof(struct status_args), 0, 0, run
};
