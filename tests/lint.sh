#!/bin/sh
# lint.sh - what the house rules ask and a machine can see.
# Each rule prints what breaks it. A limit marked (named) is a hint only.
cd "$(dirname "$0")/.." || exit 2
export LC_ALL=C.UTF-8
passed=0 failed=0
stages='ingest analyze report'
sources=$(find duban.c lib $stages -name '*.[ch]' 2>/dev/null | sort)
cfiles=$(printf '%s\n' $sources | grep '\.c$')
headers=$(printf '%s\n' $sources | grep '\.h$')
out=$(mktemp) || exit 2
trap 'rm -f "$out"' EXIT

rule() {                        # the rule's name; breaches stand in $out
    if [ -s "$out" ]; then
        failed=$((failed + 1))
        echo "lint: $1"
        sed 's/^/    /' "$out"
    else
        passed=$((passed + 1))
    fi
}

# One door per library: its header in one .c, and in no header.
doors='sqlite3\.h curl/curl\.h pcre2\.h hs\.h|hs/hs\.h yaml\.h yajl/[a-z_]*\.h
 zip\.h expat\.h xlsxwriter\.h utf8proc\.h openssl/[a-z]*\.h iconv\.h zlib\.h'
for door in $doors; do
    grep -lE "^#include <($door)>" $sources >"$out"
    [ "$(grep -c . "$out")" -eq 1 ] && grep -q '\.c$' "$out" && : >"$out"
    rule "<$door> belongs into exactly one .c"
done

# Stages meet only in the database.
for stage in $stages; do
    others=$(echo $stages | tr ' ' '\n' | grep -v "$stage" | paste -sd '|')
    grep -nE "#include \"($others)/" $stage/*.[ch] >"$out" 2>/dev/null
    rule "$stage includes another stage's header"
done
grep -nE '#include "(ingest|analyze|report)/' lib/*.[ch] >"$out"
rule "lib includes a stage"
grep -nE '#include "(ingest|analyze|report)/' duban.c |
    grep -vE '"([a-z]+)/\1\.h"' >"$out"
rule "the front door includes more than a stage's one header"

# Memory comes from lib/arena.c; dangerous functions from nowhere.
grep -nwE '(malloc|calloc|realloc|strdup|free) *\(' \
    $(printf '%s\n' $sources | grep -v '^lib/arena') >"$out"
rule "memory is taken and given in lib/arena.c alone"
for file in $cfiles; do
    grep -q '^#include "lib/banned.h"' $file || echo "$file"
done >"$out"
rule "every .c includes lib/banned.h"
for file in $cfiles; do
    awk '/^#include/ { last = $0; n = FNR } END { if (last !~ /banned/)
        print FILENAME ":" n ": " last }' $file
done >"$out"
rule "lib/banned.h is included last"
grep -nwE '(system|popen|gets|tmpnam|mktemp|alloca|rand|srand) *\(' \
    $sources >"$out"
rule "functions with no safe use"

# Globals, clock, SQL.
grep -nE '^(static )?[a-z][a-z_ ]*[ *][a-z_]+(\[[^]]*\])* *(=|;)' $cfiles |
    grep -vE ':(static |extern )?(const|.*\bconst\b|typedef|struct [a-z_]+;)' \
    >"$out"
rule "no mutable globals"
grep -nE '^ +static ' $cfiles | grep -v 'const' >"$out"
rule "no static variables in functions"
grep -nwE '(time|gettimeofday|localtime_r|gmtime_r) *\(' $cfiles |
    grep -vE '^duban\.c:|time\((struct|str|const|long)' | grep -vE '/\*|\* ' \
    >"$out"
rule "the clock is read in duban.c alone"
grep -nE '"(SELECT|INSERT|UPDATE|DELETE|CREATE|REPLACE|DROP|ALTER|WITH) ' \
    $cfiles >"$out"
rule "SQL lives in schemas/"
sed -n 's/^-- name: *\([a-z0-9_]*\).*/\1/p' schemas/*.sql | sort |
    uniq -d >"$out"
rule "two statements of one name"
for name in $(sed -n 's/^-- name: *\([a-z0-9_]*\).*/\1/p' schemas/*.sql); do
    grep -qw "SQL_$name" $cfiles || echo "SQL_$name"
done >"$out"
rule "every named statement is used"
for name in $(awk '{ sub(/VIRTUAL /, "") } $2 !~ /^(TABLE|VIEW)$/ { next }
    $1 == "CREATE" { has[$3] = 1 } $1 == "DROP" { sub(/;/, ""); delete has[$3] }
    END { for (name in has) print name }' schemas/migrate/*.sql); do
    grep -qwF "$name" schemas/README.md || echo "$name"
done >"$out"
rule "schemas/README.md names every table and view"
for file in schemas/migrate/*.sql; do
    grep -q "$(sha256sum <$file | cut -c 1-64)  $file" tests/migrations.txt ||
        echo "$file"
done >"$out"
rule "a migration that databases went through is never edited: add another \
(and its sha256sum to tests/migrations.txt)"
for file in schemas/queries/*.sql; do
    grep -q '^-- title: .' $file && grep -q '^-- about: .' $file ||
        echo "$file"
done >"$out"
rule "a saved query has a title and says what it answers"

# Form.
for file in $sources; do
    head -n 1 $file | grep -qF "/* $(basename $file) - " || echo "$file:1"
done >"$out"
for file in schemas/*.sql schemas/*/*.sql; do
    head -n 1 $file | grep -q "^-- $(basename $file) - " || echo "$file:1"
done >>"$out"
for file in tests/*.sh; do
    sed -n 1,2p $file | grep -q "^# $(basename $file)" || echo "$file:2"
done >>"$out"
rule "the first line says what the file is"
grep -nE '^.{81}' $sources tests/*.c tests/unit/*.[ch] schemas/*.sql \
    >"$out" 2>/dev/null
rule "80 columns"
grep -nE "$(printf '\t')|[[:blank:]]\$" $sources schemas/*.sql tests/*.sh \
    >"$out" 2>/dev/null
rule "tabs, or blanks at the end of a line"
grep -rnE '(^|[^A-Za-z0-9_.*}/])/(home|root|work|mnt|opt|srv|Users)/' . \
    --include='*.[ch]' --include='*.sh' --include='*.sql' --include='*.md' \
    --include='*.yaml' --include=Makefile --include=cmd --include=expect \
    --exclude-dir=.build --exclude=lint.sh >"$out"
rule "absolute paths"

# Size: aim for 40 lines a function and 500 a file; 80 and 800 fail.
awk '/^[a-z].*\(/ { name = $0; start = FNR } /^\{/ { open = FNR }
     /^\}/ && open { if (FNR - open - 1 > 80) { sub(/\(.*/, "", name)
         print FILENAME ":" start ": " name ": " FNR - open - 1 " lines" }
         open = 0 }' $cfiles >"$out"
rule "functions of more than 80 lines"
wc -l $sources | awk '$1 > 800 && $2 != "total" { print $2 ": " $1 }' >"$out"
rule "files of more than 800 lines"
awk '/^[a-z].*\(/ { name = $0; start = FNR } /^\{/ { open = FNR }
     /^\}/ && open { if (FNR - open - 1 > 60) { sub(/\(.*/, "", name)
         print "hint: " FILENAME ":" start ": " name ": " FNR - open - 1 \
               " lines" } open = 0 }' $cfiles
wc -l $sources |
    awk '$1 > 600 && $2 != "total" { print "hint: " $2 ": " $1 " lines" }'

# Each header compiles alone.
for header in $headers; do
    printf '#include "%s"\nextern int not_empty;\n' "$header" |
        ${CC:-cc} $FLAGS -fsyntax-only -x c - 2>&1 | head -n 3
done >"$out"
rule "each header compiles alone"
find . -maxdepth 1 ! -name '.*' ! -name ingest ! -name analyze \
    ! -name report ! -name schemas ! -name tests ! -name lib ! -name Makefile \
    ! -name duban ! -name duban.c ! -name LICENSE ! -name README.md \
    ! -name CHANGELOG.md >"$out"
rule "the top level holds nothing else"
echo "lint: $passed passed, $failed failed"
[ $failed -eq 0 ]
