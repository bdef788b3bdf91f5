-- topics.sql - a saved query: duban query --saved topics
-- title: 清单外需求
-- about: 137 项以外的高频主题，省内通办清单候选；与周报 topic 的 demand、regions 一致。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT t.name AS 主题, count(*) AS 件数,
       count(DISTINCT f.region) AS 涉及地区,
       sum(f.problem IS 'territory') AS 属地限制
FROM span, v_feedback f JOIN v_topic t ON t.id = f.topic
WHERE f.day BETWEEN first AND last AND f.source <> 'rating'
  AND f.excluded = 0
GROUP BY t.id ORDER BY 件数 DESC, t.id;
