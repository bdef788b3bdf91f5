/* json.h - JSON in and out; the only door to yajl.
 *
 * Numbers are kept as the text they are.  Refused: what is no JSON, wrong
 * UTF-8, control characters, half a surrogate pair, more than 512 levels, a key
 * that has two values in an object.
 */
#ifndef LIB_JSON_H
#define LIB_JSON_H

#include <stdbool.h>

#include "lib/csv.h"            /* csv_source: where bytes come from */
#include "lib/err.h"
#include "lib/str.h"

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING,
                 JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_kind kind;
    str text;                   /* of a string or number */
    str key;                    /* as a member of an object */
    long line;                  /* where it begins, from 1 */
    struct json *child, *next;  /* of an array or object */
};

/* One whole JSON text; NULL and *why (static or in the arena) otherwise. */
struct json *json_parse(str text, struct arena *a, const char **why);

/* Member of an object, or NULL; j may be NULL. */
const struct json *json_get(const struct json *j, const char *key);
/* By a path "a.b.0.c"; "" is j itself. */
const struct json *json_at(const struct json *j, str path);

/* Records of a big file, one at a time, memory that of one record.  The
 * records are the elements of the array at `path` ("" the top; a top that is
 * no array is one record); with `lines`, one text a line (NDJSON). */
struct json_stream;
struct json_stream *json_open(const char *name, csv_source *source,
                              void *from, str path, bool lines);
/* 1 a record (until the next call), 0 the end, -1 error.  A bad line of NDJSON,
 * and a record in whose strings or keys something is refused, gives 1 with
 * *record NULL and *why set. */
int json_next(struct json_stream *s, struct json **record, struct where *at,
              const char **why, struct err *e);
void json_close(struct json_stream *s);
/* The bytes of the record last given, as they stood (NDJSON: the line). */
str json_raw(const struct json_stream *s);

/* Writing: a quoted string; wrong UTF-8 becomes U+FFFD.  `<`, `>`, `&`, U+2028
 * and U+2029 are escaped, so that the text can stand inside HTML. */
void json_string(struct buf *out, str s);
void json_write(struct buf *out, const struct json *j);

#endif
