#!/bin/sh
# static.sh - cppcheck, clang-tidy (.clang-tidy) and gcc -fanalyzer over the
# sources. What they find must stand in static.txt, with the reason why it is
# nothing; anything else fails.
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.." || exit 2
export LC_ALL=C.UTF-8
flags="$FLAGS -UDUBAN_VERSION -DDUBAN_VERSION=\"0\" -DDUBAN_DATA=\"x\""

# Each finding is a line: TOOL FILE CHECK LINE MESSAGE.
one() {
    clang-tidy --quiet "$1" -- $flags 2>/dev/null |
        sed -n "s|^$PWD/||; s/^\([^: ]*\):\([0-9]*\):[0-9]*: [a-z]*: \(.*\)"\
' \[\([a-z][^], ]*\).*\]$/clang-tidy \1 \4 \2 \3/p'
    gcc $flags -Wno-error -O1 -fanalyzer -c -o /dev/null "$1" 2>&1 |
        sed -n 's/^\([^: ]*\):\([0-9]*\):[0-9]*: warning: \(.*\) \[-W'\
'\(analyzer-[a-z-]*\)\].*$/gcc \1 \4 \2 \3/p'
}
if [ "$1" = --one ]; then
    one "$2"
    exit 0
fi
for tool in cppcheck clang-tidy gcc; do
    command -v $tool >/dev/null || {
        echo "static.sh needs $tool (apt-get install cppcheck clang-tidy gcc)"
        exit 2; }
done
sources="duban.c $(echo lib/*.c ingest/*.c analyze/*.c report/*.c)"
found=$(mktemp) || exit 2
trap 'rm -f "$found"' EXIT
cppcheck --quiet --std=c11 --enable=warning,performance,portability \
    --template='cppcheck {file} {id} {line} {message}' -I. -I"$BUILD" \
    -D_POSIX_C_SOURCE=200809L -DHAVE_HS -DDUBAN_VERSION='"0"' \
    -DDUBAN_DATA='"x"' $sources 2>"$found"
echo "$sources" | xargs -n 1 -P "${JOBS:-2}" sh "$here/static.sh" --one \
    >>"$found"

# How often each (tool, file, check) was found, against how often it may be.
awk -v listed="$here/static.txt" '
    BEGIN { while ((getline < listed) > 0)
                if ($0 !~ /^#/ && NF) may[$1 " " $2 " " $3] = $4 + 0 }
    { key = $1 " " $2 " " $3; n[key]++; text[key] = text[key] "    " $0 "\n" }
    END { for (key in n) if (n[key] > may[key]) {
              printf "new: %s\n%s", key, text[key]
              bad += n[key] - may[key] }
          for (key in may) if (n[key] < may[key])
              print "hint: static.txt lists more than there is: " key
          printf "static: %d known, %d new\n", NR - bad, bad
          exit bad > 0 }' "$found"
