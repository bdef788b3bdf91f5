-- ingest.sql
-- name: noop_ingest
SELECT 1;
