/* figures_health.c - sections meta, health and definition: can one trust the
 * rest, and what is measured how. */
#include "report/figures.h"

#include "lib/banned.h"

struct ledger {                 /* of a feed, or of all */
    double batches, failed, read, made, updated, unchanged, rejected, gaps;
    double all_made;
    str last_arrival;
};

static void put_ledger(struct job *j, const struct ledger *l)
{
    put_number(j, "batches", l->batches);
    put_number(j, "batches_failed", l->failed);
    put_number(j, "read", l->read);
    put_number(j, "new", l->made);
    put_number(j, "updated", l->updated);
    put_number(j, "unchanged", l->unchanged);
    put_number(j, "rejected", l->rejected);
    put_number(j, "gaps", l->gaps);
    put_text(j, "last_arrival", l->last_arrival);
}

static struct ledger ledger_read(struct stmt *s, struct arena *a)
{
    return (struct ledger){
        .batches = stmt_col_real(s, "batches"),
        .failed = stmt_col_real(s, "batches_failed"),
        .read = stmt_col_real(s, "n_read"),
        .made = stmt_col_real(s, "n_new"),
        .updated = stmt_col_real(s, "n_updated"),
        .unchanged = stmt_col_real(s, "n_unchanged"),
        .rejected = stmt_col_real(s, "n_rejected"),
        .gaps = stmt_col_real(s, "n_gap"),
        .all_made = stmt_col_real(s, "all_new"),
        .last_arrival = str_dup(a, stmt_col_text(s, "last_arrival")),
    };
}

static void ledger_sum(struct ledger *all, const struct ledger *l)
{
    all->batches += l->batches;
    all->failed += l->failed;
    all->read += l->read;
    all->made += l->made;
    all->updated += l->updated;
    all->unchanged += l->unchanged;
    all->rejected += l->rejected;
    all->gaps += l->gaps;
    all->all_made += l->all_made;
    if (str_cmp(l->last_arrival, all->last_arrival) > 0)
        all->last_arrival = l->last_arrival;
}

static void withhold(struct job *j, str why)
{
    if (!j->withheld.n)
        j->withheld = why;
}

/* A feed sends still when something came on or after the last day. */
static str stale(struct job *j, const struct ledger *l, bool last_failed)
{
    long day;

    if (last_failed)
        return STR("最近一批未能载入");
    if (!date_read(str_head(l->last_arrival, 10), &day) ||
        day >= j->span->last)
        return STR("");
    return str_fmt(&j->mem, "%.*s以后未再报送",
                   PSTR(str_head(l->last_arrival, 10)));
}

/* The rows of the feeds, after row '' whose sums they give. */
static int feeds(struct job *j, struct ledger *all)
{
    struct stmt *s = store_stmt(j->db, SQL_health_feeds);
    char from[DATE_TEXT];
    long seq = 1;
    int more;

    date_print(j->span->first, from);
    stmt_text(s, ":from", str_of(from));
    stmt_text(s, ":as_of", j->span->as_of);
    while ((more = stmt_step(s, NOWHERE, j->e)) > 0) {
        struct ledger l = ledger_read(s, &j->mem);
        str feed = str_dup(&j->mem, stmt_col_text(s, "feed")), why;
        str name = str_dup(&j->mem, stmt_col_text(s, "name"));

        why = stale(j, &l, str_is(stmt_col_text(s, "last_state"), "failed"));
        put_row(j, "health", seq++, feed, STR(""), name);
        put_ledger(j, &l);
        put_flag(j, "fresh", !why.n, why);
        if (why.n)
            withhold(j, str_fmt(&j->mem, "数据来源“%.*s”%.*s", PSTR(name),
                                PSTR(why)));
        ledger_sum(all, &l);
    }
    return more;
}

struct rest { double rejects, backlog, undecided, stored, stale; };

static int rest(struct job *j, struct rest *r)
{
    struct stmt *s = store_stmt(j->db, SQL_health_rest);

    stmt_text(s, ":as_of", j->span->as_of);
    bind_span(j, s);
    if (stmt_step(s, NOWHERE, j->e) < 0)
        return -1;
    r->rejects = stmt_col_real(s, "rejects_open");
    r->backlog = stmt_col_real(s, "backlog");
    r->undecided = stmt_col_real(s, "undecided");
    r->stored = stmt_col_real(s, "stored");
    r->stale = stmt_col_real(s, "stale");
    stmt_reset(s);
    return 0;
}

static int rule_sets(struct job *j, double *n, str *names)
{
    struct stmt *s = store_stmt(j->db, SQL_health_rule_sets);
    int more;

    bind_span(j, s);
    *n = 0;
    while ((more = stmt_step(s, NOWHERE, j->e)) > 0) {
        *names = str_fmt(&j->mem, "%.*s%s%.*s", PSTR(*names),
                         names->n ? "、" : "", PSTR(str_head(
                         stmt_col_text(s, "rule_set"), 12)));
        *n += 1;
    }
    return more;
}

/* Shares over the cells of the period. */
static void shares(struct job *j)
{
    double texts = 0, unknown = 0, records = 0, nowhere = 0, ratings = 0,
           defaults = 0, before = 0;

    for (size_t i = 0; i < j->now.n; i++) {
        const struct cell *c = &j->now.at[i];
        double n = c->v[SUM_n];

        records += n;
        nowhere += c->region ? 0 : n;
        if (c->source == RATING) {
            ratings += n;
            defaults += c->v[SUM_n_default];
        } else {
            texts += n;
            unknown += c->item || c->topic ? 0 : n;
        }
    }
    for (size_t i = 0; i < j->before.n; i++)
        before += j->before.at[i].v[SUM_n];
    put_number(j, "records", records);
    put_number(j, "records_prev", before);
    put_rate(j, "unclassified", unknown, texts, 1);
    put_rate(j, "no_region", nowhere, records, 1);
    put_rate(j, "default_share", defaults, ratings, 1);
}

/* Regions that sent a good number in the period before and nothing now. */
static void silent(struct job *j)
{
    size_t n = (size_t)j->regions.n;
    double *now = arena_array(&j->mem, double, n), units = 0;
    double *before = arena_array(&j->mem, double, n);
    str names = STR("");

    for (size_t i = 0; i < j->now.n; i++)
        now[j->now.at[i].region] += j->now.at[i].v[SUM_n];
    for (size_t i = 0; i < j->before.n; i++)
        before[j->before.at[i].region] += j->before.at[i].v[SUM_n];
    for (size_t i = 1; i < n; i++)
        if (before[i] >= 20 && now[i] <= 0) {
            units++;
            names = str_fmt(&j->mem, "%.*s%s%.*s", PSTR(names),
                            names.n ? "、" : "",
                            PSTR(j->regions.at[i].name));
        }
    put_noted(j, "silent", units, names);
}

static void definitions(struct job *j)
{
    static const char *const sources[] = { "rating", "ticket", "message",
                                           "all" };

    for (int i = 0; i < j->indicators_n; i++) {
        const struct indicator *x = &j->indicators[i];

        put_row(j, "definition", i, x->id, STR(""), x->name);
        put_text(j, "source", str_of(sources[x->source]));
        put_text(j, "formula", x->formula);
        put_text(j, "excluded", x->excluded);
        put_text(j, "unit", x->kind);
        put_text(j, "remark", x->remark);
        put_number(j, "min_n", x->min_n);
        put_number(j, "weight", x->weight);
    }
}

static void meta(struct job *j, str rules)
{
    const struct span *s = j->span;
    const struct { const char *metric; long day; } days[] = {
        { "first_day", s->first }, { "last_day", s->last },
        { "prev_first_day", s->prev_first }, { "prev_last_day", s->prev_last },
    };
    char text[DATE_TEXT];

    put_row(j, "meta", 0, STR(""), STR(""), s->name);
    put_text(j, "report", s->name);
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        date_print(days[i].day, text);
        put_text(j, days[i].metric, str_of(text));
    }
    put_text(j, "as_of", s->as_of);
    put_text(j, "rule_set", rules);
    put_number(j, "seed", (double)SEED);
    put_number(j, "draws", DRAWS);
}

int figures_health(struct job *j)
{
    struct ledger all = { 0 };
    struct rest r = { 0 };
    bool balanced;
    str rules = STR("");
    double n_rules;
    char last[DATE_TEXT];

    date_print(j->span->last, last);
    if (rule_sets(j, &n_rules, &rules))
        return -1;
    meta(j, rules);
    if (str_cmp(str_head(j->span->as_of, 10), str_of(last)) <= 0)
        withhold(j, STR("统计期尚未结束"));
    if (feeds(j, &all) || rest(j, &r))
        return -1;
    balanced = (j->past || r.stored == all.all_made) &&
               all.read == all.made + all.updated + all.unchanged +
                           all.rejected;
    if (r.backlog > 0)
        withhold(j, str_fmt(&j->mem, "还有%.0f条记录未分析", r.backlog));
    if (r.stale > 0)
        withhold(j, str_fmt(&j->mem, "还有%.0f天的汇总未更新", r.stale));
    if (!balanced)
        withhold(j, STR("数据台账不平"));
    put_row(j, "health", 0, STR(""), STR(""), STR("合计"));
    put_ledger(j, &all);
    put_flag(j, "balanced", balanced, balanced ? STR("") : STR("台账不平"));
    put_number(j, "rejects_open", r.rejects);
    put_number(j, "backlog", r.backlog);
    put_number(j, "undecided", r.undecided);
    put_number(j, "stale_days", r.stale);
    put_noted(j, "rule_sets", n_rules, rules);
    shares(j);
    silent(j);
    put_flag(j, "withheld_city", j->withheld.n > 0, j->withheld);
    put_flag(j, "withheld_county", j->withheld.n > 0, j->withheld);
    put_flag(j, "withheld_dept", j->withheld.n > 0, j->withheld);
    put_flag(j, "withheld_problem", j->withheld.n > 0, j->withheld);
    definitions(j);
    return 0;
}
