-- 002_views.sql - the analysts' contract: views named v_*, documented in
-- schemas/README.md.

CREATE VIEW v_item AS
SELECT i.id, i.list, i.name, i.lead_provincial AS lead_unit, i.dept_id,
       i.form, i.form_code, i.due, i.state, i.deadline
FROM item i;

CREATE VIEW v_feedback AS
SELECT f.id, f.source, f.feed, f.source_id, f.created_at, f.day,
       strftime('%Y', date(f.day, '-3 days', 'weekday 4')) || '-W' ||
       printf('%02d', (strftime('%j', date(f.day, '-3 days', 'weekday 4')) - 1)
                      / 7 + 1) AS week,
       f.region, r.name AS region_name, r.unit AS city, u.name AS city_name,
       f.dept_id, f.dept_text, f.kind, f.channel, f.title, f.text, f.rating,
       f.is_default, f.status, f.due_at, f.closed_at, f.responded, f.solved,
       f.satisfied, f.visited, f.excluded, f.reopened, f.returned,
       f.replied_at, a.item_id, i.name AS item_name, a.lead, a.problem,
       p.name AS problem_name, a.topic, a.breach, f.is_repeat, f.case_no,
       f.arrived_at, f.first_at, f.version, f.batch_id, b.source_file,
       f.source_line
FROM feedback f
JOIN batch b ON b.id = f.batch_id
LEFT JOIN analysis a ON a.feedback_id = f.id
LEFT JOIN region r ON r.code = f.region
LEFT JOIN region u ON u.code = r.unit
LEFT JOIN item i ON i.id = a.item_id
LEFT JOIN problem p ON p.id = a.problem;

CREATE VIEW v_label AS
SELECT l.feedback_id, l.kind, l.rank, l.target,
       coalesce(i.name, p.name, t.name) AS name, l.score, l.rules, a.rule_set,
       a.at
FROM label l
JOIN analysis a ON a.feedback_id = l.feedback_id
LEFT JOIN item i ON l.kind = 'item' AND i.id = l.target
LEFT JOIN problem p ON l.kind = 'problem' AND p.id = l.target
LEFT JOIN topic t ON l.kind = 'topic' AND t.id = l.target;

CREATE VIEW v_batch AS
SELECT id, feed, source_file, sha256, bytes, arrived_at, n_read, n_new,
       n_updated, n_unchanged, n_rejected, n_gap, state, note
FROM batch;

CREATE VIEW v_reject AS
SELECT r.id, b.feed, b.source_file, r.source_line, r.column_name, r.code,
       r.reason, r.raw, r.mended_by, r.batch_id
FROM reject r JOIN batch b ON b.id = r.batch_id;

CREATE VIEW v_figure AS
SELECT f.id, r.name AS report, r.as_of, f.section, f.seq, f.unit, f.problem,
       f.metric, f.numerator, f.denominator, f.value, f.note
FROM figure f JOIN report r ON r.id = f.report_id;

CREATE VIEW v_rollup AS SELECT * FROM rollup;

-- What the report counts: the analysed records as they are, as they were at
-- the moment that state_then stands for, and the one or the other.
CREATE VIEW record_now AS
SELECT f.id,
       f.source, f.feed, f.source_id, f.case_no, f.created_at, f.day,
       f.region, f.dept_text, f.title, f.text, f.channel, f.kind, f.rating,
       f.is_default, f.due_at, f.closed_at, f.responded, f.solved,
       f.satisfied, f.visited, f.excluded, f.reopened, f.returned,
       f.replied_at, f.reporter, f.is_repeat, f.first_at, f.batch_id,
       f.source_line, a.rule_set, a.item_id, a.problem, a.topic, a.lead,
       a.breach
FROM feedback f JOIN analysis a ON a.feedback_id = f.id;

CREATE VIEW record_then AS
SELECT feedback_id AS id,
       source, feed, source_id, case_no, created_at, day, region, dept_text,
       title, text, channel, kind, rating, is_default, due_at, closed_at,
       responded, solved, satisfied, visited, excluded, reopened, returned,
       replied_at, reporter, is_repeat, first_at, batch_id, source_line,
       rule_set, item_id, problem, topic, lead, breach
FROM state_then WHERE known = 1;

CREATE VIEW record_at AS
SELECT * FROM record_now
WHERE id NOT IN (SELECT feedback_id FROM state_then)
UNION ALL SELECT * FROM record_then;

CREATE VIEW rollup_at AS
SELECT * FROM rollup UNION ALL SELECT * FROM rollup_then;
