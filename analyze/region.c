/* region.c - the code of a region by code or name, from the reference files. */
#include "analyze/region.h"

#include <stdbool.h>

#include "lib/io.h"
#include "lib/banned.h"

enum { MAX = 512 };

struct regions {
    struct { str name, code; } at[MAX];         /* names and retired codes */
    size_t n;
};

static int add(struct regions *r, str name, str code, struct where at,
               struct err *e)
{
    if (name.n == 0 || code.n == 0)
        return 0;
    if (r->n == MAX)
        return err_set(e, ERR_CONFIG, at, _("more than %d names"), MAX);
    r->at[r->n].name = name;
    r->at[r->n++].code = code;
    return 0;
}

/* Columns `name` and `code` (from 0) of a plain CSV file. */
static int load(struct regions *r, const char *schemas, const char *file,
                int name, int code, struct arena *a, struct err *e)
{
    const char *path = str_c(a, str_fmt(a, "%s/%s", schemas, file));
    str all, line, cell[8];

    if (io_read(path, 1 << 20, a, &all, e))
        return -1;
    str_cut(&all, '\n', &line);         /* the header */
    for (long at = 2; str_cut(&all, '\n', &line); at++) {
        int n = 0;

        line = str_trim(line);
        while (n < 8 && str_cut(&line, ',', &cell[n]))
            n++;
        if (n > name && n > code &&
            add(r, cell[name], cell[code], (struct where){ path, at }, e))
            return -1;
    }
    return 0;
}

struct regions *regions_load(const char *schemas, struct arena *a,
                             struct err *e)
{
    struct regions *r = arena_new(a, struct regions);

    if (load(r, schemas, "regions.csv", 1, 0, a, e) ||
        load(r, schemas, "region_names.csv", 0, 1, a, e) ||
        load(r, schemas, "regions_old_codes.csv", 0, 2, a, e) ||
        load(r, schemas, "regions_old_codes.csv", 1, 2, a, e)) {
        err_unplace(e);
        return NULL;
    }
    return r;
}

static bool digits(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

/* 鼓楼区 stands in 福州/鼓楼 too: without its last character, if that leaves
 * two. */
static bool named(str text, str name)
{
    return str_has(text, name) ||
           (name.n >= 9 && str_has(text, str_head(name, name.n - 3)));
}

str regions_code(const struct regions *r, str text)
{
    str best = { NULL, 0 };
    size_t length = 0;

    text = str_trim(text);
    if (digits(text)) {
        str six = str_head(text, 6);

        for (size_t i = 0; i < r->n; i++)
            if (str_eq(r->at[i].code, six) || str_eq(r->at[i].name, six))
                best = r->at[i].code;
        return text.n == 6 || text.n == 9 || text.n == 12 ? best
               : (str){ NULL, 0 };
    }
    for (size_t i = 0; i < r->n; i++) { /* the smallest division, then the
                                         * longest name */
        str code = r->at[i].code;
        bool county = !str_ends(code, STR("00"));
        bool had = best.n && !str_ends(best, STR("00"));

        if (text.n == 0 || !named(text, r->at[i].name) ||
            (had && !county) || (had == county && best.n &&
                                 (str_ends(code, STR("0000")) ||
                                  r->at[i].name.n <= length)))
            continue;
        best = code;
        length = r->at[i].name.n;
    }
    return best;
}
