/* workday.h - counting working days by the calendar of the database. */
#ifndef WORKDAY_H
#define WORKDAY_H

#include "lib/store.h"

struct workdays;

struct workdays *workdays_load(struct store *db, struct err *e);
void workdays_free(struct workdays *w);

/* Does one work on this day?  Outside the years that the calendar knows,
 * Monday to Friday. */
bool workdays_is(const struct workdays *w, long day);

/* The n-th working day after `day`; with n = 0 `day` itself. */
long workdays_after(const struct workdays *w, long day, long n);

#endif
