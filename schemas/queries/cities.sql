-- cities.sql - a saved query: duban query --saved cities
-- title: 设区市问题件
-- about: 各设区市（含平潭）件数、问题件、违诺；与周报 city 的 records、observed、breach 一致。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT c.code AS 代码, c.city_name AS 设区市, coalesce(sum(v.n), 0) AS 受理,
       coalesce(sum(CASE WHEN source <> 'rating' AND item_id <> '' AND
         counts = 1 THEN n - n_excluded END), 0) AS 问题件,
       coalesce(sum(CASE WHEN source <> 'rating' AND counts = 1
         THEN n_breach END), 0) AS 违诺
FROM span, v_region c
LEFT JOIN v_region r ON r.city = c.code
LEFT JOIN v_rollup v ON v.region = r.code AND v.day BETWEEN first AND last
LEFT JOIN v_problem p ON p.id = v.problem
WHERE c.city = c.code
GROUP BY c.code ORDER BY 问题件 DESC, c.code;
