/* store_guard.c - what a person's query may read and call. */
#include <strings.h>

#include "lib/store_part.h"
#include "lib/banned.h"

bool guard_hides(const char *const *list, const char *table, const char *col)
{
    for (; list && *list; list++) {
        str t = str_of(*list), c;

        c = t;
        str_cut(&c, '.', &t);
        if (str_is(t, table) && str_is(c, col))
            return true;
    }
    return false;
}

bool guard_computes(const char *name)
{
    static const char *const functions[] = {
        "abs", "avg", "bm25", "ceil", "ceiling", "coalesce", "count",
        "cume_dist",
        "date", "datetime", "dense_rank", "first_value", "floor", "format",
        "glob", "group_concat", "highlight", "hex", "ifnull", "iif", "instr",
        "json", "json_array", "json_array_length", "json_each",
        "json_extract", "json_group_array", "json_group_object",
        "json_object", "json_type", "julianday", "lag", "last_value",
        "lead", "length", "like", "ln", "log", "lower", "ltrim", "match",
        "max", "min", "nth_value", "ntile", "nullif", "percent_rank",
        "pow", "power", "printf", "quote", "rank", "replace", "round",
        "row_number", "rtrim", "sign", "snippet", "sqrt", "strftime",
        "substr", "substring", "sum", "time", "total", "trim", "typeof",
        "unicode", "unixepoch", "upper", "->", "->>",
    };

    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        if (strcasecmp(name, functions[i]) == 0)
            return true;
    return false;
}
