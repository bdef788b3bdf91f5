/* store.c - the door to SQLite: connections, statements, copies. */
#include "lib/store_part.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/banned.h"

enum { PARAMS = 64 };

struct stmt {
    struct store *db;
    sqlite3_stmt *raw;          /* prepared at first use */
    const char *name, *place;
    int rc;                     /* first mistake since store_stmt() */
    char why[200];              /* SQLite's word for it */
    struct { const char *name; int i; } param[PARAMS];  /* by address */
    struct { const char *name; int i; } col[PARAMS];
    int params, cols;
    int next, next_col;         /* they are set, and read, in one order */
    bool own;                   /* of store_query() */
};

static enum err_kind kind_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
        return ERR_IO;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return ERR_PERM;
    case SQLITE_CANTOPEN:
        return ERR_INPUT;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_DATA;
    default:
        return ERR_INTERNAL;
    }
}

static int fail_as(struct store *db, int rc, struct err *e, const char *doing,
                   const char *why)
{
    struct where at = { db->name, 0 };

    if (kind_of(rc) == ERR_DATA ||
        (rc == SQLITE_READONLY && access(db->path, W_OK) == 0))
        return err_set(e, ERR_DATA, at,
                       N_("the database is damaged or is none (%s): restore "
                          "a backup"), why);
    if ((rc & 0xff) == SQLITE_FULL)
        return err_set(e, ERR_IO, at,
                       N_("the disk is full; nothing was stored"));
    if ((rc & 0xff) == SQLITE_IOERR)
        return err_set(e, ERR_IO, at,
                       N_("the disk failed or is full (%s); nothing was "
                          "stored"), why);
    return err_set(e, kind_of(rc), at, "%s: %s", doing, why);
}

static int fail(struct store *db, int rc, struct err *e, const char *doing)
{
    return fail_as(db, rc, e, doing, sqlite3_errmsg(db->raw));
}

static int configure(struct store *db, enum store_mode mode, struct err *e)
{
    int rc;

    sqlite3_extended_result_codes(db->raw, 1);
    sqlite3_busy_timeout(db->raw, 10000);
    sqlite3_db_config(db->raw, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
    sqlite3_db_config(db->raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0,
                      (int *)NULL);
    sqlite3_limit(db->raw, SQLITE_LIMIT_ATTACHED, 0);
    rc = sqlite3_exec(db->raw, "PRAGMA foreign_keys = ON;"
                      "PRAGMA cell_size_check = ON;"
                      "PRAGMA temp_store = MEMORY;"
                      "PRAGMA cache_size = -65536;", NULL, NULL, NULL);
    if (rc == SQLITE_OK && mode == STORE_READ)
        rc = sqlite3_exec(db->raw, "PRAGMA query_only = ON", NULL, NULL,
                          NULL);
    if (rc == SQLITE_OK && mode == STORE_CREATE)        /* long records */
        rc = sqlite3_exec(db->raw, "PRAGMA page_size = 8192", NULL, NULL,
                          NULL);
    return rc == SQLITE_OK ? 0
                           : fail(db, rc, e, _("cannot use the database"));
}

int store_log_ahead(struct store *db, struct err *e)
{
    return store_script(db, "PRAGMA journal_mode = WAL;"
                        "PRAGMA synchronous = FULL;"
                        "PRAGMA journal_size_limit = 67108864;", e);
}

struct store *store_new(const char *path)
{
    struct store *db = mem_grow(NULL, sizeof *db);

    *db = (struct store){ .path = store_full_path(path), .name = path,
                          .lock = -1 };
    db->stmt = mem_grow(NULL, sizeof *db->stmt * SQL_COUNT);
    memset(db->stmt, 0, sizeof *db->stmt * SQL_COUNT);
    return db;
}

int store_connect(struct store *db, enum store_mode mode, struct err *e)
{
    int rc;

    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);         /* costs a lock */
    rc = sqlite3_open_v2(db->path, &db->raw, SQLITE_OPEN_NOFOLLOW |
                         SQLITE_OPEN_NOMUTEX |
                         (mode == STORE_READ ? SQLITE_OPEN_READONLY
                          : SQLITE_OPEN_READWRITE |
                            (mode == STORE_CREATE ? SQLITE_OPEN_CREATE
                                                  : 0)), NULL);
    return rc == SQLITE_OK ? configure(db, mode, e)
           : fail(db, rc, e, _("cannot open the database"));
}

void store_close(struct store *db)
{
    if (!db)
        return;
    for (int i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(db->stmt[i].raw);
    sqlite3_close_v2(db->raw);
    if (db->lock >= 0)
        close(db->lock);
    mem_free(db->stmt);
    mem_free(db->path);
    mem_free(db);
}

const char *store_path(const struct store *db)
{
    return db->path;
}

int store_script(struct store *db, const char *text, struct err *e)
{
    int rc = sqlite3_exec(db->raw, text, NULL, NULL, NULL);

    return rc == SQLITE_OK ? 0 : fail(db, rc, e, _("cannot change the "
                                                   "database"));
}

int store_begin(struct store *db, struct err *e)
{
    return store_script(db, "BEGIN IMMEDIATE", e);
}

int store_commit(struct store *db, struct err *e)
{
    return store_script(db, "COMMIT", e);
}

void store_rollback(struct store *db)
{
    for (int i = 0; i < SQL_COUNT; i++)
        if (db->stmt[i].raw)
            sqlite3_reset(db->stmt[i].raw);
    if (!sqlite3_get_autocommit(db->raw))
        sqlite3_exec(db->raw, "ROLLBACK", NULL, NULL, NULL);
}

long long store_last_id(const struct store *db)
{
    return sqlite3_last_insert_rowid(db->raw);
}

long long store_changes(const struct store *db)
{
    return sqlite3_changes64(db->raw);
}

struct stmt *store_stmt(struct store *db, enum sql_id id)
{
    struct stmt *s = &db->stmt[id];

    if (!s->raw) {
        const char *tail;

        s->db = db;
        s->name = sql[id].name;
        s->place = sql[id].place;
        s->rc = sqlite3_prepare_v3(db->raw, sql[id].text, -1,
                                   SQLITE_PREPARE_PERSISTENT, &s->raw, &tail);
        snprintf(s->why, sizeof s->why, "%s", sqlite3_errmsg(db->raw));
        return s;
    }
    sqlite3_reset(s->raw);
    sqlite3_clear_bindings(s->raw);
    s->rc = SQLITE_OK;
    return s;
}

static int parameter(struct stmt *s, const char *name)
{
    int i;

    if (s->rc != SQLITE_OK)
        return 0;
    for (int k = 0, at = s->next; k < s->params; k++, at++) {
        at = at < s->params ? at : 0;
        if (s->param[at].name == name) {
            s->next = at + 1;
            return s->param[at].i;
        }
    }
    i = sqlite3_bind_parameter_index(s->raw, name);
    if (i == 0)
        s->rc = SQLITE_RANGE;           /* no such :name in the .sql */
    else if (!s->own && s->params < PARAMS) {
        s->param[s->params].name = name;
        s->param[s->params++].i = i;
    }
    return i;
}

void stmt_text(struct stmt *s, const char *name, str v)
{
    int i = parameter(s, name);

    if (s->rc == SQLITE_OK)
        s->rc = sqlite3_bind_text64(s->raw, i, v.p ? v.p : "", v.n,
                                    SQLITE_STATIC, SQLITE_UTF8);
}

void stmt_text_or_null(struct stmt *s, const char *name, str v)
{
    if (v.n)
        stmt_text(s, name, v);
    else
        stmt_null(s, name);
}

void stmt_int(struct stmt *s, const char *name, long long v)
{
    int i = parameter(s, name);

    if (s->rc == SQLITE_OK)
        s->rc = sqlite3_bind_int64(s->raw, i, v);
}

void stmt_real(struct stmt *s, const char *name, double v)
{
    int i = parameter(s, name);

    if (s->rc == SQLITE_OK)
        s->rc = sqlite3_bind_double(s->raw, i, v);
}

void stmt_null(struct stmt *s, const char *name)
{
    int i = parameter(s, name);

    if (s->rc == SQLITE_OK)
        s->rc = sqlite3_bind_null(s->raw, i);
}

void stmt_blob(struct stmt *s, const char *name, str v)
{
    int i = parameter(s, name);

    if (s->rc == SQLITE_OK)
        s->rc = sqlite3_bind_blob64(s->raw, i, v.p ? v.p : "", v.n,
                                    SQLITE_STATIC);
}

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Why a step failed, with s->why: by our fault, that of whoever asked, or the
 * database's. */
static int failed(struct stmt *s, int rc, struct where at, struct err *e)
{
    if (rc == SQLITE_INTERRUPT)
        return err_set(e, ERR_DATA, at, N_("the query took too long and was "
                                           "stopped"));
    if (rc == SQLITE_RANGE)
        return err_set(e, ERR_INTERNAL, at,
                       N_("no such parameter, in %s (%s)"), s->name, s->place);
    if (kind_of(rc) != ERR_INTERNAL)
        return fail_as(s->db, rc, e, s->name, s->why);
    if (store_broken(s->db, s->own))
        return fail_as(s->db, SQLITE_CORRUPT, e, s->name, s->why);
    if (s->own)
        return err_set(e, ERR_USAGE, at, "%s", s->why);
    return err_set(e, ERR_INTERNAL, at, N_("%s, in %s (%s)"), s->why, s->name,
                   s->place);
}

int stmt_step(struct stmt *s, struct where at, struct err *e)
{
    int rc = s->rc ? s->rc : sqlite3_step(s->raw);

    if (rc == SQLITE_ROW)
        return 1;
    if (rc == SQLITE_DONE) {
        sqlite3_reset(s->raw);
        return 0;
    }
    if (!s->rc)
        snprintf(s->why, sizeof s->why, "%s", sqlite3_errmsg(s->db->raw));
    if (s->raw)
        sqlite3_reset(s->raw);
    return failed(s, rc, at, e);
}

void stmt_reset(struct stmt *s)
{
    sqlite3_reset(s->raw);
}

static int column(struct stmt *s, const char *name)
{
    int n;

    for (int k = 0; k < s->cols; k++) {
        s->next_col = s->next_col + 1 < s->cols ? s->next_col + 1 : 0;
        if (s->col[s->next_col].name == name)
            return s->col[s->next_col].i;
    }
    n = sqlite3_column_count(s->raw);
    for (int i = 0; i < n; i++)
        if (strcmp(sqlite3_column_name(s->raw, i), name) == 0) {
            if (s->cols < PARAMS) {
                s->col[s->cols].name = name;
                s->col[s->cols++].i = i;
            }
            return i;
        }
    panic("no column %s in %s (%s)", name, s->name, s->place);
}

str stmt_at(struct stmt *s, int i)
{
    const char *p = (const char *)sqlite3_column_text(s->raw, i);

    return (str){ p, p ? (size_t)sqlite3_column_bytes(s->raw, i) : 0 };
}

str stmt_col_text(struct stmt *s, const char *name)
{
    return stmt_at(s, column(s, name));
}

long long stmt_col_int(struct stmt *s, const char *name)
{
    return sqlite3_column_int64(s->raw, column(s, name));
}

double stmt_col_real(struct stmt *s, const char *name)
{
    return sqlite3_column_double(s->raw, column(s, name));
}

bool stmt_col_null(struct stmt *s, const char *name)
{
    return sqlite3_column_type(s->raw, column(s, name)) == SQLITE_NULL;
}

int stmt_columns(struct stmt *s)
{
    return sqlite3_column_count(s->raw);
}

const char *stmt_name(struct stmt *s, int i)
{
    return sqlite3_column_name(s->raw, i);
}

bool stmt_number(struct stmt *s, int i)
{
    int type = sqlite3_column_type(s->raw, i);

    return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

bool stmt_param(struct stmt *s, const char *name)
{
    return s->raw && sqlite3_bind_parameter_index(s->raw, name) > 0;
}

/* A person's query may read, and call functions that only compute. */
static int only_reading(void *hidden, int action, const char *a, const char *b,
                        const char *c, const char *d)
{
    (void)c;
    if (action == SQLITE_READ && !d && guard_hides(hidden, a, b))
        return SQLITE_DENY;
    if (action == SQLITE_SELECT || action == SQLITE_READ ||
        action == SQLITE_RECURSIVE)
        return SQLITE_OK;
    return action == SQLITE_FUNCTION && b && guard_computes(b)
           ? SQLITE_OK : SQLITE_DENY;
}

static int too_long(void *db)
{
    return seconds() > ((struct store *)db)->deadline;
}

struct stmt *store_query(struct store *db, str text, double limit,
                         const char *const *hidden, struct err *e)
{
    struct stmt *s = mem_grow(NULL, sizeof *s);
    const char *tail = NULL;
    int rc;

    memset(s, 0, sizeof *s);
    s->db = db;
    s->name = "query";
    s->place = "-";
    s->own = true;
    sqlite3_limit(db->raw, SQLITE_LIMIT_LENGTH, 16 << 20);
    sqlite3_set_authorizer(db->raw, only_reading, (void *)hidden);
    rc = sqlite3_prepare_v3(db->raw, text.p, (int)text.n, 0, &s->raw, &tail);
    sqlite3_set_authorizer(db->raw, NULL, NULL);
    if (rc == SQLITE_OK && s->raw && !sqlite3_stmt_readonly(s->raw))
        rc = SQLITE_AUTH;               /* VACUUM INTO asks nobody */
    if (rc == SQLITE_OK && s->raw) {
        while (tail < text.p + text.n && (strchr(" \t\r\n;", *tail)))
            tail++;
        if (tail < text.p + text.n) {
            err_set(e, ERR_USAGE, NOWHERE,
                    N_("one statement at a time, please"));
            stmt_close(s);
            return NULL;
        }
        db->deadline = seconds() + limit;
        sqlite3_progress_handler(db->raw, 10000, too_long, db);
        return s;
    }
    if (rc == SQLITE_AUTH)
        err_set(e, ERR_PERM, NOWHERE,
                N_("queries may only read, and not everything: %s"),
                s->raw ? _("it would write a file")
                       : sqlite3_errmsg(db->raw));
    else if (rc == SQLITE_OK)
        err_set(e, ERR_USAGE, NOWHERE, N_("an empty query"));
    else {
        snprintf(s->why, sizeof s->why, "%s", sqlite3_errmsg(db->raw));
        failed(s, rc, NOWHERE, e);
    }
    stmt_close(s);
    return NULL;
}

void stmt_close(struct stmt *s)
{
    if (!s || !s->own)
        return;
    sqlite3_finalize(s->raw);
    sqlite3_progress_handler(s->db->raw, 0, NULL, NULL);
    mem_free(s);
}

int store_check_statements(struct store *db, struct err *e)
{
    for (int i = 0; i < SQL_COUNT; i++) {
        sqlite3_stmt *raw = NULL;
        const char *tail = NULL;
        int rc = sqlite3_prepare_v2(db->raw, sql[i].text, -1, &raw, &tail);

        sqlite3_finalize(raw);
        if (rc != SQLITE_OK)
            return err_set(e, ERR_INTERNAL, NOWHERE, "%s (%s): %s",
                           sql[i].name, sql[i].place,
                           sqlite3_errmsg(db->raw));
        while (*tail && strchr(" \t\r\n", *tail))
            tail++;
        if (!raw || *tail)
            return err_set(e, ERR_INTERNAL, NOWHERE,
                           "%s (%s): not one whole statement", sql[i].name,
                           sql[i].place);
    }
    return 0;
}

int store_compact(struct store *db, struct err *e)
{
    int rc;

    sqlite3_limit(db->raw, SQLITE_LIMIT_ATTACHED, 1);   /* VACUUM needs it */
    rc = store_script(db, "PRAGMA journal_mode = DELETE; VACUUM", e);
    sqlite3_limit(db->raw, SQLITE_LIMIT_ATTACHED, 0);
    return rc;
}

int store_copy(struct store *to, struct store *from, struct err *e)
{
    sqlite3_backup *b;
    int rc = sqlite3_open_v2(to->path, &to->raw, SQLITE_OPEN_READWRITE |
                             SQLITE_OPEN_CREATE, NULL);

    if (rc != SQLITE_OK)
        return fail(to, rc, e, _("cannot write here"));
    b = sqlite3_backup_init(to->raw, "main", from->raw, "main");
    rc = b ? sqlite3_backup_step(b, -1) : sqlite3_errcode(to->raw);
    if (b)
        sqlite3_backup_finish(b);
    return rc == SQLITE_DONE ? 0 : fail(to, rc, e, _("cannot copy"));
}
