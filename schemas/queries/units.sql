-- units.sql - a saved query: duban query --saved units
-- title: 省直牵头单位问题件
-- about: 各牵头单位问题件、违诺；与周报 dept 的 observed、breach 一致。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT u.short_name AS 牵头单位,
       coalesce(sum(CASE WHEN source <> 'rating' AND counts = 1
         THEN n - n_excluded END), 0) AS 问题件,
       coalesce(sum(CASE WHEN source <> 'rating' AND counts = 1
         THEN n_breach END), 0) AS 违诺
FROM span, v_unit u
LEFT JOIN v_rollup v ON v.dept_id = u.id AND v.item_id <> ''
  AND v.day BETWEEN first AND last
LEFT JOIN v_problem p ON p.id = v.problem
GROUP BY u.id ORDER BY 问题件 DESC, u.id;
