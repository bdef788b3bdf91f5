/* feed.h - a feed definition: schemas/feeds/NAME.yaml, checked. */
#ifndef FEED_H
#define FEED_H

#include <stdbool.h>

#include "lib/arena.h"
#include "lib/csv.h"
#include "lib/err.h"
#include "lib/str.h"

enum feed_format { FEED_AUTO, FEED_CSV, FEED_JSON, FEED_NDJSON, FEED_XLSX };
enum feed_need { NEED_NONE, NEED_HEADER, NEED_VALUE };
enum feed_unknown { UNKNOWN_KEEP, UNKNOWN_EMPTY, UNKNOWN_REJECT };

enum { FEED_FROM_MAX = 8 };

struct web;

struct feed_value { str from, to; };

struct feed_column {            /* one field of the record */
    int field;                  /* index into fields[] of record.c */
    str *from;                  /* headers that mean it: the first of them that
                                 * is not empty in the row counts */
    size_t n_from;
    enum feed_need need;        /* of a header; of a value, else a reject */
    struct feed_value *values;  /* value map; none: as it stands */
    size_t n_values;
    enum feed_unknown unknown;  /* what a value outside the map does */
    str *also;                  /* further headers, appended where not empty */
    size_t n_also;
    str join;                   /* ... after this; a blank by default */
    str constant;               /* a value for every record */
    long line;                  /* in the definition */
};

struct feed {
    str name, source;           /* source: rating, ticket, message */
    str about;                  /* what people call it; its name, if nothing */
    const char *path;           /* of the definition */
    enum feed_format format;    /* auto: by what the file is */
    str encoding;               /* what is not UTF-8 by proof; "" none */
    struct csv_form csv;
    bool guarded;               /* cells may begin with the ' of csv_write() */
    long header_row;            /* 0: the first row with all that is needed */
    str sheet;                  /* name, "first" (visible) or "all" (that are
                                 * visible, each a batch of its own) */
    bool hidden_rows;           /* of a workbook: load them, too */
    bool fill_merged;           /* ... merged cells: the value in each */
    str records;                /* json: path to the array, "" the top */
    str time_format;            /* as for strptime(3), tried first; or "" */
    bool serial_times;          /* a bare number in a time column is a serial */
    struct feed_column *columns;
    size_t n_columns;
    double reject_share;        /* above it the run fails */
    bool reject_rollback;       /* ... and nothing is kept */
    long repeat_days;           /* window of the same text, same reporter */
    struct web *web;            /* where it is fetched from; NULL: files */
    long due_days;              /* working days, where a record has no due_at;
                                 * 0: no default */
};

struct feed *feed_load(const char *schemas, const char *name,
                       struct arena *a, struct err *e);

#endif
