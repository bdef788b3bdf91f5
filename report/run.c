/* run.c - what cron calls: ingest every feed, analyze, the reports that are
 * due.  Each step is a process of its own, so that one that dies takes nothing
 * with it; one run at a time, by a lock that dies with its owner. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "lib/date.h"
#include "lib/io.h"
#include "lib/self.h"
#include "lib/store.h"
#include "report/config.h"
#include "report/report.h"
#include "lib/banned.h"

struct run_args {
    const char *config;
    bool verbose;
};

static const struct opt opts[] = {
    TEXT(struct run_args, config, "config", "FILE",
         "what to do; default $DUBAN_CONFIG, then ./duban.yaml"),
    FLAG(struct run_args, verbose, "verbose",
         "say what is done, a line a step; or -v"),
};

struct run {
    const struct env *env;
    const struct run_args *o;
    struct config c;
    struct arena mem;
    int code;                   /* of the first step that failed */
    int steps;
};

/* --- steps --- */

/* Run one command of this program; a failure is noted, the run goes on.
 * What went wrong it said itself, on standard error. */
static int step(struct run *r, const char *const *words, struct err *e)
{
    int code;

    r->steps++;
    if (self_run(r->env, r->env->now, !r->o->verbose, words, &code, e))
        return -1;
    if (code && !r->code)
        r->code = code;
    return 0;
}

/* The files of one pattern, or what the feed's url: gives. */
static int ingest_one(struct run *r, const struct feed_files *f,
                      const char *pattern, struct err *e)
{
    const char *words[] = { "ingest", "--db", r->c.db.p, "--feed", f->feed.p,
                            NULL, NULL, NULL, NULL };
    const char *slash = pattern ? strrchr(pattern, '/') : NULL;

    if (pattern) {
        words[5] = "--glob";
        words[6] = slash ? slash + 1 : pattern;
        words[7] = !slash ? "." : slash == pattern ? "/"
                   : str_dup(&r->mem, (str){ pattern, (size_t)(slash -
                                                               pattern) }).p;
    }
    return step(r, words, e);
}

static int ingest(struct run *r, struct err *e)
{
    for (size_t i = 0; i < r->c.feeds; i++) {
        const struct feed_files *f = &r->c.feed[i];

        if (!f->n && ingest_one(r, f, NULL, e))
            return -1;
        for (size_t k = 0; k < f->n; k++)
            if (ingest_one(r, f, f->files[k].p, e))
                return -1;
    }
    return 0;
}

/* Has the report been made already, or is there nothing to tell: no record up
 * to its last day?  -1: error. */
static int made(struct run *r, const char *name, long last, struct err *e)
{
    struct store *db = store_open(r->c.db.p, STORE_READ, e);
    char day[DATE_TEXT];
    struct stmt *s;
    int rc;

    if (!db)
        return -1;
    date_print(last, day);
    s = store_stmt(db, SQL_run_report_made);
    stmt_text(s, ":name", str_of(name));
    stmt_text(s, ":last", str_of(day));
    rc = stmt_step(s, NOWHERE, e);
    if (rc > 0)
        stmt_reset(s);
    store_close(db);
    return rc;
}

static int report(struct run *r, const char *option, const char *name,
                  long last, struct err *e)
{
    const char *out = str_fmt(&r->mem, "%.*s/%s", PSTR(r->c.out), name).p;
    const char *words[] = { "report", "--db", r->c.db.p, option, name,
                            "--out", out, "--format", r->c.formats.p, NULL };
    int done = made(r, name, last, e);

    return done < 0 ? -1 : done ? 0 : step(r, words, e);
}

/* Every period that is over, its due day reached and its report not made,
 * the oldest first. */
static int reports(struct run *r, struct err *e)
{
    long today, day;
    struct date d;
    int year, week;

    if (!date_read(str_head(str_of(r->env->now), 10), &today))
        return err_set(e, ERR_INTERNAL, NOWHERE, N_("what day is it?"));
    for (long back = r->c.weeks_back; r->c.weekly && back >= 1; back--) {
        day = today - date_weekday(today) + 1 - 7 * back;       /* a Monday */
        if (today < day + 7 + r->c.week_due)
            continue;
        date_week(day, &year, &week);
        if (report(r, "--week", str_fmt(&r->mem, "%04d-W%02d", year,
                                        week).p, day + 6, e))
            return -1;
    }
    d = date_of_day(today);
    for (long back = r->c.months_back; r->c.monthly && back >= 1; back--) {
        long m = (long)d.year * 12 + d.month - 1 - back;
        long next = date_day((int)((m + 1) / 12), (int)((m + 1) % 12) + 1, 1);

        if (today < next + r->c.month_due)
            continue;
        if (report(r, "--month", str_fmt(&r->mem, "%04ld-%02ld", m / 12,
                                         m % 12 + 1).p, next - 1, e))
            return -1;
    }
    return 0;
}

static int keep_house(struct run *r, struct err *e)
{
    char day[DATE_TEXT];
    long today;

    if (r->c.index && step(r, (const char *[]){ "index", "--db", r->c.db.p,
                                                NULL }, e))
        return -1;
    if (r->c.keep_days &&
        date_read(str_head(str_of(r->env->now), 10), &today)) {
        date_print(today - r->c.keep_days, day);
        if (step(r, (const char *[]){ "purge", "--db", r->c.db.p, "--before",
                                      day, NULL }, e))
            return -1;
    }
    if (r->c.backup.n) {
        const char *dir = str_c(&r->mem, r->c.backup);
        const char *file = str_fmt(&r->mem, "%.*s/duban-%.10s.db",
                                   PSTR(r->c.backup), r->env->now).p;

        if (io_mkdir(dir, e))
            return -1;
        if (access(file, F_OK) != 0 &&
            step(r, (const char *[]){ "backup", "--db", r->c.db.p, file,
                                      NULL }, e))
            return -1;
    }
    return 0;
}

/* --- the whole --- */

static int lock(const struct config *c, struct arena *a, struct err *e)
{
    const char *path = str_fmt(a, "%.*s.run.lock", PSTR(c->db)).p;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0)
        return err_sys(e, (struct where){ c->path, 0 },
                       N_("cannot make the lock %s"), path);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        return err_set(e, ERR_BUSY, NOWHERE,
                       N_("another run is at work; try later"));
    }
    return fd;
}

static int all_steps(struct run *r, struct err *e)
{
    if (step(r, (const char *[]){ "init", "--db", r->c.db.p, NULL }, e))
        return -1;
    if (r->code)                /* no database: nothing else can work */
        return 0;
    if (ingest(r, e) ||
        step(r, (const char *[]){ "analyze", "--db", r->c.db.p, NULL }, e) ||
        reports(r, e) || keep_house(r, e))
        return -1;
    return 0;
}

static int run(const struct env *env, void *args, int argc, char **argv,
               struct err *e)
{
    struct run_args *o = args;
    struct run r = { .env = env, .o = o };
    const char *named = getenv("DUBAN_CONFIG");
    int fd = -1, rc = -1;

    (void)argc, (void)argv;
    if (config_load(&r.c, o->config ? o->config : named && named[0] ? named
                    : "./duban.yaml", env->schemas, &r.mem, e))
        goto done;
    fd = lock(&r.c, &r.mem, e);
    if (fd < 0 || all_steps(&r, e))
        goto done;
    rc = r.code;
    if (r.code)
        err_warn(env->prog, NOWHERE, _("a step failed (exit code %d); the "
                                       "others went on"), r.code);
    else if (o->verbose)
        fprintf(stderr, _("%s: well, %d steps\n"), env->prog, r.steps);
done:
    if (fd >= 0)
        close(fd);
    arena_release(&r.mem);
    return rc;
}

const struct command cmd_run = {
    "run", "", "what cron calls: ingest, analyze, the reports that are due",
    "Reads a configuration file; schemas/examples/duban.yaml explains every\n"
    "key. Silent when all is well. One run at a time (exit code 75).",
    opts, sizeof opts / sizeof opts[0], sizeof(struct run_args), 0, 0, run
};
