-- cases.sql - a saved query: duban query --saved cases
-- title: 问题件逐条
-- about: 事项与问题类型背后的每一条记录（已脱敏）及其来源行；周报下钻所用。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
-- param: item | | 事项编号，如 2-61
-- param: problem | - | 问题类型代码；- 为全部
-- param: region | 35 | 地区代码的开头
-- param: rows | 100 | 行数
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT id AS 编号, day AS 日期, city_name AS 设区市, region_name AS 地区,
       title AS 标题, text AS 内容, source_file AS 文件, source_line AS 行号
FROM v_case, span
WHERE day BETWEEN first AND last AND item_id = :item
  AND (:problem = '-' OR problem = :problem)
  AND coalesce(region, '') LIKE :region || '%'
ORDER BY day, id LIMIT :rows;
