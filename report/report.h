/* report.h - stage 3 of 3: tell people what the records say.
 *
 * Reads    every table; v_* views for analysts; schemas/report/
 * Writes   tables report, figure, raised; search_doc, search_text,
 *          search_state (index); upkeep (backup)
 * Order    the commands are independent of each other
 * Memory   query and search hold their result, at most --rows of it; a report
 *          its figures and a bounded number of records
 * Errors   a query that is wrong is ERR_USAGE, one that would write ERR_PERM
 */
#ifndef REPORT_H
#define REPORT_H

#include "lib/opt.h"

/* Write the report of a week, a month or any span. */
extern const struct command cmd_report;
bool report_writes(str format);         /* can it write this format? */

/* A person's own SELECT, or a saved query: read only, bounded. */
extern const struct command cmd_query;

/* Full-text search, exact for words of any length, and its index. */
extern const struct command cmd_search, cmd_index;

/* Is all well?  Freshness and volume; the tables against each other. */
extern const struct command cmd_status, cmd_verify;

/* Copies: a whole one, and one that may leave the office. */
extern const struct command cmd_backup, cmd_snapshot;

/* What cron calls: every step as a process of its own. */
extern const struct command cmd_run;

/* Which records stand behind a printed figure. */
extern const struct command cmd_explain_figure;

/* The life of the problems that reports raised. */
extern const struct command cmd_problems_list, cmd_problems_note,
    cmd_problems_close;

#endif
