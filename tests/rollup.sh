#!/bin/sh
# rollup.sh DB - make the sums of a database that was filled by SQL, with the
# second stage's own statements.
schemas=$(cd "$(dirname "$0")/../schemas" && pwd)
each() {
    while read -r day; do
        echo ".param set :day \"'$day'\""
        awk -v name="$1" '/^-- name: /{on = $3 == name; next} on' \
            "$schemas/analyze.sql"
    done
}
days=$(sqlite3 "$1" 'SELECT DISTINCT day FROM analysis ORDER BY day')
weeks=$(sqlite3 "$1" "SELECT DISTINCT date(day, '-6 days', 'weekday 1')
    FROM analysis ORDER BY 1")
{
    echo 'DELETE FROM rollup; DELETE FROM rollup_week;'
    echo "$days" | each rollup_day
    echo "$weeks" | each week_sums
} | sqlite3 -bail "$1"
