-- figures_past.sql - the synthetic province as it was on Monday 2026-11-16,
-- 08:30: what arrived later is taken out.
DELETE FROM analysis WHERE feedback_id IN
  (SELECT id FROM feedback WHERE arrived_at > '2026-11-16 08:30:00');
DELETE FROM feedback WHERE arrived_at > '2026-11-16 08:30:00';
DELETE FROM batch WHERE arrived_at > '2026-11-16 08:30:00';
