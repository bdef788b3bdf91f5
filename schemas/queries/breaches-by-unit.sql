-- breaches-by-unit.sql - a saved query: duban query --saved breaches-by-unit
-- title: 违诺按牵头单位和事项
-- about: 哪个单位的哪个事项违诺最多；与周报 dept 的 breach 一致。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT lead_name AS 牵头单位, item_id AS 事项编号, item_name AS 事项,
       problem_name AS 问题类型, count(*) AS 违诺
FROM v_case, span
WHERE day BETWEEN first AND last AND breach = 1
GROUP BY lead, item_id, problem ORDER BY 违诺 DESC, item_id, problem;
