-- rules.sql - a saved query: duban query --saved rules
-- title: 规则命中
-- about: 每条规则给多少条记录打了标签。
-- param: rows | 100 | 行数
WITH RECURSIVE one (kind, word, rest) AS (
  SELECT kind, '', rules || ' ' FROM v_label
  UNION ALL
  SELECT kind, substr(rest, 1, instr(rest, ' ') - 1),
         substr(rest, instr(rest, ' ') + 1)
  FROM one WHERE rest <> '')
SELECT word AS 规则, kind AS 种类, count(*) AS 记录
FROM one WHERE word <> ''
GROUP BY word, kind ORDER BY 记录 DESC, word LIMIT :rows;
