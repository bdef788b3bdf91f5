-- hours.sql - a saved query: duban query --saved hours
-- title: 来电时段
-- about: 各时段的工单和留言件数。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT substr(created_at, 12, 2) AS 时, sum(source = 'ticket') AS 工单,
       sum(source = 'message') AS 留言
FROM v_feedback, span
WHERE day BETWEEN first AND last AND source <> 'rating'
GROUP BY 时 ORDER BY 时;
