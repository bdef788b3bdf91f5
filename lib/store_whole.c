/* store_whole.c - a database as a whole: locked, opened, brought up to date,
 * checked, copied. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gen/migrate.h"
#include "lib/store_part.h"
#include "lib/banned.h"

/* A lock that dies with its owner; the file stays. */
static int lock_take(struct store *db, struct err *e)
{
    char path[PATH_MAX];
    char pid[32];
    ssize_t n;

    snprintf(path, sizeof path, "%s.lock", db->path);
    db->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (db->lock < 0) {
        err_sys(e, (struct where){ db->name, 0 },
                N_("cannot write here"));
        if (e->kind == ERR_INPUT)
            e->kind = ERR_CREATE;
        return -1;
    }
    if (flock(db->lock, LOCK_EX | LOCK_NB) != 0) {
        n = read(db->lock, pid, sizeof pid - 1);
        pid[n > 0 ? n : 0] = 0;
        return err_set(e, ERR_BUSY, (struct where){ db->name, 0 },
                       N_("another run is at work (process %s); try later"),
                       n > 0 ? pid : "?");
    }
    n = snprintf(pid, sizeof pid, "%ld", (long)getpid());
    if (ftruncate(db->lock, 0) != 0 || write(db->lock, pid, (size_t)n) != n)
        return err_sys(e, (struct where){ db->name, 0 },
                       N_("cannot write the lock"));
    return 0;
}

char *store_full_path(const char *path)
{
    char dir[PATH_MAX], full[PATH_MAX];
    const char *slash = strrchr(path, '/');
    char *out;
    size_t n;

    snprintf(dir, sizeof dir, "%.*s",
             slash ? (int)(slash - path) + (slash == path) : 1,
             slash ? path : ".");
    if (!realpath(dir, full))
        snprintf(full, sizeof full, "%s", dir);
    n = strlen(full) + strlen(path) + 2;
    out = mem_grow(NULL, n);
    if (strcmp(dir, ".") == 0 && !slash)
        snprintf(out, n, "%s", path);
    else
        snprintf(out, n, "%s/%s", strcmp(full, "/") ? full : "",
                 slash ? slash + 1 : path);
    return out;
}

/* A number that a statement of schemas/store.sql gives. */
static int ask(struct store *db, enum sql_id id, long long *out, struct err *e)
{
    struct stmt *s = store_stmt(db, id);
    str text;

    *out = 0;
    if (stmt_step(s, NOWHERE, e) < 0)
        return -1;
    text = stmt_at(s, 0);
    str_int(text, out);
    stmt_reset(s);
    return 0;
}

static int change(struct store *db, long long version, struct err *e)
{
    char set[64];

    for (long long i = version; i < migrations_n; i++)
        if (store_script(db, migrations[i].sql, e)) {
            if (e->kind == ERR_INTERNAL)        /* it has what it cannot have */
                e->kind = ERR_DATA;
            err_while(e, N_("while migrating with %s"), migrations[i].name);
            return -1;
        }
    snprintf(set, sizeof set, "PRAGMA user_version = %d", migrations_n);
    return store_script(db, set, e) || store_commit(db, e) ? -1 : 0;
}

/* To the newest schema in one transaction, or not at all. */
static int migrate(struct store *db, struct err *e)
{
    long long version;

    if (store_log_ahead(db, e) || ask(db, SQL_store_version, &version, e))
        return -1;
    if (version == migrations_n)
        return 0;
    if (store_begin(db, e))
        return -1;
    if (change(db, version, e)) {
        store_rollback(db);
        return -1;
    }
    return 0;
}

/* Is it one that this program understands, or may change? */
static int ours(struct store *db, enum store_mode mode, struct err *e)
{
    struct where at = { db->name, 0 };
    long long version, tables;

    if (ask(db, SQL_store_version, &version, e) ||
        ask(db, SQL_store_tables, &tables, e))
        return -1;
    if (version > migrations_n)
        return err_set(e, ERR_CONFIG, at,
                       N_("made by a newer duban (schema %lld, this one "
                          "knows %d)"), version, migrations_n);
    if (version < 0 || (version == 0 && tables))
        return err_set(e, ERR_CONFIG, at, N_("a database of another "
                                             "program; nothing was changed"));
    if (version < migrations_n && mode == STORE_READ)
        return err_set(e, ERR_CONFIG, at,
                       N_("no database of this duban (schema %lld, needed "
                          "%d): run duban init"), version, migrations_n);
    return 0;
}

/* Is there a file with something in it? */
static int there(struct store *db, struct err *e)
{
    struct where at = { db->name, 0 };
    struct stat st;

    if (stat(db->path, &st) != 0)
        return err_sys(e, at, N_("no database (make one with: duban init)"));
    return st.st_size ? 0
           : err_set(e, ERR_DATA, at,
                     N_("the file is empty: restore a backup, or make a new "
                        "database with: duban init"));
}

struct store *store_open(const char *path, enum store_mode mode,
                         struct err *e)
{
    const char *env = getenv("DUBAN_DB");
    struct store *db;
    struct stat st;

    path = path ? path : env && env[0] ? env : "./duban.db";
    db = store_new(path);
    if (mode != STORE_CREATE && there(db, e))
        goto failed;
    if (lstat(db->path, &st) == 0 && S_ISLNK(st.st_mode)) {
        err_set(e, ERR_INPUT, (struct where){ db->name, 0 },
                N_("is a link: name the database itself"));
        goto failed;
    }
    if ((mode != STORE_READ && lock_take(db, e)) ||
        store_connect(db, mode, e) || ours(db, mode, e) ||
        (mode != STORE_READ && migrate(db, e)))
        goto failed;
    return db;
failed:
    store_close(db);
    return NULL;
}

/* The first row's first column; "" where there is none. */
static int first_text(struct store *db, enum sql_id id, struct arena *a,
                      str *out, struct err *e)
{
    struct stmt *s = store_stmt(db, id);
    int row = stmt_step(s, NOWHERE, e);

    *out = (str){ 0 };
    if (row > 0) {
        *out = str_dup(a, stmt_at(s, 0));
        stmt_reset(s);
    }
    return row < 0 ? -1 : 0;
}

int store_integrity(struct store *db, struct arena *a, str *verdict,
                    struct err *e)
{
    const str where = STR("*** in database main ***\n");
    struct err wrong;
    str table;

    if (first_text(db, SQL_store_sound, a, verdict, e))
        return -1;
    if (!str_is(*verdict, "ok")) {
        if (str_starts(*verdict, where))
            *verdict = str_from(*verdict, where.n);
        return 0;
    }
    if (store_check_statements(db, &wrong)) {
        *verdict = str_dup(a, str_of(wrong.msg));
        return 0;
    }
    if (first_text(db, SQL_store_orphans, a, &table, e))
        return -1;
    if (table.n)
        *verdict = str_fmt(a, _("a row of %.*s points to nothing"),
                           PSTR(table));
    return 0;
}

/* Does a check find something, or fail itself? */
static bool complains(struct store *db, enum sql_id id, str well)
{
    struct arena mem = { 0 };
    struct err e;
    str text;
    bool bad = first_text(db, id, &mem, &text, &e) || !str_eq(text, well);

    arena_release(&mem);
    return bad;
}

bool store_broken(struct store *db, bool schema)
{
    struct err e;
    bool bad;

    if (db->in_doubt)
        return true;
    db->in_doubt = true;
    bad = store_check_statements(db, &e) ||
          (!schema && (complains(db, SQL_store_whole, STR("ok")) ||
                       complains(db, SQL_store_orphans, STR(""))));
    db->in_doubt = false;
    return bad;
}

int store_backup(struct store *db, const char *path, struct err *e)
{
    struct store *copy = store_new(path);
    struct arena mem = { 0 };
    str verdict;
    int rc = -1;

    if (store_copy(copy, db, e) || store_integrity(copy, &mem, &verdict, e))
        goto done;
    rc = str_is(verdict, "ok") ? 0
         : err_set(e, ERR_DATA, (struct where){ path, 0 },
                   N_("the copy is not sound, the database is damaged (%.*s): "
                      "restore an earlier backup"), PSTR(verdict));
done:
    store_close(copy);
    arena_release(&mem);
    return rc;
}
