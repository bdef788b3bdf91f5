#!/bin/sh
# bench.sh [N] - speed and memory on N made-up tickets (200,000) of about 300
# characters, beside `sqlite3 .import` in the same run: of the same file into a
# bare table, and of the finished records into a table with the same columns,
# key, indexes and durability, which is the fairer comparison.
# With $RECORDS also the report on a million and on so many records (volume.sh),
# and analyze of one more day.  The records of the last two weeks are there, or
# those of the last $WEEKS (60: of ten million 7 GB in ten minutes).
set -e
here=$(cd "$(dirname "$0")" && pwd)
n=${1:-${BENCH_N:-200000}}
dir=${BENCH_DIR:-${BUILD:?}/bench}
tools=$BUILD/tests
export LC_ALL=C.UTF-8 TZ=Asia/Shanghai DUBAN_NOW='2026-11-23 02:10:00'
umask 077
rm -rf "$dir"
mkdir -p "$dir"
trap 'rm -rf "$dir"' EXIT
cd "$dir"
: >table

# took UNITS WHAT COMMAND...: measure it; a line of the table.
took() {
    units=$1 what=$2
    shift 2
    : >took.txt
    "$tools/measure" took.txt "$@" >out.txt || {
        echo "bench: $what failed" >&2
        exit 1
    }
    read -r wall cpu peak <took.txt
    printf '%s\t%s\t%s\t%s\t%s\n' "$what" "$units" "$wall" "$cpu" "$peak" \
        >>table
    printf '%s: %s s\n' "$what" "$wall" >&2
}

"$tools/gen" --schemas "$here/../schemas" --tickets "$n" --chars 300 --whole \
    --clean .
rows=$n
bytes=$(wc -c <ticket.csv)
echo "$rows tickets, $((bytes / 1000000)) MB" >&2

took "$rows" 'sqlite3 .import' sqlite3 -csv plain.db '.import ticket.csv t'
"$DUBAN" init --db bench.db
took "$rows" 'duban ingest' "$DUBAN" ingest --db bench.db --feed ticket \
    ticket.csv
took "$rows" 'duban ingest again' "$DUBAN" ingest --db bench.db --feed ticket \
    ticket.csv
sqlite3 bench.db >same.sql "
    SELECT 'PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;
        PRAGMA cache_size = -65536; CREATE TABLE feedback (' ||
        group_concat(name || ' ' || type || iif(pk, ' PRIMARY KEY', '')) ||
        ', UNIQUE (feed, source_id));' FROM pragma_table_info('feedback');
    SELECT replace(replace(sql, 'IS NOT NULL', '<> '''''), 'IS NULL',
        '= ''''') || ';' FROM sqlite_master
    WHERE tbl_name = 'feedback' AND type = 'index' AND sql <> ''"
sqlite3 -csv bench.db 'SELECT * FROM feedback ORDER BY id' >same.csv
took "$rows" 'sqlite3 .import, same table' sqlite3 -csv -cmd '.read same.sql' \
    same.db '.import same.csv feedback'
[ "$(sqlite3 same.db 'SELECT count(*) FROM feedback')" -eq "$rows" ]
rm -f same.*
for part in 10 100; do
    head -n $((rows / 200 * part / 10)) ticket.csv >part.csv
    "$DUBAN" init --db part.db
    took $((rows / 200 * part / 10)) "duban ingest, 1/$((2000 / part))" \
        "$DUBAN" ingest --db part.db --feed ticket part.csv
    rm -f part.db* part.csv
done
sqlite3 plain.db "SELECT json_object('id', \"工单编号\", 'title',
    \"工单标题\", 'content', \"主要内容\") FROM t" >texts.ndjson
rm -f plain.db
took 1 'duban classify, start' sh -c '"$0" classify </dev/null' "$DUBAN"
took "$rows" 'duban classify' sh -c \
    '"$0" classify <texts.ndjson' "$DUBAN"
head -n 2000 texts.ndjson >few.ndjson
if "$DUBAN" classify --help | grep -q no-prefilter; then
    took 2000 'duban classify --no-prefilter' sh -c \
        '"$0" classify --no-prefilter <few.ndjson' "$DUBAN"
fi
"$tools/matching" "$here/../schemas" few.ndjson --libhs >matching.txt
if command -v python3 >/dev/null; then
    "$tools/matching" "$here/../schemas" --patterns >patterns.txt
    python3 "$here/matching.py" patterns.txt few.ndjson >>matching.txt
fi
rm -f texts.ndjson
took "$rows" 'duban analyze' "$DUBAN" analyze --db bench.db
head -n 1001 ticket.csv | sed 's/^GD2026/GD2027/' >more.csv
"$DUBAN" ingest --db bench.db --feed ticket more.csv >/dev/null
took 1000 'duban analyze, 1000 more' "$DUBAN" analyze --db bench.db
# A rule that speaks of one record in eight, before and after its change.
bench_rule() {
    echo "rules: [{ id: bench, item: 1-07, weight: 1, any: ['$1'] }]" \
        >rules/99-bench.yaml
}
cp -r "$here/../schemas/rules" rules
bench_rule '社保卡|异地'
"$DUBAN" analyze --db bench.db --rules rules >/dev/null
bench_rule '社保卡|异地就医'
took 1 'duban analyze, a rule changed' "$DUBAN" analyze --db bench.db \
    --rules rules
took 1 'duban report' "$DUBAN" report --db bench.db --week 2026-W47 \
    --out report
took 1 'duban query' "$DUBAN" query --db bench.db \
    'SELECT city_name, count(*) FROM v_feedback GROUP BY 1 ORDER BY 2'
took "$rows" 'duban index' "$DUBAN" index --db bench.db
took 1 'duban search' "$DUBAN" search --db bench.db 异地就医
size=$(wc -c <bench.db)
# A report on much, and one more day on top: of the last week, so that its sums
# are made again.  A million records, $RECORDS in as many weeks, and $RECORDS in
# weeks like those of the million: ten years of the same office.
for much in ${RECORDS:+1000000:60 $RECORDS:60 \
                      $RECORDS:$((RECORDS * 60 / 1000000))}
do
    records=${much%:*} of=${much#*:}
    sh "$here/volume.sh" volume.db "$records" "${WEEKS:-2}" "$of"
    took 1 "duban report, $of x $((records / of))" "$DUBAN" report \
        --db volume.db --week 2026-W47 --out report
    day=$((records / of / 7))
    "$tools/gen" --schemas "$here/../schemas" --tickets $((day / 5)) \
        --ratings $((day - day / 5)) --whole --clean day
    for feed in rating ticket; do
        sed -E 's/20[0-9]{2}-[01][0-9]-[0-3][0-9] ([0-9:]{8})/2026-11-22 \1/g' \
            day/$feed.csv >day.csv
        "$DUBAN" ingest --db volume.db --feed $feed day.csv >/dev/null
    done
    took $day "duban analyze, a day of $day" "$DUBAN" analyze --db volume.db
    "$DUBAN" verify --db volume.db | grep -q '^ok .*days$'
    rm -rf volume.db* day
done
echo
awk -F '\t' -v bytes="$bytes" -v size="$size" '
    function times(name) {      # of wall and of processor time
        return sprintf("%.2f %.2f", $3 / $2 / wall[name],
                       $4 / $2 / cpu[name])
    }
    BEGIN { printf "%-32s %9s %9s %11s %11s %11s %9s\n", "", "seconds",
            "cpu", "records/s", "x .import", "x same", "peak MB" }
    FNR == NR { wall[$1] = $3 / $2; cpu[$1] = $4 / $2; next }
    { peer = /ingest|import/
      rate = $2 > 1 ? sprintf("%.0f", $2 / $3) : ""
      printf "%-32s %9.2f %9.2f %11s %11s %11s %9.0f\n", $1, $3, $4, rate,
             peer ? times("sqlite3 .import") : "",
             peer ? times("sqlite3 .import, same table") : "", $5 / 1024 }
    END { printf "feed %.0f MB, database %.0f MB\n", bytes / 1e6, size / 1e6 }
' table table
echo
echo 'The matcher, on one processor (its own time), 2,000 of the texts:'
cat matching.txt
