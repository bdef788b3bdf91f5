#!/bin/sh
# torture.sh [TIMES] - every fault that can be provoked from outside, against
# each stage; after each: the database is whole, one more run ends in the same
# tables as an undisturbed one, nothing is there twice. Prints a table and ends
# with "N passed, N failed[, N skipped]". TIMES: kills a stage (default 100).
here=$(cd "$(dirname "$0")" && pwd)
times=${1:-100}
DUBAN=${DUBAN:-$here/../.build/release/duban}
GEN=$(dirname "$DUBAN")/tests/gen
OOM=$(dirname "$DUBAN")/tests/oom.so
export LC_ALL=C.UTF-8 TZ=Asia/Shanghai DUBAN_NOW='2026-11-23 08:00:00'
export DUBAN_SCHEMAS="${DUBAN_SCHEMAS:-$here/../schemas}" LANGUAGE=
work=$(mktemp -d "${TMPDIR:-/dev/shm}/torture.XXXXXX") || exit 2
mounts=
trap 'for m in $mounts; do umount "$m" 2>/dev/null; done; rm -rf "$work"' EXIT
cd "$work" || exit 2
unset DUBAN_DB DUBAN_KEY
export DUBAN_KEY="$work/key"
passed=0 failed=0 skipped=0

# --- the three stages, each from the state before it ---

"$GEN" --schemas "$DUBAN_SCHEMAS" --whole --ratings 1500 --tickets 800 \
    --messages 200 feeds >/dev/null || exit 2
"$DUBAN" init --db empty.db || exit 2
ingest() { "$@" "$DUBAN" ingest --db db --feed ticket feeds/ticket.csv; }
analyze() { "$@" "$DUBAN" analyze --db db; }
report() { "$@" "$DUBAN" report --db db --week 2026-W47 --out out \
    --format html,csv,md; }
fresh() { rm -rf db db-* out; cp "$1" db; }
fresh empty.db
for f in rating portal-message; do
    "$DUBAN" ingest --db db --feed $f \
        feeds/$(echo $f | sed 's/portal-//').csv >/dev/null
done
cp db before-ingest.db
ingest >/dev/null && cp db before-analyze.db
analyze >/dev/null && cp db before-report.db
report >/dev/null 2>&1 || exit 2

# What must be the same after every fault, as one number.
state() {
    sqlite3 "$1" "SELECT feed, source_id, version, digest FROM feedback
            ORDER BY 1, 2;
        SELECT f.feed, f.source_id, o.version FROM feedback_old o
            JOIN feedback f ON f.id = o.feedback_id ORDER BY 1, 2, 3;
        SELECT f.feed, f.source_id, a.version, a.item_id, a.problem, a.topic,
            a.breach FROM analysis a JOIN feedback f ON f.id = a.feedback_id
            ORDER BY 1, 2;
        SELECT * FROM rollup ORDER BY 1, 2, 3, 4, 5, 6, 7, 8;
        SELECT * FROM rollup_week ORDER BY 1, 2, 3, 4, 5, 6, 7;
        SELECT * FROM rollup_margin ORDER BY 1, 2, 3;
        SELECT section, unit, problem, metric, value FROM figure
            ORDER BY 1, 2, 3, 4" | sha256sum | cut -c1-16
}
for stage in ingest analyze report; do
    fresh before-$stage.db
    $stage >/dev/null 2>&1
    state db >after-$stage.state
done
cat out/*.html out/*.md | sha256sum >after-report.files

# --- the table ---

printf '%-28s %6s %6s %6s  %s\n' fault times lost message result
# row NAME TIMES LOST SILENT: LOST runs that ended otherwise, SILENT runs that
# failed without a word or by a signal.
row() {
    result=passed
    [ "$3" -eq 0 ] && [ "$4" -eq 0 ] || result=FAILED
    [ $result = passed ] && passed=$((passed + 1)) || failed=$((failed + 1))
    printf '%-28s %6d %6d %6s  %s\n' "$1" "$2" "$3" \
        "$([ "$4" -eq 0 ] && echo clear || echo "$4 bad")" $result
}
skip() { printf '%-28s %27s\n' "$1" "skipped: $2"; skipped=$((skipped + 1)); }

# The database is sound now, and one more run gives the undisturbed state.
recovers() {
    "$DUBAN" verify --db db >verify 2>&1 || { cp verify lost.$1; return 1; }
    $1 >/dev/null 2>&1 || return 1
    [ "$(state db)" = "$(cat after-$1.state)" ] || return 1
    [ $1 != report ] || [ "$(cat out/*.html out/*.md | sha256sum)" = \
        "$(cat after-report.files)" ] || return 1
    [ -z "$(find . -name '*.tmp.*' -newer verify)" ]
}
documented=' 0 64 65 66 69 70 73 74 75 77 78 '

# once STAGE WRAPPER...: run it so; count what was lost and what was unclear.
once() {
    stage=$1; shift
    $stage "$@" >log 2>err; code=$?
    case $documented in *" $code "*) ;; *) silent=$((silent + 1)) ;; esac
    [ $code -eq 0 ] || [ -s err ] || silent=$((silent + 1))
    recovers $stage || lost=$((lost + 1))
}

# --- death ---

for stage in ingest analyze report; do
    fresh before-$stage.db
    start=$(date +%s%N)
    $stage >/dev/null 2>&1
    took=$(($(date +%s%N) - start))
    lost=0 i=0
    while [ $i -lt "$times" ]; do
        i=$((i + 1))
        fresh before-$stage.db
        at=$(awk -v t=$took -v i=$i -v n="$times" \
            'BEGIN { srand(i); printf "%.4f", t / 1e9 * (i - rand()) / n }')
        $stage timeout -s KILL "$at" >/dev/null 2>&1
        recovers $stage || lost=$((lost + 1))
    done
    row "kill -9 in $stage" "$i" $lost 0
done

# --- failing calls ---

if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
    for stage in ingest analyze report; do
        for call in pwrite64:error=EIO pwrite64:error=ENOSPC \
            fdatasync:error=EIO fsync:error=EIO rename:error=EACCES; do
            lost=0 silent=0 n=0
            for when in 1 2 3 7 19; do
                fresh before-$stage.db
                once $stage strace -f -o /dev/null -e trace=${call%:*} \
                    -e inject=$call:when=$when
                n=$((n + 1))
            done
            row "$stage: $call" $n $lost $silent
        done
        lost=0 n=0
        for call in pwrite64 fdatasync fsync rename ftruncate unlink; do
            for when in 1 2 3 5 11; do
                fresh before-$stage.db
                $stage strace -f -o /dev/null -e trace=$call \
                    -e inject=$call:signal=KILL:when=$when >/dev/null 2>&1
                recovers $stage || lost=$((lost + 1))
                n=$((n + 1))
            done
        done
        row "$stage: killed in a call" $n $lost 0
    done
else
    skip 'failing system calls' 'no strace'
fi

if cc -shared -fPIC -O1 -o "$OOM" "$here/oom.c" -ldl 2>/dev/null; then
    for stage in ingest analyze report; do
        for all in '' 1; do
            lost=0 silent=0 n=0
            for at in 1 5 20 60 150 400 900 2000 4000 9000 20000 50000; do
                fresh before-$stage.db
                once $stage env LD_PRELOAD="$OOM" OOM_N=$at ${all:+OOM_ALL=1}
                n=$((n + 1))
            done
            row "$stage: no memory${all:+ any more}" $n $lost $silent
        done
    done
else
    skip 'failing allocations' 'no compiler for a library'
fi

# --- limits ---

for stage in ingest analyze report; do
    lost=0 silent=0
    fresh before-$stage.db
    limit() { (ulimit -n 8 && "$@"); }; once $stage limit
    row "$stage: 8 descriptors" 1 $lost $silent
    lost=0 silent=0
    fresh before-$stage.db
    limit() { (ulimit -f 200 && "$@"); }; once $stage limit
    row "$stage: files of 100 KB" 1 $lost $silent
    lost=0 silent=0
    fresh before-$stage.db
    limit() { (ulimit -v 90000 && "$@"); }; once $stage limit
    row "$stage: 90 MB of memory" 1 $lost $silent
done

# --- the disk ---

if [ "$(id -u)" = 0 ] && mkdir disk &&
    mount -t tmpfs -o size=1m none disk 2>/dev/null; then
    mounts="$work/disk"
    for stage in ingest analyze report; do
        lost=0 silent=0 n=0
        for room in 64 256 700 1500; do         # KB beyond the database
            umount disk
            size=$(($(stat -c %s before-$stage.db) / 1024 + room))
            mount -t tmpfs -o size=${size}k none disk
            rm -rf db db-* out
            cp before-$stage.db disk/db
            mkdir disk/out 2>/dev/null
            ln -s disk/out out
            "$DUBAN" status --db disk/db >/dev/null 2>&1
            case $stage in
            ingest) "$DUBAN" ingest --db disk/db --feed ticket \
                    feeds/ticket.csv >log 2>err ;;
            analyze) "$DUBAN" analyze --db disk/db >log 2>err ;;
            report) "$DUBAN" report --db disk/db --week 2026-W47 \
                    --out disk/out --format html,csv,md >log 2>err ;;
            esac
            code=$?
            case $documented in *" $code "*) ;;
            *) silent=$((silent + 1)) ;; esac
            [ $code -eq 0 ] || grep -qiE 'disk|space' err ||
                silent=$((silent + 1))
            mount -o remount,size=200m disk
            rm -f out
            "$DUBAN" backup --db disk/db db 2>/dev/null || lost=$((lost + 1))
            recovers $stage || lost=$((lost + 1))
            n=$((n + 1))
        done
        row "$stage: disk full" $n $lost $silent
    done
    umount disk && mounts=
else
    skip 'disk full' 'needs root, for a small tmpfs'
fi

if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
    chmod 755 "$work"
    for stage in ingest analyze report; do
        lost=0 silent=0
        fresh before-$stage.db
        chmod 644 db
        once $stage $nobody
        row "$stage: may not write" 1 $lost $silent
    done
else
    skip 'may not write' 'needs root and setpriv'
fi

# --- others at work ---

for stage in ingest analyze report; do
    lost=0 silent=0
    fresh before-$stage.db
    (printf 'BEGIN IMMEDIATE;\n'; sleep 1; echo 'ROLLBACK;') |
        sqlite3 db & holder=$!
    sleep 0.2
    once $stage env
    wait $holder
    row "$stage: another writer" 1 $lost $silent
    lost=0 silent=0
    fresh before-$stage.db
    (printf 'BEGIN; SELECT count(*) FROM batch;\n'; sleep 2) |
        sqlite3 db >/dev/null & holder=$!
    sleep 0.2
    once $stage env
    wait $holder
    row "$stage: a long reader" 1 $lost $silent
    lost=0 silent=0
    fresh before-$stage.db
    $stage >/dev/null 2>&1 & first=$!
    $stage >/dev/null 2>&1; second=$?
    wait $first; first=$?
    case $first/$second in 0/0|0/75|75/0) ;; *) silent=1 ;; esac
    recovers $stage || lost=1
    row "$stage: two at once" 1 $lost $silent
done

# --- the clock ---

for now in '2036-01-19 03:14:07' '2016-01-01 00:00:00' '1970-01-01 00:00:01'
do
    lost=0 silent=0
    fresh before-ingest.db
    once ingest env DUBAN_NOW="$now"
    row "ingest at $now" 1 $lost $silent
done

# --- damage ---

lost=0 silent=0 n=0
size=$(stat -c %s before-report.db)
for at in 10 100 2000 9000 40000 90000 200000 400000; do
    [ $at -lt "$size" ] || continue
    for stage in analyze report; do
        fresh before-report.db
        printf 'XXXXXXXXXXXXXXXX' | dd of=db bs=1 seek=$at conv=notrunc \
            2>/dev/null
        $stage >log 2>err; code=$?
        case $documented in *" $code "*) ;; *) silent=$((silent + 1)) ;; esac
        [ $code -eq 0 ] || [ -s err ] || silent=$((silent + 1))
        n=$((n + 1))
    done
done
row 'damaged database' $n 0 $silent
lost=0 silent=0
fresh before-report.db
head -c 5000 before-report.db >db
report >log 2>err; code=$?
[ $code -eq 65 ] && grep -q damaged err || silent=1
row 'cut-off database' 1 0 $silent
echo 'no database at all' >db
report >log 2>err; code=$?
[ $code -eq 65 ] && [ -s err ] || silent=1
row 'a text in its place' 1 0 $silent

if [ $skipped -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ $failed -eq 0 ]
