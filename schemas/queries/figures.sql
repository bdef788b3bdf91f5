-- figures.sql - a saved query: duban query --saved figures
-- title: 报告的指标值
-- about: 某期报告某章节的每一个数：分子、分母、值；报告上印的就是这些。
-- param: report | | 报告名，如 2026-W47
-- param: section | overview | 章节，见 report/README.md
SELECT id AS 编号, unit AS 单位, problem AS 问题类型, metric AS 指标,
       numerator AS 分子, denominator AS 分母, value AS 值, note AS 说明
FROM v_figure
WHERE report = :report AND section = :section
ORDER BY seq, id;
