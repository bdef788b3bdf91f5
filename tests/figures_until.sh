#!/bin/sh
# figures_until.sh DB ALL TIME - bring DB, a copy of the synthetic province ALL,
# to the state of TIME: later arrivals out, earlier ones in.
sqlite3 -bail "$1" "
ATTACH '$2' AS everything;
BEGIN;
DELETE FROM analysis WHERE feedback_id IN
  (SELECT id FROM feedback WHERE arrived_at > '$3');
DELETE FROM feedback WHERE arrived_at > '$3';
DELETE FROM batch WHERE arrived_at > '$3';
INSERT OR IGNORE INTO batch SELECT * FROM everything.batch
WHERE arrived_at <= '$3' ORDER BY id;
INSERT OR IGNORE INTO feedback SELECT * FROM everything.feedback
WHERE arrived_at <= '$3' ORDER BY id;
INSERT OR IGNORE INTO analysis SELECT * FROM everything.analysis
WHERE feedback_id IN (SELECT id FROM feedback);
DELETE FROM rollup WHERE day NOT IN (SELECT day FROM analysis);
COMMIT" && sh "$(dirname "$0")/rollup.sh" "$1"
