/* store.h - the only door to SQLite; no other file includes sqlite3.h.
 *
 * Statements live in schemas/<stage>.sql and are asked for by name; the store
 * prepares and owns them.  Setting a parameter never fails visibly: a mistake
 * is kept and comes out of stmt_step(), so callers read: get, set, set, step.
 *
 * Text handed to stmt_text() must live until the step; text that a column
 * gives lives until the next step of the same statement.
 */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>

#include "lib/err.h"
#include "lib/str.h"
#include "gen/sql.h"            /* enum sql_id, made from schemas/ */

struct store;
struct stmt;

enum store_mode {
    STORE_CREATE,               /* make the file if need be, migrate, write */
    STORE_WRITE,                /* must exist; migrated if older */
    STORE_READ,                 /* read only, enforced */
};

/* Open the database at `path` (NULL: $DUBAN_DB, then ./duban.db), which must
 * live until store_close().  Writers
 * hold an exclusive lock on <path>.lock until store_close(); ERR_BUSY when
 * another run has it. */
struct store *store_open(const char *path, enum store_mode mode,
                         struct err *e);
void store_close(struct store *db);             /* NULL is allowed */
const char *store_path(const struct store *db);

int store_begin(struct store *db, struct err *e);       /* IMMEDIATE */
int store_commit(struct store *db, struct err *e);
void store_rollback(struct store *db);
long long store_last_id(const struct store *db);
long long store_changes(const struct store *db);        /* of the last step */

/* A statement with nothing set.  Valid until the same id is asked for again. */
struct stmt *store_stmt(struct store *db, enum sql_id id);

void stmt_text(struct stmt *s, const char *name, str v);
void stmt_text_or_null(struct stmt *s, const char *name, str v); /* "": NULL */
void stmt_int(struct stmt *s, const char *name, long long v);
void stmt_real(struct stmt *s, const char *name, double v);
void stmt_null(struct stmt *s, const char *name);
void stmt_blob(struct stmt *s, const char *name, str v);

/* 1 a row, 0 finished (and reset), -1 error.  `at` is the input record behind
 * this call, or NOWHERE. */
int stmt_step(struct stmt *s, struct where at, struct err *e);
void stmt_reset(struct stmt *s);                /* before the last row */

/* Columns by name; a name that is not there ends the program. */
str stmt_col_text(struct stmt *s, const char *name);
long long stmt_col_int(struct stmt *s, const char *name);
double stmt_col_real(struct stmt *s, const char *name);
bool stmt_col_null(struct stmt *s, const char *name);

/* A person's own statement (query, saved query): one SELECT, read only,
 * nothing but reading allowed by the authorizer, `seconds` at most.  `hidden`,
 * NULL or NULL-ended, lists "table.column"s that only views may read.  Columns
 * by number. Finish with stmt_close(). */
struct stmt *store_query(struct store *db, str sql, double seconds,
                         const char *const *hidden, struct err *e);
int stmt_columns(struct stmt *s);
const char *stmt_name(struct stmt *s, int i);
str stmt_at(struct stmt *s, int i);             /* as text; NULL: {NULL, 0} */
bool stmt_number(struct stmt *s, int i);        /* is it a number? */
bool stmt_param(struct stmt *s, const char *name);  /* has it :name? */
void stmt_close(struct stmt *s);

/* Several statements at once, from a file of ours. */
int store_script(struct store *db, const char *sql, struct err *e);

/* Every statement of schemas/ prepares against this database; for tests. */
int store_check_statements(struct store *db, struct err *e);

/* "ok", or the first complaint: of quick_check, of a statement of ours that
 * does not fit the schema, of foreign_key_check. */
int store_integrity(struct store *db, struct arena *a, str *verdict,
                    struct err *e);

/* Give the space of what was deleted back; one plain file, no log beside. */
int store_compact(struct store *db, struct err *e);

/* A verified copy by SQLite's online backup. */
int store_backup(struct store *db, const char *path, struct err *e);

#endif
