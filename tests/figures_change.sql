-- figures_change.sql - what happened to the synthetic province (all.db) after
-- Monday 2026-11-16, in the database of that day: a new week came, some of it
-- late; tickets were corrected, others reclassified.  Old versions and old
-- labels are kept as the stages keep them.
ATTACH 'all.db' AS all_of_it;
BEGIN;
INSERT INTO batch SELECT * FROM all_of_it.batch
WHERE arrived_at > '2026-11-16 08:30:00' ORDER BY id;
INSERT INTO feedback SELECT * FROM all_of_it.feedback
WHERE arrived_at > '2026-11-16 08:30:00' ORDER BY id;
INSERT INTO analysis SELECT * FROM all_of_it.analysis
WHERE feedback_id NOT IN (SELECT feedback_id FROM analysis);
-- Late: every ninth of the new tickets is about the week before.
UPDATE feedback SET day = date(day, '-7 days')
WHERE arrived_at > '2026-11-16 08:30:00' AND id % 9 = 1;
UPDATE analysis SET day = date(day, '-7 days')
WHERE feedback_id IN (SELECT id FROM feedback
  WHERE arrived_at > '2026-11-16 08:30:00' AND id % 9 = 1);

-- Later versions, arrived on Wednesday: moved to another county, closed,
-- excluded.
CREATE TEMP TABLE moved AS
SELECT id FROM feedback WHERE source <> 'message'
  AND day BETWEEN '2026-10-01' AND '2026-11-15' AND id % 11 = 4;
INSERT INTO feedback_old (feedback_id, version, retired_at, arrived_at, day,
  batch_id, source_line, record)
SELECT id, version, '2026-11-18 01:00:00', arrived_at, day,
  batch_id, source_line,
  json_object('created_at', created_at, 'case_no', case_no,
    'region', region, 'region_text', region_text, 'dept_id', dept_id,
    'dept_text', dept_text, 'kind', kind, 'channel', channel,
    'title', title, 'text', text, 'item_code', item_code,
    'item_name', item_name, 'tags', tags, 'rating', rating,
    'is_default', is_default, 'status', status, 'due_at', due_at,
    'due_default', due_default,
    'closed_at', closed_at, 'responded', responded, 'solved', solved,
    'satisfied', satisfied, 'visited', visited, 'excluded', excluded,
    'reopened', reopened, 'returned', returned, 'reply', reply,
    'replied_at', replied_at, 'reporter', reporter, 'is_repeat', is_repeat,
    'digest', digest)
FROM feedback WHERE id IN (SELECT id FROM moved);
INSERT INTO batch (id, feed, source_file, sha256, bytes, header, arrived_at,
  n_read, n_new, n_updated, n_unchanged, n_rejected, n_gap, state, note)
SELECT 1000, 'ticket', 'corrections.csv', 'c', 1, '', '2026-11-18 01:00:00',
  count(*), 0, count(*), 0, 0, 0, 'loaded', '' FROM moved;
UPDATE feedback SET version = version + 1, arrived_at = '2026-11-18 01:00:00',
  batch_id = 1000, source_line = id, digest = 'new',
  region = CASE WHEN id % 2 THEN '350102' ELSE region END,
  day = CASE WHEN id % 13 = 5 THEN date(day, '-1 day') ELSE day END,
  solved = CASE WHEN source = 'ticket' THEN 1 END,
  excluded = id % 3 = 0 AND source = 'ticket',
  rating = CASE WHEN source = 'rating' THEN 1 + id % 5 END,
  closed_at = CASE WHEN source = 'ticket' THEN '2026-11-17 10:00:00' END
WHERE id IN (SELECT id FROM moved);
UPDATE analysis SET version = version + 1, day =
  (SELECT f.day FROM feedback f WHERE f.id = feedback_id)
WHERE feedback_id IN (SELECT id FROM moved);

-- Reclassified by a new rule set on Thursday.
INSERT INTO rule_set (hash, first_at, rules, state)
VALUES ('newer', '2026-11-19 02:00:00', 1, 'past');
CREATE TEMP TABLE relabelled AS
SELECT id FROM feedback WHERE source <> 'rating' AND id % 7 = 2
  AND arrived_at < '2026-11-19';
INSERT INTO analysis_old (feedback_id, at, retired_at, rule_set, version,
  item_id, problem, topic, lead, breach, labels)
SELECT feedback_id, at, '2026-11-19 02:00:00', rule_set, version, item_id,
  problem, topic, lead, breach, '[]'
FROM analysis WHERE feedback_id IN (SELECT id FROM relabelled);
UPDATE analysis SET rule_set = 'newer', at = '2026-11-19 02:00:00',
  problem = CASE problem WHEN 'delay' THEN 'window' ELSE 'delay' END,
  breach = 0
WHERE feedback_id IN (SELECT id FROM relabelled);
COMMIT;
