/* ingest.h - stage 1 of 3: bring what citizens said into the database.
 *
 * Reads    schemas/feeds/NAME.yaml, the files or pages of that feed,
 *          schemas/{catalog,departments,regions,...}.csv (init)
 * Writes   tables item, dept, region, problem, topic, calendar, setting
 *          (init); batch, feedback, feedback_old, reject, gap, feed_state
 * Order    init once; ingest for every source file; rejects when asked
 * Memory   constant: one record at a time, whatever the file's size
 * Errors   an unusable RECORD is no error: it becomes a row of reject and the
 *          run goes on.  A file is loaded whole or not at all.
 */
#ifndef INGEST_H
#define INGEST_H

#include "lib/opt.h"

/* Create or migrate the database and load the reference data. */
extern const struct command cmd_init;

/* Reject handling; retention; what masking does. */
extern const struct command cmd_rejects_list, cmd_rejects_export,
                            cmd_rejects_replay;
extern const struct command cmd_purge, cmd_mask;

/* Load files of a feed (or standard input, or what its URL gives). */
extern const struct command cmd_ingest;

#endif
