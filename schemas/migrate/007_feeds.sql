-- 007_feeds.sql - what people call a feed: `about` of its definition, as it was
-- at the last load.
CREATE TABLE feed (
  id    TEXT PRIMARY KEY,
  about TEXT NOT NULL
) STRICT;
