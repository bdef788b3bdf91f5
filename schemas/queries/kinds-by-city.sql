-- kinds-by-city.sql - a saved query: duban query --saved kinds-by-city
-- title: 设区市与问题类型
-- about: 每个设区市每类问题的件数（长表）；与周报 kind_city 的 observed 一致。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT r.city_name AS 设区市, p.name AS 问题类型,
       sum(v.n - v.n_excluded) AS 件数
FROM span, v_rollup v
JOIN v_region r ON r.code = v.region
JOIN v_problem p ON p.id = v.problem AND p.counts = 1
WHERE v.day BETWEEN first AND last AND v.source <> 'rating'
  AND v.item_id <> '' AND r.city <> ''
GROUP BY r.city, p.id HAVING 件数 > 0
ORDER BY r.city, 件数 DESC, p.id;
