#!/bin/sh
# figures.sh DB - the synthetic province of figures.sql with its sums, as a new
# database DB.  Within a run of the cases it is made once ($PROVINCE) and then
# copied.
here=$(cd "$(dirname "$0")" && pwd)
made=${PROVINCE:?run by run.sh}
(
    flock 9 || exit 1
    [ ! -f "$made" ] || exit 0
    duban init --db "$made.new" &&
    sqlite3 -bail "$made.new" <"$here/figures.sql" >/dev/null &&
    sh "$here/rollup.sh" "$made.new" && mv "$made.new" "$made"
) 9>"$made.lock" && cp -p "$made" "$1"
