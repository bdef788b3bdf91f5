-- handling-by-city.sql - a saved query: duban query --saved handling-by-city
-- title: 设区市办理质效
-- about: 办结、按时办结、解决、满意的件数；分子分母与周报 city 的 closed、solved、satisfied 一致。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT r.city_name AS 设区市, sum(n - n_excluded) AS 转办,
       sum(n_closed) AS 办结, sum(n_due) AS 有期限, sum(n_intime) AS 按时办结,
       sum(n_visited) AS 有效回访, sum(n_solved) AS 已解决,
       sum(n_satisfied) AS 满意,
       round(100.0 * sum(n_solved) / nullif(sum(n_visited), 0), 2) AS 解决率,
       round(100.0 * sum(n_satisfied) / nullif(sum(n_visited), 0), 2) AS 满意率
FROM span, v_rollup v JOIN v_region r ON r.code = v.region
WHERE day BETWEEN first AND last AND source = 'ticket' AND r.city <> ''
GROUP BY r.city ORDER BY r.city;
