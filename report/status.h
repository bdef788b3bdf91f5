/* status.h - what `duban status` found, for people and for programs. */
#ifndef STATUS_H
#define STATUS_H

#include <stdbool.h>

#include "lib/store.h"

enum { STATUS_FEEDS = 64, STATUS_SOURCES = 3, STATUS_SILENT = 128,
       STATUS_LIMITS = 50, STATUS_WRONGS = 100 };

struct status_feed {
    str name, last_arrival, last_day;
    long long batches, failed, read, made, updated, unchanged, rejected, open;
    long age;                   /* days since the last arrival */
};

enum volume { VOLUME_NORMAL, VOLUME_LOW, VOLUME_HIGH,
              VOLUME_UNKNOWN };         /* no 4 days of its kind, or not yet
                                         * summed up */

/* A source's newest whole day against the last 8 days of its kind: the
 * weekday, or the holidays, or the weekends that are worked. */
struct status_volume {
    str source, day;
    enum volume verdict;
    long long n, least, most;
    double median;
    int days;                           /* of its kind before it, at most 8 */
    struct { str code, name, last_day; } silent[STATUS_SILENT];
    size_t n_silent;                    /* regions used to send that do not */
};

struct status {
    struct arena mem;
    struct status_feed feed[STATUS_FEEDS];
    size_t feeds;
    struct status_volume volume[STATUS_SOURCES];
    size_t volumes;
    long long records, backlog, undecided, stale, bytes, wal, free;
    struct { str rule; long long records; } limit[STATUS_LIMITS];
    size_t limits;              /* the rules that hit one on most records */
    str backup, backup_file;            /* the last one; "" none */
    long long backup_bytes;
    long backup_age;                    /* days */
    str wrong[STATUS_WRONGS];
    size_t wrongs;
    const char *now;
};

/* normal, low, high, unknown */
const char *status_volume_name(enum volume v);

int status_text(struct status *st, struct store *db, struct err *e);
void status_json(const struct status *st, struct buf *out);
/* The text format of Prometheus. */
void status_metrics(const struct status *st, struct buf *out);

#endif
