-- rating-levels.sql - a saved query: duban query --saved rating-levels
-- title: 评价等次分布
-- about: 各等次的主动评价与系统默认评价；与周报 level 一致。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT coalesce(CAST(rating AS TEXT), '未评价') AS 等次,
       sum(is_default = 0 AND rating IS NOT NULL) AS 主动评价,
       sum(is_default = 1 OR rating IS NULL) AS 系统默认, count(*) AS 合计
FROM v_feedback, span
WHERE day BETWEEN first AND last AND source = 'rating'
GROUP BY rating ORDER BY rating IS NULL, rating DESC;
