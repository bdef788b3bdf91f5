/* trial.c - other rules tried on a copy of the database. */
#include "analyze/trial.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/date.h"
#include "lib/self.h"
#include "lib/banned.h"

/* --- the folder of the copy --- */

static void remove_folder(const char *path)
{
    DIR *d = opendir(path);
    struct dirent *f;

    if (!d)
        return;
    while ((f = readdir(d)) != NULL)
        unlinkat(dirfd(d), f->d_name, 0);
    closedir(d);
    rmdir(path);
}

/* "NAME.trial.PID" of a process that is no more: it was killed. */
static void sweep(struct arena *a, const char *db)
{
    const char *slash = strrchr(db, '/');
    str dir = slash ? (str){ db, (size_t)(slash - db) + 1 } : STR("./");
    str name = str_fmt(a, "%s.trial.", slash ? slash + 1 : db);
    DIR *d = opendir(str_c(a, dir));
    struct dirent *f;

    if (!d)
        return;
    while ((f = readdir(d)) != NULL) {
        str file = str_of(f->d_name);
        long long pid;

        if (str_starts(file, name) && str_int(str_from(file, name.n), &pid) &&
            pid > 0 && kill((pid_t)pid, 0) != 0 && errno == ESRCH)
            remove_folder(str_fmt(a, "%.*s%s", PSTR(dir), f->d_name).p);
    }
    closedir(d);
}

/* So that a signal ends the step at work, and the copy is removed.  Before the
 * first step it ends this process, and the next trial sweeps up. */
static void caught(int signal)
{
    (void)signal;
}

static void catch_signals(void)
{
    struct sigaction end = { .sa_handler = caught };

    sigemptyset(&end.sa_mask);
    sigaction(SIGINT, &end, NULL);
    sigaction(SIGTERM, &end, NULL);
    sigaction(SIGHUP, &end, NULL);
}

static int read_report(struct trial *t, struct store *db, const char *name,
                       struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_trial_report);
    int rc;

    stmt_text(s, ":name", name ? str_of(name) : STR(""));
    rc = stmt_step(s, NOWHERE, e);
    if (rc == 0 && name)
        return err_set(e, ERR_INPUT, NOWHERE, N_("no report %s"), name);
    if (rc > 0) {
        t->report = str_dup(&t->mem, stmt_col_text(s, "name"));
        t->as_of = str_dup(&t->mem, stmt_col_text(s, "as_of"));
        stmt_reset(s);
    }
    return rc < 0 ? -1 : 0;
}

static struct ranked *ranked_of(struct trial *t, str section, str unit,
                                str problem)
{
    struct ranked *x;

    for (size_t i = 0; i < t->n; i++) {
        x = &t->ranked[i];
        if (str_eq(x->section, section) && str_eq(x->unit, unit) &&
            str_eq(x->problem, problem))
            return x;
    }
    t->ranked = mem_room(t->ranked, t->n, &t->cap);
    x = &t->ranked[t->n++];
    *x = (struct ranked){ .section = str_dup(&t->mem, section),
                          .unit = str_dup(&t->mem, unit),
                          .problem = str_dup(&t->mem, problem) };
    return x;
}

static int read_ranks(struct trial *t, struct store *db,
                      enum trial_side side, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_trial_ranks);
    int more;

    stmt_text(s, ":report", t->report);
    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        struct ranked *x = ranked_of(t, stmt_col_text(s, "section"),
                                     stmt_col_text(s, "unit"),
                                     stmt_col_text(s, "problem"));

        x->at[side] = (struct place){ stmt_col_real(s, "rank"),
                                      stmt_col_real(s, "records") };
        if (!x->name.n)
            x->name = str_dup(&t->mem, stmt_col_text(s, "name"));
    }
    return more;
}

static int make_copy(struct trial *t, const char *db, const char *report,
                     const char **path, struct err *e)
{
    struct store *from = store_open(db, STORE_READ, e);
    int rc = -1;

    if (!from || read_report(t, from, report, e)) {
        store_close(from);
        return -1;
    }
    sweep(&t->mem, store_path(from));
    t->folder = str_fmt(&t->mem, "%s.trial.%ld", store_path(from),
                        (long)getpid()).p;
    *path = str_fmt(&t->mem, "%s/copy.db", t->folder).p;
    if (mkdir(t->folder, 0700) != 0)
        err_sys(e, (struct where){ t->folder, 0 }, N_("cannot create"));
    else if (store_backup(from, *path, e) == 0)
        rc = t->report.n ? read_ranks(t, from, PRINTED, e) : 0;
    store_close(from);
    return rc;
}

/* --- the steps --- */

static int step(const struct env *env, const char *now,
                const char *const *words, struct err *e)
{
    int code;

    if (self_run(env, now, true, words, &code, e))
        return -1;
    return code == 0 ? 0 : err_set(e, (enum err_kind)code, NOWHERE,
                                   N_("the step %s failed"), words[0]);
}

/* The option that asks for a report by its name: 2026-W47, 2026-11, or the
 * days of a span. */
static int report_again(struct trial *t, const struct env *env,
                        const char *now, const char *path, struct err *e)
{
    const char *name = t->report.p;
    bool week = strchr(name, 'W') != NULL, span = t->report.n > 10;
    const char *days[2] = { str_c(&t->mem, str_head(t->report, 10)),
                            str_c(&t->mem, str_from(t->report, 11)) };
    const char *words[] = { "report", "--db", path, "--out", t->folder,
        "--format", "txt", "--no-charts",
        span ? "--from" : week ? "--week" : "--month", span ? days[0] : name,
        span ? "--to" : NULL, days[1], NULL };

    return step(env, now, words, e);
}

static int label_and_rank(struct trial *t, enum trial_side side,
                          const char *rules, const struct env *env,
                          const char *path, struct err *e)
{
    const char *now = t->now[side - BEFORE];
    const char *words[] = { "analyze", "--db", path, "--rules", rules, NULL };
    int rc;

    if (step(env, now, words, e) ||
        (t->report.n && report_again(t, env, now, path, e)))
        return -1;
    t->copy = store_open(path, STORE_READ, e);
    rc = !t->copy ? -1 : t->report.n ? read_ranks(t, t->copy, side, e) : 0;
    if (side == AFTER)
        return rc;
    store_close(t->copy);
    t->copy = NULL;
    return rc;
}

/* The labels of the new rules come into force a second later. */
static void set_times(struct trial *t, const char *now)
{
    struct date d = { 0 };

    time_read(str_of(now), &d);
    d.second -= d.second == 59;
    for (int i = 0; i < 2; i++) {
        time_print(&d, t->now[i]);
        d.second++;
    }
}

int trial_run(struct trial *t, const char *db, const char *report,
              const char *const rules[2], const struct env *env,
              struct err *e)
{
    const char *path;
    struct stmt *s;
    int rc;

    set_times(t, env->now);
    if (make_copy(t, db, report, &path, e))
        return -1;
    catch_signals();
    if (label_and_rank(t, BEFORE, rules[0], env, path, e) ||
        label_and_rank(t, AFTER, rules[1], env, path, e))
        return -1;
    s = store_stmt(t->copy, SQL_trial_records);
    rc = stmt_step(s, NOWHERE, e);
    t->records = rc > 0 ? stmt_col_int(s, "n") : 0;
    stmt_reset(s);
    return rc < 0 ? -1 : 0;
}

int trial_moved(struct trial *t, trial_fn *fn, void *to, struct err *e)
{
    struct stmt *s = store_stmt(t->copy, SQL_trial_moved);
    int more;

    stmt_text(s, ":at", str_of(t->now[1]));
    while ((more = stmt_step(s, NOWHERE, e)) > 0)
        fn(to, &(struct moved){
            stmt_col_text(s, "id"), stmt_col_text(s, "text"),
            { stmt_col_text(s, "item_was"), stmt_col_text(s, "item") },
            { stmt_col_text(s, "problem_was"), stmt_col_text(s, "problem") },
        });
    return more;
}

void trial_end(struct trial *t)
{
    store_close(t->copy);
    if (t->folder)
        remove_folder(t->folder);
    mem_free(t->ranked);
    arena_release(&t->mem);
}
