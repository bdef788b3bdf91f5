-- rating-levels.sql - a saved query: duban query --saved rating-levels
-- title: 评价等次分布
-- about: 主动评价各等次与系统默认评价的件数；与周报 level 的 active、default 一致。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT CASE WHEN is_default = 1 OR rating IS NULL THEN '系统默认'
         ELSE CAST(rating AS TEXT) END AS 等次,
       count(*) AS 件数,
       round(100.0 * count(*) / sum(count(*)) OVER (), 2) AS 占比
FROM v_feedback, span
WHERE day BETWEEN first AND last AND source = 'rating'
GROUP BY 1 ORDER BY 等次 = '系统默认', 等次 DESC;
