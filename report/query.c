/* query.c - a person's own SELECT, or a saved one: read only and bounded.
 *
 * The statement runs in a child process with limits of time and memory, since
 * a single function call of SQLite can outrun any check made between rows.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/io.h"
#include "report/report.h"
#include "report/rows.h"
#include "lib/banned.h"

enum { PARAMS = 16 };

struct query_args {
    const char *db, *saved, *format;
    long rows, seconds;
    bool list;
};

static const struct opt opts[] = {
    TEXT(struct query_args, saved, "saved", "NAME",
         "a query of schemas/queries/, with key=value for its parameters"),
    FLAG(struct query_args, list, "list",
         "print names and titles of the saved queries"),
    TEXT(struct query_args, format, "format", "FORMAT",
         "table (default), csv, json or md"),
    INT(struct query_args, rows, "rows", "N",
        "print at most N rows (default 100000)"),
    INT(struct query_args, seconds, "seconds", "N",
        "stop after N seconds (default 60)"),
    TEXT(struct query_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

struct param { str name, value, about; bool has_value; };

struct saved {                  /* a file of schemas/queries/ */
    const char *path;
    str title, about, sql;
    struct param param[PARAMS];
    size_t n;
};

/* "-- param: name | default | what it is"; no default: it must be given. */
static int saved_param(struct saved *q, str rest, long line, struct err *e)
{
    struct param *p = &q->param[q->n];
    str field[3] = { { 0 } };

    for (int i = 0; i < 3 && str_cut(&rest, '|', &field[i]); i++)
        field[i] = str_trim(field[i]);
    if (q->n == PARAMS || !field[0].n)
        return err_set(e, ERR_CONFIG, (struct where){ q->path, line },
                       N_("a parameter reads: name | default | meaning"));
    *p = (struct param){ field[0], field[1], field[2], field[1].n > 0 };
    q->n++;
    return 0;
}

static int saved_load(struct saved *q, const char *schemas, str name,
                      struct arena *a, struct err *e)
{
    str text, rest, line;
    long n = 0;

    for (size_t i = 0; i < name.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", name.p[i]))
            return err_set(e, ERR_USAGE, NOWHERE,
                           N_("\"%.*s\" is no name of a saved query (a-z, "
                              "0-9, -)"), PSTR(name));
    *q = (struct saved){ .path = str_fmt(a, "%s/queries/%.*s.sql", schemas,
                                         PSTR(name)).p };
    if (io_read(q->path, 1 << 20, a, &text, e))
        return -1;
    rest = text;
    while (str_cut(&rest, '\n', &line)) {
        n++;
        if (!str_starts(line, STR("--")))
            continue;
        line = str_trim(str_from(line, 2));
        if (str_starts(line, STR("title:")))
            q->title = str_trim(str_from(line, 6));
        else if (str_starts(line, STR("about:")))
            q->about = str_trim(str_from(line, 6));
        else if (str_starts(line, STR("param:")) &&
                 saved_param(q, str_from(line, 6), n, e))
            return -1;
    }
    q->sql = text;
    return 0;
}

/* key=value of the command line into the parameters. */
static int saved_set(struct saved *q, int argc, char **argv, struct err *e)
{
    for (int i = 0; i < argc; i++) {
        str value = str_of(argv[i]), name;
        size_t k = 0;

        str_cut(&value, '=', &name);
        while (k < q->n && !str_eq(q->param[k].name, name))
            k++;
        if (k == q->n || !value.p)
            return err_set(e, ERR_USAGE, (struct where){ q->path, 0 },
                           N_("no parameter \"%s\"; write one of its "
                              "parameters as name=value"), argv[i]);
        q->param[k].value = value;
        q->param[k].has_value = true;
    }
    for (size_t k = 0; k < q->n; k++)
        if (!q->param[k].has_value)
            return err_set(e, ERR_USAGE, (struct where){ q->path, 0 },
                           N_("needs %.*s=... (%.*s)"),
                           PSTR(q->param[k].name), PSTR(q->param[k].about));
    return 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int list(const struct env *env, enum table_format format,
                struct err *e)
{
    static const char *const names[] = { "name", "title", "parameters" };
    struct arena mem = { 0 };
    struct dirent **entry = NULL;
    const char *dir = str_fmt(&mem, "%s/queries", env->schemas).p;
    struct table *t = table_new(format, names, 3);
    int n = scandir(dir, &entry, NULL, by_name), rc = -1;

    if (n < 0)
        err_sys(e, (struct where){ dir, 0 }, N_("cannot open"));
    for (int i = 0; i < n; i++) {
        str file = str_of(entry[i]->d_name), params = STR("");
        struct saved q;

        if (!str_ends(file, STR(".sql")))
            continue;
        file.n -= 4;
        if (saved_load(&q, env->schemas, file, &mem, e))
            goto done;
        for (size_t k = 0; k < q.n; k++)
            params = str_fmt(&mem, "%.*s%s%.*s=%.*s", PSTR(params),
                             k ? " " : "", PSTR(q.param[k].name),
                             PSTR(q.param[k].value));
        table_add(t, (str[]){ file, q.title, params }, NULL);
    }
    rc = n < 0 ? -1 : table_print(t, stdout, e);
done:
    for (int i = 0; i < n; i++)
        free(entry[i]);
    free(entry);
    table_free(t);
    arena_release(&mem);
    return rc;
}

static int ask(const struct env *env, const struct query_args *o,
               const struct saved *q, str text, enum table_format format,
               struct err *e)
{
    static const char *const hidden[] = { "feedback.reporter", "feedback.said",
                                          "feedback_old.record", NULL };
    struct store *db = store_open(o->db, STORE_READ, e);
    struct stmt *s = NULL;
    int rc = -1;

    if (!db)
        return -1;
    s = store_query(db, text, (double)o->seconds, hidden, e);
    if (!s)
        goto done;
    for (size_t i = 0; i < q->n; i++) {
        char name[64];

        snprintf(name, sizeof name, ":%.*s", PSTR(q->param[i].name));
        if (!stmt_param(s, name)) {
            err_set(e, ERR_CONFIG, (struct where){ q->path, 0 },
                    N_("the parameter %s is not used in it"), name);
            goto done;
        }
        stmt_text(s, name, q->param[i].value);
    }
    rc = rows_print(s, format, o->rows, env->prog, e);
done:
    stmt_close(s);
    store_close(db);
    return rc;
}

/* Run ask() in a child that the kernel stops when it runs away. */
static int ask_bounded(const struct env *env, const struct query_args *o,
                       const struct saved *q, str text,
                       enum table_format format, struct err *e)
{
    struct rlimit time = { (rlim_t)o->seconds + 2, (rlim_t)o->seconds + 3 };
    struct rlimit memory = { 3ULL << 30, 3ULL << 30 };
    int status = 0;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child < 0)
        return err_sys(e, NOWHERE, N_("cannot start a process"));
    if (child == 0) {
        int rc;

        setrlimit(RLIMIT_CPU, &time);
        if (!getenv("DUBAN_NO_MEMORY_LIMIT"))   /* sanitizers reserve more */
            setrlimit(RLIMIT_AS, &memory);
        rc = ask(env, o, q, text, format, e);
        _exit(rc ? err_print(e, env->prog) : 0);
    }
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return err_sys(e, NOWHERE, N_("cannot wait for the query"));
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    return err_set(e, ERR_DATA, NOWHERE,
                   N_("the query took too much time or memory and was "
                      "stopped"));
}

static int run(const struct env *env, void *args, int argc, char **argv,
               struct err *e)
{
    struct query_args *o = args;
    struct arena mem = { 0 };
    struct saved q = { 0 };
    enum table_format format;
    str text = { 0 };
    int rc = -1;

    o->rows = o->rows ? o->rows : 100000;
    o->seconds = o->seconds ? o->seconds : 60;
    if (table_format(o->format, &format, e))
        return -1;
    if (o->list)
        return list(env, format, e);
    if (o->saved) {
        if (saved_load(&q, env->schemas, str_of(o->saved), &mem, e) ||
            saved_set(&q, argc, argv, e))
            goto done;
        text = q.sql;
    } else if (argc == 1) {
        text = str_of(argv[0]);
    } else {
        err_set(e, ERR_USAGE, NOWHERE,
                N_("give one SELECT, or --saved NAME, or --list"));
        goto done;
    }
    rc = ask_bounded(env, o, &q, text, format, e);
done:
    arena_release(&mem);
    return rc;
}

const struct command cmd_query = {
    "query", "SQL | --saved NAME key=value...",
    "ask the database: one SELECT over the v_* views, or a saved query",
    "Nothing can be changed by it. The views are described in\n"
    "schemas/README.md; --list shows the saved queries.",
    opts, sizeof opts / sizeof opts[0], sizeof(struct query_args), 0, -1, run
};
