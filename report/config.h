/* config.h - what `duban run` is to do: one YAML file. */
#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>

#include "lib/err.h"
#include "lib/str.h"

struct feed_files {
    str feed;
    str *files;                 /* patterns */
    size_t n;
};

struct config {
    const char *path;
    str db, out, formats;
    struct feed_files *feed;
    size_t feeds;
    bool weekly, monthly, index;
    long weeks_back, months_back;       /* how far a missed report is made */
    long week_due, month_due;           /* days after the period's end */
    long keep_days;                     /* retention of texts; 0: for ever */
    str backup;                         /* folder; "" none */
};

/* Read and check it all, so that a mistake is told tonight and not on the day
 * when a report is due; what is not named has its default. `schemas` is the
 * folder of the feeds. */
int config_load(struct config *c, const char *path, const char *schemas,
                struct arena *a, struct err *e);

#endif
