-- late.sql - a saved query: duban query --saved late
-- title: 迟到的记录
-- about: 事后多少天才入库；一周内的合计与周报 health 的 late 有关。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT feed AS 数据源, CAST(julianday(first_at) - julianday(created_at)
         AS INTEGER) / 7 AS 迟到周数, count(*) AS 件数
FROM v_feedback, span
WHERE day BETWEEN first AND last
GROUP BY 1, 2 ORDER BY 1, 2;
