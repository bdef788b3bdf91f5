-- analyze.sql - statements of the second stage.

-- name: item_facts
-- What an item promises, for the breach and the lead unit.
SELECT id, dept_id, online, due FROM item ORDER BY id;

-- name: rule_set_standing
-- The set that every record has been through; and has a run with yet another
-- one begun to label, and not come to its end?
SELECT hash, coalesce(engine, '') AS engine, coalesce(lines, '') AS lines,
       EXISTS (SELECT 1 FROM rule_set
               WHERE state = 'begun' AND hash <> :hash) AS stopped
FROM rule_set WHERE state = 'complete';

-- name: rule_set_begin
INSERT INTO rule_set (hash, first_at, rules, state)
VALUES (:hash, :at, :rules, 'begun')
ON CONFLICT (hash) DO UPDATE SET state = 'begun' WHERE state = 'past';

-- name: rule_set_past
UPDATE rule_set SET state = 'past', engine = NULL, lines = NULL
WHERE hash <> :hash;

-- name: rule_set_done
UPDATE rule_set SET state = 'complete', engine = :engine, lines = :lines
WHERE hash = :hash;

-- name: pending_touched
-- Records that are new or changed, after a given one.
SELECT f.id, f.source, f.region,
       f.kind, f.title, f.text, f.item_code,
       f.item_name, f.tags, f.rating, f.is_default, f.day, f.version, f.touched,
       a.feedback_id, a.rule_set, a.item_id, a.problem, a.topic, a.lead,
       a.breach, a.limits, a.day AS old_day, a.version AS old_version
FROM feedback f LEFT JOIN analysis a ON a.feedback_id = f.id
WHERE f.touched = 1 AND f.id > :after
ORDER BY f.id LIMIT :n;

-- name: pending_all
-- Every record that can be classified: whose text was removed it cannot, and
-- keeps its labels.
SELECT f.id, f.source, f.region,
       f.kind, f.title, f.text, f.item_code,
       f.item_name, f.tags, f.rating, f.is_default, f.day, f.version, f.touched,
       a.feedback_id, a.rule_set, a.item_id, a.problem, a.topic, a.lead,
       a.breach, a.limits, a.day AS old_day, a.version AS old_version
FROM feedback f LEFT JOIN analysis a ON a.feedback_id = f.id
WHERE f.id > :after AND (f.purged = 0 OR f.touched = 1)
ORDER BY f.id LIMIT :n;

-- name: record_by_id
-- One record with its place, for explain.
SELECT f.id, f.source, f.region,
       f.kind, f.title, f.text, f.item_code,
       f.item_name, f.tags, f.rating, f.is_default, f.day, f.version,
       f.feed, f.source_id, f.created_at, f.source_line, b.source_file,
       a.rule_set, a.at, a.breach, a.lead
FROM feedback f JOIN batch b ON b.id = f.batch_id
LEFT JOIN analysis a ON a.feedback_id = f.id
WHERE f.id = :id;

-- name: label_list
SELECT kind, rank, target, score, rules FROM label
WHERE feedback_id = :id ORDER BY kind, rank;

-- name: label_clear
DELETE FROM label WHERE feedback_id = :id;

-- name: label_add
INSERT INTO label (feedback_id, kind, rank, target, score, rules)
VALUES (:id, :kind, :rank, :target, :score, :rules);

-- name: analysis_keep_old
-- The labels in force, before others take their place.
INSERT OR REPLACE INTO analysis_old (feedback_id, at, retired_at, rule_set,
  version, item_id, problem, topic, lead, breach, labels)
SELECT a.feedback_id, a.at, :at, a.rule_set, a.version, a.item_id, a.problem,
  a.topic, a.lead, a.breach,
  (SELECT json_group_array(json_object('kind', kind, 'rank', rank,
            'target', target, 'score', score, 'rules', rules))
   FROM (SELECT * FROM label WHERE feedback_id = a.feedback_id
         ORDER BY kind, rank))
FROM analysis a WHERE a.feedback_id = :id;

-- name: analysis_save
INSERT OR REPLACE INTO analysis (feedback_id, rule_set, at, version, day,
  item_id, problem, topic, lead, breach, undecided, limits)
VALUES (:id, :rule_set, :at, :version, :day, :item_id, :problem, :topic,
  :lead, :breach, :undecided, :limits);

-- name: analysis_same
-- The same labels for another version of the record.
UPDATE analysis SET version = :version, day = :day WHERE feedback_id = :id;

-- name: feedback_seen
UPDATE feedback SET touched = 0 WHERE id = :id AND touched = 1;

-- name: stale_add
INSERT INTO stale_day (day) VALUES (:day) ON CONFLICT (day) DO NOTHING;

-- name: stale_all
-- Every day that has records or sums.
INSERT OR IGNORE INTO stale_day (day)
SELECT day FROM analysis UNION SELECT day FROM rollup;

-- name: stale_first
SELECT min(day) AS day FROM stale_day;

-- name: stale_done
DELETE FROM stale_day WHERE day = :day;

-- name: rollup_clear
DELETE FROM rollup WHERE day = :day;

-- name: rollup_day
-- The sums of one day, from its records.
INSERT INTO rollup (day, source, region, dept_id, item_id, problem, topic,
  rule_set, n, n_breach, n_repeat, n_active, n_bad, n_good, n_good_active,
  n_default, n_level1, n_level2, n_level3, n_level4, n_level5, n_due,
  n_closed, n_once, n_intime, n_visited, n_responded, n_solved, n_satisfied,
  n_unsolved, n_stuck, n_returned, n_reopened, n_excluded)
SELECT day, source, region, dept_id, item_id, problem, topic, rule_set,
  count(*), sum(breach AND excluded = 0), sum(is_repeat), sum(active),
  sum(bad), sum(good OR (is_default AND rating IS NULL)), sum(good AND active),
  sum(is_default), sum(active AND rating = 1), sum(active AND rating = 2),
  sum(active AND rating = 3), sum(active AND rating = 4),
  sum(active AND rating = 5),
  sum(due), sum(closed), sum(closed AND reopened = 0), sum(intime),
  sum(visited), sum(visited AND responded IS 1), sum(visited AND solved IS 1),
  sum(visited AND satisfied IS NOT NULL AND satisfied >= 3),
  sum(ticket AND solved IS 0), sum(ticket AND (solved IS 0 OR
                                               (due AND NOT intime))),
  sum(ticket AND returned > 0), sum(ticket AND reopened > 0), sum(excluded)
FROM (
  SELECT a.day, f.source, coalesce(f.region, '') AS region,
    coalesce(a.lead, '') AS dept_id, coalesce(a.item_id, '') AS item_id,
    coalesce(a.problem, '') AS problem, coalesce(a.topic, '') AS topic,
    a.rule_set, a.breach, f.is_repeat, f.rating,
    coalesce(f.is_default, 0) AS is_default,
    f.rating IS NOT NULL AND coalesce(f.is_default, 0) = 0 AS active,
    f.rating IS NOT NULL AND f.rating <= 2 AS bad,
    f.rating IS NOT NULL AND f.rating >= 3 AS good,
    f.source <> 'rating' AND f.excluded = 0 AS ticket,
    f.source <> 'rating' AND f.excluded = 0 AND f.due_at IS NOT NULL AS due,
    f.source <> 'rating' AND f.excluded = 0 AND closed IS NOT NULL AS closed,
    f.source <> 'rating' AND f.excluded = 0 AND f.due_at IS NOT NULL AND
      closed IS NOT NULL AND closed <= f.due_at AS intime,
    f.source <> 'rating' AND f.excluded = 0 AND f.visited IS 1 AS visited,
    f.responded, f.solved, f.satisfied, f.returned, f.reopened, f.excluded
  FROM analysis a
  JOIN (SELECT *, coalesce(closed_at, CASE WHEN source = 'message'
                                      THEN replied_at END) AS closed
        FROM feedback) f ON f.id = a.feedback_id
  WHERE a.day = :day)
GROUP BY day, source, region, dept_id, item_id, problem, topic, rule_set;

-- name: week_of
-- The week of a day; waits: another of its days is still to be summed up.
SELECT week, EXISTS (SELECT 1 FROM stale_day
  WHERE day BETWEEN week AND date(week, '+6 days')) AS waits
FROM (SELECT date(:day, '-6 days', 'weekday 1') AS week);

-- name: week_clear
DELETE FROM rollup_week WHERE week = :week;

-- name: week_sums
INSERT INTO rollup_week (week, source, region, dept_id, item_id, problem, topic,
  n, n_breach, n_repeat, n_active, n_bad, n_good,
  n_good_active, n_default, n_level1, n_level2, n_level3, n_level4,
  n_level5, n_due, n_closed, n_once, n_intime, n_visited,
  n_responded, n_solved, n_satisfied, n_unsolved, n_stuck, n_returned,
  n_reopened, n_excluded)
SELECT :week, source, region, dept_id, item_id, problem, topic,
  sum(n), sum(n_breach), sum(n_repeat), sum(n_active),
  sum(n_bad), sum(n_good), sum(n_good_active), sum(n_default),
  sum(n_level1), sum(n_level2), sum(n_level3), sum(n_level4),
  sum(n_level5), sum(n_due), sum(n_closed), sum(n_once),
  sum(n_intime), sum(n_visited), sum(n_responded), sum(n_solved),
  sum(n_satisfied), sum(n_unsolved), sum(n_stuck), sum(n_returned),
  sum(n_reopened), sum(n_excluded)
FROM rollup WHERE day BETWEEN :week AND date(:week, '+6 days')
GROUP BY source, region, dept_id, item_id, problem, topic;

-- name: margin_clear
DELETE FROM rollup_margin WHERE week = :week;

-- name: margin_sums
-- Of problem records and topics without those that an appeal took out; a topic
-- of '-' is none: what the others are a share of.
WITH s AS (
  SELECT source, region, coalesce(nullif(dept_id, ''), '-') AS dept, item_id,
         coalesce(nullif(item_id, ''), '-') AS item, problem, topic, n,
         n_breach, n - n_excluded AS kept,
         source <> 'rating' AND item_id <> '' AND
           problem IN (SELECT id FROM problem WHERE counts = 1) AS counts
  FROM rollup_week WHERE week = :week),
pair (margin, a, b, v) AS (
  SELECT 'unit', source, iif(source = 'rating', '-', dept),
         sum(n) || ' ' || sum(iif(counts, kept, 0)) || ' ' ||
           sum(iif(source = 'rating', 0, n_breach))
  FROM s GROUP BY 2, 3
  UNION ALL
  SELECT 'place', region, item, sum(kept) FROM s WHERE counts GROUP BY 2, 3
  UNION ALL
  SELECT 'kind', item, problem, sum(kept) FROM s WHERE counts GROUP BY 2, 3
  UNION ALL
  SELECT 'topic', '', coalesce(nullif(topic, ''), '-'), sum(kept)
  FROM s WHERE source <> 'rating' GROUP BY 3
  UNION ALL
  SELECT 'volume', region, item, sum(n)
  FROM s WHERE source = 'rating' GROUP BY 2, 3)
INSERT INTO rollup_margin (week, margin, a, list)
SELECT :week, margin, a, group_concat(b || ' ' || v, ' ')
FROM (SELECT * FROM pair ORDER BY margin, a, b) GROUP BY margin, a
UNION ALL
SELECT :week, 'rules', rule_set, CAST(sum(n) AS TEXT) FROM rollup
WHERE day BETWEEN :week AND date(:week, '+6 days') GROUP BY rule_set;

-- name: trial_report
-- The report of that name, or the one that was made last.
SELECT name, as_of FROM report WHERE :name IN ('', name)
ORDER BY as_of DESC, last_day DESC, name LIMIT 1;

-- name: trial_ranks
-- What it ranks, with the number of problem records; report/README.md tells
-- what the sections are.
SELECT section, unit, problem,
       max(iif(metric = 'rank', value, NULL)) AS rank,
       max(iif(metric = 'observed', value, NULL)) AS records,
       max(iif(metric = 'name', note, NULL)) ||
         coalesce(' ' || max(iif(metric = 'problem_name', note, NULL)), '') ||
         coalesce(' ' || max(iif(metric = 'place', note, NULL)), '') AS name
FROM v_figure
WHERE report = :report AND unit <> ''
  AND section IN ('problem', 'local', 'city', 'county', 'dept')
GROUP BY section, unit, problem HAVING rank IS NOT NULL
ORDER BY instr('problem local city county dept', section), rank, unit, problem;

-- name: trial_records
SELECT count(*) AS n FROM analysis;

-- name: trial_moved
-- Records whose main labels took the place of others at :at.
SELECT f.id, o.item_id AS item_was, a.item_id AS item,
       o.problem AS problem_was, a.problem,
       iif(f.text <> '', f.text, f.title) AS text
FROM analysis_old o JOIN analysis a ON a.feedback_id = o.feedback_id
JOIN feedback f ON f.id = o.feedback_id
WHERE o.retired_at = :at
  AND (o.item_id IS NOT a.item_id OR o.problem IS NOT a.problem)
ORDER BY f.id;
