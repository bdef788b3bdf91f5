-- problems.sql - a saved query: duban query --saved problems
-- title: 事项与问题类型
-- about: 问题清单的件数、违诺、未解决或逾期、涉及县区；与周报 problem 的 observed、breach 一致（周报按收缩超额排序，这里按件数）。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
-- param: rows | 50 | 行数
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT item_id AS 事项编号, item_name AS 事项, problem_name AS 问题类型,
       lead_name AS 牵头单位, count(*) AS 件数, sum(breach) AS 违诺,
       sum(stuck) AS 未解决或逾期, sum(is_repeat) AS 重复,
       count(DISTINCT region) AS 涉及地区
FROM v_case, span
WHERE day BETWEEN first AND last
GROUP BY item_id, problem ORDER BY 件数 DESC, item_id, problem
LIMIT :rows;
