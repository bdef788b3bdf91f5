-- 002_views.sql - the analysts' contract: views named v_*, documented in
-- schemas/README.md.

CREATE VIEW v_item AS
SELECT i.id, i.list, i.name, i.lead_provincial AS lead_unit, i.dept_id,
       i.form, i.form_code, i.due, i.state, i.deadline
FROM item i;

CREATE VIEW v_feedback AS
SELECT f.id, f.source, f.feed, f.source_id, f.created_at, f.day,
       strftime('%Y', date(f.day, '-3 days', 'weekday 4')) || '-W' ||
       printf('%02d', (strftime('%j', date(f.day, '-3 days', 'weekday 4')) - 1)
                      / 7 + 1) AS week,
       f.region, r.name AS region_name, r.unit AS city,
       CASE r.unit WHEN '350128' THEN '平潭综合实验区' ELSE u.name END
         AS city_name,
       f.dept_id, f.dept_text, f.kind, f.channel, f.title, f.text, f.rating,
       f.is_default, f.status, f.due_at, f.closed_at, f.responded, f.solved,
       f.satisfied, f.visited, f.excluded, f.reopened, f.returned,
       f.replied_at, a.item_id, i.name AS item_name, a.lead, a.problem,
       p.name AS problem_name, a.topic, a.breach, f.is_repeat, f.case_no,
       f.arrived_at, f.first_at, f.version, f.batch_id, b.source_file,
       f.source_line
FROM feedback f
JOIN batch b ON b.id = f.batch_id
LEFT JOIN analysis a ON a.feedback_id = f.id
LEFT JOIN region r ON r.code = f.region
LEFT JOIN region u ON u.code = r.unit
LEFT JOIN item i ON i.id = a.item_id
LEFT JOIN problem p ON p.id = a.problem;

CREATE VIEW v_label AS
SELECT l.feedback_id, l.kind, l.rank, l.target,
       coalesce(i.name, p.name, t.name) AS name, l.score, l.rules, a.rule_set,
       a.at
FROM label l
JOIN analysis a ON a.feedback_id = l.feedback_id
LEFT JOIN item i ON l.kind = 'item' AND i.id = l.target
LEFT JOIN problem p ON l.kind = 'problem' AND p.id = l.target
LEFT JOIN topic t ON l.kind = 'topic' AND t.id = l.target;

CREATE VIEW v_batch AS
SELECT id, feed, source_file, sha256, bytes, arrived_at, n_read, n_new,
       n_updated, n_unchanged, n_rejected, n_gap, state, note
FROM batch;

CREATE VIEW v_reject AS
SELECT r.id, b.feed, b.source_file, r.source_line, r.column_name, r.code,
       r.reason, r.raw, r.mended_by, r.batch_id
FROM reject r JOIN batch b ON b.id = r.batch_id;

CREATE VIEW v_figure AS
SELECT f.id, r.name AS report, r.as_of, f.section, f.seq, f.unit, f.problem,
       f.metric, f.numerator, f.denominator, f.value, f.note
FROM figure f JOIN report r ON r.id = f.report_id;

-- One case that speaks in two feeds: a bad rating that comes back as a ticket,
-- linked by 办件编号.
CREATE VIEW v_linked AS
SELECT a.case_no, a.id AS first_id, a.feed AS first_feed,
       a.created_at AS first_at, b.id AS then_id, b.feed AS then_feed,
       b.created_at AS then_at
FROM feedback a JOIN feedback b ON b.case_no = a.case_no AND b.feed <> a.feed
WHERE (a.created_at, a.id) < (b.created_at, b.id);

CREATE VIEW v_rollup AS SELECT * FROM rollup;

-- What the report counts: the analysed records as they are, as they were at
-- the moment that state_then stands for, and the one or the other.
CREATE VIEW record_now AS
SELECT f.id,
       f.source, f.feed, f.source_id, f.case_no, f.created_at, f.day,
       f.region, f.dept_text, f.title, f.text, f.channel, f.status, f.kind,
       f.rating, f.is_default, f.due_at, f.closed_at, f.responded, f.solved,
       f.satisfied, f.visited, f.excluded, f.reopened, f.returned,
       f.replied_at, f.reporter, f.is_repeat, f.first_at, f.batch_id,
       f.source_line, a.rule_set, a.item_id, a.problem, a.topic, a.lead,
       a.breach, a.day AS rolled_day
FROM feedback f JOIN analysis a ON a.feedback_id = f.id;

CREATE VIEW record_then AS
SELECT feedback_id AS id,
       source, feed, source_id, case_no, created_at, day, region, dept_text,
       title, text, channel, status, kind, rating, is_default, due_at,
       closed_at,
       responded, solved, satisfied, visited, excluded, reopened, returned,
       replied_at, reporter, is_repeat, first_at, batch_id, source_line,
       rule_set, item_id, problem, topic, lead, breach, rolled_day
FROM state_then WHERE known = 1;

CREATE VIEW record_at AS
SELECT * FROM record_now
WHERE id NOT IN (SELECT feedback_id FROM state_then)
UNION ALL SELECT * FROM record_then;

CREATE VIEW rollup_at AS
SELECT * FROM rollup UNION ALL SELECT * FROM rollup_then;

-- Names: regions with their ranked unit, lead units, kinds, topics.
CREATE VIEW v_region AS
SELECT r.code, r.name, r.level, r.unit AS city,
       CASE r.unit WHEN '350128' THEN '平潭综合实验区' ELSE u.name END
         AS city_name, r.population, r.served
FROM region r LEFT JOIN region u ON u.code = r.unit;

CREATE VIEW v_unit AS
SELECT id, name, short_name, kind FROM dept;

CREATE VIEW v_problem AS
SELECT id, name, duty, clause, counts FROM problem;

CREATE VIEW v_topic AS
SELECT id, name FROM topic;

-- The records that the rankings count: tickets and messages with an item and
-- a kind of problem, without what an appeal took out. `stuck`: not solved, or
-- past its deadline when the newest file arrived.
CREATE VIEW v_case AS
SELECT f.*, d.short_name AS lead_name,
       f.solved IS 0 OR coalesce(f.due_at < coalesce(f.closed_at,
         (SELECT max(arrived_at) FROM batch)), 0) AS stuck
FROM v_feedback f
JOIN problem p ON p.id = f.problem AND p.counts = 1
LEFT JOIN dept d ON d.id = f.lead
WHERE f.source <> 'rating' AND f.excluded = 0 AND f.item_id IS NOT NULL;

-- Earlier versions of records.
CREATE VIEW v_version AS
SELECT feedback_id, version, arrived_at, retired_at, day, batch_id,
       source_line, record
FROM feedback_old;

-- The same in Chinese: 诉求 is v_feedback, 问题件 v_case, 事项 v_item,
-- 标签 v_label, 批次 v_batch, 拒收 v_reject, 指标值 v_figure.
CREATE VIEW 诉求 AS
SELECT id AS 编号, CASE source WHEN 'rating' THEN '好差评'
         WHEN 'ticket' THEN '12345工单' ELSE '网站留言' END AS 来源,
       source_id AS 来源编号, created_at AS 提出时间, day AS 日期, week AS 周,
       region AS 地区代码, region_name AS 地区, city_name AS 设区市,
       dept_text AS 承办单位, kind AS 诉求类型, channel AS 渠道, title AS 标题,
       text AS 内容, rating AS 评价等次, is_default AS 系统默认,
       status AS 状态, due_at AS 办理期限, closed_at AS 办结时间,
       responded AS 已联系, solved AS 已解决, satisfied AS 满意度,
       item_id AS 事项编号, item_name AS 事项, problem_name AS 问题类型,
       topic AS 清单外主题, breach AS 违诺, is_repeat AS 重复反映,
       arrived_at AS 入库时间, batch_id AS 批次, source_line AS 原文件行号
FROM v_feedback;

CREATE VIEW 问题件 AS
SELECT id AS 编号, day AS 日期, week AS 周, city_name AS 设区市,
       region_name AS 地区, item_id AS 事项编号, item_name AS 事项,
       problem_name AS 问题类型, lead_name AS 牵头单位, breach AS 违诺,
       stuck AS 未解决或逾期, is_repeat AS 重复反映, title AS 标题,
       text AS 内容
FROM v_case;

CREATE VIEW 事项 AS
SELECT id AS 编号, list AS 清单, name AS 名称, lead_unit AS 牵头单位,
       form AS 办理形式, due AS 应实现日期, deadline AS 完成时限
FROM v_item;

CREATE VIEW 标签 AS
SELECT feedback_id AS 诉求编号, CASE kind WHEN 'item' THEN '事项'
         WHEN 'problem' THEN '问题类型' ELSE '清单外主题' END AS 种类,
       rank AS 次序, target AS 代码, name AS 名称, score AS 得分, rules AS 规则
FROM v_label;

CREATE VIEW 批次 AS
SELECT id AS 编号, feed AS 数据源, source_file AS 文件, arrived_at AS 入库时间,
       n_read AS 读入, n_new AS 新增, n_updated AS 更新, n_unchanged AS 未变,
       n_rejected AS 拒收, n_gap AS 有缺项, state AS 状态, note AS 说明
FROM v_batch;

CREATE VIEW 拒收 AS
SELECT id AS 编号, feed AS 数据源, source_file AS 文件, source_line AS 行号,
       column_name AS 字段, code AS 原因代码, reason AS 原因, raw AS 原文,
       mended_by AS 补录批次
FROM v_reject;

CREATE VIEW 指标值 AS
SELECT id AS 编号, report AS 报告, section AS 章节, seq AS 行, unit AS 单位,
       problem AS 问题类型, metric AS 指标, numerator AS 分子,
       denominator AS 分母, value AS 值, note AS 说明
FROM v_figure;
