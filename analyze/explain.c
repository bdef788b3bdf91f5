/* explain.c - the command explain: why this record was classified so. */
#include <stdio.h>

#include "analyze/analyze.h"
#include "analyze/record.h"
#include "analyze/verdict.h"
#include "lib/banned.h"

struct explain_args {
    const char *db, *rules;
};

static const struct opt explain_opts[] = {
    TEXT(struct explain_args, rules, "rules", "DIR",
         "folder of rules; default the one of this installation"),
    TEXT(struct explain_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

static void print_record(struct stmt *s, const struct record *x)
{
    printf(_("record %lld: %.*s %.*s of feed %.*s, %.*s\n"), x->id,
           PSTR(x->doc.source), PSTR(stmt_col_text(s, "source_id")),
           PSTR(stmt_col_text(s, "feed")),
           PSTR(stmt_col_text(s, "created_at")));
    printf(_("read from %.*s:%lld, version %lld\n"),
           PSTR(stmt_col_text(s, "source_file")),
           stmt_col_int(s, "source_line"), x->version);
    if (x->doc.field[F_ITEM_NAME].n || x->doc.item_code.n)
        printf(_("item as sent: %.*s %.*s\n"), PSTR(x->doc.item_code),
               PSTR(x->doc.field[F_ITEM_NAME]));
    if (x->doc.field[F_TITLE].n)
        printf(_("title: %.*s\n"), PSTR(x->doc.field[F_TITLE]));
    printf(_("text: %.*s\n"), PSTR(x->doc.field[F_TEXT]));
}

/* The labels in force, and which rules made them. */
static int print_stored(struct store *db, struct stmt *s, long long id,
                        const struct rules *r, struct err *e)
{
    str set = stmt_col_text(s, "rule_set");
    struct stmt *l;
    int more;

    if (!set.n) {
        printf("\n%s\n", _("not analyzed yet"));
        return 0;
    }
    printf(_("\nin force since %.*s, by rule set %.12s, breach %lld:\n"),
           PSTR(stmt_col_text(s, "at")), set.p, stmt_col_int(s, "breach"));
    l = store_stmt(db, SQL_label_list);
    stmt_int(l, ":id", id);
    while ((more = stmt_step(l, NOWHERE, e)) > 0)
        printf(_("  %.*s:%.*s  %.10g  by %.*s\n"),
               PSTR(stmt_col_text(l, "kind")),
               PSTR(stmt_col_text(l, "target")), stmt_col_real(l, "score"),
               PSTR(stmt_col_text(l, "rules")));
    if (!str_is(set, r->hash))
        printf(_("the rules of today are another set, %.12s\n"), r->hash);
    return more;
}

static int explain_record(struct store *db, const struct rules *r,
                          long long id, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_record_by_id);
    struct arena mem = { 0 };
    struct facts facts;
    struct record x;
    struct judge *j;
    int rc;

    stmt_int(s, ":id", id);
    rc = stmt_step(s, NOWHERE, e);
    if (rc == 0)
        return err_set(e, ERR_INPUT, NOWHERE, N_("no record %lld"), id);
    if (rc < 0)
        return -1;
    rc = record_read(&x, s, &mem, e);
    if (rc == 0) {
        print_record(s, &x);
        rc = print_stored(db, s, id, r, e);
    }
    stmt_reset(s);
    if (rc || facts_load(&facts, r, db, &mem, e)) {
        arena_release(&mem);
        return -1;
    }
    j = judge_new(r);
    judge_thorough(j);
    judge_text(j, &x.doc, &mem, &x.v);
    printf("\n%s\n", _("by the rules of today:"));
    verdict_print(stdout, r, &x.v);
    printf(_("breach: %s\n"), record_breach(r, &facts, &x) ? _("yes")
                                                           : _("no"));
    judge_free(j);
    arena_release(&mem);
    return 0;
}

static int explain_run(const struct env *env, void *args, int argc,
                       char **argv, struct err *e)
{
    const struct explain_args *o = args;
    struct rules *r = NULL;
    struct store *db = NULL;
    long long id;
    int rc = -1;

    (void)argc;
    if (!str_int(str_of(argv[0]), &id))
        return err_set(e, ERR_USAGE, NOWHERE,
                       N_("\"%s\" is not the number of a record"), argv[0]);
    r = rules_load(o->rules, env->schemas, true, env->prog, e);
    db = r ? store_open(o->db, STORE_READ, e) : NULL;
    if (db)
        rc = explain_record(db, r, id, e);
    store_close(db);
    rules_free(r);
    return rc;
}

const struct command cmd_explain = {
    "explain", "ID", "why this record was classified so",
    "Prints the record with the place it was read from, the labels in force,\n"
    "and what the rules of today say: those that won, those that lost, their\n"
    "weights, the matched characters, file and line of each rule.",
    explain_opts, sizeof explain_opts / sizeof explain_opts[0],
    sizeof(struct explain_args), 1, 1, explain_run
};
