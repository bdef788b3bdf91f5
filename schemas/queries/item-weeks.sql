-- item-weeks.sql - a saved query: duban query --saved item-weeks
-- title: 一个事项的走势
-- about: 某事项每周的问题件，可限定问题类型；周报问题清单 observed 的历史。
-- param: item | | 事项编号，如 2-61
-- param: problem | - | 问题类型代码，如 platform；- 为全部
SELECT week AS 周, count(*) AS 件数, sum(breach) AS 违诺,
       sum(stuck) AS 未解决或逾期
FROM v_case
WHERE item_id = :item AND (:problem = '-' OR problem = :problem)
GROUP BY week ORDER BY week;
