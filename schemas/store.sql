-- store.sql - what the store asks of a database as a whole.

-- name: store_version
-- The number of migrations that were applied.
PRAGMA user_version;

-- name: store_tables
SELECT count(*) FROM sqlite_schema;

-- name: store_sound
PRAGMA quick_check;

-- name: store_whole
-- The indexes against their tables, too: slow.
PRAGMA integrity_check(1);

-- name: store_orphans
PRAGMA foreign_key_check;
