/* figures_trend.c - sections trend and lead_trend, and whether the period's
 * counts are normal: the weeks up to now, their past, the year before. */
#include "report/figures.h"
#include "report/spike.h"

#include "lib/banned.h"

enum { LONGEST = 35 };          /* days of a period that is judged */

static const char *const names[WATCHED] = { "texts", "problems", "breach" };

/* The last week that is over with the period. */
static long last_monday(const struct span *s)
{
    return s->last - date_weekday(s->last) % 7 - 6;
}

long trend_first(const struct span *s)
{
    return last_monday(s) - 7 * (LOOK_BACK - 1);
}

bool holiday_week(const struct job *j, long first)
{
    int lost = 0;

    for (long d = first; d < first + 7; d++)
        lost += date_weekday(d) <= 5 && !workdays_is(j->workdays, d);
    return lost >= 2;
}

static void week_add(struct job *j, struct stmt *s)
{
    enum { ALL, PROBLEMS, BREACH, NUMBERS };
    struct trend *t = j->trend;
    long long back = LOOK_BACK - 1 - stmt_col_int(s, "week");
    str source = stmt_col_text(s, "source"), list = stmt_col_text(s, "list");
    int from = str_is(source, "rating") ? RATING :
               str_is(source, "ticket") ? TICKET : MESSAGE;
    double n[NUMBERS];
    str dept;

    if (back < 0 || back >= LOOK_BACK)
        return;
    while (list_next(&list, &dept, n, NUMBERS)) {
        t->source[from][back] += n[ALL];
        t->watched[WATCH_TEXTS][back] += from == RATING ? 0 : n[ALL];
        t->watched[WATCH_PROBLEMS][back] += n[PROBLEMS];
        t->watched[WATCH_BREACH][back] += n[BREACH];
        if (back < SHORT)
            t->lead[refs_find(&j->depts, dept) * SHORT + back] += n[PROBLEMS];
    }
}

int trend_load(struct job *j)
{
    struct stmt *s = store_stmt(j->db, SQL_weekly_all);
    struct trend *t = j->trend = arena_new(&j->mem, struct trend);
    char monday[DATE_TEXT], ratings[DATE_TEXT], last[DATE_TEXT];
    int more;

    t->monday = last_monday(j->span);
    t->lead = arena_array(&j->mem, double, (size_t)j->depts.n * SHORT);
    date_print(trend_first(j->span), monday);
    date_print(t->monday - 7 * (SHORT - 1), ratings);
    date_print(t->monday + 6, last);
    stmt_text(s, ":monday", str_of(monday));
    stmt_text(s, ":ratings", str_of(ratings));
    stmt_text(s, ":last", str_of(last));
    while ((more = stmt_step(s, NOWHERE, j->e)) > 0)
        week_add(j, s);
    for (int w = 0; w < LOOK_BACK; w++) {
        t->holiday[w] = holiday_week(j, t->monday - 7 * w);
        t->apart[w] = t->holiday[w] || t->watched[WATCH_TEXTS][w] <= 0;
    }
    return more;
}

static const char *joined(struct job *j, const char *name, const char *end)
{
    return str_fmt(&j->mem, "%s_%s", name, end).p;
}

/* Why the period cannot be judged; empty: it can. */
static str not_judged(const struct job *j)
{
    const struct span *s = j->span;
    char last[DATE_TEXT];

    date_print(s->last, last);
    if (str_cmp(str_head(s->as_of, 10), str_of(last)) <= 0)
        return STR("本期未结束，不判断是否正常");
    if (s->last - s->first >= LONGEST)
        return STR("期间超过5周，不判断是否正常");
    for (long d = s->first - date_weekday(s->first) + 1; d <= s->last; d += 7)
        if (holiday_week(j, d))
            return STR("含法定节假日，不判断是否正常");
    return STR("");
}

static void put_range(struct job *j, const char *name,
                      const struct spike_range *r, bool known)
{
    if (!known) {
        put_none(j, joined(j, name, "low"), STR(""));
        put_none(j, joined(j, name, "high"), STR(""));
        return;
    }
    put_number(j, joined(j, name, "low"), r->low);
    put_number(j, joined(j, name, "high"), r->high);
}

void put_bands(struct job *j, const double now[WATCHED])
{
    const struct trend *t = j->trend;
    double length = (double)(j->span->last - j->span->first + 1) / 7;
    int from = 0;

    while (t->monday - 7 * from + 6 >= j->span->first)
        from++;
    for (int i = 0; i < WATCHED; i++) {
        struct spike_range r = spike_range(t->watched[i], t->apart, LOOK_BACK,
                                           from, length);
        str why = not_judged(j);

        if (!why.n && r.weeks < SPIKE_LEAST)
            why = str_fmt(&j->mem, "历史不足%d周，不判断是否正常", SPIKE_LEAST);
        if (!why.n && r.mu <= 0)
            why = STR("此前各周均为0，不判断是否正常");
        put_range(j, names[i], &r, !why.n);
        if (why.n)
            put_none(j, joined(j, names[i], "band"), why);
        else
            put_noted(j, joined(j, names[i], "band"),
                      (now[i] > r.high) - (now[i] < r.low),
                      now[i] > r.high ? STR("高于正常范围") :
                      now[i] < r.low ? STR("低于正常范围")
                                     : STR("在正常范围内"));
    }
}

/* How far back the same week of the year before lies; -1: that year has no
 * such week, or no data of it. */
static int year_before(const struct trend *t, int back)
{
    int year, week, at;
    long monday;

    date_week(t->monday - 7 * back, &year, &week);
    if (!date_monday(year - 1, week, &monday))
        return -1;
    at = (int)(t->monday - monday) / 7;
    return t->watched[WATCH_TEXTS][at] > 0 ? at : -1;
}

static str week_name(struct job *j, long monday)
{
    int year, week;

    date_week(monday, &year, &week);
    return str_fmt(&j->mem, "%d-W%02d", year, week);
}

enum { RATINGS = 1 << RATING, TEXTS = 1 << TICKET | 1 << MESSAGE };

/* Had records from one of these sources (a set of bits) begun to come by this
 * week?  Before, nothing is known; that is not 0. */
static bool begun(const struct trend *t, int sources, int back)
{
    for (int s = 0; s < SOURCES; s++)
        for (int w = back; w < LOOK_BACK && sources & 1 << s; w++)
            if (t->source[s][w] > 0)
                return true;
    return false;
}

static void put_known(struct job *j, const char *metric, double n, bool known)
{
    if (known)
        put_number(j, metric, n);
    else
        put_none(j, metric, STR("无数据"));
}

/* One week's row; adds to the numbers of weeks with a range, with a year
 * before. */
static void put_week(struct job *j, int back, double *ranges, double *years)
{
    static const char *const sources[] = { "rating", "ticket", "message" };
    const struct trend *t = j->trend;
    int year = year_before(t, back);
    char text[DATE_TEXT];
    bool over;

    date_print(t->monday - 7 * back + 6, text);
    over = str_cmp(str_head(j->span->as_of, 10), str_of(text)) > 0;

    date_print(t->monday - 7 * back, text);
    put_row(j, "trend", SHORT - 1 - back, str_dup(&j->mem, str_of(text)),
            STR(""), week_name(j, t->monday - 7 * back));
    for (int s = 0; s < SOURCES; s++)
        put_known(j, sources[s], t->source[s][back], begun(t, 1 << s, back));
    put_known(j, "all", t->source[RATING][back] +
                        t->watched[WATCH_TEXTS][back],
              begun(t, RATINGS | TEXTS, back));
    put_flag(j, "holiday", t->holiday[back], STR(""));
    for (int i = 0; i < WATCHED; i++) {
        struct spike_range r = spike_range(t->watched[i], t->apart, LOOK_BACK,
                                           back + 1, 1);
        bool known = r.mu > 0 && !t->holiday[back] && over;

        put_known(j, names[i], t->watched[i][back],
                  begun(t, i == WATCH_TEXTS ? TEXTS : RATINGS | TEXTS, back));
        put_range(j, names[i], &r, known);
        if (year >= 0)
            put_number(j, joined(j, names[i], "year"), t->watched[i][year]);
        else
            put_none(j, joined(j, names[i], "year"), STR(""));
        *ranges += known && i == WATCH_PROBLEMS;
    }
    *years += year >= 0;
}

/* Problem records of a lead unit week by week; units without any are left
 * out.  Most records first, equal ones as they stand. */
static void put_leads(struct job *j)
{
    const struct trend *t = j->trend;
    size_t n = (size_t)j->depts.n;
    double *sum = arena_array(&j->mem, double, n);
    long seq = 0;

    for (size_t d = 1; d < n; d++)
        for (int w = 0; w < SHORT; w++)
            sum[d] += t->lead[d * SHORT + (size_t)w];
    for (;;) {
        size_t top = 0;

        for (size_t d = 1; d < n; d++)
            if (sum[d] > (top ? sum[top] : 0))
                top = d;
        if (!top)
            return;
        put_row(j, "lead_trend", seq++, j->depts.at[top].id, STR(""),
                j->depts.at[top].name);
        put_number(j, "observed", sum[top]);
        for (int w = SHORT - 1; w >= 0; w--)
            put_known(j, str_fmt(&j->mem, "back_%d", w).p,
                      t->lead[top * SHORT + (size_t)w],
                      begun(t, RATINGS | TEXTS, w));
        sum[top] = 0;
    }
}

int figures_trend(struct job *j)
{
    double ranges = 0, years = 0;

    for (int back = SHORT - 1; back >= 0; back--)
        put_week(j, back, &ranges, &years);
    put_row(j, "trend", SHORT, STR(""), STR(""), STR("合计"));
    put_number(j, "ranges", ranges);
    put_number(j, "years", years);
    put_leads(j);
    return 0;
}
