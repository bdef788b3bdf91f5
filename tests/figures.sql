-- figures.sql - a synthetic province with planted truth, for the tests of
-- figures.  Twenty weeks of ratings, tickets and messages that end on Sunday
-- 2026-11-22; needs a database after `duban init`.  The pseudo-random number
-- of a pair of integers is a hash of them, so the data are the same anywhere.
--
-- Planted: 莆田 (350300) has twice the tickets that its ratings explain;
-- 异地就医备案 type items of one lead unit (see bad_item) are made to come in
-- person; one item rises in all counties of 龙岩 in the last week.
PRAGMA journal_mode = MEMORY;
BEGIN;
CREATE TEMP TABLE p AS SELECT '2026-07-06' AS first, 20 AS weeks;
CREATE TEMP TABLE place AS
SELECT row_number() OVER (ORDER BY code) - 1 AS k, code, unit FROM region
WHERE level = 'county' AND served = 1;
CREATE TEMP TABLE service AS
SELECT row_number() OVER (ORDER BY id) - 1 AS k, id, dept_id, name,
       online AND due < '2026-07-01' AS promised
FROM item WHERE (batch * 100 + seq) % 7 = 3;
CREATE TEMP TABLE kind AS
SELECT row_number() OVER (ORDER BY seq) - 1 AS k, id FROM problem
WHERE counts = 1;
CREATE TEMP TABLE outside AS
SELECT row_number() OVER (ORDER BY id) - 1 AS k, id FROM topic;

CREATE TEMP TABLE plan AS
WITH RECURSIVE week(w) AS (SELECT 0 UNION ALL SELECT w + 1 FROM week, p
                           WHERE w + 1 < weeks)
SELECT w, place.code, place.unit, service.id AS item, service.dept_id,
  service.promised, service.name,
  place.k AS pk, service.k AS sk,
  ((w * 7919 + place.k * 104729 + service.k * 1299709) * 2654435761
   % 4294967296) / 429497 AS h
FROM week, place, service;

CREATE TEMP TABLE spoken AS
WITH RECURSIVE
  often(w, code, unit, item, dept_id, promised, name, h, pk, sk, n, source) AS
  (SELECT w, code, unit, item, dept_id, promised, name, h, pk, sk,
     2 + h % 4 + (sk % 3), 'rating' FROM plan
   UNION ALL
   SELECT w, code, unit, item, dept_id, promised, name, h, pk, sk,
     (h % 10 < 2) + (unit = '350300' AND h % 10 < 4)
     + (sk = 5 AND h % 3 = 0)
     + 3 * (sk = 9 AND unit = '350800' AND w = 19), 'ticket' FROM plan
   UNION ALL
   SELECT w, code, unit, item, dept_id, promised, name, h, pk, sk,
     (h % 40 = 7), 'message' FROM plan),
  one AS
  (SELECT often.*, 1 AS i FROM often WHERE n > 0
   UNION ALL SELECT w, code, unit, item, dept_id, promised, name, h, pk, sk,
     n, source, i + 1 FROM one WHERE i < n)
SELECT row_number() OVER (ORDER BY w, source, pk, sk, i) AS id, one.*,
  ((h + i * 7) * 2654435761 % 4294967296) / 429497 AS g
FROM one;

INSERT INTO batch (id, feed, source_file, sha256, bytes, header, arrived_at, n_read,
  n_new, n_updated, n_unchanged, n_rejected, n_gap, state, note)
SELECT row_number() OVER (ORDER BY w, source), source, source || '-' || w ||
  '.csv', source || w, 1, '', date(first, (7 * w + 7) || ' days') || ' 01:00:00',
  count(*), count(*), 0, 0, 0, 0, 'loaded', ''
FROM spoken, p GROUP BY source, w;

INSERT INTO feedback (id, feed, source, source_id, created_at, day, region,
  title, text, kind, channel, rating, is_default, due_at, due_default,
  closed_at, responded, solved, satisfied, visited, excluded, reopened,
  returned, replied_at, reporter, is_repeat, arrived_at, first_at, version,
  digest, batch_id, source_line, touched, purged)
SELECT s.id, s.source, s.source, s.source || s.id,
  date(first, (7 * w + g % 7) || ' days') || ' 10:00:00',
  date(first, (7 * w + g % 7) || ' days'), code,
  '关于' || name, name || '办理中遇到的情况第' || (g % 50) || '种',
  CASE s.source WHEN 'ticket' THEN '投诉' END, NULL,
  CASE s.source WHEN 'rating' THEN iif(g % 500 = 3, 1 + g % 2, 3 + g % 3) END,
  CASE s.source WHEN 'rating' THEN g % 10 < 7 AND g % 500 <> 3 END,
  CASE s.source WHEN 'ticket' THEN
    date(first, (7 * w + g % 7 + 7) || ' days') || ' 23:59:59' END, 0,
  CASE s.source WHEN 'ticket' THEN iif(g % 9 = 0, NULL,
    date(first, (7 * w + g % 7 + 2 + g % 7) || ' days') || ' 12:00:00') END,
  CASE s.source WHEN 'ticket' THEN g % 13 > 0 END,
  CASE s.source WHEN 'ticket' THEN iif(g % 17 = 1, NULL, g % 5 > 0) END,
  CASE s.source WHEN 'ticket' THEN iif(g % 17 = 1, NULL, 1 + g % 5) END,
  CASE s.source WHEN 'ticket' THEN g % 17 <> 1 END,
  s.source = 'ticket' AND g % 61 = 5, (g % 23 = 0), (g % 29 = 0),
  CASE WHEN s.source <> 'ticket' AND g % 3 > 0 THEN
    date(first, (7 * w + g % 7 + 5 + g % 20) || ' days') || ' 09:00:00' END,
  CASE WHEN s.source <> 'rating' THEN 'r' || (g % 977) || s.pk END,
  g % 31 = 0,
  b.arrived_at, b.arrived_at, 1, s.id, b.id, s.i, 0, 0
FROM spoken s, p JOIN batch b ON b.sha256 = s.source || s.w;

INSERT INTO rule_set (hash, first_at, rules, state)
VALUES ('synthetic', '2026-07-01 00:00:00', 1, 'complete');

CREATE TEMP TABLE verdict AS
SELECT s.id, s.w, s.source, s.promised, s.dept_id,
  CASE WHEN s.source <> 'rating' AND g % 20 = 3 THEN NULL ELSE s.item END
    AS item,
  CASE WHEN s.source = 'rating' THEN NULL
       WHEN g % 10 < 3 AND s.sk <> 5 THEN 'consult'
       WHEN s.sk = 5 AND g % 10 < 8 THEN 'onsite'
       ELSE (SELECT id FROM kind WHERE kind.k = g % 11) END AS problem,
  CASE WHEN s.source <> 'rating' AND g % 20 = 3 THEN
    (SELECT id FROM outside o WHERE o.k = s.sk % 6) END AS topic
FROM spoken s;

INSERT INTO analysis (feedback_id, rule_set, at, version, day, item_id,
  problem, topic, lead, breach, undecided)
SELECT v.id, 'synthetic', substr(f.arrived_at, 1, 11) || '02:00:00', 1, f.day,
  v.item, v.problem, v.topic, CASE WHEN v.item NOT NULL THEN v.dept_id END,
  v.item NOT NULL AND v.promised AND
    coalesce(v.problem IN ('onsite', 'documents'), 0), 0
FROM verdict v JOIN feedback f ON f.id = v.id;

UPDATE batch SET n_read = n, n_new = n FROM
  (SELECT batch_id, count(*) AS n FROM feedback GROUP BY batch_id)
  WHERE id = batch_id;
COMMIT;
