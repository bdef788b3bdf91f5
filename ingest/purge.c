/* purge.c - retention: remove texts older than a day, keep the counts. */
#include "ingest/ingest.h"

#include <stdio.h>

#include "lib/date.h"
#include "lib/store.h"
#include "lib/banned.h"

struct purge_args {
    const char *db, *before;
};

static const struct opt purge_opts[] = {
    TEXT(struct purge_args, before, "before", "DATE",
         "texts of records of earlier days are removed; required"),
    TEXT(struct purge_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

/* Run the statement; how many rows it changed is in *n. */
static int change(struct store *db, enum sql_id id, const char *before,
                  long long *n, struct err *e)
{
    struct stmt *s = store_stmt(db, id);

    if (before)
        stmt_text(s, ":before", str_of(before));
    if (stmt_step(s, NOWHERE, e) < 0)
        return -1;
    stmt_reset(s);
    *n = store_changes(db);
    return 0;
}

static int purge_run(const struct env *env, void *args, int argc, char **argv,
                     struct err *e)
{
    const struct purge_args *o = args;
    long long none, records, old, rejects;
    struct store *db;
    long day;
    int rc = -1;

    (void)env, (void)argc, (void)argv;
    if (!o->before)
        return err_set(e, ERR_USAGE, NOWHERE, N_("--%s is needed"), "before");
    if (!date_read(str_of(o->before), &day))
        return err_set(e, ERR_USAGE, NOWHERE,
                       N_("--%s: \"%s\" is not a date (YYYY-MM-DD)"), "before",
                       o->before);
    db = store_open(o->db, STORE_WRITE, e);
    if (!db)
        return -1;
    if (change(db, SQL_purge_secure, NULL, &none, e) || store_begin(db, e))
        goto done;
    if (change(db, SQL_purge_feedback, o->before, &records, e) ||
        change(db, SQL_purge_old, o->before, &old, e) ||
        change(db, SQL_purge_reject, o->before, &rejects, e) ||
        change(db, SQL_purge_gap, o->before, &none, e) ||
        change(db, SQL_purge_search, NULL, &none, e) ||
        change(db, SQL_purge_search_doc, NULL, &none, e) ||
        change(db, SQL_purge_search_state, NULL, &none, e) ||
        store_commit(db, e)) {
        store_rollback(db);
        goto done;
    }
    printf(_("before %s: texts of %lld records, %lld older versions and %lld "
             "rejects removed\n"), o->before, records, old, rejects);
    rc = 0;
done:
    store_close(db);
    return rc;
}

const struct command cmd_purge = {
    "purge", "", "retention: remove texts older than a day, keep the counts",
    "Title, text, reply and reporter go, in old versions and rejects too;\n"
    "records, labels and sums stay. Loading a file again does not bring them\n"
    "back. The search index is emptied: run duban index.",
    purge_opts, sizeof purge_opts / sizeof purge_opts[0],
    sizeof(struct purge_args), 0, 0, purge_run
};
