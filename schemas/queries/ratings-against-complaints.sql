-- ratings-against-complaints.sql - a saved query: duban query --saved ratings-against-complaints
-- title: 评价好而投诉多的地区
-- about: 主动评价无差评、问题件却多的县（市、区），供核查；见周报 padding。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
-- param: least | 10 | 问题件至少多少
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT r.city_name AS 设区市, r.name AS 地区,
       sum(CASE source WHEN 'rating' THEN n_active ELSE 0 END) AS 主动评价,
       sum(CASE source WHEN 'rating' THEN n_bad ELSE 0 END) AS 差评,
       sum(CASE WHEN source <> 'rating' AND item_id <> '' AND counts = 1
           THEN n - n_excluded ELSE 0 END) AS 问题件
FROM span, v_rollup v JOIN v_region r ON r.code = v.region
LEFT JOIN v_problem p ON p.id = v.problem
WHERE day BETWEEN first AND last AND r.level = 'county'
GROUP BY r.code HAVING 差评 = 0 AND 主动评价 > 0 AND 问题件 >= CAST(:least AS INTEGER)
ORDER BY 问题件 DESC, r.code;
