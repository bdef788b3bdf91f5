-- items.sql - a saved query: duban query --saved items
-- title: 事项热度
-- about: 每个事项的评价、工单、留言、问题件；与周报 item 一致。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT v.item_id AS 事项编号, i.name AS 事项,
       sum(CASE source WHEN 'rating' THEN n ELSE 0 END) AS 评价,
       sum(CASE source WHEN 'ticket' THEN n ELSE 0 END) AS 工单,
       sum(CASE source WHEN 'message' THEN n ELSE 0 END) AS 留言,
       sum(CASE WHEN source <> 'rating' AND counts = 1 THEN n - n_excluded
           ELSE 0 END) AS 问题件
FROM span, v_rollup v
JOIN v_item i ON i.id = v.item_id
LEFT JOIN v_problem p ON p.id = v.problem
WHERE v.day BETWEEN first AND last
GROUP BY v.item_id ORDER BY 问题件 DESC, v.item_id;
