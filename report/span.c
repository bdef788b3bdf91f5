/* span.c - the period of a report from what the user asked for. */
#include "report/span.h"

#include <stdio.h>

#include "lib/date.h"
#include "lib/banned.h"

/* "2026-W47" or "2026-11": two numbers. */
static bool two(str s, const char *between, long long *x, long long *y)
{
    size_t at = str_find(s, str_of(between));

    return at == 4 && str_int(str_head(s, 4), x) && *x >= 1900 &&
           str_from(s, 4 + strlen(between)).n == 2 &&
           str_int(str_from(s, 4 + strlen(between)), y);
}

static int week_read(const char *text, struct span *s, struct err *e)
{
    long long year, week;

    if (!two(str_of(text), "-W", &year, &week) ||
        !date_monday((int)year, (int)week, &s->first))
        return err_set(e, ERR_USAGE, NOWHERE,
                       N_("--week: \"%s\" is no week such as 2026-W47"), text);
    s->kind = SPAN_WEEK;
    s->last = s->first + 6;
    s->prev_first = s->first - 7;
    s->prev_last = s->first - 1;
    return 0;
}

static int month_read(const char *text, struct span *s, struct err *e)
{
    long long year, month;
    struct date d;

    if (!two(str_of(text), "-", &year, &month) || month < 1 || month > 12)
        return err_set(e, ERR_USAGE, NOWHERE,
                       N_("--month: \"%s\" is no month such as 2026-11"),
                       text);
    s->kind = SPAN_MONTH;
    s->first = date_day((int)year, (int)month, 1);
    s->last = (month == 12 ? date_day((int)year + 1, 1, 1)
                           : date_day((int)year, (int)month + 1, 1)) - 1;
    s->prev_last = s->first - 1;
    d = date_of_day(s->prev_last);
    s->prev_first = date_day(d.year, d.month, 1);
    return 0;
}

static int free_read(const char *from, const char *to, struct span *s,
                     struct err *e)
{
    if (!date_read(str_of(from), &s->first))
        return err_set(e, ERR_USAGE, NOWHERE,
                       N_("--%s: \"%s\" is no day such as 2026-11-24"),
                       "from", from);
    if (!date_read(str_of(to), &s->last))
        return err_set(e, ERR_USAGE, NOWHERE,
                       N_("--%s: \"%s\" is no day such as 2026-11-24"),
                       "to", to);
    if (s->last < s->first)
        return err_set(e, ERR_USAGE, NOWHERE,
                       N_("--to %s is before --from %s"), to, from);
    s->kind = SPAN_FREE;
    s->prev_last = s->first - 1;
    s->prev_first = s->first - (s->last - s->first + 1);
    return 0;
}

static int as_of_read(const char *text, struct arena *a, struct span *s,
                      struct err *e)
{
    char time[TIME_TEXT];
    struct date d;

    if (!time_read(str_of(text), &d))
        return err_set(e, ERR_USAGE, NOWHERE,
                       N_("--as-of: \"%s\" is not a time"), text);
    if (strlen(text) <= 10) {           /* a day: as it stood at its end */
        d.hour = 23;
        d.minute = d.second = 59;
    }
    time_print(&d, time);
    s->as_of = str_dup(a, str_of(time));
    return 0;
}

int span_read(const char *week, const char *month, const char *from,
              const char *to, const char *as_of, const char *now,
              struct arena *a, struct span *out, struct err *e)
{
    *out = (struct span){ 0 };
    if ((week != NULL) + (month != NULL) + (from || to) != 1 ||
        (from != NULL) != (to != NULL))
        return err_set(e, ERR_USAGE, NOWHERE,
                       N_("one of --week, --month, or --from with --to is "
                          "needed"));
    if (week ? week_read(week, out, e) : month ? month_read(month, out, e)
             : free_read(from, to, out, e))
        return -1;
    out->name = from ? str_fmt(a, "%s_%s", from, to)
                     : str_of(week ? week : month);
    return as_of_read(as_of ? as_of : now, a, out, e);
}
