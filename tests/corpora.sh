#!/bin/sh
# corpora.sh - conformance: what the readers make of other people's test files.
# They lie beside the repository (../shared/data/corpora) and are no part of
# it; where they are absent this is skipped. Known disagreements stand in
# corpora.txt, each with its reason: they count as skipped.
here=$(cd "$(dirname "$0")" && pwd)
data=${CORPORA:-$here/../../shared/data/corpora}
if [ ! -d "$data" ]; then
    echo "skip  corpora: not beside the repository"
    echo "corpora: 0 passed, 0 failed, 1 skipped"
    exit 0
fi
duban=${DUBAN:-$here/../.build/release/duban}
rows=$(dirname "$duban")/tests/rows
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 TMPDIR="$work"
all_passed=0 all_failed=0 all_known=0
passed=0 failed=0 known=0 name=

family() {                      # close the one before, begin the next
    if [ -n "$name" ] && [ $((passed + failed + known)) -gt 0 ]; then
        echo "$name: $passed passed, $failed failed, $known known"
    fi
    all_passed=$((all_passed + passed)) all_failed=$((all_failed + failed))
    all_known=$((all_known + known))
    passed=0 failed=0 known=0 name=$1
}

good() { passed=$((passed + 1)); }

bad() {                         # case, what is wrong; $work/detail may be
    while read -r pattern why; do
        case $name/$1 in $pattern)
            [ -n "$why" ] && known=$((known + 1)) && return ;;
        esac
    done <"$here/corpora.txt"
    failed=$((failed + 1))
    echo "FAIL  $name/$1: $2"
}

same() {                        # case: $work/got against $work/want
    if cmp -s "$work/got" "$work/want"; then
        good
    else
        bad "$1" "$(diff "$work/got" "$work/want" | head -n 3 | cut -c 1-160)"
    fi
}

limit=1000000                   # KiB of addresses; the sanitizers need more
{ (ulimit -v $limit; "$rows" --nfkc /dev/null); } >/dev/null 2>&1 ||
    limit=unlimited

crashed() { [ "$1" -ge 99 ]; }  # a signal, ASan, or the time limit

family csv-spectrum
for csv in "$data/csv/csv-spectrum/csvs"/*.csv; do
    json=${csv%/csvs/*}/json/$(basename "$csv" .csv).json
    [ -f "$json" ] || continue
    "$rows" "$csv" >"$work/got" 2>&1
    "$rows" --expected "$json" >"$work/want" 2>&1
    same "$(basename "$csv")"
done

family sineemore
for csv in "$data/csv/sineemore/csv"/*.csv; do
    [ -f "$csv" ] || continue
    json=${csv%/csv/*}/json/$(basename "$csv" .csv).json
    "$rows" "$csv" >"$work/got" 2>"$work/err"
    rc=$?
    if [ -f "$json" ]; then
        "$rows" --expected "$json" >"$work/want" 2>&1
        same "$(basename "$csv")"
    elif grep -q '^!' "$work/got" || [ $rc -eq 65 ] || [ $rc -eq 66 ]; then
        good                    # malformed, and told so
    else
        bad "$(basename "$csv")" "was taken for well formed"
    fi
done

# Files of one content in several encodings or dialects.
family csv-variants
alike() {                       # first file, then others: the same rows
    [ -f "$data/csv/$1" ] || return
    "$rows" "$data/csv/$1" >"$work/want" 2>&1
    shift
    "$rows" "$@" >"$work/got" 2>&1
    for last; do :; done
    same "$(basename "$last")"
}
c=$data/csv
alike openspout/csv_with_utf8_bom.csv "$c/openspout/csv_with_utf16le_bom.csv"
alike openspout/csv_with_utf8_bom.csv "$c/openspout/csv_with_utf16be_bom.csv"
alike openspout/csv_with_utf8_bom.csv "$c/openspout/csv_with_utf32le_bom.csv"
alike openspout/csv_with_utf8_bom.csv "$c/openspout/csv_with_utf32be_bom.csv"
alike openspout/csv_standard.csv --delimiter '|' \
    "$c/openspout/csv_delimited_with_pipes.csv"
alike openspout/csv_standard.csv "$c/openspout/csv_with_CR_EOL.csv"
alike openspout/csv_with_utf8_bom.csv --encoding CP1252 \
    "$c/openspout/csv_with_encoding_cp1252.csv"
alike openspout/csv_with_utf8_bom.csv \
    "$c/openspout/csv_with_encoding_utf16le_no_bom.csv"
alike csvkit/test_utf8.csv "$c/csvkit/test_utf8_bom.csv"
alike csvkit/test_utf16_big.csv "$c/csvkit/test_utf16_little.csv"
alike csvkit/dummy.csv "$c/csvkit/dummy.csv.gz"
alike csvkit/dummy.csv --delimiter "$(printf '\t')" "$c/csvkit/dummy.tsv"

# Every other CSV file: read to the end, no crash, no hang.
family csv-robust
find "$data/csv" -type f \( -name '*.csv' -o -name '*.tsv' -o -name '*.bin' \
    -o -name '*.txt' \) | sort >"$work/list"
while read -r file; do
    timeout 20 "$rows" "$file" >/dev/null 2>&1
    rc=$?
    if crashed $rc; then bad "$(basename "$file")" "exit $rc"; else good; fi
done <"$work/list"

family json-JSONTestSuite
find "$data/json/JSONTestSuite" -name '*.json' 2>/dev/null | sort >"$work/list"
while read -r file; do
    base=$(basename "$file")
    timeout 20 "$rows" --json "$file" >/dev/null 2>&1
    rc=$?
    case $base in
    y_*) [ $rc -eq 0 ] && good || bad "$base" "refused" ;;
    n_*) if [ $rc -eq 0 ] || crashed $rc; then bad "$base" "exit $rc"
         else good; fi ;;
    *)   if crashed $rc; then bad "$base" "exit $rc"; else good; fi ;;
    esac
done <"$work/list"

family json-yyjson
find "$data/json/yyjson/json" -name '*.json' 2>/dev/null | sort >"$work/list"
while read -r file; do
    base=$(basename "$file")
    timeout 20 "$rows" --json "$file" >/dev/null 2>&1
    rc=$?
    case $base in
    *\(big*|*\(bom*) if crashed $rc; then bad "$base" "exit $rc"; else good; fi
          ;;                    # numbers stay text; a mark is passed over
    *\(*) if [ $rc -eq 0 ] || crashed $rc; then bad "$base" "exit $rc"
          else good; fi ;;      # only with extensions, or not at all
    fail*) if [ $rc -eq 0 ] || crashed $rc; then bad "$base" "exit $rc"
          else good; fi ;;
    *)    [ $rc -eq 0 ] && good || bad "$base" "refused" ;;
    esac
done <"$work/list"

family xlsx
for dir in "$data/xlsx/expected"/*/*; do
    case=${dir#"$data/xlsx/expected/"}
    for csv in "$dir"/*.csv; do
        [ -f "$csv" ] && [ -f "$data/xlsx/$case" ] || continue
        n=$(basename "$csv" .csv)
        "$rows" --loose "$csv" 2>&1 | grep -v 'the file is empty$' \
            >"$work/want"
        timeout 60 "$rows" --loose --sheet "$n" "$data/xlsx/$case" \
            >"$work/got" 2>&1
        same "$case/$n"
    done
done

family xlsx-hostile
for file in "$data/xlsx/hostile"/* "$data/zip/bomb"/*; do
    [ -f "$file" ] || continue
    (ulimit -v $limit; timeout 20 "$rows" "$file" >/dev/null 2>&1)
    rc=$?
    base=$(basename "$file")
    if crashed $rc; then bad "$base" "exit $rc"; else good; fi
done

family zip
find "$data/zip" -name '*.zip' 2>/dev/null | sort >"$work/list"
while read -r file; do
    base=$(basename "$file") dir=$(basename "$(dirname "$file")")
    (ulimit -v $limit; timeout 20 "$rows" --zip "$file" >/dev/null 2>&1)
    rc=$?
    case $dir/$base in
    failure/*|*/incons-*|zip-slip/*|*slip*)
        if [ $rc -eq 0 ] || crashed $rc; then bad "$base" "exit $rc"
        else good; fi ;;
    success/*) [ $rc -eq 0 ] && good || bad "$base" "refused" ;;
    *)  if crashed $rc; then bad "$base" "exit $rc"; else good; fi ;;
    esac
done <"$work/list"

family encoding
for in in "$data/encoding/encoding_rs"/gb*_in.txt \
    "$data/encoding/encoding_rs"/big5*_in.txt; do
    ref=${in%.txt}_ref.txt code=$(basename "$in" _in.txt)
    [ -f "$in" ] && [ -f "$ref" ] || continue
    "$rows" --text --encoding "$code" "$in" >"$work/got" 2>&1
    cp "$ref" "$work/want"
    same "$(basename "$in")"
done
for in in "$data/encoding/cpython-cjk"/gb*-utf8.txt \
    "$data/encoding/cpython-cjk"/big5*-utf8.txt; do
    raw=${in%-utf8.txt}.txt code=$(basename "$in" -utf8.txt)
    [ -f "$raw" ] || continue
    "$rows" --text --encoding "$code" "$raw" >"$work/got" 2>&1
    cp "$in" "$work/want"
    same "$(basename "$raw")"
done
for dir in GB2312 Big5 UTF-16LE UTF-16BE UTF-16 UTF-32 utf-8 utf-8-sig; do
    for file in "$data/encoding/chardet-feeds/$dir"/*; do
        [ -f "$file" ] || continue
        code=$dir
        case $dir in GB2312) code=GB18030 ;; UTF-16|UTF-32|utf-8*) code= ;; esac
        "$rows" --text ${code:+--encoding "$code"} "$file" >"$work/got" 2>&1
        wrong=$(LC_ALL=C tr -cd '\377' <"$work/got" | wc -c)
        all=$(wc -c <"$work/got")       # a few bytes of some pages are none
        if [ "$all" -gt 0 ] && [ $((wrong * 500)) -le "$all" ]; then good
        else bad "$dir/$(basename "$file")" "$wrong bytes not decoded"; fi
    done
done

family unicode
for file in "$data/unicode"/NormalizationTest*.txt; do
    [ -f "$file" ] || continue
    "$rows" --nfkc "$file" >"$work/got" 2>&1
    read -r p f <"$work/got"
    if [ "$f" = 0 ] && [ "$p" -gt 0 ]; then good
    else bad "$(basename "$file")" "$f of $((p + f)) wrong"; fi
done

# Every number that is one must not survive, however it is written; what is no
# personal number must.
family masking
"$here"/corpora-masking.sh "$data/masking" >"$work/list"
while IFS='|' read -r want case text; do
    "$duban" mask --quiet "$text" >"$work/got"
    if grep -q '〔' "$work/got"; then got=masked; else got=kept; fi
    [ $got = "$want" ] && good || bad "$case" "$got: $text"
done <"$work/list"

family
echo "corpora: $all_passed passed, $all_failed failed, $all_known skipped"
[ $all_failed -eq 0 ]
