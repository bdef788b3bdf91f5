/* problems.c - the commands problems list, note and close: the life of what
 * the reports raised. */
#include <stdio.h>

#include "lib/store.h"
#include "lib/table.h"
#include "lib/text.h"
#include "report/report.h"

#include "lib/banned.h"

struct problems_args {
    const char *db, *format;
    bool all, claim;
};

enum { NOTE = 500 };            /* characters of a note at most */

static const struct opt list_opts[] = {
    FLAG(struct problems_args, all, "all", "closed ones too"),
    TEXT(struct problems_args, format, "format", "FORMAT",
         "table, csv, json, md; default table"),
    TEXT(struct problems_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

static const struct opt note_opts[] = {
    FLAG(struct problems_args, claim, "claim",
         "it is the unit's own word that the problem is mended: the next "
         "report checks it"),
    TEXT(struct problems_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

static const struct opt close_opts[] = {
    TEXT(struct problems_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

static int list(struct store *db, const char *now, bool all,
                struct table *t, struct err *e)
{
    static const char *const names[] = {
        "id", "state", "place", "item", "item_name", "problem_name", "lead",
        "first_report", "last_report", "weeks", "deadline", "observed",
        "last_note"
    };
    enum { N = sizeof names / sizeof names[0] };
    struct stmt *s = store_stmt(db, SQL_problems_list);
    int more;

    stmt_text(s, ":now", str_of(now));
    stmt_int(s, ":all", all);
    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        str cells[N];
        bool numbers[N];

        for (int i = 0; i < N; i++) {
            cells[i] = stmt_at(s, i);
            numbers[i] = stmt_number(s, i);
        }
        table_add(t, cells, numbers);
    }
    return more;
}

static int list_run(const struct env *env, void *args, int argc, char **argv,
                    struct err *e)
{
    static const char *const names[] = {
        "id", N_("state"), N_("place"), N_("item"), N_("name"), N_("problem"),
        N_("lead unit"), N_("first report"), N_("last report"), N_("weeks"),
        N_("deadline"), N_("records"), N_("last note")
    };
    enum { N = sizeof names / sizeof names[0] };
    const char *heads[N];
    const struct problems_args *o = args;
    enum table_format format = TABLE_TABLE;
    struct store *db;
    struct table *t;
    int rc;

    (void)argc, (void)argv;
    if (o->format && table_format(o->format, &format, e))
        return -1;
    db = store_open(o->db, STORE_READ, e);
    if (!db)
        return -1;
    for (int i = 0; i < N; i++)         /* programs find them in English */
        heads[i] = format == TABLE_TABLE ? _(names[i]) : names[i];
    t = table_new(format, heads, N);
    rc = list(db, env->now, o->all, t, e) || table_print(t, stdout, e) ? -1
                                                                       : 0;
    table_free(t);
    store_close(db);
    return rc;
}

/* Add a word to a problem that is still open. */
static int add(struct store *db, const char *now, const char *id,
               const char *kind, str text, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_problem_state);
    long long n;
    int got;

    if (!str_int(str_of(id), &n))
        return err_set(e, ERR_USAGE, NOWHERE,
                       N_("\"%s\" is not the number of a problem"), id);
    stmt_int(s, ":id", n);
    got = stmt_step(s, NOWHERE, e);
    if (got < 0)
        return -1;
    if (got == 0)
        return err_set(e, ERR_INPUT, NOWHERE, N_("no problem %lld"), n);
    got = stmt_col_int(s, "closed") != 0;
    stmt_reset(s);
    if (got)
        return err_set(e, ERR_USAGE, NOWHERE,
                       N_("problem %lld is closed; a report that finds it "
                          "again raises it under a new number"), n);
    s = store_stmt(db, SQL_problem_note);
    stmt_int(s, ":id", n);
    stmt_text(s, ":at", str_of(now));
    stmt_text(s, ":kind", str_of(kind));
    stmt_text(s, ":text", text);
    return stmt_step(s, NOWHERE, e);
}

static int word(const struct env *env, const struct problems_args *o,
                const char *kind, char **argv, struct err *e)
{
    struct arena mem = { 0 };
    struct store *db = NULL;
    str text = str_of(argv[1]);
    int rc = -1;

    if (!text_valid(text) || !(text = text_clean(&mem, text)).n ||
        text_length(text) > NOTE) {
        err_set(e, ERR_USAGE, NOWHERE,
                N_("a note is a text of 1 to %d characters"), NOTE);
        goto done;
    }
    db = store_open(o->db, STORE_WRITE, e);
    if (!db || store_begin(db, e))
        goto done;
    rc = add(db, env->now, argv[0], kind, text, e) || store_commit(db, e)
         ? -1 : 0;
    if (rc)
        store_rollback(db);
done:
    store_close(db);
    arena_release(&mem);
    return rc;
}

static int note_run(const struct env *env, void *args, int argc, char **argv,
                    struct err *e)
{
    const struct problems_args *o = args;

    (void)argc;
    return word(env, o, o->claim ? "claim" : "note", argv, e);
}

static int close_run(const struct env *env, void *args, int argc, char **argv,
                     struct err *e)
{
    (void)argc;
    return word(env, args, "close", argv, e);
}

const struct command cmd_problems_list = {
    "problems list", "", "the problems that reports raised and that are open",
    "A problem is a service and a kind of problem, in the province or in one\n"
    "city. A weekly or monthly report raises it when it has five records or\n"
    "more and is, with a probability of 80 %, half as frequent again as\n"
    "expected; the unit has ten working days.",
    list_opts, sizeof list_opts / sizeof list_opts[0],
    sizeof(struct problems_args), 0, 0, list_run
};

const struct command cmd_problems_note = {
    "problems note", "ID TEXT", "write down what was said or done about one",
    NULL, note_opts, sizeof note_opts / sizeof note_opts[0],
    sizeof(struct problems_args), 2, 2, note_run
};

const struct command cmd_problems_close = {
    "problems close", "ID TEXT", "end the life of one, with the reason",
    NULL, close_opts, sizeof close_opts / sizeof close_opts[0],
    sizeof(struct problems_args), 2, 2, close_run
};
