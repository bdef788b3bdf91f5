#!/bin/sh
# soak.sh [WEEKS] - many nights in fast motion: files arrive, `duban run` loads,
# classifies, reports; now and then it is killed, the disk is full, a file is
# still half written. At the end everything must be as if nothing had happened.
here=$(cd "$(dirname "$0")" && pwd)
weeks=${1:-16}
DUBAN=${DUBAN:-$here/../.build/release/duban}
GEN=$(dirname "$DUBAN")/tests/gen
export LC_ALL=C.UTF-8 TZ=Asia/Shanghai LANGUAGE=
export DUBAN_SCHEMAS="${DUBAN_SCHEMAS:-$here/../schemas}"
work=$(mktemp -d "${TMPDIR:-/dev/shm}/soak.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
export DUBAN_KEY="$work/key"
passed=0 failed=0
check() {                       # check WHAT CONDITION...
    what=$1; shift
    if "$@"; then
        passed=$((passed + 1)); echo "ok    $what"
    else
        failed=$((failed + 1)); echo "FAIL  $what"
    fi
}

"$GEN" --schemas "$DUBAN_SCHEMAS" --ratings 12000 --tickets 4000 \
    --messages 800 feeds >/dev/null || exit 2
for kind in calm rough; do
    mkdir -p $kind/inbox
    cat >$kind/duban.yaml <<END
database: $kind/duban.db
feeds:
  - { feed: rating, files: $kind/inbox/rating-*.csv }
  - { feed: ticket, files: $kind/inbox/ticket-*.csv }
  - { feed: portal-message, files: $kind/inbox/message-*.csv }
reports: { out: $kind/reports, weekly: true, weeks_back: 3 }
END
done
nights=0 kills=0 halves=0 full=0 seed=1
random() {                      # r = 0 .. $1 - 1
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    r=$((seed / 65536 % $1))
}
killed() {                      # a run that lives for up to two seconds
    random 20
    timeout -s KILL "$(awk "BEGIN { print (1 + $r) / 10 }")" \
        "$DUBAN" run --config rough/duban.yaml >/dev/null 2>&1
}

night() { "$DUBAN" run --config $1/duban.yaml; }
week=0
while [ $week -lt "$weeks" ]; do
    monday=$(date -d "2026-08-10 +$((week * 7)) days" +%F)
    name=$(date -d "2026-08-03 +$((week * 7)) days" +%G-W%V)
    export DUBAN_NOW="$monday 02:10:00"
    cp feeds/*-$name.csv calm/inbox/
    night calm >calm.log 2>&1 || { cat calm.log; exit 1; }
    for file in feeds/*-$name.csv; do
        # Half of the file first: the writer was still at work.
        random 4
        if [ $r = 0 ]; then
            head -c $(($(wc -c <"$file") / 2)) "$file" \
                >rough/inbox/"$(basename "$file")"
            killed
            halves=$((halves + 1))
        fi
        cp "$file" rough/inbox/
    done
    random 4
    tries=$r
    while [ "$tries" -gt 0 ]; do
        random 4
        if [ $r = 0 ]; then
            random 3000
            (ulimit -f $((500 + r)) && night rough) >/dev/null 2>&1
            full=$((full + 1))
        else
            killed
            kills=$((kills + 1))
        fi
        tries=$((tries - 1))
    done
    night rough >rough.log 2>&1 || cat rough.log
    nights=$((nights + 1)) week=$((week + 1))
    "$DUBAN" verify --db rough/duban.db >verify 2>&1 ||
        { cat verify; failed=$((failed + 1)); }
done
echo "$nights weeks; killed $kills times, $halves files half written," \
    "$full times no room"

records() {
    sqlite3 $1/duban.db "SELECT feed, source_id, created_at, title, text,
        status, rating, solved, region FROM feedback ORDER BY 1, 2"
}
labels() {
    sqlite3 $1/duban.db "SELECT f.feed, f.source_id, a.item_id, a.problem,
        a.topic, a.breach FROM analysis a
        JOIN feedback f ON f.id = a.feedback_id ORDER BY 1, 2"
}
sums() {
    sqlite3 $1/duban.db 'SELECT * FROM rollup ORDER BY 1,2,3,4,5,6,7,8;
        SELECT * FROM rollup_week ORDER BY 1,2,3,4,5,6,7;
        SELECT * FROM rollup_margin ORDER BY 1,2,3'
}
reports() { (cd $1/reports && ls); }
same() { [ "$($1 calm | sha256sum)" = "$($1 rough | sha256sum)" ]; }
check 'the same records' same records
check 'the same labels' same labels
check 'the same sums' same sums
check 'the same reports are there' same reports
check 'no record twice' [ -z "$(sqlite3 rough/duban.db 'SELECT source_id
    FROM feedback GROUP BY feed, source_id HAVING count(*) > 1')" ]
check 'no half file is left' [ -z "$(find . -name '*.tmp.*')" ]
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
