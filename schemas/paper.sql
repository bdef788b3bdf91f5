-- paper.sql - what a report prints beside figures: samples of records.

-- Records behind the figures of problems, a bounded number: the first few of
-- each item × kind, of each city-level unit, of each county and lead unit.
-- name: paper_records
WITH placed AS (
  SELECT h.id, h.item_id, h.problem, h.lead, h.breach, h.day, h.region,
         coalesce(r.unit, '') AS city
  FROM record_at h
  LEFT JOIN region r ON r.code = h.region
  WHERE h.rolled_day BETWEEN :first AND :last AND h.item_id IS NOT NULL
    AND h.problem IN (SELECT id FROM problem WHERE counts = 1)
    AND h.source <> 'rating' AND h.excluded = 0
), numbered AS (
  SELECT p.*,
         row_number() OVER (PARTITION BY item_id, problem
                            ORDER BY breach DESC, day, id) AS of_cell,
         row_number() OVER (PARTITION BY city
                            ORDER BY breach DESC, day, id) AS of_city,
         row_number() OVER (PARTITION BY region
                            ORDER BY breach DESC, day, id) AS of_county,
         row_number() OVER (PARTITION BY lead
                            ORDER BY breach DESC, day, id) AS of_lead
  FROM placed p
)
SELECT n.id, n.day, n.item_id, n.problem, n.lead, n.city, n.breach,
       coalesce(n.region, '') AS region,
       (SELECT title FROM record_at WHERE id = n.id) AS title,
       (SELECT text FROM record_at WHERE id = n.id) AS text,
       coalesce(r.name, '') AS place, coalesce(u.name, '') AS city_name,
       coalesce(d.short_name, '') AS lead_name, i.name AS item_name,
       p.name AS problem_name
FROM numbered n
JOIN item i ON i.id = n.item_id
JOIN problem p ON p.id = n.problem
LEFT JOIN region r ON r.code = n.region
LEFT JOIN region u ON u.code = n.city
LEFT JOIN dept d ON d.id = n.lead
WHERE n.of_cell <= 5 OR n.of_city <= 10 OR n.of_county <= 2
   OR n.of_lead <= 10
ORDER BY n.item_id, n.problem, n.breach DESC, n.day, n.id
LIMIT 1200;
