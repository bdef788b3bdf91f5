-- 003_limits.sql - the rules that hit a limit are named, not only counted.

ALTER TABLE analysis ADD COLUMN
  limits TEXT NOT NULL DEFAULT '';      -- ids of the rules whose patterns hit
                                        -- a limit, space-separated
