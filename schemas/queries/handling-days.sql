-- handling-days.sql - a saved query: duban query --saved handling-days
-- title: 办理用时
-- about: 各牵头单位工单从来电到办结的天数：中位数与最长。
-- param: from | auto | 起始日期；auto 为数据中最近一个完整周的周一
-- param: to | auto | 截止日期；auto 为该周周日
WITH span AS (
  SELECT CASE :from WHEN 'auto' THEN date(day, '-6 days') ELSE :from END
           AS first,
         CASE :to WHEN 'auto' THEN day ELSE :to END AS last
  FROM (SELECT date(max(day), '-6 days', 'weekday 0') AS day FROM v_rollup))
SELECT lead_name AS 牵头单位, count(*) AS 办结件,
       max(CASE WHEN k = (n + 1) / 2 THEN days END) AS 中位天数,
       max(days) AS 最长天数
FROM (SELECT lead, lead_name, days, count(*) OVER (PARTITION BY lead) AS n,
             row_number() OVER (PARTITION BY lead ORDER BY days) AS k
      FROM (SELECT lead, lead_name, round(julianday(closed_at) -
                   julianday(created_at), 1) AS days
            FROM v_case, span
            WHERE day BETWEEN first AND last AND closed_at IS NOT NULL))
GROUP BY lead ORDER BY 中位天数 DESC, lead;
