-- rejects.sql - a saved query: duban query --saved rejects
-- title: 拒收原因
-- about: 尚未补录的拒收记录按数据源、字段和原因合计。
SELECT feed AS 数据源, column_name AS 字段, code AS 原因代码,
       min(reason) AS 例, count(*) AS 件数
FROM v_reject WHERE mended_by IS NULL
GROUP BY feed, column_name, code ORDER BY 件数 DESC, 1, 2, 3;
