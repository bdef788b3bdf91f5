-- volume-weeks.sql - a saved query: duban query --saved volume-weeks
-- title: 近若干周受理量与问题件
-- about: 截至某日的各周件数；与周报 trend 一致。
-- param: to | auto | 截止日期；auto 为最近一个完整周的周日
-- param: weeks | 13 | 周数
WITH last AS (
  SELECT CASE :to WHEN 'auto' THEN (
    SELECT date(max(day), '-6 days', 'weekday 0') FROM v_rollup)
    ELSE :to END AS day)
SELECT date(v.day, '-6 days', 'weekday 1') AS 周一,
       sum(CASE source WHEN 'rating' THEN n ELSE 0 END) AS 好差评,
       sum(CASE source WHEN 'ticket' THEN n ELSE 0 END) AS 工单,
       sum(CASE source WHEN 'message' THEN n ELSE 0 END) AS 留言,
       sum(n) AS 合计,
       sum(CASE WHEN source <> 'rating' AND item_id <> '' AND counts = 1
           THEN n - n_excluded ELSE 0 END) AS 问题件,
       sum(CASE WHEN source <> 'rating' THEN n_breach ELSE 0 END) AS 违诺
FROM last, v_rollup v LEFT JOIN v_problem p ON p.id = v.problem
WHERE v.day <= last.day
  AND v.day > date(last.day, '-6 days', 'weekday 1', (-7 * (:weeks - 1)) ||
                   ' days', '-1 day')
GROUP BY 1 ORDER BY 1;
