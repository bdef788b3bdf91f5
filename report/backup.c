/* backup.c - copies of the database: whole, or fit to leave the office. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/report.h"
#include "lib/store.h"
#include "lib/banned.h"

struct backup_args {
    const char *db;
};

static const struct opt opts[] = {
    TEXT(struct backup_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

/* Nothing is overwritten: the place must be free. */
static int reserve(const char *path, struct err *e)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0) {
        err_sys(e, (struct where){ path, 0 }, N_("cannot write here"));
        if (errno == EEXIST || e->kind == ERR_INPUT)
            e->kind = ERR_CREATE;
        return -1;
    }
    close(fd);
    return 0;
}

static int copy(const char *from, const char *to, struct err *e)
{
    struct store *db;
    int rc;

    if (reserve(to, e))
        return -1;
    db = store_open(from, STORE_READ, e);
    rc = db ? store_backup(db, to, e) : -1;
    store_close(db);
    if (rc)
        unlink(to);
    return rc;
}

static int upkeep_put(struct store *db, const char *file, const char *now,
                      struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_upkeep_put);
    struct stat st;

    stmt_text(s, ":kind", STR("backup"));
    stmt_text(s, ":at", str_of(now));
    stmt_text(s, ":file", str_of(file));
    stmt_int(s, ":bytes", stat(file, &st) == 0 ? (long long)st.st_size : 0);
    return stmt_step(s, NOWHERE, e);
}

/* The copy is there whether or not it can be noted: a warning, no error. */
static void note(const char *from, const char *to, const struct env *env)
{
    struct err e;
    struct store *db = store_open(from, STORE_WRITE, &e);

    if (!db || upkeep_put(db, to, env->now, &e))
        err_warn(env->prog, NOWHERE, _("the copy is well, but status will "
                                       "not know of it: %s"), e.msg);
    store_close(db);
}

static int backup_run(const struct env *env, void *args, int argc,
                      char **argv, struct err *e)
{
    const struct backup_args *o = args;

    (void)argc;
    if (copy(o->db, argv[0], e))
        return -1;
    note(o->db, argv[0], env);
    return 0;
}

const struct command cmd_backup = {
    "backup", "FILE", "a verified copy of the database, while others work",
    "The copy is whole and checked, or it is not there; duban status tells\n"
    "when the last one was made. To restore, put it in the place of the\n"
    "database.",
    opts, sizeof opts / sizeof opts[0], sizeof(struct backup_args), 1, 1,
    backup_run
};

static int step(struct store *db, enum sql_id id, struct err *e)
{
    return stmt_step(store_stmt(db, id), NOWHERE, e);
}

static int anonymise(const char *path, struct err *e)
{
    struct store *db = store_open(path, STORE_WRITE, e);
    int rc = -1;

    if (!db)
        return -1;
    if (store_begin(db, e))
        goto done;
    if (step(db, SQL_snapshot_reporters, e) ||
        step(db, SQL_snapshot_rejects, e) ||
        step(db, SQL_snapshot_upkeep, e) ||
        step(db, SQL_snapshot_old, e) || store_commit(db, e)) {
        store_rollback(db);
        goto done;
    }
    rc = store_compact(db, e);
done:
    store_close(db);
    return rc;
}

static int snapshot_run(const struct env *env, void *args, int argc,
                        char **argv, struct err *e)
{
    const struct backup_args *o = args;
    char lock[4200];
    int rc;

    (void)env, (void)argc;
    if (copy(o->db, argv[0], e))
        return -1;
    rc = anonymise(argv[0], e);
    snprintf(lock, sizeof lock, "%s.lock", argv[0]);
    unlink(lock);
    if (rc)
        unlink(argv[0]);
    return rc;
}

const struct command cmd_snapshot = {
    "snapshot", "FILE", "a copy for analysis elsewhere, without identities",
    "Reporters become numbers without meaning; raw rejects and old versions\n"
    "are emptied. The views work in any program that reads SQLite.",
    opts, sizeof opts / sizeof opts[0], sizeof(struct backup_args), 1, 1,
    snapshot_run
};
