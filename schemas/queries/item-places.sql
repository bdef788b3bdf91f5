-- item-places.sql - a saved query: duban query --saved item-places
-- title: 一个事项在各地
-- about: 某事项各设区市的问题件与问题类型。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
-- param: item | | 事项编号，如 2-61
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT coalesce(city_name, '（地区不详）') AS 设区市, problem_name AS 问题类型,
       count(*) AS 件数, sum(breach) AS 违诺, sum(stuck) AS 未解决或逾期
FROM v_case, span
WHERE day BETWEEN first AND last AND item_id = :item
GROUP BY city, problem ORDER BY 件数 DESC, city, problem;
