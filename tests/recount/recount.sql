-- recount.sql - count every figure of the newest report again, from v_feedback
-- and the reference tables alone, and compare.  Prints the figures that
-- differ, the metrics that nobody recounted, and how many agree.
CREATE TEMP TABLE span AS
SELECT r.id AS report_id, r.name AS report, r.as_of, r.first_day AS a,
  r.last_day AS b,
  (SELECT note FROM figure WHERE report_id = r.id AND metric = 'prev_first_day')
    AS pa,
  (SELECT note FROM figure WHERE report_id = r.id AND metric = 'prev_last_day')
    AS pb
FROM report r ORDER BY r.id DESC LIMIT 1;

-- One row a record of the two periods, with what it counts for.
CREATE TEMP TABLE rec AS
SELECT f.id, f.source, f.day BETWEEN a AND b AS now, f.region, f.city, f.item_id AS item,
  f.lead, f.problem, f.topic, f.breach, f.is_repeat, f.rating, f.created_at,
  f.day, f.source_id, f.solved, f.reporter IS NOT NULL AS named,
  coalesce(f.is_default, 0) AS deft, f.excluded, f.visited, f.satisfied,
  f.responded, f.reopened, f.returned, f.replied_at, f.due_at,
  CASE WHEN f.source = 'message' THEN coalesce(f.closed_at, f.replied_at)
       ELSE f.closed_at END AS closed,
  f.source <> 'rating' AND f.excluded = 0 AND f.item_id IS NOT NULL
    AND EXISTS (SELECT 1 FROM problem p WHERE p.id = f.problem AND p.counts)
    AS p, span.as_of
FROM span, (SELECT v.*, g.reporter FROM v_feedback v
            JOIN feedback g ON g.id = v.id) f
WHERE f.day BETWEEN pa AND b;

-- The plain counts of a set of records, by name.
CREATE TEMP TABLE one AS
SELECT id, now, source, region, city, item, lead, problem, topic,
  1 AS n, p, p AND breach AS breach, p AND is_repeat AS rep,
  p AND solved IS 0 AS unsolved,
  p AND due_at IS NOT NULL AND
    CASE WHEN closed IS NULL THEN due_at <= as_of ELSE closed > due_at END
    AS overdue,
  source = 'rating' AND rating IS NOT NULL AND NOT deft AS act,
  source <> 'rating' AND excluded = 0 AS t,
  source <> 'rating' AND excluded = 0 AND visited IS 1 AS met,
  rating, deft, solved, responded, satisfied, reopened, returned, is_repeat,
  closed, due_at, as_of, excluded, item IS NOT NULL AS has_item,
  topic IS NOT NULL AS outside
FROM rec;

CREATE TEMP TABLE grp AS        -- which rows of which table a record counts in
SELECT 'city' AS section, city AS unit, '' AS kind, one.* FROM one
  WHERE city IN (SELECT unit FROM region)
UNION ALL SELECT 'county', region, '', one.* FROM one
  WHERE region IN (SELECT code FROM region WHERE level = 'county')
UNION ALL SELECT 'dept', lead, '', one.* FROM one WHERE lead IS NOT NULL
UNION ALL SELECT 'overview', source, '', one.* FROM one
UNION ALL SELECT 'overview', 'all', '', one.* FROM one
UNION ALL SELECT 'item', item, '', one.* FROM one WHERE item IS NOT NULL
UNION ALL SELECT 'problem', item, problem, one.* FROM one WHERE p
UNION ALL SELECT 'kind', problem, '', one.* FROM one WHERE p
UNION ALL SELECT 'kind_city', city, problem, one.* FROM one
  WHERE p AND city IN (SELECT unit FROM region)
UNION ALL SELECT 'topic', topic, '', one.* FROM one
  WHERE topic IS NOT NULL AND source <> 'rating' AND excluded = 0;
INSERT INTO grp                 -- the total rows
SELECT section, '', '', id, now, source, region, city, item, lead, problem,
  topic, n, p, breach, rep, unsolved, overdue, act, t, met, rating, deft,
  solved, responded, satisfied, reopened, returned, is_repeat, closed, due_at,
  as_of, excluded, has_item, outside
FROM grp WHERE section IN ('city', 'county', 'dept', 'problem', 'kind');

CREATE TEMP TABLE c AS
SELECT section, unit, kind, now,
  sum(n) AS records, sum(source = 'rating') AS ratings,
  sum(source = 'ticket') AS tickets, sum(source = 'message') AS messages,
  sum(p) AS observed, sum(breach) AS breach, sum(unsolved) AS unsolved,
  sum(overdue) AS overdue, sum(unsolved OR overdue) AS stuck, sum(rep) AS rep,
  sum(has_item) AS with_item, sum(outside) AS outside,
  count(DISTINCT CASE WHEN p OR section = 'topic' THEN region END) AS regions,
  sum(problem IS 'territory') AS territory,
  sum(act) AS act, sum(source = 'rating' AND rating <= 2) AS bad,
  sum(act AND rating <= 2) AS bad_act,
  sum(source = 'rating' AND (rating >= 3 OR (rating IS NULL AND deft)))
    AS good, sum(act AND rating >= 3) AS good_act,
  sum(source = 'rating' AND deft) AS deft,
  sum(CASE WHEN act THEN CASE rating WHEN 5 THEN 10 WHEN 4 THEN 8 WHEN 3 THEN 6
      WHEN 2 THEN 3 ELSE 0 END END) AS points,
  sum(source = 'ticket' AND t) AS tk,
  sum(source = 'ticket' AND t AND closed IS NOT NULL) AS tk_closed,
  sum(source = 'ticket' AND t AND closed IS NOT NULL AND reopened = 0)
    AS tk_once,
  sum(source = 'ticket' AND t AND due_at IS NOT NULL AND
      (closed IS NOT NULL OR due_at <= as_of)) AS tk_due,
  sum(source = 'ticket' AND t AND due_at IS NOT NULL AND closed <= due_at)
    AS tk_intime,
  sum(source = 'ticket' AND met) AS tk_met,
  sum(source = 'ticket' AND met AND responded IS 1) AS tk_resp,
  sum(source = 'ticket' AND met AND solved IS 1) AS tk_solved,
  sum(source = 'ticket' AND met AND satisfied >= 3) AS tk_sat,
  sum(source = 'ticket' AND is_repeat) AS tk_rep,
  sum(source = 'ticket' AND t AND returned > 0) AS tk_ret,
  sum(source = 'message' AND t) AS ms,
  sum(source = 'message' AND t AND closed IS NOT NULL) AS ms_closed
FROM grp GROUP BY section, unit, kind, now;

CREATE TEMP TABLE want (section, unit, kind, metric, numerator, denominator,
                        value);

-- Counts of the period, and observed_prev and _change.
INSERT INTO want
SELECT section, unit, kind, m.metric, NULL, NULL,
  CASE m.metric WHEN 'records' THEN records WHEN 'ratings' THEN ratings
    WHEN 'tickets' THEN tickets WHEN 'messages' THEN messages
    WHEN 'observed' THEN observed WHEN 'breach' THEN breach
    WHEN 'unsolved' THEN unsolved WHEN 'overdue' THEN overdue
    WHEN 'stuck' THEN stuck WHEN 'repeat' THEN rep
    WHEN 'regions' THEN regions WHEN 'problems' THEN observed
    WHEN 'outside' THEN outside WHEN 'demand' THEN records END
FROM c, (SELECT DISTINCT section AS s, metric FROM figure, span
         WHERE figure.report_id = span.report_id) m
WHERE c.now AND m.s = c.section AND m.metric IN ('records', 'ratings',
  'tickets', 'messages', 'observed', 'breach', 'unsolved', 'overdue', 'stuck',
  'repeat', 'problems', 'outside', 'demand')
UNION ALL SELECT section, unit, kind, 'regions', NULL, NULL, regions FROM c
WHERE now AND section IN ('problem', 'topic') AND unit <> ''
UNION ALL SELECT section, unit, kind, 'with_item', with_item, records,
  1.0 * with_item / records FROM c WHERE now AND section = 'overview'
UNION ALL SELECT section, unit, kind, 'territory', territory, records,
  1.0 * territory / records FROM c WHERE now AND section = 'topic';

CREATE TEMP TABLE both AS
SELECT section, unit, kind, metric, sum(x * now) AS x, sum(x * (NOT now)) AS y
FROM (
  SELECT section, unit, kind, now, 'observed' AS metric, observed AS x FROM c
  WHERE section IN ('city', 'county', 'dept', 'problem', 'kind', 'item')
  UNION ALL SELECT section, unit, kind, now, 'records', records FROM c
  WHERE section = 'overview'
  UNION ALL SELECT section, unit, kind, now, 'problems', observed FROM c
  WHERE section = 'overview'
  UNION ALL SELECT section, unit, kind, now, 'breach', breach FROM c
  WHERE section = 'overview'
  UNION ALL SELECT section, unit, kind, now, 'outside', outside FROM c
  WHERE section = 'overview'
  UNION ALL SELECT section, unit, kind, now, 'demand', records FROM c
  WHERE section = 'topic')
GROUP BY section, unit, kind, metric;
INSERT INTO want
SELECT section, unit, kind, metric || '_prev', NULL, NULL, y FROM both
UNION ALL SELECT section, unit, kind, metric || '_change', x - y, y,
  CASE WHEN y > 0 THEN 1.0 * (x - y) / y END FROM both;

-- Indicators, each by its own formula.
CREATE TEMP TABLE ind AS
SELECT section, unit, kind, now, 'bad_all' AS id, bad AS a, ratings AS b FROM c
UNION ALL SELECT section, unit, kind, now, 'bad_active', bad_act, act FROM c
UNION ALL SELECT section, unit, kind, now, 'good_all', good, ratings FROM c
UNION ALL SELECT section, unit, kind, now, 'good_active', good_act, act FROM c
UNION ALL SELECT section, unit, kind, now, 'active', act, ratings FROM c
UNION ALL SELECT section, unit, kind, now, 'score_all',
  coalesce(points, 0) + 8 * deft, ratings FROM c
UNION ALL SELECT section, unit, kind, now, 'score_active',
  coalesce(points, 0), act FROM c
UNION ALL SELECT section, unit, kind, now, 'closed', tk_closed, tk FROM c
UNION ALL SELECT section, unit, kind, now, 'intime', tk_intime, tk_due FROM c
UNION ALL SELECT section, unit, kind, now, 'responded', tk_resp, tk_met FROM c
UNION ALL SELECT section, unit, kind, now, 'solved', tk_solved, tk_met FROM c
UNION ALL SELECT section, unit, kind, now, 'satisfied', tk_sat, tk_met FROM c
UNION ALL SELECT section, unit, kind, now, 'repeat_rate', tk_rep, tickets
  FROM c
UNION ALL SELECT section, unit, kind, now, 'returned', tk_ret, tk FROM c
UNION ALL SELECT section, unit, kind, now, 'once', tk_once, tk_closed FROM c
UNION ALL SELECT section, unit, kind, now, 'answered', ms_closed, ms FROM c;
CREATE TEMP TABLE rated AS
SELECT ind.*, i.source, i.matures, CASE WHEN b > 0 AND b >= i.min_n THEN 1.0 * a / b END
  AS v
FROM ind JOIN indicator i USING (id);
INSERT INTO want
SELECT section, unit, kind, id, a, b, v FROM rated
WHERE now AND section IN ('city', 'county', 'dept')
UNION ALL SELECT section, unit, kind, id || CASE WHEN now THEN '' ELSE '_prev'
  END, a, b, v FROM rated WHERE section = 'overview' AND unit = source
UNION ALL SELECT x.section, x.unit, x.kind, x.id || '_change', NULL, NULL,
  CASE WHEN NOT x.matures THEN x.v - y.v END   -- the week has not ripened
FROM rated x JOIN rated y USING (section, unit, kind, id)
WHERE x.now AND NOT y.now AND section = 'overview' AND x.unit = x.source;

-- The trend's weeks: texts, and the same weeks of the year before.
CREATE TEMP TABLE week AS
SELECT week, date(min(day), '-6 days', 'weekday 1') AS monday,
  sum(source <> 'rating') AS texts,
  sum(source <> 'rating' AND excluded = 0 AND item_id IS NOT NULL
      AND problem IN (SELECT id FROM problem WHERE counts)) AS problems,
  sum(source <> 'rating' AND excluded = 0 AND breach) AS breach
FROM v_feedback GROUP BY week;
CREATE TEMP TABLE off AS        -- weeks with two working days lost or more
SELECT date(day, '-6 days', 'weekday 1') AS monday FROM calendar
WHERE kind = 'holiday' AND strftime('%w', day) NOT IN ('0', '6')
GROUP BY 1 HAVING count(*) >= 2;
INSERT INTO want
SELECT 'trend', w.monday, '', m, NULL, NULL, CASE m WHEN 'texts' THEN w.texts
  WHEN 'texts_year' THEN y.texts WHEN 'problems_year' THEN y.problems
  WHEN 'breach_year' THEN y.breach ELSE w.monday IN (SELECT monday FROM off) END
FROM week w LEFT JOIN week y ON y.week = (substr(w.week, 1, 4) - 1) ||
  substr(w.week, 5) AND y.texts > 0,
  (SELECT 'texts' AS m UNION ALL SELECT 'texts_year' UNION ALL
   SELECT 'problems_year' UNION ALL SELECT 'breach_year' UNION ALL
   SELECT 'holiday')
UNION ALL SELECT 'trend', '', '', 'years', NULL, NULL, count(*) FROM week w
  JOIN week y ON y.week = (substr(w.week, 1, 4) - 1) || substr(w.week, 5), span
  WHERE w.monday BETWEEN date(b, '-90 days') AND b AND y.texts > 0
UNION ALL SELECT 'overview', 'all', '', 'texts' || iif(now, '', '_prev'), NULL,
  NULL, sum(source <> 'rating') FROM rec GROUP BY now;
INSERT INTO want
SELECT 'overview', 'all', '', 'texts_change', x.value - y.value, y.value,
  1.0 * (x.value - y.value) / y.value FROM want x JOIN want y
WHERE x.section = 'overview' AND x.unit = 'all' AND x.metric = 'texts'
  AND y.section = 'overview' AND y.unit = 'all' AND y.metric = 'texts_prev';

-- Trend, levels, 差评.
INSERT INTO want
SELECT 'trend', date(day, '-6 days', 'weekday 1'), '', source, NULL, NULL,
  count(*) FROM v_feedback, span WHERE day BETWEEN
  date(b, '-6 days', 'weekday 1', '-84 days') AND b GROUP BY 2, 4
UNION ALL SELECT 'trend', date(day, '-6 days', 'weekday 1'), '', 'all', NULL,
  NULL, count(*) FROM v_feedback, span WHERE day BETWEEN
  date(b, '-6 days', 'weekday 1', '-84 days') AND b GROUP BY 2
UNION ALL SELECT 'trend', date(day, '-6 days', 'weekday 1'), '', 'problems',
  NULL, NULL, sum(source <> 'rating' AND excluded = 0 AND item_id IS NOT NULL
  AND problem IN (SELECT id FROM problem WHERE counts)) FROM v_feedback, span
  WHERE day BETWEEN date(b, '-6 days', 'weekday 1', '-84 days') AND b
  GROUP BY 2
UNION ALL SELECT 'trend', date(day, '-6 days', 'weekday 1'), '', 'breach',
  NULL, NULL, sum(source <> 'rating' AND excluded = 0 AND breach)
  FROM v_feedback, span WHERE day BETWEEN
  date(b, '-6 days', 'weekday 1', '-84 days') AND b GROUP BY 2
UNION ALL SELECT 'lead_trend', lead, '', iif(k, 'observed', 'back_' ||
  CAST((julianday(over) - julianday(day)) / 7 AS INTEGER)), NULL, NULL, count(*)
  FROM v_feedback,
  (SELECT date(b, '-6 days', 'weekday 0') AS over FROM span), (SELECT 0 AS k UNION ALL SELECT 1)
  WHERE day BETWEEN date(over, '-90 days') AND over AND lead IS NOT NULL
    AND source <> 'rating' AND excluded = 0 AND item_id IS NOT NULL
    AND problem IN (SELECT id FROM problem WHERE counts) GROUP BY 2, 4
UNION ALL SELECT 'level', CAST(rating AS TEXT), '', 'active', NULL, NULL, count(*) FROM one
  WHERE now AND act GROUP BY rating
UNION ALL SELECT 'level', 'default', '', 'default', NULL, NULL, sum(deft)
  FROM one WHERE now AND source = 'rating'
UNION ALL SELECT 'level', '', '', 'default', NULL, NULL, sum(deft)
  FROM one WHERE now AND source = 'rating'
UNION ALL SELECT 'level', '', '', 'active', NULL, NULL, sum(act) FROM one
  WHERE now
UNION ALL SELECT 'level', '', '', 'all', NULL, NULL, count(*) FROM one
  WHERE now AND source = 'rating'
UNION ALL SELECT 'bad', '', '', 'count', NULL, NULL, count(*) FROM one
  WHERE now AND source = 'rating' AND rating <= 2
UNION ALL SELECT 'bad', CAST(id AS TEXT), '', 'rating', NULL, NULL, rating FROM one
  WHERE now AND source = 'rating' AND rating <= 2
UNION ALL SELECT 'health', '', '', 'records', NULL, NULL, sum(now) FROM one
UNION ALL SELECT 'health', '', '', 'records_prev', NULL, NULL, sum(NOT now)
  FROM one
UNION ALL SELECT 'health', '', '', 'unclassified', sum(item IS NULL AND
  topic IS NULL), count(*), avg(item IS NULL AND topic IS NULL) FROM one
  WHERE now AND source <> 'rating'
UNION ALL SELECT 'health', '', '', 'no_region', sum(region IS NULL), count(*),
  avg(region IS NULL) FROM one WHERE now
UNION ALL SELECT 'health', '', '', 'default_share', sum(deft), count(*),
  avg(deft) FROM one WHERE now AND source = 'rating'
UNION ALL SELECT 'kind', unit, kind, 'share', observed,
  (SELECT observed FROM c WHERE section = 'kind' AND unit = '' AND now),
  1.0 * observed / (SELECT observed FROM c WHERE section = 'kind' AND unit = ''
                    AND now)
  FROM c WHERE section = 'kind' AND now AND unit <> ''
UNION ALL SELECT 'overview', 'all', '', 'items', NULL, NULL,
  count(DISTINCT item) FROM one WHERE now AND p
UNION ALL SELECT 'overview', 'all', '', 'regions', NULL, NULL,
  count(DISTINCT region) FROM one WHERE now AND p AND region IN
  (SELECT code FROM region WHERE level = 'county')
UNION ALL SELECT 'overview', 'all', '', 'reporters', NULL, NULL,
  count(DISTINCT reporter) FROM rec JOIN feedback USING (id)
  WHERE rec.now AND rec.p;

-- Fair ranking: expectation from 13 weeks of ratings, shrinkage, order.
CREATE TEMP TABLE vol AS
SELECT 'city' AS section, city AS unit, count(*) AS d FROM v_feedback, span
WHERE source = 'rating' AND day BETWEEN date(b, '-90 days') AND b GROUP BY 2
UNION ALL SELECT 'county', region, count(*) FROM v_feedback, span
WHERE source = 'rating' AND day BETWEEN date(b, '-90 days') AND b GROUP BY 2
UNION ALL SELECT 'dept', lead, count(*) FROM v_feedback, span
WHERE source = 'rating' AND day BETWEEN date(b, '-90 days') AND b GROUP BY 2;
CREATE TEMP TABLE o AS
SELECT c.section, c.unit, c.observed AS o, vol.d,
  1.0 * sum(c.observed) OVER w * vol.d / sum(vol.d) OVER w AS e
FROM c JOIN vol USING (section, unit)
WHERE c.now AND NOT (c.section = 'county' AND c.unit = '350128')
WINDOW w AS (PARTITION BY c.section);

-- phi: Pearson over unit x week, 13 weeks, against the margins.
CREATE TEMP TABLE weekly AS
SELECT section, unit, back, sum(p) AS x FROM (
  SELECT CAST((julianday(b) - julianday(day)) / 7 AS INTEGER) AS back, region,
    city, lead, source <> 'rating' AND excluded = 0 AND item_id IS NOT NULL
      AND problem IN (SELECT id FROM problem WHERE counts) AS p
  FROM v_feedback, span WHERE day BETWEEN date(b, '-90 days') AND b) r,
  (SELECT DISTINCT section, unit FROM o) u
WHERE u.unit = CASE u.section WHEN 'city' THEN r.city WHEN 'county' THEN
  r.region ELSE r.lead END
GROUP BY 1, 2, 3;
CREATE TEMP TABLE phi AS
WITH e AS (
  SELECT section, x, 1.0 * sum(x) OVER (PARTITION BY section, unit) *
    sum(x) OVER (PARTITION BY section, back) / sum(x) OVER (PARTITION BY
    section) AS e FROM (SELECT u.section, u.unit, k.back, coalesce(w.x, 0) AS x
    FROM (SELECT DISTINCT section, unit FROM weekly) u,
      (SELECT DISTINCT back FROM weekly) k
    LEFT JOIN weekly w ON w.section = u.section AND w.unit = u.unit
      AND w.back = k.back))
SELECT e.section, max(1, sum((x - e) * (x - e) / e) / ((d.rows - 1) *
  (SELECT count(DISTINCT back) - 1 FROM weekly WHERE x > 0 AND
   weekly.section = e.section))) AS phi
FROM e JOIN (SELECT section, count(*) AS rows FROM (SELECT section, unit FROM
  weekly GROUP BY 1, 2 HAVING sum(x) > 0) GROUP BY 1) d USING (section)
WHERE e > 0 GROUP BY e.section;
CREATE TEMP TABLE tau AS
SELECT section, phi, sum((o - e) * (o - e) - phi * e) / sum(e * e) AS tau2
FROM o JOIN phi USING (section) GROUP BY section;
CREATE TEMP TABLE fit AS
SELECT section, unit, o, e, CASE WHEN tau2 > 0 THEN
  (1 / tau2 + o / phi) / (1 / tau2 + e / phi) ELSE 1.0 END AS m
FROM o JOIN tau USING (section);
INSERT INTO want
SELECT section, unit, '', 'expected', NULL, NULL, e FROM o
UNION ALL SELECT section, unit, '', 'ratio', o, e, o / e FROM o
UNION ALL SELECT section, '', '', 'expected', NULL, NULL, sum(e) FROM o
  GROUP BY section
UNION ALL SELECT section, '', '', 'ranked', NULL, NULL, count(*) FROM o
  GROUP BY section
UNION ALL SELECT section, '', '', 'phi', NULL, NULL, phi FROM phi
UNION ALL SELECT section, '', '', 'tau2', NULL, NULL, max(0, tau2) FROM tau
UNION ALL SELECT section, '', '', 'shrinkage', NULL, NULL, 1 / tau2 FROM tau
  WHERE tau2 > 0
UNION ALL SELECT section, unit, '', 'shrunk', NULL, NULL, m FROM fit
UNION ALL SELECT section, unit, '', 'excess', NULL, NULL, e * (m - 1) FROM fit
UNION ALL SELECT 'problem', '', '', 'expected', NULL, NULL, observed FROM c
  WHERE section = 'problem' AND unit = '' AND now
UNION ALL SELECT section, unit, '', 'rank', NULL, NULL,
  rank() OVER (PARTITION BY section ORDER BY e * (m - 1) DESC) FROM fit;

-- Heat map against its margins; the problem list against ratings of the item.
INSERT INTO want
SELECT 'kind_city', unit, kind, x.metric, CASE x.metric WHEN 'ratio' THEN o END,
  CASE x.metric WHEN 'ratio' THEN e END,
  CASE x.metric WHEN 'expected' THEN e ELSE o / e END
FROM (SELECT u.code AS unit, k.id AS kind, coalesce(c.observed, 0) AS o,
        1.0 * sum(c.observed) OVER (PARTITION BY u.code) * sum(c.observed) OVER
        (PARTITION BY k.id) / sum(c.observed) OVER () AS e
      FROM region u, problem k LEFT JOIN c ON c.section = 'kind_city' AND c.now
        AND c.unit = u.code AND c.kind = k.id
      WHERE u.unit = u.code AND k.counts),
  (SELECT 'ratio' AS metric UNION ALL SELECT 'expected') x;
CREATE TEMP TABLE share AS
SELECT item, 1.0 * d / sum(d) OVER () AS s FROM (
  SELECT item_id AS item, count(*) AS d FROM v_feedback, span
  WHERE source = 'rating' AND day BETWEEN date(b, '-90 days') AND b
    AND item_id IN (SELECT item FROM one WHERE now AND p) GROUP BY 1);
CREATE TEMP TABLE cell AS
SELECT s.item, k.unit AS kind, k.observed * s.s AS e,
  coalesce(x.observed, 0) AS o
FROM share s, c k LEFT JOIN c x ON x.section = 'problem' AND x.now
  AND x.unit = s.item AND x.kind = k.unit
WHERE k.section = 'kind' AND k.unit <> '' AND k.now;
INSERT INTO cell                -- kinds without a record now
SELECT s.item, p.id, 0, 0 FROM share s, problem p
WHERE p.counts AND p.id NOT IN (SELECT kind FROM cell);
CREATE TEMP TABLE cell_week AS
SELECT item_id AS item, problem AS kind, count(*) AS x,
  CAST((julianday(b) - julianday(day)) / 7 AS INTEGER) AS back
FROM v_feedback, span WHERE source <> 'rating' AND excluded = 0
  AND day BETWEEN date(b, '-90 days') AND b AND (item_id, problem) IN
  (SELECT item, kind FROM cell) GROUP BY 1, 2, 4;
CREATE TEMP TABLE cell_phi AS
WITH often AS (SELECT item, kind FROM cell_week GROUP BY 1, 2
               HAVING sum(x) >= 13),
  full AS (SELECT o.item, o.kind, k.back, coalesce(w.x, 0) AS x
    FROM often o, (SELECT DISTINCT back FROM cell_week) k
    LEFT JOIN cell_week w ON w.item = o.item AND w.kind = o.kind
      AND w.back = k.back),
  e AS (SELECT x, 1.0 * sum(x) OVER (PARTITION BY item, kind) *
    sum(x) OVER (PARTITION BY back) / sum(x) OVER () AS e FROM full)
SELECT max(1, sum((x - e) * (x - e) / e) /
           (((SELECT count(*) FROM often) - 1) *
            (SELECT count(DISTINCT back) - 1 FROM full WHERE x > 0))) AS phi
FROM e WHERE e > 0;
CREATE TEMP TABLE cell_tau AS
SELECT phi, sum((o - e) * (o - e) - phi * e) / sum(e * e) AS tau2
FROM cell, cell_phi;
CREATE TEMP TABLE cell_fit AS
SELECT item, kind, o, e, (1 / tau2 + o / phi) / (1 / tau2 + e / phi) AS m
FROM cell, cell_tau;
INSERT INTO want
SELECT 'problem', item, kind, 'expected', NULL, NULL, e FROM cell_fit
UNION ALL SELECT 'problem', item, kind, 'ratio', o, e, o / e FROM cell_fit
  WHERE e > 0
UNION ALL SELECT 'problem', item, kind, 'shrunk', NULL, NULL, m FROM cell_fit
UNION ALL SELECT 'problem', item, kind, 'excess', NULL, NULL, e * (m - 1)
  FROM cell_fit
UNION ALL SELECT 'problem', item, kind, 'rank', NULL, NULL,
  rank() OVER (ORDER BY e * (m - 1) DESC) FROM cell_fit
UNION ALL SELECT 'problem', '', '', 'phi', NULL, NULL, phi FROM cell_phi
UNION ALL SELECT 'problem', '', '', 'tau2', NULL, NULL, tau2 FROM cell_tau
UNION ALL SELECT 'problem', '', '', 'shrinkage', NULL, NULL, 1 / tau2
  FROM cell_tau
UNION ALL SELECT 'problem', '', '', 'cells', NULL, NULL, count(*) FROM cell
  WHERE o > 0
UNION ALL SELECT 'problem', '', '', 'listed', NULL, NULL,
  min(50, count(*)) FROM cell WHERE o > 0
UNION ALL SELECT 'problem', unit, problem, 'reporters', NULL, NULL,
  (SELECT count(DISTINCT reporter) FROM rec JOIN feedback USING (id)
   WHERE rec.now AND rec.p AND rec.item = f.unit AND rec.problem = f.problem)
  FROM figure f JOIN span USING (report_id)
  WHERE section = 'problem' AND metric = 'reporters';

-- Problems of one city: its share of the item's ratings.
CREATE TEMP TABLE spot AS
WITH placed AS (SELECT * FROM one WHERE now AND p AND city IN
                (SELECT unit FROM region)),
  whole AS (SELECT item, problem AS kind, count(*) AS t FROM placed
            GROUP BY 1, 2 HAVING count(*) >= 5),
  rated AS (SELECT item_id AS item, city, count(*) AS d FROM v_feedback, span
            WHERE source = 'rating' AND city IN (SELECT unit FROM region)
              AND day BETWEEN date(b, '-90 days') AND b GROUP BY 1, 2)
SELECT w.item, w.kind, u.code AS city,
  (SELECT count(*) FROM placed x WHERE x.item = w.item AND x.problem = w.kind
   AND x.city = u.code) AS o,
  1.0 * t * coalesce((SELECT d FROM rated r WHERE r.item = w.item AND
                      r.city = u.code), 0)
    / (SELECT sum(d) FROM rated r WHERE r.item = w.item) AS e
FROM whole w, region u WHERE u.code = u.unit;
CREATE TEMP TABLE spot_week AS
SELECT item_id AS item, city,
  CAST((julianday(b) - julianday(day)) / 7 AS INTEGER) AS back, count(*) AS x
FROM v_feedback, span WHERE source <> 'rating' AND excluded = 0
  AND item_id IS NOT NULL AND city IN (SELECT unit FROM region)
  AND problem IN (SELECT id FROM problem WHERE counts)
  AND day BETWEEN date(b, '-90 days') AND b GROUP BY 1, 2, 3;
CREATE TEMP TABLE spot_fit AS
WITH often AS (SELECT item, city FROM spot_week GROUP BY 1, 2
               HAVING sum(x) >= 13),
  full AS (SELECT o.item, o.city, k.back, coalesce(w.x, 0) AS x
    FROM often o, (SELECT DISTINCT back FROM spot_week) k
    LEFT JOIN spot_week w USING (item, city, back)),
  e AS (SELECT x, 1.0 * sum(x) OVER (PARTITION BY item, city) *
    sum(x) OVER (PARTITION BY back) / sum(x) OVER () AS e FROM full),
  phi AS (SELECT max(1, sum((x - e) * (x - e) / e) /
      (((SELECT count(*) FROM often) - 1) * (SELECT count(DISTINCT back) - 1
       FROM full WHERE x > 0))) AS phi FROM e WHERE e > 0),
  tau AS (SELECT phi, sum((o - e) * (o - e) - phi * e) / sum(e * e) AS tau2
    FROM spot, phi GROUP BY phi)
SELECT spot.*, phi, tau2, (1 / tau2 + o / phi) / (1 / tau2 + e / phi) AS m
FROM spot, tau;
INSERT INTO want
SELECT 'local', city || ':' || item, kind, m.metric, NULL, NULL,
  CASE m.metric WHEN 'observed' THEN o WHEN 'expected' THEN e
    WHEN 'shrunk' THEN m ELSE e * (m - 1) END
FROM spot_fit, (SELECT 'observed' AS metric UNION ALL SELECT 'expected'
  UNION ALL SELECT 'shrunk' UNION ALL SELECT 'excess') m
UNION ALL SELECT 'local', '', '', 'cells', NULL, NULL, count(*) FROM spot
UNION ALL SELECT 'local', '', '', 'phi', NULL, NULL, max(phi) FROM spot_fit
UNION ALL SELECT 'local', '', '', 'tau2', NULL, NULL, max(0, max(tau2)) FROM spot_fit
UNION ALL SELECT 'local', '', '', 'observed', NULL, NULL, count(*) FROM one
  WHERE now AND p AND city IN (SELECT unit FROM region);

-- The ledger.
INSERT INTO want
SELECT 'health', feed, '', m, NULL, NULL, x FROM (
  SELECT feed, 'batches' AS m, count(*) AS x FROM batch, span
  WHERE arrived_at BETWEEN a AND as_of GROUP BY 1
  UNION ALL SELECT '', 'batches', count(*) FROM batch, span
  WHERE arrived_at BETWEEN a AND as_of
  UNION ALL SELECT feed, 'new', sum(n_new) FROM batch, span
  WHERE arrived_at BETWEEN a AND as_of GROUP BY 1
  UNION ALL SELECT '', 'new', sum(n_new) FROM batch, span
  WHERE arrived_at BETWEEN a AND as_of
  UNION ALL SELECT feed, 'read', sum(n_read) FROM batch, span
  WHERE arrived_at BETWEEN a AND as_of GROUP BY 1
  UNION ALL SELECT '', 'read', sum(n_read) FROM batch, span
  WHERE arrived_at BETWEEN a AND as_of);

-- 差评 put right in ten working days, by counting the days of the calendar.
CREATE TEMP TABLE bad AS
SELECT rec.*, (SELECT d FROM (
    WITH RECURSIVE n(d, w) AS (SELECT rec.day, 0 UNION ALL
      SELECT date(d, '+1 day'), w + coalesce(
        (SELECT kind = 'workday' FROM calendar WHERE day = date(d, '+1 day')),
        strftime('%w', d, '+1 day') NOT IN ('0', '6')) FROM n WHERE w < 10)
    SELECT max(d) AS d FROM n)) AS due
FROM rec WHERE source = 'rating' AND rating <= 2;
CREATE TEMP TABLE fixed AS
SELECT now, sum(replied_at IS NOT NULL OR date(as_of) > due) AS b,
  sum(replied_at IS NOT NULL AND date(replied_at) <= due) AS a FROM bad
WHERE NOT excluded GROUP BY now;
INSERT INTO want
SELECT 'overview', 'rating', '', 'bad_fixed' || CASE WHEN now THEN '' ELSE
  '_prev' END, a, b, 1.0 * a / b FROM fixed
UNION ALL SELECT 'overview', 'rating', '', 'bad_fixed_change', NULL, NULL,
  NULL                          -- ten working days have not passed
UNION ALL SELECT 'bad', '', '', 'handled_in_time', a, b, 1.0 * a / b
  FROM fixed WHERE now
UNION ALL SELECT 'bad', CAST(id AS TEXT), '', 'default', NULL, NULL, deft
  FROM bad WHERE now
UNION ALL SELECT 'bad', '', '', 'listed', NULL, NULL, min(500, sum(now))
  FROM bad;

CREATE TEMP TABLE got AS
SELECT f.* FROM figure f JOIN span ON span.report_id = f.report_id;
.mode list
SELECT 'differs', g.section, g.unit, g.problem, g.metric, g.numerator,
  g.denominator, g.value, 'recounted', w.numerator, w.denominator, w.value
FROM got g JOIN want w ON w.section = g.section AND w.unit = g.unit
  AND w.kind = g.problem AND w.metric = g.metric
WHERE NOT (g.value IS w.value OR
           abs(g.value - w.value) <= 1e-9 * max(1, abs(w.value)))
   OR (w.denominator IS NOT NULL AND NOT
       (abs(g.numerator - w.numerator) <= 1e-9 * max(1, abs(w.numerator)) AND
        abs(g.denominator - w.denominator) <= 1e-9 * w.denominator))
ORDER BY g.id LIMIT 40;
-- A figure that is not 0 though no record stands behind it.
SELECT 'from nothing', section, unit, problem, metric, value FROM got
WHERE metric IN (SELECT metric FROM want w WHERE w.section = got.section)
  AND value <> 0 AND (section, unit, problem, metric) NOT IN
  (SELECT section, unit, kind, metric FROM want) ORDER BY id LIMIT 40;
SELECT 'not recounted: ' || section || ': ' || group_concat(metric, ' ') FROM
  (SELECT DISTINCT section, metric FROM got
   WHERE value IS NOT NULL AND (section, metric) NOT IN
     (SELECT section, metric FROM want) ORDER BY 1, 2)
GROUP BY section ORDER BY section;
SELECT count(*) > 3000, 'figures recounted' FROM got g JOIN want w
  ON w.section = g.section AND w.unit = g.unit AND w.kind = g.problem
  AND w.metric = g.metric;
