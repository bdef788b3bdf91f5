-- explore.sql - what search, status, verify and snapshot ask.

-- name: search_pending
-- Records of the batches after the last one that is wholly in the index.
SELECT f.id, f.version, f.title || char(10) || f.text AS text
FROM feedback f
WHERE f.batch_id > :upto
  AND NOT EXISTS (SELECT 1 FROM search_doc d
                  WHERE d.feedback_id = f.id AND d.version = f.version)
ORDER BY f.id
LIMIT :most;

-- name: search_upto
-- The last batch that is wholly in the index.
SELECT coalesce(max(upto), 0) AS upto FROM search_state;

-- name: search_newest
SELECT coalesce(max(id), 0) AS newest FROM batch;

-- name: search_upto_set
INSERT INTO search_state (one, upto) VALUES (1, :upto)
ON CONFLICT (one) DO UPDATE SET upto = excluded.upto;

-- name: search_doc_add
INSERT INTO search_doc (feedback_id, version) VALUES (:id, :version);

-- name: search_text_add
INSERT INTO search_text (rowid, tokens) VALUES (:doc, :tokens);

-- name: search_find
-- Records in force that hold every word: by the index where they are in it
-- (:tokens; an old version's entry is passed over), else by reading them.
-- instr() decides in both cases, so the index can only save time.
SELECT f.id, f.day, f.source, f.region, f.region_name, f.item_id,
       f.item_name, f.problem, f.problem_name, f.title, f.text,
       f.source_file, f.source_line
FROM v_feedback f
WHERE f.id IN (
    SELECT d.feedback_id FROM search_doc d
    JOIN feedback x ON x.id = d.feedback_id AND x.version = d.version
    WHERE :tokens <> '' AND d.doc IN (SELECT rowid FROM search_text
                                      WHERE search_text MATCH :tokens)
    UNION ALL
    SELECT x.id FROM feedback x WHERE x.batch_id > :upto
    UNION ALL
    SELECT x.id FROM feedback x WHERE :tokens = '')
  AND (:word1 = '' OR instr(lower(f.title || char(10) || f.text), :word1))
  AND (:word2 = '' OR instr(lower(f.title || char(10) || f.text), :word2))
  AND (:word3 = '' OR instr(lower(f.title || char(10) || f.text), :word3))
  AND (:word4 = '' OR instr(lower(f.title || char(10) || f.text), :word4))
  AND (:source = '' OR f.source = :source)
  AND (:region = '' OR f.region LIKE :region || '%')
  AND (:item = '' OR f.item_id = :item)
  AND (:problem = '' OR f.problem = :problem)
  AND (:from = '' OR f.day >= :from)
  AND (:to = '' OR f.day <= :to)
ORDER BY f.day DESC, f.id DESC
LIMIT :most;

-- name: status_feeds
-- Each feed: how fresh, how much; the days are those of the records.
SELECT b.feed, count(*) AS batches, sum(b.state = 'failed') AS failed,
       max(b.arrived_at) AS last_arrival,
       coalesce((SELECT f.day FROM feedback f WHERE f.feed = b.feed
                 ORDER BY f.day DESC LIMIT 1), '') AS last_day,
       sum(b.n_read) AS n_read, sum(b.n_new) AS n_new,
       sum(b.n_updated) AS n_updated, sum(b.n_unchanged) AS n_unchanged,
       sum(b.n_rejected) AS n_rejected,
       (SELECT count(*) FROM reject r JOIN batch x ON x.id = r.batch_id
        WHERE x.feed = b.feed AND r.mended_by IS NULL) AS rejects_open
FROM batch b GROUP BY b.feed ORDER BY b.feed;

-- name: status_last_batches
SELECT id, feed, source_file, arrived_at, n_read, n_new, n_updated,
       n_unchanged, n_rejected, state, note
FROM batch ORDER BY id DESC LIMIT :most;

-- name: status_failed_last
-- Feeds whose newest batch failed.
SELECT feed, source_file, note, note_form FROM batch b
WHERE state = 'failed' AND id = (SELECT max(id) FROM batch x
                                 WHERE x.feed = b.feed)
ORDER BY feed;

-- name: status_backlog
SELECT (SELECT count(*) FROM feedback WHERE touched = 1) AS backlog,
       (SELECT count(*) FROM analysis WHERE undecided > 0) AS undecided,
       (SELECT count(*) FROM stale_day) AS stale,
       (SELECT count(*) FROM feedback) AS records;

-- name: status_limits
-- The rules that hit a limit, by number of records.
SELECT j.value AS rule, count(*) AS records
FROM analysis a,
     json_each('["' || replace(a.limits, ' ', '","') || '"]') j
WHERE a.undecided > 0 AND a.limits <> ''
GROUP BY j.value ORDER BY count(*) DESC, j.value;

-- name: status_sources
-- Each source with its newest whole day: the one before its newest file came;
-- but the last that had records, unless files come nightly (5 of 7 nights).
WITH feeds AS (
    SELECT (SELECT source FROM feedback f WHERE f.feed = b.feed LIMIT 1)
             AS source, feed, date(max(b.arrived_at)) AS came
    FROM batch b WHERE b.state = 'loaded' GROUP BY b.feed),
sources AS (
    SELECT source, max(came) AS came, date(max(came), '-1 day') AS before
    FROM feeds WHERE source IS NOT NULL GROUP BY source)
SELECT s.source,
       CASE WHEN (SELECT count(DISTINCT date(b.arrived_at))
                  FROM batch b JOIN feeds f USING (feed)
                  WHERE f.source = s.source AND b.state = 'loaded'
                    AND date(b.arrived_at) BETWEEN date(s.came, '-7 days')
                        AND s.before) >= 5
            THEN s.before
            ELSE min(s.before, coalesce(
                (SELECT r.day FROM rollup r WHERE r.source = s.source
                 ORDER BY r.day DESC LIMIT 1), s.before)) END AS day
FROM sources s ORDER BY s.source = 'message', s.source = 'ticket';

-- name: status_volume
-- The records of :day (nth 0) and of the 8 days of its kind before it, none
-- older than the source's first. A kind is a weekday; holidays, and weekends
-- that are worked, are kinds of their own.
WITH RECURSIVE back (day) AS (
    SELECT :day
    UNION ALL
    SELECT date(day, '-1 day') FROM back
    WHERE day > date(:day, '-400 days')
      AND day > (SELECT r.day FROM rollup r WHERE r.source = :source
                 ORDER BY r.day LIMIT 1)),
kinds AS (
    SELECT b.day, coalesce(c.kind, strftime('%w', b.day)) AS kind
    FROM back b LEFT JOIN calendar c ON c.day = b.day),
same AS (
    SELECT k.day, row_number() OVER (ORDER BY k.day DESC) - 1 AS nth
    FROM kinds k JOIN kinds n ON n.day = :day AND n.kind = k.kind
    ORDER BY k.day DESC LIMIT 9)
SELECT s.nth, (SELECT coalesce(sum(r.n), 0) FROM rollup r
               WHERE r.day = s.day AND r.source = :source) AS n,
       EXISTS (SELECT 1 FROM stale_day d WHERE d.day = s.day) AS stale
FROM same s ORDER BY s.nth;

-- name: status_silent
-- Regions without a record in the 7 days up to :day that had at least 40 in
-- the 28 days before (10 a week: by chance such a week is 1 in 20,000).
SELECT g.code, g.name, max(r.day) AS last_day
FROM rollup r JOIN region g ON g.code = r.region
WHERE r.source = :source AND r.n > 0
  AND r.day BETWEEN date(:day, '-34 days') AND :day
GROUP BY g.code HAVING max(r.day) <= date(:day, '-7 days') AND sum(r.n) >= 40
ORDER BY g.code;

-- name: status_backup
SELECT at, file, bytes FROM upkeep WHERE kind = 'backup';

-- name: upkeep_put
INSERT INTO upkeep (kind, at, file, bytes) VALUES (:kind, :at, :file, :bytes)
ON CONFLICT (kind) DO UPDATE SET at = :at, file = :file, bytes = :bytes;

-- name: verify_ledger
-- Batches whose tables hold another number of rejects than their ledger says.
SELECT b.id, b.n_rejected AS ledger, count(r.id) AS stored
FROM batch b LEFT JOIN reject r ON r.batch_id = b.id
GROUP BY b.id HAVING b.n_rejected <> count(r.id)
ORDER BY b.id;

-- name: verify_sums
-- The sum of all ledgers against the tables.
SELECT (SELECT coalesce(sum(n_new), 0) FROM batch) AS ledger_new,
       (SELECT count(*) FROM feedback) AS stored,
       (SELECT coalesce(sum(n_updated), 0) FROM batch) AS ledger_updated,
       (SELECT count(*) FROM feedback_old) AS old;

-- name: verify_versions
-- Records whose number of old versions is not their version less one.
SELECT f.id, f.version, count(o.version) AS old
FROM feedback f LEFT JOIN feedback_old o ON o.feedback_id = f.id
GROUP BY f.id HAVING count(o.version) <> f.version - 1
ORDER BY f.id LIMIT 10;

-- name: verify_analysis
-- Records that analyze has seen and that have no analysis of this version.
SELECT f.id, f.version FROM feedback f
LEFT JOIN analysis a ON a.feedback_id = f.id AND a.version = f.version
WHERE f.touched = 0 AND a.feedback_id IS NULL
ORDER BY f.id LIMIT 10;

-- name: verify_rollup
-- Days on which the rollup and the analysed records disagree, those that are
-- known to wait for analyze left out (status counts them).  Where a correction
-- of a record waits, the records alone are counted: the sums are still of the
-- version before.
WITH r AS (
    SELECT day, source, sum(n) AS n, sum(n_breach) AS breach,
           sum(n_bad) AS bad, sum(n_active) AS active
    FROM rollup WHERE day NOT IN (SELECT day FROM stale_day)
    GROUP BY day, source),
d AS (
    SELECT a.day, f.source, count(*) AS n,
           sum(a.breach AND f.excluded = 0) AS breach,
           sum(f.source = 'rating' AND f.rating <= 2) AS bad,
           sum(f.source = 'rating' AND f.is_default = 0) AS active,
           max(a.version <> f.version) AS waits
    FROM analysis a JOIN feedback f ON f.id = a.feedback_id
    WHERE a.day NOT IN (SELECT day FROM stale_day)
    GROUP BY a.day, f.source)
SELECT d.day, d.source, d.n AS records, coalesce(r.n, 0) AS summed
FROM d LEFT JOIN r ON r.day = d.day AND r.source = d.source
WHERE r.n IS NULL OR r.n <> d.n OR NOT d.waits AND (r.breach <> d.breach
   OR r.bad <> coalesce(d.bad, 0) OR r.active <> coalesce(d.active, 0))
UNION ALL
SELECT r.day, r.source, 0, r.n FROM r
LEFT JOIN d ON d.day = r.day AND d.source = r.source
WHERE d.n IS NULL
ORDER BY 1, 2 LIMIT 10;

-- name: verify_weeks
-- Weeks whose sums are not those of their days; those that wait for analyze
-- left out.
WITH w AS (
    SELECT week, source, region, sum(n) AS n, sum(n_breach + 3 * n_good +
             5 * n_active + 7 * n_due + 11 * n_intime + 13 * n_stuck +
             17 * n_excluded) AS others
    FROM rollup_week GROUP BY week, source, region),
d AS (
    SELECT date(day, '-6 days', 'weekday 1') AS week, source, region,
           sum(n) AS n, sum(n_breach + 3 * n_good + 5 * n_active + 7 * n_due +
             11 * n_intime + 13 * n_stuck + 17 * n_excluded) AS others
    FROM rollup GROUP BY 1, 2, 3)
SELECT week, source, region, sum(summed) AS summed, sum(stored) AS stored
FROM (SELECT week, source, region, 0 AS summed, n AS stored, others FROM w
      UNION ALL SELECT week, source, region, n, 0, -others FROM d)
WHERE week NOT IN (SELECT date(day, '-6 days', 'weekday 1') FROM stale_day)
GROUP BY week, source, region
HAVING sum(summed) <> sum(stored) OR sum(others) <> 0
ORDER BY 1, 2, 3 LIMIT 10;

-- name: verify_margins
-- Margins whose numbers do not add up to the sums of their week.
WITH m AS (
    SELECT week, margin, a, p.key AS k, p.value AS v,
           CASE margin WHEN 'unit' THEN 4 WHEN 'rules' THEN 1 ELSE 2 END
             AS width
    FROM rollup_margin,
         json_each('["' || replace(list, ' ', '","') || '"]') p),
w AS (
    SELECT week, margin, a, sum(iif(k % width = (width > 1), v, 0)) AS n,
           sum(iif(width = 4 AND k % 4 = 2, v, 0)) AS problems,
           sum(iif(width = 4 AND k % 4 = 3, v, 0)) AS breach
    FROM m GROUP BY week, margin, a),
s AS (
    SELECT *, n - n_excluded AS kept, source <> 'rating' AND item_id <> '' AND
             problem IN (SELECT id FROM problem WHERE counts = 1) AS counts
    FROM rollup_week),
d AS (
    SELECT week, 'unit' AS margin, source AS a, sum(n) AS n,
           sum(iif(counts, kept, 0)) AS problems,
           sum(iif(source = 'rating', 0, n_breach)) AS breach
    FROM s GROUP BY week, source
    UNION ALL SELECT week, 'place', region, sum(kept), 0, 0
    FROM s WHERE counts GROUP BY week, region
    UNION ALL SELECT week, 'kind', item_id, sum(kept), 0, 0
    FROM s WHERE counts GROUP BY week, item_id
    UNION ALL SELECT week, 'topic', '', sum(kept), 0, 0
    FROM s WHERE source <> 'rating' GROUP BY week
    UNION ALL SELECT week, 'volume', region, sum(n), 0, 0
    FROM s WHERE source = 'rating' GROUP BY week, region
    UNION ALL SELECT date(day, '-6 days', 'weekday 1'), 'rules', rule_set,
           sum(n), 0, 0 FROM rollup GROUP BY 1, rule_set)
SELECT week, margin, a, sum(summed) AS summed, sum(stored) AS stored
FROM (SELECT week, margin, a, 0 AS summed, n AS stored, problems, breach FROM w
      UNION ALL SELECT week, margin, a, n, 0, -problems, -breach FROM d)
WHERE week NOT IN (SELECT date(day, '-6 days', 'weekday 1') FROM stale_day)
GROUP BY week, margin, a
HAVING sum(summed) <> sum(stored) OR sum(problems) <> 0 OR sum(breach) <> 0
ORDER BY 1, 2, 3 LIMIT 10;

-- name: verify_figures
-- Rates that are not numerator / denominator.
SELECT r.name AS report, f.section, f.unit, f.metric FROM figure f
JOIN report r ON r.id = f.report_id
WHERE f.numerator IS NOT NULL AND f.denominator > 0 AND f.value IS NOT NULL
  AND abs(f.value - f.numerator / f.denominator) >
      1e-9 * max(1.0, abs(f.value))
ORDER BY f.id LIMIT 10;

-- name: snapshot_reporters
-- Reporters as numbers without meaning outside this copy.
WITH one AS MATERIALIZED (
    SELECT reporter AS who, min(id) AS first FROM feedback
    WHERE reporter IS NOT NULL GROUP BY reporter)
UPDATE feedback SET reporter = 'r' || one.first, said = NULL
FROM one WHERE one.who = feedback.reporter;

-- name: snapshot_rejects
UPDATE reject SET raw = '';

-- name: snapshot_upkeep
DELETE FROM upkeep;

-- name: snapshot_old
UPDATE feedback_old SET record = '{}';

-- name: run_report_made
-- Made already, or not a record up to its last day.
SELECT 1 WHERE EXISTS (SELECT 1 FROM report WHERE name = :name)
            OR NOT EXISTS (SELECT 1 FROM rollup WHERE day <= :last);
