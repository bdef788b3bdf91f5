-- topic-weeks.sql - a saved query: duban query --saved topic-weeks
-- title: 清单外主题走势
-- about: 某主题每周件数；周报 topic 的 trend 由此判断。
-- param: topic | | 主题代码，见 SELECT * FROM v_topic
SELECT week AS 周, count(*) AS 件数, count(DISTINCT region) AS 涉及地区
FROM v_feedback
WHERE topic = :topic AND source <> 'rating' AND excluded = 0
GROUP BY week ORDER BY week;
