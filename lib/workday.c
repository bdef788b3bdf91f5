/* workday.c - counting working days by the calendar of the database. */
#include "lib/workday.h"

#include "lib/date.h"
#include "lib/banned.h"

struct workdays {
    struct { long day; bool work; } *special;   /* by day */
    size_t n, cap;
};

struct workdays *workdays_load(struct store *db, struct err *e)
{
    struct workdays *w = mem_grow(NULL, sizeof *w);
    struct stmt *s = store_stmt(db, SQL_calendar_days);
    int more;
    long day;

    *w = (struct workdays){ 0 };
    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        if (!date_read(stmt_col_text(s, "day"), &day))
            continue;                   /* init checked them */
        w->special = mem_room(w->special, w->n, &w->cap);
        w->special[w->n].day = day;
        w->special[w->n++].work = str_is(stmt_col_text(s, "kind"),
                                         "workday");
    }
    if (more == 0)
        return w;
    workdays_free(w);
    return NULL;
}

void workdays_free(struct workdays *w)
{
    if (!w)
        return;
    mem_free(w->special);
    mem_free(w);
}

bool workdays_is(const struct workdays *w, long day)
{
    size_t low = 0, high = w->n;

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (w->special[mid].day == day)
            return w->special[mid].work;
        if (w->special[mid].day < day)
            low = mid + 1;
        else
            high = mid;
    }
    return date_weekday(day) <= 5;
}

long workdays_after(const struct workdays *w, long day, long n)
{
    while (n > 0)
        if (workdays_is(w, ++day))
            n--;
    return day;
}
