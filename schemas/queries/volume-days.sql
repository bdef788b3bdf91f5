-- volume-days.sql - a saved query: duban query --saved volume-days
-- title: 每日受理量
-- about: 各来源每日件数；一周合计等于周报 overview 的 records。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT day AS 日期, sum(CASE source WHEN 'rating' THEN n ELSE 0 END) AS 好差评,
       sum(CASE source WHEN 'ticket' THEN n ELSE 0 END) AS 工单,
       sum(CASE source WHEN 'message' THEN n ELSE 0 END) AS 留言,
       sum(n) AS 合计
FROM v_rollup, span
WHERE day BETWEEN first AND last
GROUP BY day ORDER BY day;
