-- unknown-units.sql - a saved query: duban query --saved unknown-units
-- title: 认不出的单位
-- about: 承办单位名称对不上 16 个牵头单位的记录，供补充别名。
-- param: rows | 50 | 行数
SELECT dept_text AS 单位, count(*) AS 件数
FROM v_feedback
WHERE dept_id IS NULL AND dept_text IS NOT NULL
GROUP BY dept_text ORDER BY 件数 DESC, dept_text LIMIT :rows;
