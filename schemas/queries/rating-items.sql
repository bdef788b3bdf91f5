-- rating-items.sql - a saved query: duban query --saved rating-items
-- title: 差评最多的事项
-- about: 按事项看主动评价与差评。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT v.item_id AS 事项编号, i.name AS 事项, sum(n) AS 评价数,
       sum(n_active) AS 主动评价, sum(n_bad) AS 差评
FROM span, v_rollup v JOIN v_item i ON i.id = v.item_id
WHERE day BETWEEN first AND last AND source = 'rating'
GROUP BY v.item_id HAVING 差评 > 0
ORDER BY 差评 DESC, v.item_id;
