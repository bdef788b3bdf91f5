-- rating-rates.sql - a saved query: duban query --saved rating-rates
-- title: 设区市评价率
-- about: 主动评价率与差评率，附分子分母；与周报 city 的 active、bad_active 一致（未设最低样本数）。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT r.city_name AS 设区市, sum(n) AS 评价数, sum(n_active) AS 主动评价,
       round(100.0 * sum(n_active) / nullif(sum(n), 0), 2) AS 主动评价率,
       sum(n_level1 + n_level2) AS 主动差评,
       round(100.0 * sum(n_level1 + n_level2) / nullif(sum(n_active), 0), 3)
         AS 差评率
FROM span, v_rollup v JOIN v_region r ON r.code = v.region
WHERE day BETWEEN first AND last AND source = 'rating' AND r.city <> ''
GROUP BY r.city ORDER BY r.city;
