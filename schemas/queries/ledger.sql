-- ledger.sql - a saved query: duban query --saved ledger
-- title: 台账
-- about: 每个数据源的读入、新增、更新、未变、拒收合计；读入＝其余四项之和，与 duban status 一致。
SELECT feed AS 数据源, count(*) AS 批次, sum(state = 'failed') AS 失败,
       sum(n_read) AS 读入, sum(n_new) AS 新增, sum(n_updated) AS 更新,
       sum(n_unchanged) AS 未变, sum(n_rejected) AS 拒收,
       sum(n_read) = sum(n_new + n_updated + n_unchanged + n_rejected) AS 平,
       max(arrived_at) AS 最近入库
FROM v_batch GROUP BY feed ORDER BY feed;
