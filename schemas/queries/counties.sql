-- counties.sql - a saved query: duban query --saved counties
-- title: 县（市、区）问题件
-- about: 各县（市、区）问题件；与周报 county 的 observed 一致。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
-- param: region | 35 | 地区代码的开头，如 3505 为泉州
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT r.code AS 代码, r.city_name AS 设区市, r.name AS 县市区,
       coalesce(sum(v.n), 0) AS 受理,
       coalesce(sum(CASE WHEN source <> 'rating' AND item_id <> '' AND
         counts = 1 THEN n - n_excluded END), 0) AS 问题件,
       coalesce(sum(CASE WHEN source <> 'rating' AND counts = 1
         THEN n_breach END), 0) AS 违诺
FROM span, v_region r
LEFT JOIN v_rollup v ON v.region = r.code AND v.day BETWEEN first AND last
LEFT JOIN v_problem p ON p.id = v.problem
WHERE r.level = 'county' AND r.code LIKE :region || '%'
GROUP BY r.code ORDER BY 问题件 DESC, r.code;
