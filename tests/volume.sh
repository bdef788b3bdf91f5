#!/bin/sh
# volume.sh DB RECORDS [WEEKS [OF]] - a database as the second stage leaves it,
# with RECORDS made-up records over OF weeks (60), up to Sunday 2026-11-22: for
# measuring.  The records of the last WEEKS (2 to OF; 2) are there, with an
# edition of the last but one and what changed since; of older weeks only the
# sums, which is all that a report reads of them.  All 60 weeks of ten million
# records take 7 GB and ten minutes.
set -e
here=$(cd "$(dirname "$0")" && pwd)
db=$1 held=${3:-2} all=${4:-60}
week=$(($2 / all))
days=$((held * 7))
duban=${DUBAN:-$here/../duban}
"$duban" init --db "$db"
"$duban" analyze --db "$db" >/dev/null  # now it knows the rule set
rules=$(sqlite3 "$db" 'SELECT hash FROM rule_set')
sqlite3 -bail "$db" <<SQL >/dev/null
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -4000000;  -- KiB: the indexes of ten million records
BEGIN;
-- Every thing with a number; services and places of uneven use.
CREATE TEMP TABLE it AS SELECT row_number() OVER (ORDER BY id) - 1 AS k, id,
  dept_id, online FROM item;
CREATE TEMP TABLE rg AS SELECT row_number() OVER (ORDER BY code) - 1 AS k, code
  FROM region WHERE level = 'county' AND served = 1;
CREATE TEMP TABLE pb AS SELECT row_number() OVER (ORDER BY seq) - 1 AS k, id
  FROM problem;
CREATE TEMP TABLE r AS
WITH RECURSIVE c (id) AS (
  SELECT 1 UNION ALL SELECT id + 1 FROM c WHERE id < $held * $week)
SELECT id, id * 2654435761 % 4294967291 AS h,
       id * 40503 % 4294967291 * 65599 % 4294967291 AS g,
       $days - 1 - (id - 1) * 7 / $week AS back FROM c;
-- A file a night; one record in 200 comes a week late.
INSERT INTO batch SELECT 1, 'rating', 'made-up', 'x', 1,
  date('2026-11-23', '-$days days') || ' 02:00:00', ($all - $held) * $week,
  ($all - $held) * $week, 0, 0, 0, 0, 'loaded', '', '', '';
INSERT INTO batch SELECT $days + 1 - back, 'rating', 'made-up', 'x', 1,
  date('2026-11-23', '-' || back || ' days') || ' 02:00:00',
  count(*), count(*), 0, 0, 0, 0, 'loaded', '', '', '' FROM r GROUP BY back;
INSERT INTO feedback (id, feed, source, source_id, created_at, day, region,
  title, text, rating, is_default, status, due_at, due_default, closed_at,
  visited, responded, solved, satisfied, excluded, reopened, returned,
  reporter, is_repeat, arrived_at, first_at, version, digest, batch_id,
  source_line, touched, purged)
SELECT r.id, iif(rating, 'rating', 'ticket'), iif(rating, 'rating', 'ticket'),
  r.id, day || printf(' %02d:%02d:00', 8 + h / 11 % 10, h / 13 % 60), day,
  rg.code, iif(rating, '', '反映办事问题'),
  iif(rating, iif(h % 5 = 0, printf('第%d次来，办得很快', g % 90000), ''),
    printf('来电人反映第%d号窗口办理业务时要求本人到现场，', g % 9000) ||
    replace(hex(zeroblob(40)), '00', '办')),
  iif(rating, iif(h % 997 = 0, 1, 3 + h / 7 % 3), NULL),
  iif(rating, h % 3 = 0, NULL), '已完结',
  iif(rating, NULL, date(day, '+7 days') || ' 18:00:00'), 0,
  iif(rating OR h % 4, NULL, date(day, '+1 day') || ' 12:00:00'),
  iif(rating, NULL, 1), iif(rating, NULL, 1), iif(rating, NULL, h % 9 > 0),
  iif(rating, NULL, 3 + h % 3), 0, 0, 0,
  printf('%016x%048d', g % (2 * $week) * 2654435761, 0), 0,
  night || ' 02:00:00', night || ' 02:00:00', 1, 'x', $days + 1 - back, r.id,
  0, 0
FROM (SELECT id, h, g, back, h / 100 % 10 < 8 AS rating,
        date('2026-11-22', '-' || back || ' days') AS day,
        date('2026-11-23', '-' || (back - iif(back > 6 AND id % 200 = 7, 7, 0))
             || ' days') AS night FROM r) r
JOIN rg ON rg.k = CAST((SELECT count(*) FROM rg) *
  ((g % 10007) / 10007.0) * ((g / 10007 % 101 + 40) / 141.0) AS INTEGER);
INSERT INTO analysis (feedback_id, rule_set, at, version, day, item_id,
  problem, topic, lead, breach, undecided)
SELECT f.id, '$rules', date(f.first_at) || ' 02:05:00', 1, f.day, it.id,
  iif(f.source = 'ticket' AND it.id IS NOT NULL, pb.id, NULL),
  iif(f.source = 'ticket' AND it.id IS NULL,
      (SELECT min(id) FROM topic), NULL),
  it.dept_id, 0, 0
FROM r JOIN feedback f ON f.id = r.id
LEFT JOIN it ON g % 4 > 0 AND it.k = CAST((SELECT count(*) FROM it) *
  ((h % 9973) / 9973.0) * ((h % 9973) / 9973.0) AS INTEGER)
JOIN pb ON pb.k = CAST((SELECT count(*) FROM pb) *
  ((h % 983) / 983.0) * ((h % 983) / 983.0) AS INTEGER);
INSERT INTO label SELECT feedback_id, 'item', 1, item_id, 20, 'made-up'
FROM analysis WHERE item_id IS NOT NULL;
INSERT INTO label SELECT feedback_id, 'problem', 1, problem, 20, 'made-up'
FROM analysis WHERE problem IS NOT NULL;
-- The week before was reported on; since then some of its cases were closed.
INSERT INTO edition VALUES
  ('2026-W46', '2026-11-16 08:00:00', 'week', '2026-11-09', '2026-11-15');
INSERT INTO feedback_old
SELECT f.id, 1, '2026-11-19 02:00:00', arrived_at, day, batch_id, source_line,
  json_object('created_at', created_at, 'region', region, 'title', title,
    'text', text, 'status', status, 'kind', kind, 'due_at', due_at,
    'visited', visited, 'responded', responded, 'solved', solved,
    'satisfied', satisfied, 'excluded', excluded, 'reopened', reopened,
    'returned', returned, 'reporter', reporter, 'is_repeat', is_repeat)
FROM r JOIN feedback f USING (id)
WHERE back BETWEEN 7 AND 13 AND h % 4 = 1 AND source = 'ticket'
  AND id % 200 <> 7;
UPDATE feedback SET version = 2, arrived_at = '2026-11-19 02:00:00',
  batch_id = $days - 3, closed_at = '2026-11-18 16:00:00'
WHERE id IN (SELECT feedback_id FROM feedback_old);
UPDATE analysis SET version = 2
WHERE feedback_id IN (SELECT feedback_id FROM feedback_old);
UPDATE batch SET n_read = n_read + changes(), n_updated = changes()
WHERE id = $days - 3;
COMMIT;
SQL
sh "$here/rollup.sh" "$db"
[ "$held" -lt "$all" ] || exit 0
columns=$(sqlite3 "$db" "SELECT group_concat(name, ', ')
    FROM pragma_table_info('rollup') WHERE name <> 'day'")
sqlite3 -bail "$db" "WITH RECURSIVE w (back) AS (
    SELECT $days UNION ALL SELECT back + $days FROM w
    WHERE back + $days < $((all * 7)))
  INSERT INTO rollup (day, $columns)
  SELECT date(day, '-' || back || ' days'), $columns
  FROM w, rollup WHERE date(day, '-' || back || ' days') >
    date('2026-11-22', '-$((all * 7)) days')"
sh "$here/rollup.sh" "$db" "SELECT '' WHERE 0" "SELECT DISTINCT
    date(day, '-6 days', 'weekday 1') FROM rollup
    WHERE day < date('2026-11-23', '-$days days')
    ORDER BY 1"
