-- silent.sql - a saved query: duban query --saved silent
-- title: 没有数据的地区
-- about: 期内一条记录也没有的县（市、区）；与周报 health 的 silent 有关（周报只算平时有数据的）。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT r.code AS 代码, r.city_name AS 设区市, r.name AS 地区,
       (SELECT max(day) FROM v_rollup v WHERE v.region = r.code) AS 最近一天
FROM v_region r, span
WHERE r.level = 'county' AND r.served = 1
  AND NOT EXISTS (SELECT 1 FROM v_rollup v WHERE v.region = r.code
                  AND v.day BETWEEN first AND last AND v.n > 0)
ORDER BY r.code;
