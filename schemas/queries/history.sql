-- history.sql - a saved query: duban query --saved history
-- title: 一条记录的变化
-- about: 一条记录的历次版本：何时入库、何时被取代、状态。
-- param: id | | 记录编号
SELECT version AS 版本, arrived_at AS 入库, retired_at AS 被取代,
       json_extract(record, '$.status') AS 状态,
       json_extract(record, '$.closed_at') AS 办结时间, batch_id AS 批次,
       source_line AS 行号
FROM v_version WHERE feedback_id = :id
UNION ALL
SELECT version, arrived_at, NULL, status, closed_at, batch_id, source_line
FROM v_feedback WHERE id = :id
ORDER BY 1;
