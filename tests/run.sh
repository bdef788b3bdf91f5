#!/bin/sh
# run.sh [-u] [CASE...] - golden cases: run each case's cmd, compare to expect.
# -u rewrites expect instead: read the change with `git diff` before committing.
#
# A case is a folder tests/cases/GROUP/NAME: `cmd` (run by sh in a copy of the
# folder), its input, and `expect` (standard output, standard error marked so,
# exit code). A file `needs` holds a shell condition; where it does not hold
# the case is skipped, and the first line of the file is shown. In cmd, $TESTS
# is this folder and `gen`, `duban` are in the PATH.
here=$(cd "$(dirname "$0")" && pwd)

one() {                         # run case $1, leave the outcome in $2
    [ -n "$1" ] && [ -n "$2" ] || exit 1        # else / would be copied
    box=$2/box
    mkdir -p "$box" && cp -R "$1/." "$box" || exit 1
    if [ -f "$1/needs" ] && ! (cd "$box" && sh ./needs) >/dev/null 2>&1; then
        echo skip >"$2/outcome"
    else
        (cd "$box" && timeout ${grind:+3}300 sh ./cmd >"$2/out" 2>"$2/err"
         echo "exit $?" >"$2/code")
        # Under `make coverage` another user's process cannot add its counts.
        (cat "$2/out"; sed '/^profiling:/d; s/^/stderr: /' "$2/err"
         cat "$2/code") >"$2/got"
        if [ "$update" ]; then
            cmp -s "$2/got" "$1/expect" || { cp "$2/got" "$1/expect" &&
                echo "rewritten: ${1#"$here"/}"; }
            echo pass >"$2/outcome"
        elif diff -u "$1/expect" "$2/got" >"$2/diff" 2>&1; then
            echo pass >"$2/outcome"
        else
            echo fail >"$2/outcome"
        fi
    fi
    chmod -R u+w "$box" && rm -rf "$box"
}

update=$UPDATE
if [ "$1" = --one ]; then
    one "$2" "$3"
    exit
fi
[ "$1" = -u ] && update=1 && shift
if [ $# -eq 0 ]; then
    for case in "$here"/cases/*/*/cmd; do
        [ ! -f "$case" ] || set -- "$@" "${case%/cmd}"
    done
fi
if [ "${DUBAN:-}" = "" ]; then
    DUBAN=$here/../.build/release/duban
fi
PATH=$(dirname "$DUBAN"):$(dirname "$DUBAN")/tests:$PATH
export PATH LC_ALL=C.UTF-8 LANGUAGE= TZ=Asia/Shanghai TESTS="$here"
export DUBAN_NOW='2026-11-24 08:30:00' UPDATE="$update"
export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS="suppressions=$here/lsan.txt:print_suppressions=0"
case $DUBAN$grind in            # these reserve more than any limit allows
*/san*|*/tsan*|*valgrind*) export DUBAN_NO_MEMORY_LIMIT=1 ;;
esac
unset DUBAN_DB DUBAN_KEY DUBAN_SCHEMAS
umask 022
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
export PROVINCE="$work/province.db"     # of figures.sh
if [ "$grind" ]; then           # of memcheck.sh: how to call valgrind
    mkdir "$work/bin"
    printf '#!/bin/sh\nexec %s "%s" "$@"\n' "$(echo $grind)" "$DUBAN" \
        >"$work/bin/duban"
    chmod +x "$work/bin/duban"
    PATH=$work/bin:$PATH
fi
n=0
for case; do
    n=$((n + 1))
    case $case in /*) ;; *) case=$PWD/$case ;; esac
    printf '%s\n%s\n' "${case%/}" "$work/$n"
done >"$work/list"
xargs -r -d '\n' -n 2 -P "${JOBS:-2}" sh "$here/run.sh" --one <"$work/list"
passed=0 failed=0 skipped=0
while read -r case && read -r dir; do
    name=${case#"$here"/}
    case $(cat "$dir/outcome" 2>/dev/null) in
    pass) passed=$((passed + 1)) ;;
    skip) skipped=$((skipped + 1))
          echo "skip  $name: needs $(sed 's/^# //; q' "$case/needs")" ;;
    *)    failed=$((failed + 1)); cat "$dir/diff" 2>/dev/null
          echo "FAIL  $name" ;;
    esac
done <"$work/list"
echo "golden cases: $passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
