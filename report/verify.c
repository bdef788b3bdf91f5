/* verify.c - the tables against each other: does everything tie out? */
#include <stdio.h>

#include "report/report.h"
#include "report/rows.h"
#include "lib/banned.h"

struct verify_args {
    const char *db;
};

static const struct opt opts[] = {
    TEXT(struct verify_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

/* A check finds rows only where something is wrong. */
static const struct check {
    enum sql_id id;
    const char *what;
} checks[] = {
    { SQL_verify_ledger, N_("the ledger's rejects are in the table") },
    { SQL_verify_versions, N_("every old version is kept") },
    { SQL_verify_analysis, N_("every analysed record has its labels") },
    { SQL_verify_rollup, N_("the rollup is the sum of the records") },
    { SQL_verify_weeks, N_("the sums of the weeks are those of their days") },
    { SQL_verify_margins,
      N_("the margins of the weeks are those of their sums") },
    { SQL_verify_figures,
      N_("every rate is its numerator by its denominator") },
};

enum { CHECKS = sizeof checks / sizeof checks[0] };

static void verdict(bool well, const char *what)
{
    printf("%s  %s\n", well ? _("ok   ") : _("WRONG"), what);
}

/* The first rows that a check finds, each on a line of "column value". */
static int look(struct store *db, const struct check *c, bool *well,
                struct err *e)
{
    struct stmt *s = store_stmt(db, c->id);
    int more, n = stmt_columns(s);

    *well = true;
    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        if (*well)
            verdict(false, _(c->what));
        *well = false;
        for (int i = 0; i < n; i++)
            printf("%s%s %.*s", i ? ", " : "       ", stmt_name(s, i),
                   PSTR(stmt_at(s, i)));
        putchar('\n');
    }
    if (more == 0 && *well)
        verdict(true, _(c->what));
    return more;
}

static int sums(struct store *db, bool *well, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_verify_sums);
    long long made, stored, updated, old;

    if (stmt_step(s, NOWHERE, e) < 0)
        return -1;
    made = stmt_col_int(s, "ledger_new");
    stored = stmt_col_int(s, "stored");
    updated = stmt_col_int(s, "ledger_updated");
    old = stmt_col_int(s, "old");
    stmt_reset(s);
    *well = made == stored && updated == old;
    verdict(*well, _("the sum of the ledgers is the table"));
    if (!*well)
        printf(_("       new %lld, stored %lld; updated %lld, old versions "
                 "%lld\n"), made, stored, updated, old);
    return 0;
}

static int sound(struct store *db, bool *well, struct err *e)
{
    struct arena mem = { 0 };
    str text;
    int rc = store_integrity(db, &mem, &text, e);

    if (rc == 0) {
        *well = str_is(text, "ok");
        verdict(*well, _("the file is sound and no row points to nothing"));
        if (!*well)
            printf("       %.*s\n", PSTR(text));
    }
    arena_release(&mem);
    return rc;
}

static int run(const struct env *env, void *args, int argc, char **argv,
               struct err *e)
{
    const struct verify_args *o = args;
    struct store *db = store_open(o->db, STORE_READ, e);
    bool well, all = true;
    int rc = -1;

    (void)env, (void)argc, (void)argv;
    if (!db)
        return -1;
    if (sound(db, &well, e))
        goto done;
    all = well;
    if (sums(db, &well, e))
        goto done;
    all = all && well;
    for (int i = 0; i < CHECKS; i++) {
        if (look(db, &checks[i], &well, e))
            goto done;
        all = all && well;
    }
    rc = all ? 0 : ERR_DATA;
done:
    store_close(db);
    return rc;
}

const struct command cmd_verify = {
    "verify", "", "check the tables against each other",
    "Integrity of the file, ledger against tables, old versions, labels,\n"
    "rollup against records, rates. Exit code 65 when something is wrong.",
    opts, sizeof opts / sizeof opts[0], sizeof(struct verify_args), 0, 0, run
};
