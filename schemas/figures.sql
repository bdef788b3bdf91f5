-- figures.sql - what the figures of a report are computed from.

-- name: ref_regions
SELECT code, CASE code WHEN '350128' THEN '平潭综合实验区' ELSE name END AS name,
       CASE code WHEN '350128' THEN '平潭综合实验区管理委员会'
         ELSE name || '人民政府' END AS office,
       level, unit, coalesce(population, 0) AS population, served
FROM region WHERE level <> 'province' ORDER BY code;

-- name: ref_depts
SELECT id, short_name AS name, name AS office, kind FROM dept ORDER BY seq;

-- name: ref_items
SELECT id, name, dept_id, coalesce(due, '') AS due FROM item
ORDER BY list DESC, batch, seq, id;

-- name: ref_problems
SELECT id, name, duty, clause, counts FROM problem ORDER BY seq;

-- name: ref_topics
SELECT id, name FROM topic ORDER BY id;

-- name: ref_volumes
SELECT unit, n FROM volume ORDER BY unit;

-- name: ref_indicators
SELECT id, name, source, numerator, denominator, kind, units, matures, min_n,
       weight, formula, excluded, remark
FROM indicator ORDER BY seq;

-- name: span_cells
-- The sums of a period: of its whole weeks, of the days before and behind
-- them, of what was otherwise at an earlier moment.  A combination may come in
-- several rows.
WITH RECURSIVE d (day) AS (
  SELECT :first UNION ALL SELECT date(day, '+1 day') FROM d WHERE day < :last),
edge (day) AS (
  SELECT day FROM d WHERE date(day, '-6 days', 'weekday 1') < :first
                       OR date(day, 'weekday 0') > :last)
SELECT source, region, dept_id, item_id, problem, topic, n, n_breach,
       n_repeat, n_active, n_bad, n_good, n_good_active, n_default, n_level1,
       n_level2, n_level3, n_level4, n_level5, n_due, n_closed, n_once,
       n_intime, n_visited, n_responded, n_solved, n_satisfied, n_unsolved,
       n_stuck, n_returned, n_reopened, n_excluded
FROM rollup_week WHERE week BETWEEN :first AND date(:last, '-6 days')
UNION ALL
SELECT source, region, dept_id, item_id, problem, topic, n, n_breach,
       n_repeat, n_active, n_bad, n_good, n_good_active, n_default, n_level1,
       n_level2, n_level3, n_level4, n_level5, n_due, n_closed, n_once,
       n_intime, n_visited, n_responded, n_solved, n_satisfied, n_unsolved,
       n_stuck, n_returned, n_reopened, n_excluded
FROM edge CROSS JOIN rollup USING (day)
UNION ALL
SELECT source, region, dept_id, item_id, problem, topic, n, n_breach,
       n_repeat, n_active, n_bad, n_good, n_good_active, n_default, n_level1,
       n_level2, n_level3, n_level4, n_level5, n_due, n_closed, n_once,
       n_intime, n_visited, n_responded, n_solved, n_satisfied, n_unsolved,
       n_stuck, n_returned, n_reopened, n_excluded
FROM rollup_then WHERE day BETWEEN :first AND :last;

-- name: span_pending
-- Open, and the deadline has not come: neither in time nor overdue.  One row
-- each; "+source", so that the index of open cases is taken.
SELECT source, coalesce(region, '') AS region, coalesce(lead, '') AS dept_id,
       coalesce(item_id, '') AS item_id, coalesce(problem, '') AS problem,
       coalesce(topic, '') AS topic, 1 AS pending,
       coalesce(solved, 1) AS pending_ok
FROM record_at
WHERE day BETWEEN :first AND :last AND closed_at IS NULL
  AND due_at IS NOT NULL AND due_at > :as_of AND +source <> 'rating'
  AND excluded = 0;

-- name: span_printed
-- Where the problem records of a period were otherwise at :t: less what they
-- are, plus what they were; the states as in then_states.
WITH RECURSIVE d (day) AS (SELECT :first UNION ALL
  SELECT date(day, '+1 day') FROM d WHERE day < :last),
changed (id) AS (
  SELECT f.id FROM d CROSS JOIN feedback f
    ON f.day = d.day AND f.arrived_at > :t
  UNION SELECT o.feedback_id FROM d CROSS JOIN feedback_old o
    ON o.day = d.day AND o.retired_at > :t
  UNION SELECT a.feedback_id FROM d CROSS JOIN analysis a
    ON a.day = d.day AND a.at > :t)
SELECT source, coalesce(region, '') AS region, coalesce(lead, '') AS dept_id,
       item_id, problem, '' AS topic, sign AS n
FROM (
  SELECT -1 AS sign, source, region, lead, item_id, problem, excluded
  FROM changed CROSS JOIN record_now USING (id)
  WHERE rolled_day BETWEEN :first AND :last
  UNION ALL
  SELECT 1, f.source,
    iif(f.arrived_at <= :t, f.region, o.record ->> 'region'),
    iif(a.feedback_id IS NULL, ao.lead, a.lead),
    iif(a.feedback_id IS NULL, ao.item_id, a.item_id),
    iif(a.feedback_id IS NULL, ao.problem, a.problem),
    iif(f.arrived_at <= :t, f.excluded, o.record ->> 'excluded')
  FROM changed c CROSS JOIN feedback f ON f.id = c.id
  LEFT JOIN feedback_old o ON o.feedback_id = f.id AND f.arrived_at > :t
    AND o.arrived_at <= :t AND o.retired_at > :t
  LEFT JOIN analysis a ON a.feedback_id = f.id AND a.at <= :t
  LEFT JOIN analysis_old ao ON ao.feedback_id = f.id AND a.feedback_id IS NULL
    AND ao.at <= :t AND ao.retired_at > :t
  WHERE iif(f.arrived_at <= :t, f.day, o.day) BETWEEN :first AND :last)
WHERE source <> 'rating' AND excluded = 0 AND item_id IS NOT NULL
  AND problem IN (SELECT id FROM problem WHERE counts = 1);

-- name: span_late
-- Problem records of a period that were not there yet at :t.  Day by day, so
-- that the index leads to what came after; and those that analyze has not seen.
WITH RECURSIVE d (day) AS (SELECT :first UNION ALL
  SELECT date(day, '+1 day') FROM d WHERE day < :last)
SELECT source, coalesce(region, '') AS region, coalesce(lead, '') AS dept_id,
       item_id, problem, '' AS topic, count(*) AS n
FROM (
  SELECT source, region, lead, item_id, problem
  FROM record_now
  WHERE id IN (
      SELECT f.id FROM d CROSS JOIN feedback f
        ON f.day = d.day AND f.arrived_at > :t
      UNION SELECT id FROM feedback WHERE touched = 1)
    AND rolled_day BETWEEN :first AND :last AND first_at > :t
    AND source <> 'rating' AND excluded = 0 AND item_id IS NOT NULL
    AND problem IN (SELECT id FROM problem WHERE counts = 1)
    AND id NOT IN (SELECT feedback_id FROM state_then)
  UNION ALL
  SELECT source, region, lead, item_id, problem FROM record_then
  WHERE rolled_day BETWEEN :first AND :last AND first_at > :t
    AND source <> 'rating' AND excluded = 0 AND item_id IS NOT NULL
    AND problem IN (SELECT id FROM problem WHERE counts = 1))
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5;

-- name: span_bad
-- 差评, one row each; tells: its feed says of some whether they were visited,
-- so that nothing said means no.
SELECT r.id, r.created_at, r.day, coalesce(r.region, '') AS region,
       coalesce(r.dept_text, '') AS dept_text, coalesce(r.lead, '') AS lead,
       coalesce(r.item_id, '') AS item_id, coalesce(r.text, '') AS text,
       r.source_id, coalesce(r.channel, '') AS channel, r.rating,
       coalesce(r.is_default, 0) AS is_default, r.excluded,
       coalesce(r.replied_at, '') AS replied_at, r.visited, r.reporter,
       max(r.visited IS NOT NULL) OVER (PARTITION BY r.feed) AS tells
FROM record_at r
WHERE r.day BETWEEN :first AND :last AND r.rating <= 2
  AND r.source = 'rating'
ORDER BY r.created_at, r.id;

-- name: span_problem_texts
-- Who says what in the problem records; without the words, :texts 0.
SELECT day, coalesce(region, '') AS region, item_id,
       coalesce(reporter, '') AS reporter, text
FROM (
  SELECT r.id, r.day, region, item_id, reporter,
         CASE WHEN :texts THEN CASE text WHEN '' THEN title ELSE text END
              ELSE '' END AS text
  FROM record_now r
  WHERE r.id IN (SELECT feedback_id FROM analysis
                 WHERE day BETWEEN :first AND :last AND item_id IS NOT NULL
                   AND problem IN (SELECT id FROM problem WHERE counts = 1))
    AND source <> 'rating' AND excluded = 0
    AND r.id NOT IN (SELECT feedback_id FROM state_then)
  UNION ALL
  SELECT id, day, region, item_id, reporter,
         CASE WHEN :texts THEN CASE text WHEN '' THEN title ELSE text END
              ELSE '' END
  FROM record_then
  WHERE rolled_day BETWEEN :first AND :last AND source <> 'rating'
    AND excluded = 0 AND item_id IS NOT NULL
    AND problem IN (SELECT id FROM problem WHERE counts = 1))
ORDER BY id;

-- name: look_back
-- One margin of the sums by week, counted back from the last day: whole weeks
-- from rollup_margin.  Where the weeks of a period end on another day than
-- Sunday they are summed up from the days: day by day, so that the key leads
-- past the sources that are not wanted.
WITH RECURSIVE w (week) AS (
  SELECT :first WHERE strftime('%w', :last) = '0'
  UNION ALL SELECT date(week, '+7 days') FROM w
  WHERE date(week, '+7 days') < :last),
d (day) AS (
  SELECT :first WHERE strftime('%w', :last) <> '0'
  UNION ALL SELECT date(day, '+1 day') FROM d WHERE day < :last),
wanted (source) AS (
  SELECT 'rating' WHERE :margin = 'volume'
  UNION ALL SELECT column1 FROM (VALUES ('ticket'), ('message'))
  WHERE :margin <> 'volume'),
s AS (
  SELECT r.day, region, item_id, problem, topic, n, n_excluded
  FROM d CROSS JOIN rollup r ON r.day = d.day
  WHERE r.source IN (SELECT source FROM wanted)
  UNION ALL
  SELECT day, region, item_id, problem, topic, n, n_excluded FROM rollup_then
  WHERE day BETWEEN :first AND :last
    AND source IN (SELECT source FROM wanted))
SELECT CAST((julianday(:last) - julianday(day)) / 7 AS INTEGER) AS back, a,
       list
FROM (
  SELECT r.week AS day, a, list
  FROM w CROSS JOIN rollup_margin r ON r.week = w.week AND r.margin = :margin
  UNION ALL
  SELECT day,
    CASE :margin WHEN 'kind' THEN item_id WHEN 'topic' THEN '' ELSE region END,
    coalesce(nullif(CASE :margin WHEN 'kind' THEN problem WHEN 'topic'
      THEN topic ELSE item_id END, ''), '-') || ' ' ||
    CASE :margin WHEN 'volume' THEN n ELSE n - n_excluded END
  FROM s
  WHERE CASE :margin WHEN 'volume' THEN 1 WHEN 'topic' THEN 1
    ELSE item_id <> '' AND problem IN (SELECT id FROM problem
                                       WHERE counts = 1) END);

-- name: weekly_all
-- By calendar week, from :monday to the Sunday :last; ratings from :ratings
-- on.
WITH RECURSIVE w (week) AS (
  SELECT :monday UNION ALL SELECT date(week, '+7 days') FROM w
  WHERE date(week, '+7 days') < :last)
SELECT CAST((julianday(day) - julianday(:monday)) / 7 AS INTEGER) AS week,
       source, list
FROM (
  SELECT r.week AS day, a AS source, list
  FROM w CROSS JOIN rollup_margin r ON r.week = w.week AND r.margin = 'unit'
  WHERE a <> 'rating' OR r.week >= :ratings
  UNION ALL
  SELECT day, source, coalesce(nullif(dept_id, ''), '-') || ' ' || n || ' ' ||
    iif(source <> 'rating' AND item_id <> '' AND
        problem IN (SELECT id FROM problem WHERE counts = 1),
        n - n_excluded, 0) || ' ' || iif(source <> 'rating', n_breach, 0)
  FROM rollup_then WHERE day BETWEEN :monday AND :last);

-- name: problem_records
-- The records behind one line of the problem lists; :place '' the province.
-- Day by day, so that the index leads to them.
WITH RECURSIVE d (day) AS (SELECT :first UNION ALL
  SELECT date(day, '+1 day') FROM d WHERE day < :last)
SELECT id, day, coalesce(region, '') AS region, title, text,
       coalesce(reporter, '') AS reporter
FROM (
  SELECT r.id, r.day, region, title, text, reporter, source, excluded
  FROM d CROSS JOIN record_now r ON r.rolled_day = d.day
  WHERE item_id = :item AND problem = :problem
    AND r.id NOT IN (SELECT feedback_id FROM state_then)
  UNION ALL
  SELECT id, day, region, title, text, reporter, source, excluded
  FROM record_then WHERE rolled_day BETWEEN :first AND :last
    AND item_id = :item AND problem = :problem)
WHERE source <> 'rating' AND excluded = 0
  AND (:place = '' OR region IN (SELECT code FROM region WHERE unit = :place))
ORDER BY id LIMIT :most;

-- name: praise
-- Good ratings that somebody gave, one row each: the signs of padding are
-- counted from them in one reading. What a record is about plays no part.
SELECT coalesce(region, '') AS region, text, substr(created_at, 1, 13) AS hour,
       coalesce(reporter, '') AS reporter,
       coalesce(status, '') IN ('待办理', '办理中') AS early
FROM (
  SELECT region, text, created_at, reporter, status FROM feedback
  WHERE day BETWEEN :first AND :last AND source = 'rating'
    AND is_default = 0 AND rating >= 4
    AND id NOT IN (SELECT feedback_id FROM state_then)
  UNION ALL
  SELECT region, text, created_at, reporter, status FROM record_then
  WHERE day BETWEEN :first AND :last AND source = 'rating' AND is_default = 0
    AND rating >= 4);

-- name: padding_perfect
SELECT f.unit AS region, o.value AS n, e.value AS total
FROM figure f JOIN figure o USING (report_id, section, unit, problem)
JOIN figure e USING (report_id, section, unit, problem)
WHERE f.report_id = :report_id AND f.section IN ('city', 'county')
  AND f.metric = 'perfect' AND f.value = 1
  AND o.metric = 'observed' AND e.metric = 'expected'
ORDER BY f.section, f.unit;

-- name: health_feeds
SELECT feed, coalesce((SELECT about FROM feed WHERE id = batch.feed), feed)
         AS name,
       max(arrived_at) AS last_arrival,
       sum(arrived_at >= :from) AS batches,
       sum(arrived_at >= :from AND state = 'failed') AS batches_failed,
       sum(CASE WHEN arrived_at >= :from THEN n_read ELSE 0 END) AS n_read,
       sum(CASE WHEN arrived_at >= :from THEN n_new ELSE 0 END) AS n_new,
       sum(CASE WHEN arrived_at >= :from THEN n_updated ELSE 0 END)
         AS n_updated,
       sum(CASE WHEN arrived_at >= :from THEN n_unchanged ELSE 0 END)
         AS n_unchanged,
       sum(CASE WHEN arrived_at >= :from THEN n_rejected ELSE 0 END)
         AS n_rejected,
       sum(CASE WHEN arrived_at >= :from THEN n_gap ELSE 0 END) AS n_gap,
       sum(n_new) AS all_new,
       (SELECT c.state FROM batch c WHERE c.feed = batch.feed
          AND c.arrived_at <= :as_of ORDER BY c.id DESC LIMIT 1) AS last_state
FROM batch WHERE arrived_at <= :as_of
GROUP BY feed ORDER BY feed;

-- name: health_rest
SELECT (SELECT count(*) FROM reject r JOIN batch b ON b.id = r.batch_id
        WHERE b.arrived_at <= :as_of AND (r.mended_by IS NULL OR r.mended_by IN
          (SELECT id FROM batch WHERE arrived_at > :as_of))) AS rejects_open,
       (SELECT count(*) FROM feedback f
        WHERE f.touched = 1 AND f.arrived_at <= :as_of) +
       (SELECT count(*) FROM state_then
        WHERE known = 0 AND first_at <= :as_of) AS backlog,
       (SELECT count(*) FROM feedback) AS stored,
       (SELECT count(*) FROM stale_day) AS stale,
       (SELECT count(*) FROM analysis
        WHERE day BETWEEN :first AND :last AND undecided > 0) AS undecided;

-- name: health_rule_sets
WITH RECURSIVE d (day) AS (
  SELECT :first UNION ALL SELECT date(day, '+1 day') FROM d WHERE day < :last),
edge (day) AS (
  SELECT day FROM d WHERE date(day, '-6 days', 'weekday 1') < :first
                       OR date(day, 'weekday 0') > :last),
w (week) AS (
  SELECT DISTINCT date(day, '-6 days', 'weekday 1') FROM d
  WHERE day NOT IN (SELECT day FROM edge))
SELECT rule_set, sum(n) AS n
FROM (
  SELECT a AS rule_set, CAST(list AS INTEGER) AS n
  FROM w CROSS JOIN rollup_margin r ON r.week = w.week AND r.margin = 'rules'
  UNION ALL
  SELECT rule_set, n FROM edge CROSS JOIN rollup USING (day)
  UNION ALL
  SELECT rule_set, n FROM rollup_then WHERE day BETWEEN :first AND :last)
GROUP BY rule_set HAVING sum(n) > 0 ORDER BY 2 DESC, 1;

-- name: then_needed
WITH RECURSIVE d (day) AS (
  SELECT min(day) FROM analysis
  UNION ALL
  SELECT (SELECT min(a.day) FROM analysis a WHERE a.day > d.day) FROM d
  WHERE d.day IS NOT NULL)
SELECT EXISTS (SELECT 1 FROM batch
               WHERE arrived_at > :t AND n_new + n_updated > 0)
    OR EXISTS (SELECT 1 FROM d CROSS JOIN analysis a
               ON a.day = d.day AND a.at > :t) AS needed;

-- name: then_clear_states
DELETE FROM state_then;

-- name: then_clear_sums
DELETE FROM rollup_then;

-- name: then_states
-- What changed after :t, as it was at :t; of records whose day lies, now or
-- then, in the period.
INSERT INTO state_then (feedback_id, known, source, feed, source_id, case_no,
  created_at, day, region, dept_text, title, text, channel, status, kind,
  rating, is_default, due_at, closed_at, responded, solved, satisfied, visited,
  excluded, reopened, returned, replied_at, reporter, is_repeat, first_at,
  batch_id, source_line, rule_set, item_id, problem, topic, lead, breach,
  rolled_day)
WITH RECURSIVE d (day) AS (SELECT :first UNION ALL
  SELECT date(day, '+1 day') FROM d WHERE day < :last),
changed (id) AS (
  SELECT f.id FROM d CROSS JOIN feedback f
    ON f.day = d.day AND f.arrived_at > :t
  UNION SELECT o.feedback_id FROM d CROSS JOIN feedback_old o
    ON o.day = d.day AND o.retired_at > :t
  UNION SELECT a.feedback_id FROM d CROSS JOIN analysis a
    ON a.day = d.day AND a.at > :t)
SELECT f.id, (o.feedback_id IS NOT NULL OR f.arrived_at <= :t)
         AND coalesce(a.rule_set, ao.rule_set) IS NOT NULL,
  f.source, f.feed, f.source_id,
  iif(f.arrived_at <= :t, f.case_no, o.record ->> 'case_no'),
  iif(f.arrived_at <= :t, f.created_at, o.record ->> 'created_at'),
  iif(f.arrived_at <= :t, f.day, o.day),
  iif(f.arrived_at <= :t, f.region, o.record ->> 'region'),
  iif(f.arrived_at <= :t, f.dept_text, o.record ->> 'dept_text'),
  iif(f.arrived_at <= :t, f.title, o.record ->> 'title'),
  iif(f.arrived_at <= :t, f.text, o.record ->> 'text'),
  iif(f.arrived_at <= :t, f.channel, o.record ->> 'channel'),
  iif(f.arrived_at <= :t, f.status, o.record ->> 'status'),
  iif(f.arrived_at <= :t, f.kind, o.record ->> 'kind'),
  iif(f.arrived_at <= :t, f.rating, o.record ->> 'rating'),
  iif(f.arrived_at <= :t, f.is_default, o.record ->> 'is_default'),
  iif(f.arrived_at <= :t, f.due_at, o.record ->> 'due_at'),
  iif(f.arrived_at <= :t, f.closed_at, o.record ->> 'closed_at'),
  iif(f.arrived_at <= :t, f.responded, o.record ->> 'responded'),
  iif(f.arrived_at <= :t, f.solved, o.record ->> 'solved'),
  iif(f.arrived_at <= :t, f.satisfied, o.record ->> 'satisfied'),
  iif(f.arrived_at <= :t, f.visited, o.record ->> 'visited'),
  iif(f.arrived_at <= :t, f.excluded, o.record ->> 'excluded'),
  iif(f.arrived_at <= :t, f.reopened, o.record ->> 'reopened'),
  iif(f.arrived_at <= :t, f.returned, o.record ->> 'returned'),
  iif(f.arrived_at <= :t, f.replied_at, o.record ->> 'replied_at'),
  iif(f.arrived_at <= :t, f.reporter, o.record ->> 'reporter'),
  iif(f.arrived_at <= :t, f.is_repeat, o.record ->> 'is_repeat'),
  f.first_at, iif(f.arrived_at <= :t, f.batch_id, o.batch_id),
  iif(f.arrived_at <= :t, f.source_line, o.source_line),
  iif(a.feedback_id IS NULL, ao.rule_set, a.rule_set),
  iif(a.feedback_id IS NULL, ao.item_id, a.item_id),
  iif(a.feedback_id IS NULL, ao.problem, a.problem),
  iif(a.feedback_id IS NULL, ao.topic, a.topic),
  iif(a.feedback_id IS NULL, ao.lead, a.lead),
  iif(a.feedback_id IS NULL, ao.breach, a.breach),
  iif(f.arrived_at <= :t, f.day, o.day)
FROM changed c JOIN feedback f ON f.id = c.id
LEFT JOIN feedback_old o ON o.feedback_id = f.id AND f.arrived_at > :t
  AND o.arrived_at <= :t AND o.retired_at > :t
LEFT JOIN analysis a ON a.feedback_id = f.id AND a.at <= :t
LEFT JOIN analysis_old ao ON ao.feedback_id = f.id AND a.feedback_id IS NULL
  AND ao.at <= :t AND ao.retired_at > :t
WHERE f.day BETWEEN :first AND :last OR o.day BETWEEN :first AND :last;

-- name: then_sums
-- Less what they add now, plus what they added then; by the same rules as
-- rollup_day of the second stage.
INSERT INTO rollup_then
SELECT day, source, coalesce(region, ''), coalesce(lead, ''),
       coalesce(item_id, ''), coalesce(problem, ''), coalesce(topic, ''),
       rule_set, sum(sign), sum(sign * (breach AND excluded = 0)),
       sum(sign * is_repeat), sum(sign * active),
       sum(sign * coalesce(rating <= 2, 0)),
       sum(sign * coalesce(rating >= 3, is_default)),
       sum(sign * (active AND rating >= 3)), sum(sign * is_default),
       sum(sign * (active AND rating = 1)), sum(sign * (active AND rating = 2)),
       sum(sign * (active AND rating = 3)), sum(sign * (active AND rating = 4)),
       sum(sign * (active AND rating = 5)),
       sum(sign * (judged AND due_at <> '')), sum(sign * (judged AND closed)),
       sum(sign * (judged AND closed AND reopened = 0)),
       sum(sign * (judged AND intime)), sum(sign * met),
       sum(sign * (met AND responded IS 1)), sum(sign * (met AND solved IS 1)),
       sum(sign * (met AND coalesce(satisfied, 0) >= 3)),
       sum(sign * (judged AND solved IS 0)),
       sum(sign * (judged AND (solved IS 0 OR
                               (due_at <> '' AND NOT intime)))),
       sum(sign * (judged AND returned > 0)),
       sum(sign * (judged AND reopened > 0)), sum(sign * excluded)
FROM (
  SELECT sign, day, source, region, lead, item_id, problem, topic, rule_set,
         breach, excluded, is_repeat, responded, solved, satisfied, returned,
         reopened, due_at, rating, is_default,
         rating IS NOT NULL AND is_default = 0 AS active,
         source <> 'rating' AND excluded = 0 AS judged,
         source <> 'rating' AND excluded = 0 AND visited IS 1 AS met,
         closed <> '' AS closed,
         closed <> '' AND due_at <> '' AND closed <= due_at AS intime
  FROM (
    SELECT -1 AS sign, r.rolled_day AS day, r.source, r.region, r.lead,
           r.item_id, r.problem, r.topic, r.rule_set, r.breach, r.excluded,
           r.is_repeat, r.responded, r.solved, r.satisfied, r.visited,
           r.returned, r.reopened, coalesce(r.due_at, '') AS due_at,
           r.rating, coalesce(r.is_default, 0) AS is_default,
           coalesce(r.closed_at, iif(r.source = 'message', r.replied_at, NULL),
                    '') AS closed
    FROM state_then s JOIN record_now r ON r.id = s.feedback_id
    UNION ALL
    SELECT 1, r.rolled_day, r.source, r.region, r.lead,
           r.item_id, r.problem, r.topic, r.rule_set, r.breach, r.excluded,
           r.is_repeat, r.responded, r.solved, r.satisfied, r.visited,
           r.returned, r.reopened, coalesce(r.due_at, ''),
           r.rating, coalesce(r.is_default, 0),
           coalesce(r.closed_at, iif(r.source = 'message', r.replied_at, NULL),
                    '')
    FROM record_then r))
GROUP BY day, source, region, lead, item_id, problem, topic, rule_set;

-- name: edition_save
INSERT OR IGNORE INTO edition (report, as_of, kind, first_day, last_day)
VALUES (:report, :as_of, :kind, :first_day, :last_day);

-- name: edition_of
-- The last edition of a report that was made before :as_of.
SELECT coalesce(max(as_of), '') AS as_of FROM edition
WHERE first_day = :first AND last_day = :last AND kind = :kind
  AND as_of <= :as_of;

-- name: report_drop
DELETE FROM report WHERE name = :name;

-- name: report_save
INSERT INTO report (name, first_day, last_day, as_of)
VALUES (:name, :first_day, :last_day, :as_of);

-- name: figure_save
INSERT INTO figure (report_id, section, seq, unit, problem, metric,
  numerator, denominator, value, note)
VALUES (:report_id, :section, :seq, :unit, :problem, :metric,
  :numerator, :denominator, :value, :note);

-- name: figure_list
SELECT section, seq, unit, problem, metric, numerator, denominator, value,
       note
FROM figure WHERE report_id = :report_id ORDER BY section, seq, id;

-- name: figure_count
SELECT count(*) AS n FROM figure WHERE report_id = :report_id;

-- name: raised_list
-- Problems raised up to :as_of, with what was known of them then.
SELECT r.id, r.item_id, r.problem, r.unit, r.first_report, r.first_day,
       r.last_day, r.raised_at, r.deadline, r.observed, r.level, r.total,
       (SELECT count(*) FROM raised_week w
        WHERE w.raised_id = r.id AND w.as_of <= :as_of) AS weeks,
       coalesce((SELECT min(n.at) FROM raised_note n WHERE n.raised_id = r.id
                 AND n.kind = 'close' AND n.at <= :as_of), '') AS closed_at,
       coalesce((SELECT n.text FROM raised_note n WHERE n.raised_id = r.id
                 AND n.kind = 'claim' AND n.at <= :as_of
                 ORDER BY n.id DESC LIMIT 1), '') AS claim
FROM raised r WHERE r.raised_at <= :as_of ORDER BY r.id;

-- name: raised_save
INSERT INTO raised (item_id, problem, unit, first_report, first_day, last_day,
  raised_at, deadline, observed, level, total)
VALUES (:item_id, :problem, :unit, :first_report, :first_day, :last_day,
  :raised_at, :deadline, :observed, :level, :total)
ON CONFLICT (item_id, problem, unit, first_report) DO NOTHING;

-- name: raised_week_save
INSERT OR IGNORE INTO raised_week (raised_id, report, as_of)
VALUES (:raised_id, :report, :as_of);

-- name: trace_report
SELECT r.id, r.first_day, r.last_day, r.as_of,
  (SELECT note FROM figure WHERE report_id = r.id AND section = 'meta'
     AND metric = 'prev_first_day') AS prev_first_day,
  (SELECT note FROM figure WHERE report_id = r.id AND section = 'meta'
     AND metric = 'prev_last_day') AS prev_last_day
FROM report r WHERE r.name = :name;

-- name: trace_figure
SELECT r.name AS report, f.section, f.seq, f.unit, f.problem, f.metric,
       f.numerator, f.denominator, f.value, f.note
FROM figure f JOIN report r ON r.id = f.report_id WHERE f.id = :id;

-- name: trace_find
SELECT f.id FROM figure f JOIN report r ON r.id = f.report_id
WHERE r.name = :report AND f.section = :section AND f.unit = :unit
  AND f.problem = :problem AND f.metric = :metric;

-- name: trace_indicator
SELECT source, numerator, denominator, name, formula, excluded FROM indicator
WHERE id = :id;

-- name: trace_row
-- What else stands in the same row.
SELECT metric, numerator, denominator, value, note FROM figure
WHERE report_id = (SELECT report_id FROM figure WHERE id = :id)
  AND section = (SELECT section FROM figure WHERE id = :id)
  AND unit = (SELECT unit FROM figure WHERE id = :id)
  AND problem = (SELECT problem FROM figure WHERE id = :id)
ORDER BY id;

-- name: trace_records
-- The records of some days, as of the report's moment, with what each adds to
-- the sums of rollup.  An empty parameter asks for all.
SELECT id, source, source_id, day, region, item_id, problem, source_file,
  source_line, item_id <> '' AS with_item, topic <> '' AS outside,
  region = '' AS no_region, item_id = '' AND topic = '' AS unclassified,
  problem = 'territory' AS territory, rating, 1 AS n,
  breach AND excluded = 0 AS n_breach,
  is_repeat AS n_repeat, active AS n_active,
  coalesce(rating <= 2, 0) AS n_bad,
  coalesce(rating >= 3, is_default) AS n_good,
  active AND rating >= 3 AS n_good_active, is_default AS n_default,
  active AND rating = 1 AS n_level1, active AND rating = 2 AS n_level2,
  active AND rating = 3 AS n_level3, active AND rating = 4 AS n_level4,
  active AND rating = 5 AS n_level5, judged AND due_at <> '' AS n_due,
  judged AND closed <> '' AS n_closed,
  judged AND closed <> '' AND reopened = 0 AS n_once,
  judged AND intime AS n_intime, met AS n_visited,
  met AND responded IS 1 AS n_responded, met AND solved IS 1 AS n_solved,
  met AND coalesce(satisfied, 0) >= 3 AS n_satisfied,
  judged AND solved IS 0 AS n_unsolved,
  judged AND (solved IS 0 OR (due_at <> '' AND NOT intime)) AS n_stuck,
  judged AND returned > 0 AS n_returned, judged AND reopened > 0 AS n_reopened,
  excluded AS n_excluded,
  judged AND waiting AS pending,
  judged AND waiting AND coalesce(solved, 1) AS pending_ok
FROM (
  SELECT r.id, r.source, r.source_id, r.day, coalesce(r.region, '') AS region,
    coalesce(r.item_id, '') AS item_id, coalesce(r.problem, '') AS problem,
    coalesce(r.topic, '') AS topic, b.source_file, r.source_line, r.breach,
    r.excluded, r.is_repeat,
    r.responded, r.solved, r.satisfied, r.returned, r.reopened,
    coalesce(r.due_at, '') AS due_at, r.rating,
    coalesce(r.is_default, 0) AS is_default,
    r.rating IS NOT NULL AND coalesce(r.is_default, 0) = 0 AS active,
    r.source <> 'rating' AND r.excluded = 0 AS judged,
    r.source <> 'rating' AND r.excluded = 0 AND r.visited IS 1 AS met,
    coalesce(r.closed_at, iif(r.source = 'message', r.replied_at, NULL), '')
      AS closed,
    coalesce(coalesce(r.closed_at, iif(r.source = 'message', r.replied_at,
             NULL)) <= r.due_at, 0) AS intime,
    r.closed_at IS NULL AND coalesce(r.due_at > :as_of, 0) AS waiting
  FROM record_at r JOIN batch b ON b.id = r.batch_id
  LEFT JOIN region g ON g.code = r.region
  WHERE r.rolled_day BETWEEN :first AND :last
    AND (:source = '' OR r.source = :source)
    AND (:city = '' OR g.unit = :city)
    AND (:county = '' OR r.region = :county)
    AND (:lead = '' OR r.lead = :lead)
    AND (:item = '' OR r.item_id = :item)
    AND (:problem = '' OR r.problem = :problem)
    AND (:topic = '' OR r.topic = :topic)
    AND (:id = 0 OR r.id = :id)
    AND (:texts = 0 OR r.source <> 'rating')
    AND CASE :placed WHEN 'city' THEN g.unit <> '' WHEN 'county' THEN
        g.level = 'county' WHEN 'dept' THEN r.lead IS NOT NULL ELSE 1 END
    AND (:problems = 0 OR (r.source <> 'rating' AND r.item_id IS NOT NULL
      AND r.problem IN (SELECT id FROM problem WHERE counts = 1))))
ORDER BY day, id;

-- name: problems_list
SELECT r.id, CASE WHEN c.at IS NOT NULL THEN 'closed'
         WHEN r.deadline < substr(:now, 1, 10) THEN 'overdue'
         ELSE 'open' END AS state, coalesce(g.name, '全省') AS place,
       r.item_id AS item, i.name AS item_name, p.name AS problem_name,
       d.short_name AS lead, r.first_report,
       (SELECT max(report) FROM raised_week w WHERE w.raised_id = r.id)
         AS last_report,
       (SELECT count(*) FROM raised_week w WHERE w.raised_id = r.id) AS weeks,
       r.deadline, r.observed,
       coalesce((SELECT n.text FROM raised_note n WHERE n.raised_id = r.id
                 ORDER BY n.id DESC LIMIT 1), '') AS last_note
FROM raised r JOIN item i ON i.id = r.item_id
JOIN problem p ON p.id = r.problem JOIN dept d ON d.id = i.dept_id
LEFT JOIN region g ON g.code = r.unit
LEFT JOIN raised_note c ON c.raised_id = r.id AND c.kind = 'close'
WHERE :all = 1 OR c.at IS NULL
ORDER BY r.id;

-- name: problem_state
SELECT EXISTS (SELECT 1 FROM raised_note n WHERE n.raised_id = r.id
               AND n.kind = 'close') AS closed
FROM raised r WHERE r.id = :id;

-- name: problem_note
INSERT INTO raised_note (raised_id, at, kind, text)
VALUES (:id, :at, :kind, :text);
