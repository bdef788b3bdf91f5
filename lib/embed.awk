# embed.awk - turn SQL files into C: the named statements of schemas/*.sql into
# an enum and a table, or whole files into a list (-v whole=NAME).
# Usage: awk -v header=FILE -f embed.awk FILE.sql ... >source
function quote(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return s }
function flush_one() {
    if (name != "") {
        printf "    { \"%s\", \"%s\",\n%s    },\n", name, place, body
        list = list "    SQL_" name ",\n"
    }
    name = ""; body = ""
}
BEGIN { print "/* made from schemas/ by embed.awk */" }
whole != "" && FNR == 1 {
    if (n++) print "    },"
    file = FILENAME; sub(/.*\//, "", file)
    if (n == 1) printf "const struct migration %s[] = {\n", whole
    printf "    { \"%s\",\n", file
}
whole != "" { printf "    \"%s\\n\"\n", quote($0); next }
/^-- name: / { if (!begun++) print "const struct sql sql[] = {"
               flush_one(); name = $3; place = FILENAME ":" FNR; next }
name != "" && !/^--/ { body = body "    \"" quote($0) "\\n\"\n" }
END {
    if (whole != "") {
        print "    },\n};\nconst int " whole "_n = " n ";"
    } else {
        flush_one(); print "};"
        print "/* made from schemas/ by embed.awk */\n#ifndef SQL_H\n" \
              "#define SQL_H\n\nenum sql_id {\n" list "    SQL_COUNT\n};\n\n" \
              "struct sql { const char *name, *place, *text; };\n\n" \
              "extern const struct sql sql[];\n\n#endif" > header
    }
}
