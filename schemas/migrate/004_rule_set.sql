-- 004_rule_set.sql - what the rules in force say is kept, to see what others
-- can move.

ALTER TABLE rule_set ADD COLUMN         -- begun: some records have its labels;
  state TEXT NOT NULL DEFAULT 'past'    -- complete: all have been through it;
  CHECK (state IN ('begun', 'complete', 'past'));       -- past: then another was
ALTER TABLE rule_set ADD COLUMN
  engine TEXT;                          -- program and libraries, and ...
ALTER TABLE rule_set ADD COLUMN
  lines TEXT;                           -- ... what decides a label, a line a
                                        -- rule or name; of the complete one
UPDATE rule_set SET state = 'complete' WHERE complete = 1;
ALTER TABLE rule_set DROP COLUMN complete;
CREATE UNIQUE INDEX rule_set_complete ON rule_set (state)
  WHERE state = 'complete';
