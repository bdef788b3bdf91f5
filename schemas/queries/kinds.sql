-- kinds.sql - a saved query: duban query --saved kinds
-- title: 问题类型
-- about: 各类问题的件数与占比；与周报 kind 的 observed、share 一致。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT p.name AS 问题类型, p.duty AS 对应任务,
       coalesce(sum(v.n - v.n_excluded), 0) AS 件数,
       round(100.0 * coalesce(sum(v.n - v.n_excluded), 0) /
             nullif(sum(coalesce(sum(v.n - v.n_excluded), 0)) OVER (), 0), 2)
         AS 占比
FROM span, v_problem p
LEFT JOIN v_rollup v ON v.problem = p.id AND v.source <> 'rating'
  AND v.item_id <> '' AND v.day BETWEEN first AND last
WHERE p.counts = 1
GROUP BY p.id ORDER BY 件数 DESC, p.id;
