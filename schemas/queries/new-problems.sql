-- new-problems.sql - a saved query: duban query --saved new-problems
-- title: 新冒头的问题
-- about: 本期有、前四周没有或翻倍的事项与问题类型。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
-- param: least | 5 | 本期至少多少件
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT item_id AS 事项编号, item_name AS 事项, problem_name AS 问题类型,
       sum(day >= first) AS 本期,
       round(sum(day < first) * (julianday(last) - julianday(first) + 1) / 28,
             1) AS 前四周平均
FROM v_case, span
WHERE day BETWEEN date(first, '-28 days') AND last
GROUP BY item_id, problem
HAVING 本期 >= CAST(:least AS INTEGER) AND 本期 >= 2 * 前四周平均
ORDER BY 本期 - 前四周平均 DESC, item_id, problem;
