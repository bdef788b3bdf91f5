/* record.h - one record on its way from a row to the table feedback. */
#ifndef RECORD_H
#define RECORD_H

#include "ingest/feed.h"
#include "ingest/place.h"
#include "ingest/reader.h"

struct workdays;

struct record {                 /* columns of table feedback; "" is NULL */
    str source_id, case_no, created_at;
    str region_text, dept_text, kind, channel, title, text;
    str item_code, item_name, tags, status, due_at, closed_at;
    str reply, replied_at, updated_at;
    str reporter_phone, reporter_name, reporter_id;     /* never stored */
    long long rating;           /* 1..5; 0 none; */
    long long satisfied;
    long long is_default, responded, solved, visited;   /* -1 unknown */
    long long reopened, returned;
    long long appealed, unreasonable;   /* either leaves the record out */
    bool due_default;                   /* due_at was not sent, but counted */
    str region, dept_id;        /* resolved */
};

enum field_type { FIELD_TEXT, FIELD_WORD, FIELD_CODE, FIELD_TIME, FIELD_LEVEL,
                  FIELD_BOOL, FIELD_COUNT };

struct field {
    const char *name;
    size_t offset;
    enum field_type type;
};

extern const struct field fields[];
extern const int fields_n;

struct bad {                    /* why a record cannot be used */
    const char *column;         /* header as in the file */
    const char *code;           /* reason code */
    str reason;                 /* for people */
};

struct gap_note { const char *column; str value; };     /* kept, not known */

struct layout;                  /* which cell of a file holds which field */

/* Find the feed's columns in a header; NULL when a required one is not there
 * or a header stands twice. */
struct layout *layout_bind(const struct feed *f, const str *header, size_t n,
                           struct where at, struct arena *a, struct err *e);

/* What the feed makes of column i of the file. */
enum use { USE_TEXT, USE_CODE, USE_REPORTER };

enum use layout_use(const struct layout *l, size_t i);

struct mapper {                 /* what mapping needs beside the row */
    const struct feed *feed;
    const struct layout *layout;
    struct places *places;
    const struct workdays *workdays;
    bool from_1904;
};

enum { GAPS = 8 };

/* The reason of a reject, as stored, in the language of whoever reads it. */
str record_reason_shown(struct arena *a, str code, str stored);

/* Turn a row into a record: decode times and values, clean and mask texts,
 * resolve region and unit.  false: *bad says why.  Gaps are added to the
 * *n_gaps that are there. */
bool record_map(struct record *out, const struct reader_row *row,
                const struct mapper *m, struct arena *a, struct bad *bad,
                struct gap_note *gaps, size_t *n_gaps);

#endif
