-- 006_open_cases.sql - what a report asks of the open cases is in their index.

DROP INDEX feedback_open;
CREATE INDEX feedback_open ON feedback (
  day, due_at, source, region, solved, excluded)
  WHERE closed_at IS NULL AND due_at IS NOT NULL;
