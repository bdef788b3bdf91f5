-- paper.sql - what a report prints beside figures: samples of records.

-- The first few problem records of a day that stand behind a figure: those of
-- a line of the problem list, of a place, of a lead unit.
-- name: sample_line
SELECT id FROM record_at
WHERE rolled_day = :day AND item_id = :unit AND problem = :kind
  AND source <> 'rating' AND excluded = 0
ORDER BY id LIMIT :most;

-- name: sample_place
SELECT id FROM record_at
WHERE day = :day AND region = :unit AND source <> 'rating'
  AND rolled_day = :day AND excluded = 0 AND item_id IS NOT NULL
  AND problem IN (SELECT id FROM problem WHERE counts = 1)
ORDER BY id LIMIT :most;

-- name: sample_lead
SELECT id FROM record_at
WHERE rolled_day = :day AND lead = :unit
  AND item_id IN (SELECT id FROM item WHERE dept_id = :unit)
  AND source <> 'rating' AND excluded = 0
  AND problem IN (SELECT id FROM problem WHERE counts = 1)
ORDER BY id LIMIT :most;

-- name: paper_records
SELECT h.id, h.day, h.item_id, h.problem, h.lead, coalesce(r.unit, '') AS city,
       h.breach, coalesce(h.region, '') AS region, h.title, h.text,
       CASE WHEN h.closed_at IS NULL AND
                 (h.source <> 'message' OR h.replied_at IS NULL)
            THEN iif(h.due_at <= :as_of, 'overdue', 'open')
            WHEN h.solved = 0 THEN 'unsolved' ELSE 'closed' END AS state,
       coalesce(r.name, '') AS place, coalesce(u.name, '') AS city_name,
       coalesce(d.short_name, '') AS lead_name, i.name AS item_name,
       p.name AS problem_name
FROM record_at h
JOIN item i ON i.id = h.item_id
JOIN problem p ON p.id = h.problem
LEFT JOIN region r ON r.code = h.region
LEFT JOIN region u ON u.code = r.unit
LEFT JOIN dept d ON d.id = h.lead
WHERE h.id IN (SELECT value FROM json_each(:ids))
ORDER BY h.item_id, h.problem, h.breach DESC, h.day, h.id;
