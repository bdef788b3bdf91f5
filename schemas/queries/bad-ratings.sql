-- bad-ratings.sql - a saved query: duban query --saved bad-ratings
-- title: 差评逐条
-- about: 期内每一条差评（1、2 级）；与周报 bad 一致。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT id AS 编号, created_at AS 评价时间, city_name AS 设区市,
       region_name AS 地区, dept_text AS 单位, item_name AS 事项,
       rating AS 等次, is_default AS 系统默认, text AS 评语,
       source_id AS 来源编号
FROM v_feedback, span
WHERE day BETWEEN first AND last AND source = 'rating' AND rating <= 2
ORDER BY created_at, id;
