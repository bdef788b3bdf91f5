#!/bin/sh
# coverage.sh - lines and branches that the tests reached, a row a file, the
# least covered last; after a run of a build with --coverage in $B.
B=${B:-.build/coverage}
for file in duban.c lib/*.c ingest/*.c analyze/*.c report/*.c; do
    note=$B/${file%.c}.gcno
    [ -f "$note" ] || continue
    gcov -b -n -o "$note" "$file" 2>/dev/null | awk -v file="$file" '
        /^File / { ours = index($0, "\047" file "\047") > 0 }
        ours && /^Lines executed:/ { split($2, a, /[:%]/); lines = a[2]
                                     n = $4 }
        ours && /^Taken at least once:/ { split($4, b, /[:%]/); taken = b[2]
                                          m = $6 }
        END { printf "%s %s %d %s %d\n", file, lines, n, taken, m }'
done | sort -k2,2nr | awk '
    BEGIN { printf "%-26s %8s %7s %10s %9s\n", "", "lines", "of",
            "branches", "of" }
    { printf "%-26s %7.1f%% %7d %9.1f%% %9d\n", $1, $2, $3, $4, $5
      l += $2 * $3 / 100; n += $3; b += $4 * $5 / 100; m += $5 }
    END { printf "%-26s %7.1f%% %7d %9.1f%% %9d\n", "all", 100 * l / n, n,
          100 * b / m, m }'
