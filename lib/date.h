/* date.h - days, weeks and strict reading of dates; no time zones, no clock.
 *
 * A day is the number of days since 1970-01-01; everything is local time of
 * the place that the data speaks of (+08:00).
 */
#ifndef DATE_H
#define DATE_H

#include <stdbool.h>

#include "lib/str.h"

struct date { int year, month, day, hour, minute, second; };

enum { DATE_TEXT = 11, TIME_TEXT = 20 };        /* bytes with the NUL */

bool date_valid(const struct date *d);
long date_day(int year, int month, int day);
struct date date_of_day(long day);
int date_weekday(long day);                     /* 1 Monday .. 7 Sunday */

/* ISO 8601 week of a day, and the Monday of a week; 0 when there is none. */
void date_week(long day, int *year, int *week);
bool date_monday(int year, int week, long *day);

void date_print(long day, char out[DATE_TEXT]);         /* 2026-11-24 */
void time_print(const struct date *d, char out[TIME_TEXT]);

/* Exactly YYYY-MM-DD. */
bool date_read(str s, long *day);

/* A moment in one of the forms that feeds use: 2026-11-24[ T]08:30[:00[.fff]],
 * with / or . or 年月日 for -, without leading zeros, without a time, with a
 * zone (Z, +08, +0800, +08:00; changed to +08:00), 20261124[083000].  Two-digit
 * years, 24:00:00 and days that do not exist are refused. */
bool time_read(str s, struct date *out);

/* A moment in a form given as for strptime(3): %Y %m %d %H %I %M %S %p, blanks
 * for any number of blanks, all else as it stands; the whole text must fit. */
bool time_scan(str s, str format, struct date *out);

/* Days since 1899-12-30 with a fraction (Excel), 1904: since 1904-01-01. */
bool time_of_serial(double serial, bool from_1904, struct date *out);

/* Seconds since 1970-01-01 00:00 UTC as time in +08:00. */
struct date time_of_epoch(long long seconds);

#endif
