/* region.c - the code of a region by code or name, from the reference files. */
#include "analyze/region.h"

#include <stdbool.h>

#include "analyze/pairs.h"
#include "lib/banned.h"

enum { MAX = 512 };

struct regions {
    struct { str name, code; } at[MAX];         /* names and retired codes */
    size_t n;
};

static int load(struct regions *r, const char *schemas, const char *file,
                const char *name, const char *code, struct arena *a,
                struct err *e)
{
    struct pairs p;

    if (pairs_load(&p, schemas, file, name, code, a, e))
        return -1;
    for (size_t i = 0; i < p.n; i++) {
        if (r->n == MAX)
            return err_set(e, ERR_CONFIG, p.at[i].at,
                           N_("more than %d names of regions"), MAX);
        r->at[r->n].name = p.at[i].key;
        r->at[r->n++].code = p.at[i].value;
    }
    return 0;
}

struct regions *regions_load(const char *schemas, struct arena *a,
                             struct err *e)
{
    static const char *const files[][3] = {
        { "regions.csv", "name", "code" },
        { "region_names.csv", "alias", "code" },
        { "regions_old_codes.csv", "old_code", "current_code" },
        { "regions_old_codes.csv", "old_name", "current_code" },
    };
    struct regions *r = arena_new(a, struct regions);

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (load(r, schemas, files[i][0], files[i][1], files[i][2], a, e))
            return NULL;
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

str regions_name(const struct regions *r, str code)
{
    for (size_t i = 0; i < r->n; i++)   /* regions.csv comes first */
        if (str_eq(r->at[i].code, code))
            return r->at[i].name;
    return (str){ NULL, 0 };
}
