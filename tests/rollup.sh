#!/bin/sh
# rollup.sh DB [DAYS WEEKS] - make the sums of a database that was filled by
# SQL, with the second stage's own statements: of all days and weeks that have
# records, or of those that two queries name.
schemas=$(cd "$(dirname "$0")/../schemas" && pwd)
# each PARAMETER STATEMENT...: for every line of input.
each() {
    name=$1
    shift
    sql=$(awk -v names=" $* " '/^-- name: /{on = index(names, " " $3 " "); next}
        on' "$schemas/analyze.sql")
    while read -r value; do
        printf ".param set :%s \"'%s'\"\n%s\n" "$name" "$value" "$sql"
    done
}
days=$(sqlite3 "$1" "${2:-SELECT DISTINCT day FROM analysis ORDER BY day}")
weeks=$(sqlite3 "$1" "${3:-SELECT DISTINCT date(day, '-6 days', 'weekday 1')
    FROM analysis ORDER BY 1}")
{
    [ -n "$2" ] || echo 'DELETE FROM rollup; DELETE FROM rollup_week;
        DELETE FROM rollup_margin;'
    [ -z "$days" ] || echo "$days" | each day rollup_clear rollup_day
    [ -z "$weeks" ] || echo "$weeks" |
        each week week_clear week_sums margin_clear margin_sums
} | sqlite3 -bail "$1"
