-- 001_init.sql - the database of duban.  What each table and column means
-- stands beside it.  Times are text "YYYY-MM-DD HH:MM:SS" in +08:00, days are
-- text "YYYY-MM-DD".  Each table is written by the one stage named at its head.

------------------------------------------------------------------------------
-- Reference data, loaded from schemas/ by `duban init` (stage: ingest)
------------------------------------------------------------------------------

-- Provincial lead units of the catalog.
CREATE TABLE dept (
  id         TEXT PRIMARY KEY,          -- hrss, market, ...
  seq        INTEGER NOT NULL,          -- order of the list
  name       TEXT NOT NULL,             -- 福建省人力资源和社会保障厅
  short_name TEXT NOT NULL,             -- 省人社厅
  kind       TEXT NOT NULL              -- who may be told what: 督办 or 函告
             CHECK (kind IN ('provincial', 'central_branch',
                             'peoples_organisation'))
) STRICT;

-- Names under which a unit or one of its branches appears in feeds.
CREATE TABLE dept_alias (
  alias   TEXT PRIMARY KEY,
  dept_id TEXT NOT NULL REFERENCES dept (id)
) STRICT;

-- The catalog: 137 national items, then the province's own list.
CREATE TABLE item (
  id                TEXT PRIMARY KEY,   -- batch-seq: 1-01
  list              TEXT NOT NULL       -- 跨省通办 or 省内通办
                    CHECK (list IN ('跨省通办', '省内通办')),
  batch             INTEGER NOT NULL,
  seq               INTEGER NOT NULL,
  name              TEXT NOT NULL,
  scenario          TEXT NOT NULL,      -- 应用场景, as printed
  lead_national     TEXT NOT NULL,
  support_national  TEXT NOT NULL,
  lead_provincial   TEXT NOT NULL,      -- as printed
  form              TEXT NOT NULL,      -- 办理形式, as printed
  deadline          TEXT NOT NULL,      -- 完成时限, as printed
  deadline_national TEXT NOT NULL,
  form_code         TEXT NOT NULL       -- what the form promises
                    CHECK (form_code IN ('online', 'online_joint',
                      'mail', 'apply_online', 'collect', 'agent', 'joint',
                      'any_window', 'in_person', 'none', 'not_here')),
  due               TEXT,               -- day from which it is promised, or NULL
  state             TEXT NOT NULL       -- at publication, 2020-11-27
                    CHECK (state IN ('done', 'dated', 'undated')),
  dept_id           TEXT NOT NULL REFERENCES dept (id),
  online            INTEGER NOT NULL CHECK (online IN (0, 1))
                    -- 1: onsite or documents against it is a breach once due
) STRICT;

-- Kinds of problem (schemas/problems.csv).
CREATE TABLE problem (
  id     TEXT PRIMARY KEY,
  seq    INTEGER NOT NULL,
  name   TEXT NOT NULL,                 -- 要求现场办理
  duty   TEXT NOT NULL,                 -- 三（三）
  clause TEXT NOT NULL,                 -- what the plan says, in its words
  counts INTEGER NOT NULL CHECK (counts IN (0, 1))  -- 0: consult, other
) STRICT;

-- Topics outside the catalog (schemas/topics.csv).
CREATE TABLE topic (
  id   TEXT PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;

-- Divisions of the province.  `unit` is the ranked city-level unit: the city
-- itself, or 350128 for 平潭.
CREATE TABLE region (
  code       TEXT PRIMARY KEY CHECK (length(code) = 6),
  name       TEXT NOT NULL,
  level      TEXT NOT NULL CHECK (level IN ('province', 'city', 'county')),
  parent     TEXT NOT NULL,
  unit       TEXT NOT NULL,             -- '' for the province itself
  population INTEGER,                   -- census 2020, where known
  served     INTEGER NOT NULL CHECK (served IN (0, 1))  -- 0: no service data
) STRICT;

-- Retired codes and names, and other spellings.
CREATE TABLE region_alias (
  alias TEXT PRIMARY KEY,               -- an old code or a name
  code  TEXT NOT NULL REFERENCES region (code)
) STRICT;

-- Days that differ from Monday-Friday work.
CREATE TABLE calendar (
  day  TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('holiday', 'workday')),
  name TEXT NOT NULL
) STRICT;

-- Small facts about this database: version of the reference data, office, ...
CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

------------------------------------------------------------------------------
-- Ledger and records (stage: ingest)
------------------------------------------------------------------------------

-- One source file or fetched page, loaded whole or not at all.
CREATE TABLE batch (
  id          INTEGER PRIMARY KEY,
  feed        TEXT NOT NULL,
  source_file TEXT NOT NULL,            -- as named by the user, or the URL
  sha256      TEXT NOT NULL,            -- of the bytes read
  bytes       INTEGER NOT NULL,
  arrived_at  TEXT NOT NULL,            -- when it was loaded
  n_read      INTEGER NOT NULL,
  n_new       INTEGER NOT NULL,
  n_updated   INTEGER NOT NULL,
  n_unchanged INTEGER NOT NULL,
  n_rejected  INTEGER NOT NULL,
  n_gap       INTEGER NOT NULL,         -- kept, but a region or unit unknown
  state       TEXT NOT NULL CHECK (state IN ('loaded', 'failed')),
  note        TEXT NOT NULL,            -- why it failed; else ''
  note_form   TEXT NOT NULL DEFAULT '', -- of the note, without its values
  header      TEXT NOT NULL,            -- of the file, as one CSV line
  CHECK (n_read = n_new + n_updated + n_unchanged + n_rejected)
) STRICT;
CREATE INDEX batch_file ON batch (feed, sha256);

-- One rating, ticket or message, as last known.
CREATE TABLE feedback (
  id          INTEGER PRIMARY KEY,
  feed        TEXT NOT NULL,
  source      TEXT NOT NULL CHECK (source IN ('rating', 'ticket', 'message')),
  source_id   TEXT NOT NULL,            -- the feed's own number
  case_no     TEXT,                     -- 办件编号, links ratings and tickets
  created_at  TEXT NOT NULL,            -- when the citizen spoke
  day         TEXT NOT NULL,            -- its day
  region      TEXT REFERENCES region (code),  -- NULL: unknown
  region_text TEXT,                     -- as sent, where it was not found
  dept_id     TEXT REFERENCES dept (id),
  dept_text   TEXT,                     -- unit as sent
  kind        TEXT,                     -- 咨询 投诉 建议 求助 ...
  channel     TEXT,
  title       TEXT NOT NULL,
  text        TEXT NOT NULL,
  item_code   TEXT,                     -- 事项编码 as sent
  item_name   TEXT,                     -- 事项名称 as sent
  tags        TEXT,                     -- 评价标签 as sent
  rating      INTEGER CHECK (rating BETWEEN 1 AND 5),   -- NULL: none
  is_default  INTEGER CHECK (is_default IN (0, 1)),     -- ratings only
  status      TEXT,
  due_at      TEXT,                     -- 办理截止时间
  due_default INTEGER NOT NULL CHECK (due_default IN (0, 1)),
                                        -- 1: not sent, set by the feed's rule
  closed_at   TEXT,                     -- 办结时间
  responded   INTEGER CHECK (responded IN (0, 1)),      -- 是否联系市民
  solved      INTEGER CHECK (solved IN (0, 1)),         -- 是否解决
  satisfied   INTEGER CHECK (satisfied BETWEEN 1 AND 5),-- final visit
  visited     INTEGER CHECK (visited IN (0, 1)),        -- reached by the visit
  excluded    INTEGER NOT NULL CHECK (excluded IN (0, 1)),
                                        -- 考核申诉通过 or 不合理诉求
  reopened    INTEGER NOT NULL,         -- times 重新办理
  returned    INTEGER NOT NULL,         -- times 退回
  reply       TEXT,                     -- 答复意见, masked
  replied_at  TEXT,
  updated_at  TEXT,                     -- as sent: of two versions the later
  reporter    TEXT,                     -- HMAC of who spoke, or NULL
  said        INTEGER,                  -- a hash of reporter and text: where
                                        -- to look for repeats
  is_repeat   INTEGER NOT NULL CHECK (is_repeat IN (0, 1)),
  arrived_at  TEXT NOT NULL,            -- of this version
  first_at    TEXT NOT NULL,            -- of the first version
  version     INTEGER NOT NULL,         -- from 1
  digest      TEXT NOT NULL,            -- of all mapped columns: unchanged?
  batch_id    INTEGER NOT NULL REFERENCES batch (id),
  source_line INTEGER NOT NULL,
  touched     INTEGER NOT NULL          -- 1: analyze has not seen this version
              CHECK (touched IN (0, 1)),
  purged      INTEGER NOT NULL          -- 1: its texts were removed by `purge`;
              CHECK (purged IN (0, 1)), -- its labels stay as they are
  UNIQUE (feed, source_id)
) STRICT;
CREATE INDEX feedback_day ON feedback (day);
CREATE INDEX feedback_batch ON feedback (batch_id);
CREATE INDEX feedback_touched ON feedback (touched) WHERE touched = 1;
CREATE INDEX feedback_arrived ON feedback (arrived_at);
CREATE INDEX feedback_praise ON feedback (
  day, region, substr(created_at, 1, 13))
  WHERE source = 'rating' AND is_default = 0 AND rating >= 4;
CREATE INDEX feedback_bad ON feedback (day) WHERE rating <= 2;
CREATE INDEX feedback_open ON feedback (day)
  WHERE closed_at IS NULL AND due_at IS NOT NULL;
CREATE INDEX feedback_case ON feedback (case_no) WHERE case_no IS NOT NULL;
CREATE INDEX feedback_said ON feedback (said) WHERE said IS NOT NULL;

-- Superseded versions, all columns of feedback as they stood.  In force from
-- arrived_at until retired_at.
CREATE TABLE feedback_old (
  feedback_id INTEGER NOT NULL REFERENCES feedback (id),
  version     INTEGER NOT NULL,
  retired_at  TEXT NOT NULL,
  arrived_at  TEXT NOT NULL,
  day         TEXT NOT NULL,
  batch_id    INTEGER NOT NULL,
  source_line INTEGER NOT NULL,
  record      TEXT NOT NULL,            -- JSON: the other columns
  PRIMARY KEY (feedback_id, version)
) STRICT;
CREATE INDEX feedback_old_retired ON feedback_old (retired_at);

-- What could not be used: no id, no time, undecodable.
CREATE TABLE reject (
  id          INTEGER PRIMARY KEY,
  batch_id    INTEGER NOT NULL REFERENCES batch (id),
  source_line INTEGER NOT NULL,
  column_name TEXT NOT NULL,            -- header as in the file; '' the record
  code        TEXT NOT NULL,            -- missing, bad_date, bad_utf8, ...
  reason      TEXT NOT NULL,            -- for people
  cells       INTEGER NOT NULL CHECK (cells IN (0, 1)),
                                        -- 1: raw is a CSV line under the
                                        -- header of the batch
  raw         TEXT NOT NULL,            -- the record as it stood, masked
  mended_by   INTEGER REFERENCES batch (id)
                                        -- taken up by `rejects replay`
) STRICT;
CREATE INDEX reject_batch ON reject (batch_id);

-- Values that were kept though they could not be understood.
CREATE TABLE gap (
  batch_id    INTEGER NOT NULL REFERENCES batch (id),
  column_name TEXT NOT NULL,
  value       TEXT NOT NULL,
  n           INTEGER NOT NULL,
  PRIMARY KEY (batch_id, column_name, value)
) STRICT, WITHOUT ROWID;

-- How far each network feed has been read.
CREATE TABLE feed_state (
  feed      TEXT PRIMARY KEY,
  watermark TEXT NOT NULL,
  cursor    TEXT NOT NULL,
  at        TEXT NOT NULL
) STRICT;

------------------------------------------------------------------------------
-- Labels and sums (stage: analyze)
------------------------------------------------------------------------------

CREATE TABLE rule_set (
  hash    TEXT PRIMARY KEY,             -- sha256 over rules and settings
  first_at TEXT NOT NULL,
  rules   INTEGER NOT NULL,
  complete INTEGER NOT NULL             -- 1: every record has been through it
          CHECK (complete IN (0, 1))
) STRICT;

-- The labels in force.  rank 1 is the most central of its kind.
CREATE TABLE label (
  feedback_id INTEGER NOT NULL REFERENCES feedback (id),
  kind        TEXT NOT NULL CHECK (kind IN ('item', 'problem', 'topic')),
  rank        INTEGER NOT NULL,
  target      TEXT NOT NULL,
  score       REAL NOT NULL,
  rules       TEXT NOT NULL,            -- ids, space-separated
  PRIMARY KEY (feedback_id, kind, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX label_target ON label (kind, target);

-- One row per analysed record: what the figures are made of.
CREATE TABLE analysis (
  feedback_id INTEGER PRIMARY KEY REFERENCES feedback (id),
  rule_set    TEXT NOT NULL REFERENCES rule_set (hash),
  at          TEXT NOT NULL,            -- when these labels came into force
  version     INTEGER NOT NULL,         -- of the record they were made from
  day         TEXT NOT NULL,            -- under which it is in the rollup
  item_id     TEXT,                     -- most central item, or NULL
  problem     TEXT,                     -- most central problem, or NULL
  topic       TEXT,                     -- most central topic, or NULL
  lead        TEXT,                     -- lead unit of the item, or NULL
  breach      INTEGER NOT NULL CHECK (breach IN (0, 1)),   -- 违诺
  undecided   INTEGER NOT NULL          -- patterns that hit a limit
) STRICT;

CREATE INDEX analysis_at ON analysis (at);
CREATE INDEX analysis_day ON analysis (day, item_id, problem);
CREATE INDEX analysis_undecided ON analysis (day) WHERE undecided > 0;

-- Superseded labels: in force from `at` until retired_at.
CREATE TABLE analysis_old (
  feedback_id INTEGER NOT NULL REFERENCES feedback (id),
  at          TEXT NOT NULL,
  retired_at  TEXT NOT NULL,
  rule_set    TEXT NOT NULL,
  version     INTEGER NOT NULL,
  item_id     TEXT,
  problem     TEXT,
  topic       TEXT,
  lead        TEXT,
  breach      INTEGER NOT NULL,
  labels      TEXT NOT NULL,            -- JSON
  PRIMARY KEY (feedback_id, at, version)
) STRICT;
CREATE INDEX analysis_old_retired ON analysis_old (retired_at);

-- Sums that merge: a part of the records gives a part of each number.
-- '' stands for unknown or none in the key columns.
CREATE TABLE rollup (
  day         TEXT NOT NULL,
  source      TEXT NOT NULL,
  region      TEXT NOT NULL,            -- as sent: city or county code
  dept_id     TEXT NOT NULL,            -- lead unit of the item
  item_id     TEXT NOT NULL,
  problem     TEXT NOT NULL,
  topic       TEXT NOT NULL,
  rule_set    TEXT NOT NULL,
  n           INTEGER NOT NULL,         -- records
  n_breach    INTEGER NOT NULL,         -- excluded ones left out
  n_repeat    INTEGER NOT NULL,
  n_active    INTEGER NOT NULL,         -- ratings given by a person
  n_bad       INTEGER NOT NULL,         -- ratings 1 and 2
  n_good      INTEGER NOT NULL,         -- ratings 3 to 5, default ones too
  n_good_active INTEGER NOT NULL,
  n_default   INTEGER NOT NULL,
  n_level1    INTEGER NOT NULL,         -- active ratings by level
  n_level2    INTEGER NOT NULL,
  n_level3    INTEGER NOT NULL,
  n_level4    INTEGER NOT NULL,
  n_level5    INTEGER NOT NULL,
  -- tickets and messages; all but n_excluded leave out the excluded ones
  n_due       INTEGER NOT NULL,         -- with a deadline
  n_closed    INTEGER NOT NULL,         -- closed_at is known (messages: or
                                        -- replied_at)
  n_once      INTEGER NOT NULL,         -- closed and never reopened
  n_intime    INTEGER NOT NULL,         -- closed not after the deadline
  n_visited   INTEGER NOT NULL,         -- visited = 1: reached by the visit
  n_responded INTEGER NOT NULL,         -- of n_visited: responded = 1
  n_solved    INTEGER NOT NULL,         -- of n_visited: solved = 1
  n_satisfied INTEGER NOT NULL,         -- of n_visited: satisfied 3 to 5
  n_unsolved  INTEGER NOT NULL,         -- solved = 0
  n_stuck     INTEGER NOT NULL,         -- solved = 0, or with a deadline and
                                        -- not closed in time
  n_returned  INTEGER NOT NULL,         -- returned > 0
  n_reopened  INTEGER NOT NULL,         -- reopened > 0
  n_excluded  INTEGER NOT NULL,
  PRIMARY KEY (day, source, region, dept_id, item_id, problem, topic, rule_set)
) STRICT, WITHOUT ROWID;

-- What a report looks back upon, by week: margins of rollup, so that their
-- number hangs on the places and services and not on the records.  A week is
-- summed up again when all its touched days are.
CREATE TABLE rollup_week (
  week   TEXT NOT NULL,                 -- its Monday
  margin TEXT NOT NULL                  -- what a and b are:
         CHECK (margin IN (
           'unit',                      -- source, lead unit (ratings: '')
           'place',                     -- region, item: problem records
           'kind',                      -- item, problem: problem records
           'topic',                     -- topic, '': tickets and messages
           'volume')),                  -- region, item: ratings
  a      TEXT NOT NULL,
  b      TEXT NOT NULL,
  n      INTEGER NOT NULL,              -- records; of 'place', 'kind', 'topic'
                                        -- without the excluded ones
  problems INTEGER NOT NULL,            -- of 'unit', else 0
  breach INTEGER NOT NULL,              -- of 'unit', else 0
  PRIMARY KEY (week, margin, a, b)
) STRICT, WITHOUT ROWID;

-- Days whose sums must be worked out again: the run that touched their records
-- was stopped, or has not come that far.
CREATE TABLE stale_day (
  day TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

------------------------------------------------------------------------------
-- What was done to the database as a whole (stage: report): the last time.
CREATE TABLE upkeep (
  kind  TEXT PRIMARY KEY CHECK (kind IN ('backup')),
  at    TEXT NOT NULL,                  -- when the verified copy was there
  file  TEXT NOT NULL,                  -- as named by the user
  bytes INTEGER NOT NULL
) STRICT;

------------------------------------------------------------------------------
-- Reports (stage: report; indicator and volume are loaded by init)
------------------------------------------------------------------------------

-- What is measured and how (schemas/indicators.csv): computation, printing
-- and the appendix of the report come from these rows.
CREATE TABLE indicator (
  id          TEXT PRIMARY KEY,
  seq         INTEGER NOT NULL,
  name        TEXT NOT NULL,
  source      TEXT NOT NULL             -- whose records
              CHECK (source IN ('rating', 'ticket', 'message', 'all')),
  numerator   TEXT NOT NULL,            -- sums of rollup: "n_bad",
  denominator TEXT NOT NULL,            -- "n - n_excluded", "10*n_level5 + …"
  kind        TEXT NOT NULL CHECK (kind IN ('percent', 'points')),
  better      TEXT NOT NULL CHECK (better IN ('high', 'low', '')),
  units       INTEGER NOT NULL CHECK (units IN (0, 1)),  -- printed per unit
  matures     INTEGER NOT NULL CHECK (matures IN (0, 1)),
                                        -- 1: grows while the cases of a
                                        -- period ripen: compared when ripe
  min_n       INTEGER NOT NULL,         -- least base; below it 样本不足
  weight      REAL NOT NULL,            -- in the total score; 0: not in it
  formula     TEXT NOT NULL,            -- in words
  excluded    TEXT NOT NULL,            -- what the base leaves out, in words
  remark      TEXT NOT NULL
) STRICT;

-- 办件量 a year of a unit, where the office supplies it (schemas/volumes.csv).
CREATE TABLE volume (
  unit   TEXT PRIMARY KEY,              -- region code, lead unit id or item id
  n      INTEGER NOT NULL CHECK (n > 0),
  source TEXT NOT NULL
) STRICT;

-- Every edition that was made with the data of its day: its figures are what
-- later editions compare themselves with.
CREATE TABLE edition (
  report TEXT NOT NULL,
  as_of  TEXT NOT NULL,
  kind   TEXT NOT NULL CHECK (kind IN ('week', 'month', 'span')),
  first_day TEXT NOT NULL,
  last_day  TEXT NOT NULL,
  PRIMARY KEY (report, as_of)
) STRICT, WITHOUT ROWID;

-- While a report looks at the state of an earlier moment T (in its own
-- transaction, else empty): the records that changed after T, as they were ...
CREATE TABLE state_then (
  feedback_id INTEGER PRIMARY KEY,
  known       INTEGER NOT NULL,         -- 0: not there or not analysed at T
  source TEXT, feed TEXT, source_id TEXT, case_no TEXT, created_at TEXT,
  day TEXT, region TEXT, dept_text TEXT, title TEXT, text TEXT, channel TEXT,
  status TEXT,
  kind TEXT, rating INTEGER, is_default INTEGER, due_at TEXT, closed_at TEXT,
  responded INTEGER, solved INTEGER, satisfied INTEGER, visited INTEGER,
  excluded INTEGER, reopened INTEGER, returned INTEGER, replied_at TEXT,
  reporter TEXT, is_repeat INTEGER, first_at TEXT, batch_id INTEGER,
  source_line INTEGER, rule_set TEXT, item_id TEXT, problem TEXT, topic TEXT,
  lead TEXT, breach INTEGER, rolled_day TEXT
) STRICT;

-- ... and what that adds to the sums of rollup (less the present state).
CREATE TABLE rollup_then (
  day         TEXT NOT NULL,
  source      TEXT NOT NULL,
  region      TEXT NOT NULL,
  dept_id     TEXT NOT NULL,
  item_id     TEXT NOT NULL,
  problem     TEXT NOT NULL,
  topic       TEXT NOT NULL,
  rule_set    TEXT NOT NULL,
  n           INTEGER NOT NULL,
  n_breach    INTEGER NOT NULL,
  n_repeat    INTEGER NOT NULL,
  n_active    INTEGER NOT NULL,
  n_bad       INTEGER NOT NULL,
  n_good      INTEGER NOT NULL,
  n_good_active INTEGER NOT NULL,
  n_default   INTEGER NOT NULL,
  n_level1    INTEGER NOT NULL,
  n_level2    INTEGER NOT NULL,
  n_level3    INTEGER NOT NULL,
  n_level4    INTEGER NOT NULL,
  n_level5    INTEGER NOT NULL,
  n_due       INTEGER NOT NULL,
  n_closed    INTEGER NOT NULL,
  n_once      INTEGER NOT NULL,
  n_intime    INTEGER NOT NULL,
  n_visited   INTEGER NOT NULL,
  n_responded INTEGER NOT NULL,
  n_solved    INTEGER NOT NULL,
  n_satisfied INTEGER NOT NULL,
  n_unsolved  INTEGER NOT NULL,
  n_stuck     INTEGER NOT NULL,
  n_returned  INTEGER NOT NULL,
  n_reopened  INTEGER NOT NULL,
  n_excluded  INTEGER NOT NULL,
  PRIMARY KEY (day, source, region, dept_id, item_id, problem, topic, rule_set)
) STRICT, WITHOUT ROWID;

CREATE TABLE report (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL UNIQUE,      -- 2026-W47, 2026-11, 2026-01-01_...
  first_day  TEXT NOT NULL,
  last_day   TEXT NOT NULL,
  as_of      TEXT NOT NULL
) STRICT;

-- Everything that a report prints.  value = numerator / denominator where
-- there is a denominator; NULL where the base is 0 or too small.
CREATE TABLE figure (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice
  report_id   INTEGER NOT NULL REFERENCES report (id) ON DELETE CASCADE,
  section     TEXT NOT NULL,            -- health, overview, city, county, ...
  seq         INTEGER NOT NULL,         -- row of the section's table
  unit        TEXT NOT NULL,            -- region code, lead unit, item, ...
  problem     TEXT NOT NULL,            -- where the row is item × problem
  metric      TEXT NOT NULL,
  numerator   REAL,
  denominator REAL,
  value       REAL,
  note        TEXT NOT NULL,            -- 样本不足, a text value, or ''
  UNIQUE (report_id, section, unit, problem, metric)
) STRICT;

-- A problem that a report raised: item × kind × place ('' the province).
CREATE TABLE raised (
  id           INTEGER PRIMARY KEY,
  item_id      TEXT NOT NULL,
  problem      TEXT NOT NULL,
  unit         TEXT NOT NULL,
  first_report TEXT NOT NULL,
  first_day    TEXT NOT NULL,           -- of the period that raised it
  last_day     TEXT NOT NULL,
  raised_at    TEXT NOT NULL,           -- as_of of that edition
  deadline     TEXT NOT NULL,           -- day, counted in working days
  observed     INTEGER NOT NULL,        -- records then
  level        REAL NOT NULL,           -- the same drawn to the mean: E * m
  total        INTEGER NOT NULL,        -- problem records of all kinds then
  UNIQUE (item_id, problem, unit, first_report)
) STRICT;

-- The weekly editions in which it stood on the list.
CREATE TABLE raised_week (
  raised_id INTEGER NOT NULL REFERENCES raised (id),
  report    TEXT NOT NULL,
  as_of     TEXT NOT NULL,
  PRIMARY KEY (raised_id, report)
) STRICT, WITHOUT ROWID;

-- What was said and done about it, never changed.  `close` ends its life; a
-- later edition may raise it anew, under a new number.
CREATE TABLE raised_note (
  id        INTEGER PRIMARY KEY,
  raised_id INTEGER NOT NULL REFERENCES raised (id),
  at        TEXT NOT NULL,
  kind      TEXT NOT NULL CHECK (kind IN ('note', 'claim', 'close')),
  text      TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX raised_closed ON raised_note (raised_id)
  WHERE kind = 'close';

------------------------------------------------------------------------------
-- Search index (stage: report; filled by `duban index`)
------------------------------------------------------------------------------

-- A text that is in the index: one row a record and version.
CREATE TABLE search_doc (
  doc         INTEGER PRIMARY KEY,      -- row of search_text
  feedback_id INTEGER NOT NULL,
  version     INTEGER NOT NULL,
  UNIQUE (feedback_id, version)
) STRICT;

-- How far the index has come: every text of batches up to `upto` is in it.
CREATE TABLE search_state (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  upto INTEGER NOT NULL
) STRICT;

-- Pairs of neighbouring characters, space-separated; holds no text itself.
CREATE VIRTUAL TABLE search_text USING fts5 (
  tokens, content = '', detail = none, columnsize = 0,
  tokenize = "unicode61 remove_diacritics 0"
);
