-- overdue.sql - a saved query: duban query --saved overdue
-- title: 逾期未办
-- about: 截至某一时刻已过期限仍未办结的工单，逾期最久在前。
-- param: at | auto | 时刻，如 2026-11-23 08:00:00；auto 为最近一批数据的到达时刻
-- param: rows | 100 | 行数
WITH moment AS (
  SELECT CASE :at WHEN 'auto' THEN max(arrived_at) ELSE :at END AS at
  FROM v_batch)
SELECT id AS 编号, source_id AS 工单编号, city_name AS 设区市,
       dept_text AS 承办单位, item_name AS 事项, due_at AS 期限,
       CAST(julianday(at) - julianday(due_at) AS INTEGER) AS 逾期天数,
       title AS 标题
FROM v_feedback, moment
WHERE source = 'ticket' AND closed_at IS NULL AND due_at < at
  AND excluded = 0
ORDER BY due_at, id LIMIT :rows;
