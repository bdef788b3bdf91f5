-- linked.sql - a saved query: duban query --saved linked
-- title: 差评又来电的办件
-- about: 同一办件编号既有差评又有工单或留言。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT a.case_no AS 办件编号, a.created_at AS 评价时间, a.rating AS 等次,
       b.source_id AS 工单编号, b.created_at AS 来电时间, b.title AS 标题
FROM v_feedback a
JOIN v_feedback b ON b.case_no = a.case_no AND b.source <> 'rating', span
WHERE a.source = 'rating' AND a.rating <= 2
  AND a.day BETWEEN first AND last
ORDER BY a.created_at, a.id, b.id;
