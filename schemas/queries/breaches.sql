-- breaches.sql - a saved query: duban query --saved breaches
-- title: 违诺逐条
-- about: 承诺全程网办却要求现场、材料，或已到期仍限属地的记录；件数与周报 overview 的 breach 一致。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT id AS 编号, day AS 日期, city_name AS 设区市, region_name AS 地区,
       item_name AS 事项, problem_name AS 问题类型, lead_name AS 牵头单位,
       title AS 标题, text AS 内容
FROM v_case, span
WHERE day BETWEEN first AND last AND breach = 1
ORDER BY day, id;
