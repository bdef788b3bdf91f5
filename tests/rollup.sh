#!/bin/sh
# rollup.sh DB - make the rollup of a database that was filled by SQL, with the
# second stage's own statement.
schemas=$(cd "$(dirname "$0")/../schemas" && pwd)
sqlite3 "$1" 'SELECT DISTINCT day FROM analysis ORDER BY day' |
while read -r day; do
    echo ".param set :day \"'$day'\""
    echo 'DELETE FROM rollup WHERE day = :day;'
    awk '/^-- name: /{on = $3 == "rollup_day"; next} on' "$schemas/analyze.sql"
done | sqlite3 -bail "$1"
