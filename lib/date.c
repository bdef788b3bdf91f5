/* date.c - days, weeks and strict reading of dates. */
#include "lib/date.h"

#include <math.h>
#include <stdio.h>

#include "lib/banned.h"

static int month_days(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
                                31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

bool date_valid(const struct date *d)
{
    return d->year >= 1900 && d->year <= 9999 && d->month >= 1 &&
           d->month <= 12 && d->day >= 1 &&
           d->day <= month_days(d->year, d->month) &&
           d->hour >= 0 && d->hour <= 23 && d->minute >= 0 &&
           d->minute <= 59 && d->second >= 0 && d->second <= 59;
}

long date_day(int year, int month, int day)
{
    long y = month <= 2 ? year - 1 : year;      /* years begin in March */
    long era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    long of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           719468;
}

struct date date_of_day(long day)
{
    long z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
    long doe = z - era * 146097;
    long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    long doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    long mp = (5 * doy + 2) / 153;
    struct date d = { 0 };

    d.day = (int)(doy - (153 * mp + 2) / 5 + 1);
    d.month = (int)(mp < 10 ? mp + 3 : mp - 9);
    d.year = (int)(yoe + era * 400 + (d.month <= 2));
    return d;
}

int date_weekday(long day)
{
    return (int)(((day + 3) % 7 + 7) % 7) + 1;  /* 1970-01-01: Thursday */
}

void date_week(long day, int *year, int *week)
{
    long thursday = day - date_weekday(day) + 4;

    *year = date_of_day(thursday).year;
    *week = (int)((thursday - date_day(*year, 1, 1)) / 7) + 1;
}

bool date_monday(int year, int week, long *day)
{
    long jan4 = date_day(year, 1, 4);
    int y, w;

    *day = jan4 - date_weekday(jan4) + 1 + 7L * (week - 1);
    date_week(*day, &y, &w);
    return y == year && w == week;
}

void date_print(long day, char out[DATE_TEXT])
{
    struct date d = date_of_day(day);

    snprintf(out, DATE_TEXT, "%04u-%02u-%02u", (unsigned)d.year % 10000u,
             (unsigned)d.month % 100u, (unsigned)d.day % 100u);
}

/* The last two digits; a good part of loading is times. */
static void two(char *out, int n)
{
    out[0] = (char)('0' + (unsigned)n / 10 % 10);
    out[1] = (char)('0' + (unsigned)n % 10);
}

void time_print(const struct date *d, char out[TIME_TEXT])
{
    static const char form[TIME_TEXT] = "0000-00-00 00:00:00";

    memcpy(out, form, sizeof form);
    two(out, d->year / 100);
    two(out + 2, d->year);
    two(out + 5, d->month);
    two(out + 8, d->day);
    two(out + 11, d->hour);
    two(out + 14, d->minute);
    two(out + 17, d->second);
}

/* Between `min` and `max` digits off the front of *s. */
static bool digits(str *s, int min, int max, int *out)
{
    int n = 0;

    *out = 0;
    while (n < max && s->n && s->p[0] >= '0' && s->p[0] <= '9') {
        *out = *out * 10 + (s->p[0] - '0');
        *s = str_from(*s, 1);
        n++;
    }
    return n >= min;
}

static bool eat(str *s, str what)
{
    if (!str_starts(*s, what))
        return false;
    *s = str_from(*s, what.n);
    return true;
}

bool date_read(str s, long *day)
{
    struct date d = { 0 };

    if (s.n != 10 || !digits(&s, 4, 4, &d.year) || !eat(&s, STR("-")) ||
        !digits(&s, 2, 2, &d.month) || !eat(&s, STR("-")) ||
        !digits(&s, 2, 2, &d.day) || !date_valid(&d))
        return false;
    *day = date_day(d.year, d.month, d.day);
    return true;
}

static bool read_day(str *s, struct date *d)
{
    str compact = *s;

    if (digits(&compact, 8, 8, &d->day)) {      /* 20261124 */
        d->year = d->day / 10000;
        d->month = d->day / 100 % 100;
        d->day %= 100;
        *s = compact;
        return true;
    }
    if (!digits(s, 4, 4, &d->year))
        return false;
    if (eat(s, STR("年")))
        return digits(s, 1, 2, &d->month) && eat(s, STR("月")) &&
               digits(s, 1, 2, &d->day) && eat(s, STR("日"));
    for (size_t i = 0; i < 3; i++) {
        str sep = { &"-/."[i], 1 };
        str rest = *s;

        if (eat(&rest, sep) && digits(&rest, 1, 2, &d->month) &&
            eat(&rest, sep) && digits(&rest, 1, 2, &d->day)) {
            *s = rest;
            return true;
        }
    }
    return false;
}

static bool read_clock(str *s, struct date *d)
{
    str compact = *s;
    int frac;

    if (digits(&compact, 6, 6, &d->second) && compact.n == 0) {
        d->hour = d->second / 10000;
        d->minute = d->second / 100 % 100;
        d->second %= 100;
        *s = compact;
        return true;
    }
    d->second = 0;
    if (!digits(s, 1, 2, &d->hour))
        return false;
    if (eat(s, STR("时"))) {
        if (!digits(s, 1, 2, &d->minute) || !eat(s, STR("分")))
            return s->n == 0;
        return s->n == 0 || (digits(s, 1, 2, &d->second) &&
                             eat(s, STR("秒")));
    }
    if (!eat(s, STR(":")) || !digits(s, 2, 2, &d->minute))
        return false;
    if (eat(s, STR(":"))) {
        if (!digits(s, 2, 2, &d->second))
            return false;
        if (eat(s, STR(".")) && !digits(s, 1, 9, &frac))
            return false;
    }
    return true;
}

/* A zone at the end, in minutes east; 480 when there is none. */
static bool read_zone(str *s, int *minutes)
{
    int sign, h, m = 0;

    *minutes = 480;
    eat(s, STR(" "));
    if (eat(s, STR("Z"))) {
        *minutes = 0;
        return true;
    }
    if (s->n == 0)
        return true;
    sign = s->p[0] == '-' ? -1 : s->p[0] == '+' ? 1 : 0;
    *s = str_from(*s, 1);
    if (!sign || !digits(s, 2, 2, &h))
        return false;
    if (eat(s, STR(":")) || s->n)
        if (!digits(s, 2, 2, &m))
            return false;
    *minutes = sign * (h * 60 + m);
    return h <= 14 && m < 60;
}

bool time_read(str s, struct date *out)
{
    struct date d = { 0 };
    int zone;

    s = str_trim(s);
    if (!read_day(&s, &d))
        return false;
    if (s.n) {
        bool gap = eat(&s, STR("T"));

        while (eat(&s, STR(" ")) || eat(&s, STR("\t")))
            gap = true;
        if (s.n && !gap && !(s.n == 6))
            return false;
        if (s.n && !read_clock(&s, &d))
            return false;
    }
    if (!read_zone(&s, &zone) || s.n || !date_valid(&d))
        return false;
    if (zone != 480) {
        long long t = date_day(d.year, d.month, d.day) * 86400LL +
                      d.hour * 3600 + d.minute * 60 + d.second - zone * 60;

        d = time_of_epoch(t);
    }
    *out = d;
    return date_valid(&d);
}

static bool scan_one(str *s, char what, struct date *d, int *half)
{
    switch (what) {
    case 'Y':
        return digits(s, 4, 4, &d->year);
    case 'm':
        return digits(s, 1, 2, &d->month);
    case 'd':
        return digits(s, 1, 2, &d->day);
    case 'H':
    case 'I':
        return digits(s, 1, 2, &d->hour) &&
               (what == 'H' || (d->hour >= 1 && d->hour <= 12));
    case 'M':
        return digits(s, 2, 2, &d->minute);
    case 'S':
        return digits(s, 2, 2, &d->second);
    case 'p':
        *half = eat(s, STR("PM")) || eat(s, STR("pm")) ||
                eat(s, STR("下午")) ? 2
                : eat(s, STR("AM")) || eat(s, STR("am")) ||
                  eat(s, STR("上午")) ? 1 : 0;
        return *half != 0;
    default:
        return false;
    }
}

bool time_scan(str s, str format, struct date *out)
{
    struct date d = { 0 };
    int half = 0;

    for (size_t i = 0; i < format.n; i++) {
        if (format.p[i] == '%' && i + 1 < format.n) {
            if (!scan_one(&s, format.p[++i], &d, &half))
                return false;
        } else if (format.p[i] == ' ') {
            while (eat(&s, STR(" ")))
                ;
        } else if (!eat(&s, (str){ format.p + i, 1 })) {
            return false;
        }
    }
    if (half)
        d.hour = d.hour % 12 + (half == 2 ? 12 : 0);
    *out = d;
    return s.n == 0 && date_valid(&d);
}

struct date time_of_epoch(long long seconds)
{
    long long t = seconds + 8 * 3600;
    long long day = t >= 0 ? t / 86400 : -((-t + 86399) / 86400);
    int rest = (int)(t - day * 86400);
    struct date d = date_of_day((long)day);

    d.hour = rest / 3600;
    d.minute = rest / 60 % 60;
    d.second = rest % 60;
    return d;
}

bool time_of_serial(double serial, bool from_1904, struct date *out)
{
    double seconds;
    long base = from_1904 ? date_day(1904, 1, 1) : date_day(1899, 12, 30);

    /* 60 is the 29 February 1900 that never was; before it a day is missing */
    if (!(serial >= 0) || serial >= 2958466 ||
        (!from_1904 && serial < 1) ||
        (!from_1904 && serial >= 60 && serial < 61))
        return false;
    if (!from_1904 && serial < 60)
        serial += 1;
    seconds = floor(serial * 86400 + 0.5);
    *out = time_of_epoch((long long)seconds + base * 86400LL - 8 * 3600);
    return date_valid(out);
}
