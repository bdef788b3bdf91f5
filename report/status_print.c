/* status_print.c - what status found: tables, JSON, metrics of Prometheus. */
#include <stdio.h>

#include "lib/date.h"
#include "lib/json.h"
#include "report/rows.h"
#include "report/status.h"
#include "lib/banned.h"

enum { LAST = 5, COLUMNS = 16 };

/* A table with its headings in the language of the reader. */
static struct table *begin(const char *const *names, size_t n)
{
    const char *heads[COLUMNS];

    for (size_t i = 0; i < n; i++)
        heads[i] = _(names[i]);
    return table_new(TABLE_TABLE, heads, n);
}

static int finish(struct table *t, struct err *e)
{
    int rc = table_print(t, stdout, e);

    table_free(t);
    return rc;
}

static int feeds(struct status *st, struct err *e)
{
    static const char *const names[] = { N_("feed"), N_("last arrival"),
        N_("last day"), N_("batches"), N_("failed"), N_("read"), N_("new"),
        N_("updated"), N_("unchanged"), N_("rejected"), N_("open rejects") };
    static const bool numbers[] = { false, false, false, true, true, true,
                                    true, true, true, true, true };
    struct table *t = begin(names, 11);

    for (size_t i = 0; i < st->feeds; i++) {
        const struct status_feed *f = &st->feed[i];
        long long n[] = { f->batches, f->failed, f->read, f->made, f->updated,
                          f->unchanged, f->rejected, f->open };
        str cells[11] = { f->name, f->last_arrival, f->last_day };

        for (size_t k = 0; k < 8; k++)
            cells[3 + k] = str_fmt(&st->mem, "%lld", n[k]);
        table_add(t, cells, numbers);
    }
    return finish(t, e);
}

static int volumes(struct status *st, struct err *e)
{
    static const char *const names[] = { N_("source"), N_("day"),
        N_("records"), N_("median"), N_("least"), N_("most"), N_("of days"),
        N_("volume"), N_("silent regions") };
    static const bool numbers[] = { false, false, true, true, true, true,
                                    true, false, true };
    struct table *t = begin(names, 9);

    for (size_t i = 0; i < st->volumes; i++) {
        const struct status_volume *v = &st->volume[i];
        str cells[9] = { v->source, v->day,
            str_fmt(&st->mem, "%lld", v->n), STR(""), STR(""), STR(""),
            str_fmt(&st->mem, "%d", v->days),
            str_of(_(status_volume_name(v->verdict))),
            str_fmt(&st->mem, "%zu", v->n_silent) };

        if (v->days) {
            cells[3] = str_fmt(&st->mem, "%.1f", v->median);
            cells[4] = str_fmt(&st->mem, "%lld", v->least);
            cells[5] = str_fmt(&st->mem, "%lld", v->most);
        }
        table_add(t, cells, numbers);
    }
    return finish(t, e);
}

int status_text(struct status *st, struct store *db, struct err *e)
{
    struct stmt *s;

    if (feeds(st, e))
        return -1;
    if (st->volumes) {
        putchar('\n');
        if (volumes(st, e))
            return -1;
    }
    printf(_("\nrecords %lld, not analysed %lld; database %lld MB, log %lld "
             "MB, disk free %lld MB; last backup "), st->records,
           st->backlog, st->bytes >> 20, st->wal >> 20, st->free >> 20);
    if (st->backup.n)
        printf("%.*s, %.*s\n", PSTR(st->backup), PSTR(st->backup_file));
    else
        printf("%s\n", _("none"));
    printf("%s", _("\nlast batches:\n"));
    s = store_stmt(db, SQL_status_last_batches);
    stmt_int(s, ":most", LAST);
    if (rows_print(s, TABLE_TABLE, LAST, "", e))
        return -1;
    for (size_t i = 0; i < st->wrongs; i++)
        printf(_("%swrong: %.*s\n"), i ? "" : "\n", PSTR(st->wrong[i]));
    return 0;
}

/* --- JSON --- */

static void member(struct buf *b, const char *name, str text)
{
    buf_fmt(b, "\"%s\":", name);
    json_string(b, text);
}

static void json_feed(struct buf *b, const struct status_feed *f)
{
    buf_char(b, '{');
    member(b, "feed", f->name);
    buf_char(b, ',');
    member(b, "last_arrival", f->last_arrival);
    buf_char(b, ',');
    member(b, "last_day", f->last_day);
    buf_fmt(b, ",\"age_days\":%ld,\"batches\":%lld,\"failed\":%lld,"
            "\"read\":%lld,\"new\":%lld,\"updated\":%lld,"
            "\"unchanged\":%lld,\"rejected\":%lld,\"rejects_open\":%lld}",
            f->age, f->batches, f->failed, f->read, f->made, f->updated,
            f->unchanged, f->rejected, f->open);
}

static void json_volume(struct buf *b, const struct status_volume *v)
{
    buf_char(b, '{');
    member(b, "source", v->source);
    buf_char(b, ',');
    member(b, "day", v->day);
    buf_fmt(b, ",\"records\":%lld,\"days\":%d,", v->n, v->days);
    if (v->days)
        buf_fmt(b, "\"median\":%.1f,\"least\":%lld,\"most\":%lld,", v->median,
                v->least, v->most);
    member(b, "volume", str_of(status_volume_name(v->verdict)));
    buf_text(b, ",\"silent\":[");
    for (size_t i = 0; i < v->n_silent; i++) {
        buf_text(b, i ? ",{" : "{");
        member(b, "region", v->silent[i].code);
        buf_char(b, ',');
        member(b, "name", v->silent[i].name);
        buf_char(b, ',');
        member(b, "last_day", v->silent[i].last_day);
        buf_char(b, '}');
    }
    buf_text(b, "]}");
}

void status_json(const struct status *st, struct buf *b)
{
    buf_fmt(b, "{\"well\":%s,\"records\":%lld,\"backlog\":%lld,"
            "\"undecided\":%lld,\"stale_days\":%lld,\"database_bytes\":%lld,"
            "\"wal_bytes\":%lld,\"disk_free_bytes\":%lld,\"backup\":",
            st->wrongs ? "false" : "true", st->records, st->backlog,
            st->undecided, st->stale, st->bytes, st->wal, st->free);
    if (st->backup.n) {
        buf_char(b, '{');
        member(b, "at", st->backup);
        buf_char(b, ',');
        member(b, "file", st->backup_file);
        buf_fmt(b, ",\"bytes\":%lld,\"age_days\":%ld}", st->backup_bytes,
                st->backup_age);
    } else {
        buf_text(b, "null");
    }
    buf_text(b, ",\"limits\":[");
    for (size_t i = 0; i < st->limits; i++) {
        buf_text(b, i ? ",{" : "{");
        member(b, "rule", st->limit[i].rule);
        buf_fmt(b, ",\"records\":%lld}", st->limit[i].records);
    }
    buf_text(b, "],\"wrong\":[");
    for (size_t i = 0; i < st->wrongs; i++) {
        buf_text(b, i ? "," : "");
        json_string(b, st->wrong[i]);
    }
    buf_text(b, "],\"feeds\":[");
    for (size_t i = 0; i < st->feeds; i++) {
        buf_text(b, i ? "," : "");
        json_feed(b, &st->feed[i]);
    }
    buf_text(b, "],\"volume\":[");
    for (size_t i = 0; i < st->volumes; i++) {
        buf_text(b, i ? "," : "");
        json_volume(b, &st->volume[i]);
    }
    buf_text(b, "]}\n");
}

/* --- metrics --- */

/* Its two comment lines; every metric is introduced once, its samples follow
 * at once. */
static void metric(struct buf *b, const char *name, const char *type,
                   const char *help)
{
    buf_fmt(b, "# HELP duban_%s %s\n# TYPE duban_%s %s\n", name, help, name,
            type);
}

static void one(struct buf *b, const char *name, const char *help,
                long long value)
{
    metric(b, name, "gauge", help);
    buf_fmt(b, "duban_%s %lld\n", name, value);
}

/* duban_NAME{LABEL="TEXT", without what ends it. */
static void label(struct buf *b, const char *name, const char *key, str text)
{
    buf_fmt(b, "duban_%s{%s=\"", name, key);
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == '\n')
            buf_text(b, "\\n");
        else if (text.p[i] == '"' || text.p[i] == '\\')
            buf_fmt(b, "\\%c", text.p[i]);
        else
            buf_char(b, text.p[i]);
    buf_char(b, '"');
}

/* Seconds since 1970 of a time in +08:00; 0 where it is none. */
static long long seconds(str time)
{
    struct date d;

    if (!time_read(time, &d))
        return 0;
    return ((date_day(d.year, d.month, d.day) * 24LL + d.hour - 8) * 60 +
            d.minute) * 60 + d.second;
}

static void feed_metrics(const struct status *st, struct buf *b)
{
    static const struct { const char *name, *type, *help; size_t at; } m[] = {
        { "feed_batches_total", "counter", "Files looked at.",
          offsetof(struct status_feed, batches) },
        { "feed_batches_failed_total", "counter", "Files that failed.",
          offsetof(struct status_feed, failed) },
        { "feed_records_read_total", "counter", "Records read.",
          offsetof(struct status_feed, read) },
        { "feed_records_new_total", "counter", "Records that were new.",
          offsetof(struct status_feed, made) },
        { "feed_records_rejected_total", "counter",
          "Records that could not be used.",
          offsetof(struct status_feed, rejected) },
        { "feed_rejects_open", "gauge", "Rejects not yet mended.",
          offsetof(struct status_feed, open) },
    };

    metric(b, "feed_last_arrival_timestamp_seconds", "gauge",
           "When the newest file or page came.");
    for (size_t i = 0; i < st->feeds; i++) {
        label(b, "feed_last_arrival_timestamp_seconds", "feed",
              st->feed[i].name);
        buf_fmt(b, "} %lld\n", seconds(st->feed[i].last_arrival));
    }
    for (size_t k = 0; k < sizeof m / sizeof m[0]; k++) {
        metric(b, m[k].name, m[k].type, m[k].help);
        for (size_t i = 0; i < st->feeds; i++) {
            const char *f = (const char *)&st->feed[i];

            label(b, m[k].name, "feed", st->feed[i].name);
            buf_fmt(b, "} %lld\n", *(const long long *)(f + m[k].at));
        }
    }
}

static void volume_metrics(const struct status *st, struct buf *b)
{
    static const char usual[] = "day_records_usual";

    metric(b, "day_records", "gauge",
           "Records of the newest whole day of the source.");
    for (size_t i = 0; i < st->volumes; i++) {
        label(b, "day_records", "source", st->volume[i].source);
        buf_fmt(b, "} %lld\n", st->volume[i].n);
    }
    metric(b, usual, "gauge", "Records of the last 8 days of its kind.");
    for (size_t i = 0; i < st->volumes; i++) {
        const struct status_volume *v = &st->volume[i];

        if (!v->days)
            continue;
        label(b, usual, "source", v->source);
        buf_fmt(b, ",stat=\"median\"} %.1f\n", v->median);
        label(b, usual, "source", v->source);
        buf_fmt(b, ",stat=\"least\"} %lld\n", v->least);
        label(b, usual, "source", v->source);
        buf_fmt(b, ",stat=\"most\"} %lld\n", v->most);
    }
    metric(b, "day_volume", "gauge",
           "1 for the state that holds: normal, low, high, unknown.");
    for (size_t i = 0; i < st->volumes; i++)
        for (int k = VOLUME_NORMAL; k <= VOLUME_UNKNOWN; k++) {
            label(b, "day_volume", "source", st->volume[i].source);
            buf_fmt(b, ",state=\"%s\"} %d\n", status_volume_name(k),
                    st->volume[i].verdict == (enum volume)k);
        }
    metric(b, "silent_regions", "gauge",
           "Regions used to send that sent nothing for 7 days.");
    for (size_t i = 0; i < st->volumes; i++) {
        label(b, "silent_regions", "source", st->volume[i].source);
        buf_fmt(b, "} %zu\n", st->volume[i].n_silent);
    }
}

void status_metrics(const struct status *st, struct buf *b)
{
    one(b, "well", "1: nothing is wrong.", !st->wrongs);
    one(b, "wrongs", "Things that are wrong.", (long long)st->wrongs);
    one(b, "status_timestamp_seconds", "When this was written.",
        seconds(str_of(st->now)));
    one(b, "records", "Records stored.", st->records);
    one(b, "backlog_records", "Records not analysed yet.", st->backlog);
    one(b, "undecided_records", "Records that hit the limits of a pattern.",
        st->undecided);
    metric(b, "rule_limit_records", "gauge",
           "Records on which a pattern of the rule hit a limit.");
    for (size_t i = 0; i < st->limits; i++) {
        label(b, "rule_limit_records", "rule", st->limit[i].rule);
        buf_fmt(b, "} %lld\n", st->limit[i].records);
    }
    one(b, "stale_days", "Days that wait to be summed up.", st->stale);
    one(b, "database_bytes", "Size of the database.", st->bytes);
    one(b, "wal_bytes", "Size of the log of the database.", st->wal);
    one(b, "disk_free_bytes", "Free on the disk of the database.", st->free);
    if (st->backup.n) {
        one(b, "backup_timestamp_seconds", "When the last backup was made.",
            seconds(st->backup));
        one(b, "backup_bytes", "Size of the last backup.", st->backup_bytes);
    }
    feed_metrics(st, b);
    volume_metrics(st, b);
}
