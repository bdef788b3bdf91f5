#!/bin/sh
# fuzz.sh SECONDS [TARGET...] - run each fuzz target that long, from its seeds
# (tests/fuzz/seeds/TARGET, and what earlier runs found interesting). A finding
# is kept in tests/fuzz/seeds/TARGET: mend it, and it stays as a case.
here=$(cd "$(dirname "$0")" && pwd)
seconds=${1:-60}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- $(cd "$here/fuzz" && ls fuzz_*.c |
    sed 's/^fuzz_//; s/\.c$//')
passed=0 failed=0
cd "$here/.." || exit 2
FUZZ_DB=$BUILD/fuzz.db
export FUZZ_DB LC_ALL=C.UTF-8
export ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=1
"$DUBAN" init --db "$FUZZ_DB" || exit 2
for target; do
    found=$BUILD/corpus/$target
    mkdir -p "$found" "tests/fuzz/seeds/$target"
    case $target in
    csv | reader) more=tests/cases/ingest ;;
    yaml) more=schemas/feeds ;;
    query) more=schemas/queries ;;
    *) more= ;;
    esac
    if "$BUILD/tests/fuzz/fuzz_$target" -max_total_time="$seconds" \
        -timeout=20 -rss_limit_mb=3000 -max_len=20000 -print_final_stats=1 \
        -artifact_prefix="tests/fuzz/seeds/$target/" "$found" \
        "tests/fuzz/seeds/$target" $more >"$BUILD/fuzz.log" 2>&1; then
        passed=$((passed + 1))
        echo "$target: $(awk '/number_of_executed_units/ { print $2 }' \
            "$BUILD/fuzz.log") inputs in $seconds s, no finding"
    else
        failed=$((failed + 1))
        tail -n 30 "$BUILD/fuzz.log"
        echo "FAIL  $target"
    fi
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
