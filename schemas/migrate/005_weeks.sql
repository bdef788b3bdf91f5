-- 005_weeks.sql - sums by week for all that a report counts, and their margins;
-- indexes for what a report reads of a period; a table that nothing wrote.

DROP TABLE setting;

DROP INDEX feedback_day;
CREATE INDEX feedback_day ON feedback (day, arrived_at);
DROP INDEX feedback_arrived;
CREATE INDEX feedback_case_place ON feedback (day, region)
  WHERE source <> 'rating';
DROP INDEX feedback_old_retired;
CREATE INDEX feedback_old_retired ON feedback_old (day, retired_at);
DROP INDEX analysis_at;
CREATE INDEX analysis_at ON analysis (day, at);

DROP VIEW rollup_at;
DROP TABLE rollup_week;

-- The sums of rollup by week (its Monday), whatever the rule set: what a
-- report counts.  A week is summed up again when all its touched days are.
CREATE TABLE rollup_week (
  week        TEXT NOT NULL,
  source      TEXT NOT NULL,
  region      TEXT NOT NULL,
  dept_id     TEXT NOT NULL,
  item_id     TEXT NOT NULL,
  problem     TEXT NOT NULL,
  topic       TEXT NOT NULL,
  n           INTEGER NOT NULL,
  n_breach    INTEGER NOT NULL,
  n_repeat    INTEGER NOT NULL,
  n_active    INTEGER NOT NULL,
  n_bad       INTEGER NOT NULL,
  n_good      INTEGER NOT NULL,
  n_good_active INTEGER NOT NULL,
  n_default   INTEGER NOT NULL,
  n_level1    INTEGER NOT NULL,
  n_level2    INTEGER NOT NULL,
  n_level3    INTEGER NOT NULL,
  n_level4    INTEGER NOT NULL,
  n_level5    INTEGER NOT NULL,
  n_due       INTEGER NOT NULL,
  n_closed    INTEGER NOT NULL,
  n_once      INTEGER NOT NULL,
  n_intime    INTEGER NOT NULL,
  n_visited   INTEGER NOT NULL,
  n_responded INTEGER NOT NULL,
  n_solved    INTEGER NOT NULL,
  n_satisfied INTEGER NOT NULL,
  n_unsolved  INTEGER NOT NULL,
  n_stuck     INTEGER NOT NULL,
  n_returned  INTEGER NOT NULL,
  n_reopened  INTEGER NOT NULL,
  n_excluded  INTEGER NOT NULL,
  PRIMARY KEY (week, source, region, dept_id, item_id, problem, topic)
) STRICT, WITHOUT ROWID;

-- What a report looks back upon, a year and more: margins of rollup_week.  Many
-- numbers to a row, for half a million rows take half a second to read.
CREATE TABLE rollup_margin (
  week   TEXT NOT NULL,                 -- its Monday
  margin TEXT NOT NULL                  -- what a and the pairs of list are:
         CHECK (margin IN (
           'unit',                      -- source; lead unit (ratings: -),
                                        -- records, problem records, breaches
           'place',                     -- region; item, problem records
           'kind',                      -- item; problem, problem records
           'topic',                     -- ''; topic, tickets and messages
           'volume',                    -- region; item, ratings
           'rules')),                   -- rule set; records
  a      TEXT NOT NULL,
  list   TEXT NOT NULL,                 -- space-separated; - is unknown or none
  PRIMARY KEY (week, margin, a)
) STRICT, WITHOUT ROWID;

-- Every day waits to be summed up again, for its week.
INSERT OR IGNORE INTO stale_day (day) SELECT DISTINCT day FROM rollup;
