#!/bin/sh
# memcheck.sh [CASE...] - unit tests and golden cases under valgrind: a table of
# seconds and results, then "N passed, N failed, N skipped". The cases of
# memcheck.txt are left out, each with its reason; JOBS cases run at a time.
# What sqlite3, gnuplot and the like do to prepare a case runs as ever.
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.." || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 TZ=Asia/Shanghai VALGRIND=1 BUILD DUBAN
grind="valgrind -q --error-exitcode=99 --leak-check=full --num-callers=20
    --show-leak-kinds=definite --errors-for-leak-kinds=definite
    --suppressions=$here/valgrind.supp"
export grind

if [ "$1" = --one ]; then       # a unit test or a case: SECONDS RESULT NAME
    start=$(date +%s)
    case $2 in
    */cases/*) JOBS=1 sh tests/run.sh "$here/cases/${2#*/cases/}" ;;
    *) $grind "$BUILD/$2" ;;
    esac >"$work/log" 2>&1
    rc=$? result=passed
    ! grep -q ' 1 skipped$' "$work/log" || result=skipped
    [ $rc -eq 0 ] || result=FAILED
    printf '%5d  %-7s  %s\n' $(($(date +%s) - start)) $result "$2"
    [ $rc -eq 0 ] || cat "$work/log"
    exit 0
fi
if [ $# -eq 0 ]; then
    for unit in tests/unit/test_*.c; do set -- "$@" "${unit%.c}"; done
    for cmd in tests/cases/*/*/cmd; do set -- "$@" "${cmd%/cmd}"; done
fi
# Patterns compiled once serve all of them: the compiler of libhs is not ours.
export DUBAN_CACHE="$work/cache"
echo '{"id":"1","text":"社保卡"}' | "$DUBAN" classify >/dev/null || exit 2
for case; do
    why=$(sed -n "s|^${case#tests/cases/} ||p" "$here/memcheck.txt")
    [ -n "$why" ] && printf '    -  skipped  %s: %s\n' "$case" "$why" ||
        echo "$case" >>"$work/list"
done | tee "$work/table"
xargs -r -P "${JOBS:-2}" -n 1 sh "$here/memcheck.sh" --one <"$work/list" |
    tee -a "$work/table"
awk '$2 == "passed" { p++ } $2 == "FAILED" { f++ } $2 == "skipped" { s++ }
    END { printf "%d passed, %d failed, %d skipped\n", p, f, s
          exit f > 0 }' "$work/table"
