#!/bin/sh
# check.sh - everything that `make check` proves, after the build.
# Every part ends with a line "N passed, N failed[, N skipped]"; the last line
# is their sum. A part that ends without one counts as one failure.
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.." || exit 2
passed=0 failed=0 skipped=0
log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT

part() {                        # run a part and add up what it says
    "$@" >"$log" 2>&1
    rc=$?
    sums=$(sed -n '$s/^\(.*: \)\{0,1\}\([0-9][0-9]*\) passed, \([0-9][0-9]*\)'\
' failed\(, \([0-9][0-9]*\) skipped\)\{0,1\}$/\2 \3 \5/p' "$log")
    [ -n "$sums" ] || sums="0 $((rc != 0))"
    [ "$sums" != "0 0" ] || sums="1 0"
    set -- "$*" $sums
    if [ "$rc" -ne 0 ] && [ "$3" -eq 0 ]; then
        set -- "$1" "$2" 1 "${4:-0}"
        echo "exit code $rc" >>"$log"
    fi
    passed=$((passed + $2)) failed=$((failed + $3))
    skipped=$((skipped + ${4:-0}))
    if [ "$3" -gt 0 ]; then
        cat "$log"
        echo "FAIL  $1"
    else
        grep '^skip' "$log"
        tail -n 1 "$log"
    fi
}

export LC_ALL=C.UTF-8 TZ=Asia/Shanghai
export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=print_stacktrace=1
part sh tests/lint.sh
for unit in tests/unit/test_*.c; do
    [ ! -f "$unit" ] || part "$BUILD/${unit%.c}"
done
part sh tests/run.sh
part sh tests/corpora.sh
if [ $skipped -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ $failed -eq 0 ]
