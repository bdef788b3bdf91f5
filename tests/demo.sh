#!/bin/sh
# demo.sh DIR - a first report: 16 weeks of made-up data through every stage.
# Each week's files are loaded as on the Monday night after that week.
set -e
here=$(cd "$(dirname "$0")" && pwd)
dir=${1:?usage: demo.sh DIR}
duban=${DUBAN:-$here/../duban}
gen=${BUILD:-$here/../.build/release}/tests/gen
schemas=$here/../schemas
monday='10 17 24 31 07 14 21 28 05 12 19 26 02 09 16 23'

rm -rf "$dir"
mkdir -p "$dir"
cd "$dir"
DUBAN_DB=$PWD/demo.db
export DUBAN_DB LC_ALL=C.UTF-8 TZ=Asia/Shanghai
echo "Writing 16 weeks of made-up records to $PWD/feeds"
"$gen" --schemas "$schemas" --ratings 60000 --tickets 8000 --messages 1500 \
    feeds
DUBAN_NOW='2026-08-03 02:00:00' "$duban" init
week=32 month=08
echo "Loading them, week by week"
for day in $monday; do
    [ "$day" != 07 ] || month=09        # 31 August, 7 September
    [ "$day" != 05 ] || month=10
    [ "$day" != 02 ] || month=11
    DUBAN_NOW="2026-$month-$day 02:10:00"
    export DUBAN_NOW
    for feed in rating ticket portal-message; do
        "$duban" ingest --feed $feed "feeds/${feed#portal-}-2026-W$week.csv"
    done
    week=$((week + 1))
done | awk '{ for (i = 1; i < NF; i++) if ($i == "read") n += $(i + 1)
              if ($0 ~ /rejected/) { split($0, a, "rejected "); r += a[2] } }
            END { printf "%d batches: %d records read, %d rejected\n", NR, n,
                  r }'
DUBAN_NOW='2026-11-23 08:00:00'
export DUBAN_NOW
mkdir report
echo "Classifying"
"$duban" analyze
echo "Writing the report of week 47"
"$duban" report --week 2026-W47 --out report
"$duban" index
"$duban" status || true                 # its exit code is news, not failure
echo
echo "The report:    $PWD/report"
ls report | sed 's/^/               /'
echo "The database:  $PWD/demo.db"
