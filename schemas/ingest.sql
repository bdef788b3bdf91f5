-- ingest.sql - statements of the first stage.

-- name: region_names
-- Names of regions, then other names and old codes.
SELECT code, name, 0 AS alias FROM region
UNION ALL
SELECT code, alias, 1 FROM region_alias
ORDER BY 1, 3, 2;

-- name: unit_names
-- Names of lead units, longest first.
SELECT alias, dept_id FROM (
  SELECT alias, dept_id FROM dept_alias
  UNION SELECT name, id FROM dept
  UNION SELECT short_name, id FROM dept)
ORDER BY length(alias) DESC, alias;

-- name: dept_save
INSERT INTO dept (id, seq, name, short_name, kind)
VALUES (:id, :seq, :name, :short_name, :kind)
ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, name = excluded.name,
  short_name = excluded.short_name, kind = excluded.kind;

-- name: dept_alias_save
INSERT INTO dept_alias (alias, dept_id) VALUES (:alias, :dept_id)
ON CONFLICT (alias) DO UPDATE SET dept_id = excluded.dept_id;

-- name: dept_of_short_name
SELECT id FROM dept
WHERE name = :name OR short_name = :name
   OR id IN (SELECT dept_id FROM dept_alias WHERE alias = :name);

-- name: item_save
INSERT INTO item (id, list, batch, seq, name, scenario, lead_national,
  support_national, lead_provincial, form, deadline, deadline_national,
  form_code, due, state, dept_id, online)
VALUES (:id, :list, :batch, :seq, :name, :scenario, :lead_national,
  :support_national, :lead_provincial, :form, :deadline, :deadline_national,
  :form_code, :due, :state, :dept_id, :online)
ON CONFLICT (id) DO UPDATE SET list = excluded.list, batch = excluded.batch,
  seq = excluded.seq, name = excluded.name, scenario = excluded.scenario,
  lead_national = excluded.lead_national,
  support_national = excluded.support_national,
  lead_provincial = excluded.lead_provincial, form = excluded.form,
  deadline = excluded.deadline, deadline_national = excluded.deadline_national,
  form_code = excluded.form_code, due = excluded.due, state = excluded.state,
  dept_id = excluded.dept_id, online = excluded.online;

-- name: problem_save
INSERT INTO problem (id, seq, name, duty, clause, counts)
VALUES (:id, :seq, :name, :duty, :clause, :counts)
ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, name = excluded.name,
  duty = excluded.duty, clause = excluded.clause, counts = excluded.counts;

-- name: topic_save
INSERT INTO topic (id, name) VALUES (:id, :name)
ON CONFLICT (id) DO UPDATE SET name = excluded.name;

-- name: region_save
INSERT INTO region (code, name, level, parent, unit, population, served)
VALUES (:code, :name, :level, :parent, :unit, :population, :served)
ON CONFLICT (code) DO UPDATE SET name = excluded.name,
  level = excluded.level, parent = excluded.parent, unit = excluded.unit,
  population = excluded.population, served = excluded.served;

-- name: region_alias_save
INSERT INTO region_alias (alias, code) VALUES (:alias, :code)
ON CONFLICT (alias) DO UPDATE SET code = excluded.code;

-- name: calendar_save
INSERT INTO calendar (day, kind, name) VALUES (:day, :kind, :name)
ON CONFLICT (day) DO UPDATE SET kind = excluded.kind, name = excluded.name;

-- name: calendar_days
SELECT day, kind FROM calendar ORDER BY day;

-- name: indicator_save
INSERT INTO indicator (id, seq, name, source, numerator, denominator, kind,
  better, units, matures, min_n, weight, formula, excluded, remark)
VALUES (:id, :seq, :name, :source, :numerator, :denominator, :kind,
  :better, CAST(:units AS INTEGER), CAST(:matures AS INTEGER),
  CAST(:min_n AS INTEGER), :weight, :formula, :excluded, :remark)
ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, name = excluded.name,
  source = excluded.source, numerator = excluded.numerator,
  denominator = excluded.denominator, kind = excluded.kind,
  better = excluded.better, units = excluded.units,
  matures = excluded.matures, min_n = excluded.min_n,
  weight = excluded.weight, formula = excluded.formula,
  excluded = excluded.excluded, remark = excluded.remark;

-- name: volume_save
INSERT INTO volume (unit, n, source)
VALUES (:unit, CAST(:n AS INTEGER), :source)
ON CONFLICT (unit) DO UPDATE SET n = excluded.n, source = excluded.source;

-- name: batch_known
-- The same bytes loaded for the same feed before.
SELECT id, arrived_at FROM batch
WHERE feed = :feed AND sha256 = :sha256 AND state = 'loaded'
ORDER BY id LIMIT 1;

-- name: feed_save
INSERT INTO feed (id, about) VALUES (:id, :about)
ON CONFLICT (id) DO UPDATE SET about = excluded.about
WHERE about <> excluded.about;

-- name: batch_new
INSERT INTO batch (feed, source_file, sha256, bytes, arrived_at, n_read,
  n_new, n_updated, n_unchanged, n_rejected, n_gap, state, note,
  note_form, header)
VALUES (:feed, :source_file, :sha256, :bytes, :arrived_at, 0, 0, 0, 0, 0, 0,
  'failed', 'begun', '', :header);

-- name: batch_end
UPDATE batch SET n_read = :n_read, n_new = :n_new, n_updated = :n_updated,
  n_unchanged = :n_unchanged, n_rejected = :n_rejected, n_gap = :n_gap,
  state = :state, note = :note, note_form = :note_form
WHERE id = :id;

-- name: batch_count
-- What the tables say of a batch, for the check at commit.
SELECT (SELECT count(*) FROM feedback WHERE batch_id = :id) AS stored,
       (SELECT count(*) FROM reject WHERE batch_id = :id) AS rejected;

-- name: feedback_find
SELECT digest, updated_at FROM feedback
WHERE feed = :feed AND source_id = :source_id;

-- name: feedback_new
INSERT INTO feedback (feed, source, source_id, case_no, created_at, day,
  region, region_text, dept_id, dept_text, kind, channel, title, text,
  item_code, item_name, tags, rating, is_default, status, due_at, due_default,
  closed_at, responded, solved, satisfied, visited, excluded, reopened,
  returned, reply, replied_at, updated_at, reporter, said, is_repeat,
  arrived_at, first_at, version, digest, batch_id, source_line, touched, purged)
VALUES (:feed, :source, :source_id, :case_no, :created_at, :day,
  :region, :region_text, :dept_id, :dept_text, :kind, :channel, :title, :text,
  :item_code, :item_name, :tags, :rating, :is_default, :status, :due_at,
  :due_default, :closed_at, :responded, :solved, :satisfied, :visited,
  :excluded, :reopened, :returned, :reply, :replied_at, :updated_at,
  :reporter, :said, :is_repeat, :arrived_at, :arrived_at, 1,
  :digest, :batch_id, :source_line, 1, 0);

-- name: feedback_update
UPDATE feedback SET case_no = :case_no, created_at = :created_at, day = :day,
  region = :region, region_text = :region_text, dept_id = :dept_id,
  dept_text = :dept_text, kind = :kind, channel = :channel, title = :title,
  text = :text, item_code = :item_code, item_name = :item_name, tags = :tags,
  rating = :rating, is_default = :is_default, status = :status,
  due_at = :due_at, due_default = :due_default,
  closed_at = :closed_at, responded = :responded, solved = :solved,
  satisfied = :satisfied, visited = :visited,
  excluded = :excluded, reopened = :reopened, returned = :returned,
  reply = :reply, replied_at = :replied_at, updated_at = :updated_at,
  reporter = :reporter, said = :said,
  is_repeat = :is_repeat, arrived_at = :arrived_at, version = version + 1,
  digest = :digest, batch_id = :batch_id, source_line = :source_line,
  touched = 1, purged = 0
WHERE feed = :feed AND source_id = :source_id;

-- name: feedback_keep_old
-- The version in force, before it is replaced.
INSERT INTO feedback_old (feedback_id, version, retired_at, arrived_at, day,
  batch_id, source_line, record)
SELECT id, version, :retired_at, arrived_at, day, batch_id, source_line,
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
    'replied_at', replied_at, 'updated_at', updated_at,
    'reporter', reporter, 'is_repeat', is_repeat,
    'digest', digest)
FROM feedback WHERE feed = :feed AND source_id = :source_id;

-- name: feedback_repeat
-- An earlier record of the same reporter with the same text.
SELECT 1 FROM feedback
WHERE said = :said AND day BETWEEN :from AND :to AND reporter = :reporter
  AND text = :text
  AND NOT (feed = :feed AND source_id = :source_id)
LIMIT 1;

-- name: reject_new
INSERT INTO reject (batch_id, source_line, column_name, code, reason, cells,
  raw)
VALUES (:batch_id, :source_line, :column_name, :code, :reason, :cells, :raw);

-- name: reject_mend
UPDATE reject SET mended_by = :batch_id
WHERE id = :id AND mended_by IS NULL AND batch_id <> :batch_id
  AND batch_id IN (SELECT id FROM batch WHERE feed = :feed);

-- name: reject_list
SELECT r.id, b.feed, b.source_file, r.source_line, r.column_name, r.code,
       r.reason, r.mended_by
FROM reject r JOIN batch b ON b.id = r.batch_id
WHERE (:mended OR r.mended_by IS NULL) AND (:feed = '' OR b.feed = :feed)
ORDER BY r.id;

-- name: reject_headers
-- The headers under which open rejects of a feed stand.
SELECT DISTINCT b.header FROM reject r JOIN batch b ON b.id = r.batch_id
WHERE r.mended_by IS NULL AND b.feed = :feed
ORDER BY b.id;

-- name: reject_export
SELECT r.id, b.source_file, r.source_line, r.column_name, r.reason, r.cells,
       r.raw, b.header
FROM reject r JOIN batch b ON b.id = r.batch_id
WHERE r.mended_by IS NULL AND b.feed = :feed
ORDER BY r.id;

-- name: purge_secure
PRAGMA secure_delete = ON;

-- name: purge_feedback
UPDATE feedback SET title = '', text = '', reply = NULL, reporter = NULL,
  said = NULL, region_text = NULL, purged = 1
WHERE day < :before AND purged = 0;

-- name: purge_old
UPDATE feedback_old SET record = json_set(record, '$.title', '', '$.text', '',
  '$.reply', NULL, '$.reporter', NULL, '$.region_text', NULL, '$.purged', 1)
WHERE day < :before AND json_extract(record, '$.purged') IS NOT 1;

-- name: purge_reject
UPDATE reject SET raw = '' WHERE raw <> ''
  AND batch_id IN (SELECT id FROM batch WHERE arrived_at < :before);

-- name: purge_gap
DELETE FROM gap
WHERE batch_id IN (SELECT id FROM batch WHERE arrived_at < :before);

-- name: purge_search
-- The index of texts is made anew without them by `duban index`.
INSERT INTO search_text (search_text) VALUES ('delete-all');

-- name: purge_search_doc
DELETE FROM search_doc;

-- name: purge_search_state
DELETE FROM search_state;

-- name: gap_add
INSERT INTO gap (batch_id, column_name, value, n)
VALUES (:batch_id, :column_name, :value, 1)
ON CONFLICT (batch_id, column_name, value) DO UPDATE SET n = n + 1;

-- name: feed_state_get
SELECT watermark, cursor FROM feed_state WHERE feed = :feed;

-- name: feed_state_put
-- An empty watermark leaves the one that is there.
INSERT INTO feed_state (feed, watermark, cursor, at)
VALUES (:feed, :watermark, :cursor, :at)
ON CONFLICT (feed) DO UPDATE SET
  watermark = CASE WHEN excluded.watermark = '' THEN watermark
                   ELSE excluded.watermark END,
  cursor = excluded.cursor, at = excluded.at;
