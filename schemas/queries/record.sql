-- record.sql - a saved query: duban query --saved record
-- title: 一条记录
-- about: 一条记录的全部字段与来源。
-- param: id | | 记录编号
SELECT * FROM v_feedback WHERE id = :id ORDER BY id;
