/* analyze.c - the command analyze: labels and sums of what is new. */
#include "analyze/analyze.h"

#include <stdio.h>

#include "analyze/change.h"
#include "analyze/record.h"
#include "analyze/verdict.h"
#include "lib/work.h"
#include "lib/banned.h"

enum { BATCH = 4096 };                  /* records a transaction */

struct analyze_args {
    const char *db, *rules;
    bool all, no_prefilter;
    long threads;
};

static const struct opt analyze_opts[] = {
    FLAG(struct analyze_args, all, "all",
         "every record and every sum again, not only what is new"),
    FLAG(struct analyze_args, no_prefilter, "no-prefilter",
         "PCRE2 alone, without libhs: slower, the same labels"),
    INT(struct analyze_args, threads, "threads", "N",
        "threads that classify; default one per processor"),
    TEXT(struct analyze_args, rules, "rules", "DIR",
         "folder of rules; default the one of this installation"),
    TEXT(struct analyze_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

struct worker {
    struct judge *judge;
    struct judge *change;       /* of the lines that differ, or NULL */
    struct arena mem;           /* of the verdicts of one batch */
};

struct run {
    const struct env *env;
    struct store *db;
    struct rules *rules;
    struct facts facts;
    struct worker worker[WORK_MAX];
    size_t threads;
    struct change change;       /* since the labels that are there */
    struct record *record;      /* of one batch */
    size_t n;
    struct arena mem;
    long long seen, passed_over, changed, items, undecided, days;
};

/* --- one batch --- */

static int read_batch(struct run *r, long long after, struct err *e)
{
    struct stmt *s = store_stmt(r->db, r->change.scope == SCOPE_NEW
                                       ? SQL_pending_touched
                                       : SQL_pending_all);
    int more = 0;

    stmt_int(s, ":after", after);
    stmt_int(s, ":n", BATCH);
    r->n = 0;
    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        struct record *x = &r->record[r->n++];

        if (record_read(x, s, &r->mem, e))
            return -1;
        x->known = !stmt_col_null(s, "feedback_id");
        x->touched = stmt_col_int(s, "touched") != 0;
        if (!x->known)
            continue;
        x->rule_set = str_dup(&r->mem, stmt_col_text(s, "rule_set"));
        x->item = str_dup(&r->mem, stmt_col_text(s, "item_id"));
        x->problem = str_dup(&r->mem, stmt_col_text(s, "problem"));
        x->topic = str_dup(&r->mem, stmt_col_text(s, "topic"));
        x->lead = str_dup(&r->mem, stmt_col_text(s, "lead"));
        x->breach = stmt_col_int(s, "breach");
        x->limits = str_dup(&r->mem, stmt_col_text(s, "limits"));
        x->old_day = str_dup(&r->mem, stmt_col_text(s, "old_day"));
        x->old_version = stmt_col_int(s, "old_version");
    }
    return more;
}

/* The rules that hit a limit, as they are stored. */
static str limits_of(const struct verdict *v, struct arena *a)
{
    struct buf ids = { 0 };
    str out;

    for (size_t i = 0; i < v->n_limits; i++) {
        buf_text(&ids, i ? " " : "");
        buf_str(&ids, v->limits[i]->id);
    }
    out = str_dup(a, buf_view(&ids));
    buf_release(&ids);
    return out;
}

/* Has the record the labels that it would get?  A pattern that hit a limit is
 * tried again. */
static bool stays(const struct run *r, struct worker *w,
                  const struct record *x)
{
    return r->change.scope == SCOPE_CONCERNED && x->known && !x->touched &&
           x->limits.n == 0 && record_facts_hold(r->rules, &r->facts, x) &&
           !(w->change && judge_concerned(w->change, &x->doc, &w->mem));
}

static void classify(void *to, size_t i, size_t thread)
{
    struct run *r = to;
    struct worker *w = &r->worker[thread];

    r->record[i].passed_over = stays(r, w, &r->record[i]);
    if (r->record[i].passed_over)
        return;
    judge_text(w->judge, &r->record[i].doc, &w->mem, &r->record[i].v);
}

static void rule_word(struct buf *out, str rule, str hit, bool first)
{
    (void)hit;
    if (!first)
        buf_char(out, ' ');
    buf_str(out, rule);
}

/* Labels as rows.  same: only compare with what is stored. */
static const enum target_kind stored[] = { T_ITEM, T_PROBLEM, T_TOPIC };
enum { STORED = sizeof stored / sizeof stored[0] };

static void label_words(const struct verdict *v, enum target_kind k,
                        const struct label *l, struct buf *out)
{
    buf_clear(out);
    label_rules(out, v, k, l, rule_word);
}

/* 1: the stored labels are these; 0: they are not. */
static int labels_same(struct run *r, const struct record *x, struct err *e)
{
    struct stmt *s = store_stmt(r->db, SQL_label_list);
    size_t count[STORED] = { 0 }, n = 0;
    struct buf words = { 0 };
    int more, same = 1;

    stmt_int(s, ":id", x->id);
    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        str kind = stmt_col_text(s, "kind");
        const struct label *l;
        int k = 0;

        while (k < STORED && !str_is(kind, target_kind_name(stored[k])))
            k++;
        if (k == STORED || count[k] >= x->v.n_labels[stored[k]]) {
            same = 0;
            continue;
        }
        l = &x->v.label[stored[k]][count[k]++];
        n++;
        label_words(&x->v, stored[k], l, &words);
        same = same && l->score == stmt_col_real(s, "score") &&
               str_eq(r->rules->target[l->target].id,
                      stmt_col_text(s, "target")) &&
               str_eq(buf_view(&words), stmt_col_text(s, "rules"));
    }
    buf_release(&words);
    for (int k = 0; k < STORED; k++)
        same = same && count[k] == x->v.n_labels[stored[k]];
    return more < 0 ? -1 : same;
}

static int step(struct run *r, enum sql_id id, const struct record *x,
                struct err *e)
{
    struct stmt *s = store_stmt(r->db, id);

    stmt_int(s, ":id", x->id);
    return stmt_step(s, NOWHERE, e);
}

static int labels_save(struct run *r, const struct record *x, struct err *e)
{
    struct buf words = { 0 };
    int rc = step(r, SQL_label_clear, x, e);

    for (int k = 0; k < STORED && rc == 0; k++)
        for (size_t i = 0; i < x->v.n_labels[stored[k]] && rc == 0; i++) {
            const struct label *l = &x->v.label[stored[k]][i];
            struct stmt *s = store_stmt(r->db, SQL_label_add);

            label_words(&x->v, stored[k], l, &words);
            stmt_int(s, ":id", x->id);
            stmt_text(s, ":kind", str_of(target_kind_name(stored[k])));
            stmt_int(s, ":rank", (long long)i + 1);
            stmt_text(s, ":target", r->rules->target[l->target].id);
            stmt_real(s, ":score", l->score);
            stmt_text(s, ":rules", buf_view(&words));
            rc = stmt_step(s, NOWHERE, e);
        }
    buf_release(&words);
    return rc;
}

static int analysis_save(struct run *r, const struct record *x, struct err *e)
{
    struct stmt *s;

    if (x->known) {
        s = store_stmt(r->db, SQL_analysis_keep_old);
        stmt_int(s, ":id", x->id);
        stmt_text(s, ":at", str_of(r->env->now));
        if (stmt_step(s, NOWHERE, e))
            return -1;
    }
    s = store_stmt(r->db, SQL_analysis_save);
    stmt_int(s, ":id", x->id);
    stmt_text(s, ":rule_set", str_of(r->rules->hash));
    stmt_text(s, ":at", str_of(r->env->now));
    stmt_int(s, ":version", x->version);
    stmt_text(s, ":day", x->day);
    stmt_text_or_null(s, ":item_id", record_main(r->rules, &x->v, T_ITEM));
    stmt_text_or_null(s, ":problem", record_main(r->rules, &x->v, T_PROBLEM));
    stmt_text_or_null(s, ":topic", record_main(r->rules, &x->v, T_TOPIC));
    stmt_text_or_null(s, ":lead", record_lead(&r->facts, &x->v));
    stmt_int(s, ":breach", record_breach(r->rules, &r->facts, x));
    stmt_int(s, ":undecided", (long long)x->v.n_limits);
    stmt_text(s, ":limits", limits_of(&x->v, &r->mem));
    return stmt_step(s, NOWHERE, e) || labels_save(r, x, e) ? -1 : 0;
}

static int stale(struct run *r, str day, struct err *e)
{
    struct stmt *s = store_stmt(r->db, SQL_stale_add);

    stmt_text(s, ":day", day);
    return stmt_step(s, NOWHERE, e);
}

/* Does what was found differ from what is in force?  -1 error. */
static int differs(struct run *r, const struct record *x, struct err *e)
{
    int same;

    if (!x->known || x->breach != record_breach(r->rules, &r->facts, x) ||
        !str_eq(x->limits, limits_of(&x->v, &r->mem)) ||
        !str_eq(x->lead, record_lead(&r->facts, &x->v)))
        return 1;
    same = labels_same(r, x, e);
    return same < 0 ? -1 : !same;
}

static int save_one(struct run *r, const struct record *x, struct err *e)
{
    int changed;
    struct stmt *s;

    r->passed_over += x->passed_over;
    if (x->passed_over)
        return 0;
    changed = differs(r, x, e);
    if (changed < 0 || (changed && analysis_save(r, x, e)))
        return -1;
    if (!changed && (x->version != x->old_version ||
                     !str_eq(x->day, x->old_day))) {
        s = store_stmt(r->db, SQL_analysis_same);
        stmt_int(s, ":id", x->id);
        stmt_int(s, ":version", x->version);
        stmt_text(s, ":day", x->day);
        if (stmt_step(s, NOWHERE, e))
            return -1;
    }
    if ((changed || x->version != x->old_version) && stale(r, x->day, e))
        return -1;
    if (x->known && !str_eq(x->day, x->old_day) && stale(r, x->old_day, e))
        return -1;
    r->changed += changed;
    r->items += x->v.n_labels[T_ITEM] > 0;
    r->undecided += x->v.n_limits > 0;
    return step(r, SQL_feedback_seen, x, e);
}

static int save_batch(struct run *r, struct err *e)
{
    if (store_begin(r->db, e))
        return -1;
    for (size_t i = 0; i < r->n; i++)
        if (save_one(r, &r->record[i], e)) {
            store_rollback(r->db);
            return -1;
        }
    return store_commit(r->db, e);
}

static void progress(const struct run *r, const char *what, long long n)
{
    if (r->env->progress)
        fprintf(stderr, "\r%s %lld", what, n);
}

/* Every record that waits, batch by batch: each is whole or absent. */
static int label_records(struct run *r, struct err *e)
{
    long long after = 0;

    do {
        arena_reset(&r->mem);
        for (size_t i = 0; i < r->threads; i++)
            arena_reset(&r->worker[i].mem);
        if (read_batch(r, after, e))
            return -1;
        work_each(r->threads, r->n, classify, r);
        if (r->n && save_batch(r, e))
            return -1;
        if (r->n)
            after = r->record[r->n - 1].id;
        r->seen += (long long)r->n;
        progress(r, _("records"), r->seen);
    } while (r->n == BATCH);
    return 0;
}

/* --- the sums --- */

static int steps(struct run *r, const enum sql_id *id, size_t n,
                 const char *name, str value, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        struct stmt *s = store_stmt(r->db, id[i]);

        stmt_text(s, name, value);
        if (stmt_step(s, NOWHERE, e))
            return -1;
    }
    return 0;
}

/* The sums of a day; those of its week when all its days are summed up. */
static int one_day(struct run *r, str day, struct err *e)
{
    static const enum sql_id of_day[] = {
        SQL_rollup_clear, SQL_rollup_day, SQL_stale_done,
    }, of_week[] = {
        SQL_week_clear, SQL_week_sums, SQL_margin_clear, SQL_margin_sums,
    };
    struct stmt *s;
    char week[16];
    bool waits;

    if (steps(r, of_day, sizeof of_day / sizeof *of_day, ":day", day, e))
        return -1;
    s = store_stmt(r->db, SQL_week_of);
    stmt_text(s, ":day", day);
    if (stmt_step(s, NOWHERE, e) < 0)
        return -1;
    snprintf(week, sizeof week, "%.*s", PSTR(stmt_col_text(s, "week")));
    waits = stmt_col_int(s, "waits") != 0;
    stmt_reset(s);
    return waits ? 0 : steps(r, of_week, sizeof of_week / sizeof *of_week,
                             ":week", str_of(week), e);
}

/* A transaction for every few days, so that little is lost by a kill. */
static int sum_days(struct run *r, struct err *e)
{
    enum { DAYS = 16 };
    bool more = true;

    while (more) {
        if (store_begin(r->db, e))
            return -1;
        for (int i = 0; i < DAYS && more; i++) {
            struct stmt *s = store_stmt(r->db, SQL_stale_first);
            char day[16] = "";

            if (stmt_step(s, NOWHERE, e) < 0)
                goto fail;
            snprintf(day, sizeof day, "%.*s", PSTR(stmt_col_text(s, "day")));
            stmt_reset(s);
            more = day[0] != 0;
            if (more && one_day(r, str_of(day), e))
                goto fail;
            r->days += more;
        }
        if (store_commit(r->db, e))
            return -1;
        progress(r, _("days"), r->days);
    }
    return 0;
fail:
    store_rollback(r->db);
    return -1;
}

/* --- the run --- */

/* What is to be looked at, and what for. */
static int prepare_run(struct run *r, const struct analyze_args *o,
                       struct err *e)
{
    if (change_begin(&r->change, r->db, r->rules, o->all, r->env->now, e))
        return -1;
    rules_prefilter(r->rules, o->no_prefilter, r->env->prog);
    if (r->change.rules)
        rules_prefilter(r->change.rules, o->no_prefilter, r->env->prog);
    for (size_t i = 0; i < r->threads; i++) {
        r->worker[i].judge = judge_new(r->rules);
        if (r->change.rules)
            r->worker[i].change = judge_new(r->change.rules);
    }
    return o->all ? stmt_step(store_stmt(r->db, SQL_stale_all), NOWHERE, e)
                  : 0;
}

static void print_run(const struct run *r)
{
    if (r->change.why)
        printf(_("every record is looked at again: %s\n"), r->change.why);
    if (r->change.scope == SCOPE_CONCERNED)
        printf(_("lines of the rule set that differ: %zu; records passed "
                 "over, of which they do not speak: %lld\n"),
               r->change.lines, r->passed_over);
    printf(_("analyzed %lld records, %lld with an item; labels changed %lld; "
             "days summed up %lld; texts that hit a limit %lld; rule set "
             "%.12s\n"), r->seen - r->passed_over, r->items, r->changed,
           r->days, r->undecided, r->rules->hash);
}

static void release(struct run *r)
{
    for (size_t i = 0; i < r->threads; i++) {
        judge_free(r->worker[i].judge);
        judge_free(r->worker[i].change);
        arena_release(&r->worker[i].mem);
    }
    change_release(&r->change);
    arena_release(&r->mem);
    store_close(r->db);
    rules_free(r->rules);
    mem_free(r);
}

static int analyze_run(const struct env *env, void *args, int argc,
                       char **argv, struct err *e)
{
    const struct analyze_args *o = args;
    struct run *r = mem_grow(NULL, sizeof *r);
    struct arena mem = { 0 };
    int rc = -1;

    (void)argc, (void)argv;
    *r = (struct run){ .env = env, .threads = work_threads(o->threads) };
    r->rules = rules_load(o->rules, env->schemas, true, env->prog, e);
    r->db = r->rules ? store_open(o->db, STORE_WRITE, e) : NULL;
    if (!r->db || facts_load(&r->facts, r->rules, r->db, &mem, e))
        goto done;
    r->record = arena_array(&mem, struct record, BATCH);
    if (prepare_run(r, o, e) || label_records(r, e) ||
        change_done(&r->change, r->db, r->rules, e) || sum_days(r, e))
        goto done;
    if (env->progress)
        fputc('\r', stderr);
    print_run(r);
    rc = 0;
done:
    release(r);
    arena_release(&mem);
    return rc;
}

const struct command cmd_analyze = {
    "analyze", "", "classify what is new, bring the sums up to date",
    "Looks at records that were loaded or changed since the last run and,\n"
    "when rules have changed, at those that a new, lost or different rule\n"
    "speaks of: no others can get other labels. Where that cannot be told\n"
    "(other settings, another version, most rules changed) it looks at all\n"
    "of them and says so. Labels that stay the same are left alone, others\n"
    "are kept in the history. Then the sums of the days that were touched\n"
    "are worked out again.",
    analyze_opts, sizeof analyze_opts / sizeof analyze_opts[0],
    sizeof(struct analyze_args), 0, 0, analyze_run
};
