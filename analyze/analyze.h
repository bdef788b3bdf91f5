/* analyze.h - stage 2 of 3: what each record is about.
 *
 * Reads    schemas/rules/, the catalog; tables feedback, item, region
 *          (rules diff: the ranks of the last report in figure)
 * Writes   tables rule_set, label, analysis, analysis_old, rollup,
 *          rollup_week, rollup_margin
 * Order    analyze after ingest; the others need no database
 * Memory   constant: one batch of records at a time
 * Errors   a broken rule set stops the run before it begins; a text that hits
 *          a limit of the matcher is labelled by the other rules and counted
 */
#ifndef ANALYZE_H
#define ANALYZE_H

#include "lib/opt.h"

extern const struct command cmd_analyze;        /* label what is new */
extern const struct command cmd_explain;        /* why this record */
extern const struct command cmd_classify;       /* a filter, NDJSON */
extern const struct command cmd_rules_check;    /* mistakes, oddities */
extern const struct command cmd_rules_test;     /* every example */
extern const struct command cmd_rules_mutate;   /* do examples notice? */
extern const struct command cmd_rules_explain;  /* why this text */
extern const struct command cmd_rules_eval;     /* against labelled texts */

extern const struct command cmd_rules_coverage; /* which rules fire */
extern const struct command cmd_rules_suggest;  /* phrases no rule knows */
extern const struct command cmd_rules_diff;     /* what other rules change */

#endif
