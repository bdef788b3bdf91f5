-- unclassified.sql - a saved query: duban query --saved unclassified
-- title: 未归类的诉求
-- about: 既无事项也无清单外主题的工单和留言抽样；总数即周报 health 的 unclassified 分子。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
-- param: rows | 50 | 行数
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT count(*) OVER () AS 总数, id AS 编号, day AS 日期,
       region_name AS 地区, title AS 标题, text AS 内容
FROM v_feedback, span
WHERE day BETWEEN first AND last AND source <> 'rating'
  AND item_id IS NULL AND topic IS NULL
ORDER BY id LIMIT :rows;
