-- unsolved.sql - a saved query: duban query --saved unsolved
-- title: 未解决最多的事项
-- about: 回访未解决或逾期按事项合计；逾期以最近一次入库时间为准，见周报 problem 的 stuck。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT item_id AS 事项编号, item_name AS 事项, lead_name AS 牵头单位,
       count(*) AS 问题件, sum(stuck) AS 未解决或逾期,
       round(100.0 * sum(stuck) / count(*), 1) AS 占比
FROM v_case, span
WHERE day BETWEEN first AND last
GROUP BY item_id HAVING 未解决或逾期 > 0
ORDER BY 未解决或逾期 DESC, item_id;
