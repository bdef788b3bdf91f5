/* trace.c - which records stand behind a figure, and how they are counted. */
#include "report/figures.h"
#include "report/trace.h"

#include "lib/date.h"
#include "lib/banned.h"

/* Counts, by metric. */
static const struct {
    const char *metric, *numerator, *denominator, *source;
    bool problems;
} counts[] = {
    { "records", "n", "", "", false },
    { "all", "n", "", "", false },
    { "rating", "n", "", "rating", false },
    { "ticket", "n", "", "ticket", false },
    { "message", "n", "", "message", false },
    { "ratings", "n", "", "rating", false },
    { "tickets", "n", "", "ticket", false },
    { "messages", "n", "", "message", false },
    { "observed", "n - n_excluded", "", "", true },
    { "problems", "n - n_excluded", "", "", true },
    { "demand", "n - n_excluded", "", "", false },
    { "breach", "n_breach", "", "", true },
    { "unsolved", "n_unsolved", "", "", true },
    { "overdue", "n_due - n_intime - pending", "", "", true },
    { "stuck", "n_stuck - pending_ok", "", "", true },
    { "repeat", "n_repeat", "", "", true },
    { "count", "n_bad", "", "rating", false },
    { "default", "n_default", "", "rating", false },
    { "outside", "outside", "", "", false },
    { "with_item", "with_item", "n", "", false },
    { "no_region", "no_region", "n", "", false },
    { "default_share", "n_default", "n", "rating", false },
    { "territory", "territory", "n", "", false },
};

/* Worked out of other figures of the row, by metric. */
static const struct { const char *metric, *words; } derived[] = {
    { "expected", N_("the observed records of all ranked units, shared out "
      "by the denominator named in `base` of the total row") },
    { "ratio", "observed / expected" },
    { "shrunk", N_("m = (a + observed/phi) / (a + expected/phi), a = "
      "shrinkage and phi of the total row") },
    { "excess", "expected * (shrunk - 1)" },
    { "worse", N_("P(theta > 1.5) of the Gamma distribution with shape a + "
      "observed/phi and rate a + expected/phi") },
    { "rank", N_("place in the order of excess, largest first") },
    { "rank_low", N_("5 per cent of the ranks over posterior draws, seed and "
      "number in section meta") },
    { "rank_high", N_("95 per cent of the ranks over posterior draws, seed "
      "and number in section meta") },
    { "phi", N_("Pearson's chi-squared over its degrees of freedom, units x "
      "13 weeks against the margins") },
    { "tau2", N_("sum((O-E)^2 - phi*E) / sum(E^2) over the ranked units") },
    { "shrinkage", "1 / tau2" },
    { "low", N_("2.5 per cent point of the counts that the weeks before lead "
      "one to expect: weekly mean, dispersion of those weeks; appendix of "
      "definitions") },
    { "high", N_("97.5 per cent point of the same") },
    { "band", N_("where the count stands against _low and _high of the same "
      "row: -1 below, 0 between, 1 above") },
    { "lower95", N_("2.5 per cent point of the counts that chance gives with "
      "this expectation and phi, over expected") },
    { "upper95", N_("97.5 per cent point of the same") },
    { "lower998", N_("0.1 per cent point of the same") },
    { "upper998", N_("99.9 per cent point of the same") },
    { "score", N_("the indicators with a weight (section definition), in per "
      "cent, times their weights, over the sum of the weights") },
    { "real", "observed - observed_prev" },
    { "reclassified", "observed_prev - printed_prev - late" },
    { "printed_prev", N_("observed of the last period as its own edition "
      "counted it") },
    { "late", N_("records of the last period that arrived after its "
      "edition") },
    { "p", N_("P(X >= observed), negative binomial about expected") },
    { "q", N_("Benjamini-Hochberg over all tests of the level") },
};

/* texts_low, problems_high, ...: judged against their own past. */
static const char *const watched[] = { "texts", "problems", "breach" };

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

/* What stands after the name of a watched count, "" where there is none. */
static str watched_end(str metric)
{
    for (size_t i = 0; i < COUNT(watched); i++) {
        size_t n = strlen(watched[i]);

        if (str_starts(metric, str_of(watched[i])) && metric.n > n &&
            metric.p[n] == '_')
            return str_from(metric, n + 1);
    }
    return STR("");
}

/* The Monday of the same week of the year before. */
static long year_before(long day)
{
    int year, week;

    date_week(day, &year, &week);
    return date_monday(year - 1, week, &day) ? day : 0;
}

/* The row's filters, from section, unit and problem. */
static bool row_filters(const struct traced *f, struct trace *t)
{
    str unit = f->unit, level;
    long day;

    if (str_is(f->section, "overview"))
        t->source = str_is(unit, "all") ? STR("") : unit;
    else if (str_is(f->section, "city") || str_is(f->section, "kind_city"))
        t->city = unit;
    else if (str_is(f->section, "county"))
        t->county = unit;
    else if (str_is(f->section, "dept") || str_is(f->section, "lead_trend"))
        t->lead = unit;
    else if (str_is(f->section, "item") || str_is(f->section, "problem") ||
             str_is(f->section, "local") || str_is(f->section, "follow")) {
        t->item = unit;                 /* or CITY:ITEM */
        if (str_find(unit, STR(":")) < unit.n) {
            str_cut(&unit, ':', &t->city);
            t->item = unit;
        }
    }
    else if (str_is(f->section, "topic")) {
        t->topic = unit;
        t->texts = true;
    } else if (str_is(f->section, "kind"))
        t->problem = unit;
    else if (str_is(f->section, "level"))
        t->source = STR("rating");
    else if (str_is(f->section, "bad")) {
        if (unit.n && !str_int(unit, &t->id))
            return false;
    } else if (str_is(f->section, "trend")) {
        if (!date_read(unit, &day))
            return false;
        t->days = str_ends(f->metric, STR("_year")) ? year_before(day) : day;
    } else if (str_is(f->section, "spike")) {
        str_cut(&unit, ':', &level);
        t->item = f->problem;
        *(str_is(level, "city") ? &t->city : str_is(level, "county") ?
          &t->county : str_is(level, "dept") ? &t->lead : &t->source) =
            str_is(level, "province") ? STR("") : unit;
        return true;
    } else if (!str_is(f->section, "health"))
        return false;
    if (f->problem.n)
        t->problem = f->problem;
    if (!f->unit.n && (str_is(f->section, "city") ||
                       str_is(f->section, "county") ||
                       str_is(f->section, "dept")))
        t->placed = f->section;
    return true;
}

/* An indicator by its id. */
static int indicator(struct store *db, str id, struct trace *t,
                     struct arena *a, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_trace_indicator);
    int found;

    stmt_text(s, ":id", id);
    found = stmt_step(s, NOWHERE, e);
    if (found <= 0)
        return found;
    t->numerator = str_dup(a, stmt_col_text(s, "numerator"));
    t->denominator = str_dup(a, stmt_col_text(s, "denominator"));
    t->source = str_dup(a, stmt_col_text(s, "source"));
    if (str_is(t->source, "all"))
        t->source = STR("");
    stmt_reset(s);
    if (!str_starts(id, STR("bad_")) || str_ends(id, STR("_all")) ||
        str_ends(id, STR("_active")))
        return 1;
    t->words = N_("counted over the 差评 one by one with the calendar of "
                  "working days: section bad of the same report");
    return 0;
}

/* Special cases that the tables do not tell. */
static bool special(const struct traced *f, struct trace *t, str metric,
                    struct arena *a)
{
    if (str_is(f->section, "level") && str_is(metric, "active")) {
        t->numerator = f->unit.n ? str_fmt(a, "n_level%.*s", PSTR(f->unit))
                                 : STR("n_active");
        return true;
    }
    if (str_is(f->section, "health") && str_is(metric, "unclassified")) {
        t->numerator = STR("unclassified");
        t->denominator = STR("n");
        t->texts = true;
        return true;
    }
    if (str_is(f->section, "lead_trend")) {
        long long back = 0;

        t->whole = SHORT;
        if (str_starts(metric, STR("back_")) &&
            str_int(str_from(metric, 5), &back)) {
            t->whole = 1;
            t->back = (long)back;
        }
        t->numerator = STR("n - n_excluded");
        t->problems = true;
        return true;
    }
    if (str_is(metric, "texts")) {
        t->numerator = STR("n");
        t->texts = true;
        return true;
    }
    if (str_is(f->section, "bad") && str_is(metric, "rating")) {
        t->numerator = STR("rating");
        return true;
    }
    if (str_is(f->section, "kind") && str_is(metric, "share")) {
        t->numerator = STR("n - n_excluded");
        t->problems = true;
        return true;
    }
    return false;
}

static bool counted(const struct traced *f, struct trace *t, str metric)
{
    for (size_t i = 0; i < COUNT(counts); i++)
        if (str_is(metric, counts[i].metric)) {
            t->numerator = str_of(counts[i].numerator);
            t->denominator = str_of(counts[i].denominator);
            if (counts[i].source[0])
                t->source = str_of(counts[i].source);
            t->problems = counts[i].problems;
            if (str_is(f->section, "spike"))
                t->weeks = 1;           /* the caller knows the window */
            return true;
        }
    return false;
}

int trace_find(struct store *db, const struct traced *f, struct trace *t,
               struct arena *a, struct err *e)
{
    str metric = f->metric, end = watched_end(metric);
    int found;

    *t = (struct trace){ 0 };
    if (str_ends(metric, STR("_change"))) {
        t->words = N_("this figure less its _prev, for a count over _prev: "
                      "both stand in the same row");
        return 0;
    }
    for (size_t i = 0; i < COUNT(derived); i++)
        if (str_is(end.n ? end : metric, derived[i].metric)) {
            t->words = derived[i].words;
            return 0;
        }
    if (!row_filters(f, t))
        return 0;
    if (str_ends(metric, STR("_prev"))) {
        metric.n -= 5;
        t->before = true;
    }
    if (str_is(end, "year"))
        metric.n -= 5;
    if (special(f, t, metric, a) || counted(f, t, metric))
        return 1;
    found = indicator(db, metric, t, a, e);
    return found;
}
