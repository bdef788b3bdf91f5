/* place.c - which region or unit a code or a name means. */
#include "ingest/place.h"

#include "lib/banned.h"

struct name {
    str text;                   /* 鼓楼区, or the bare 鼓楼 */
    str code;
    bool bare;                  /* without 市, 区, 县 */
};

enum { SEEN = 4096, SEEN_LENGTH = 96 };

struct seen {                   /* a text asked for before, and the answer */
    unsigned char n, answer_n;
    bool unit;
    char text[SEEN_LENGTH];
    const char *answer;
};

struct places {
    struct seen *seen;          /* by hash of the text; the newest wins */
    struct arena mem;
    struct name *regions, *aliases;     /* aliases: old codes and spellings */
    size_t n, cap, na, capa;
    struct { str alias, dept; } *units; /* longest first */
    size_t nu;
};

static void add(struct places *p, str text, str code, bool bare)
{
    p->regions = mem_room(p->regions, p->n, &p->cap);
    p->regions[p->n++] = (struct name){ text, code, bare };
}

/* 鼓楼区 -> 鼓楼; a name of two characters (沙县) stays as it is. */
static str bare_name(str s)
{
    static const char *const ends[] = { "综合实验区", "特区", "新区", "市",
                                        "区", "县" };

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (str_ends(s, str_of(ends[i])) &&
            s.n - strlen(ends[i]) >= 6)
            return str_head(s, s.n - strlen(ends[i]));
    return s;
}

static int load_regions(struct places *p, struct store *db, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_region_names);
    int more;

    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        str code = str_dup(&p->mem, stmt_col_text(s, "code"));
        str name = str_dup(&p->mem, stmt_col_text(s, "name"));
        str bare = bare_name(name);

        if (stmt_col_int(s, "alias")) {
            p->aliases = mem_room(p->aliases, p->na, &p->capa);
            p->aliases[p->na++] = (struct name){ name, code, false };
            if (name.p[0] >= '0' && name.p[0] <= '9')
                continue;
        }
        add(p, name, code, false);
        if (bare.n != name.n)
            add(p, bare, code, true);
    }
    return more;
}

static int load_units(struct places *p, struct store *db, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_unit_names);
    size_t cap = 0;
    int more;

    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        p->units = mem_room(p->units, p->nu, &cap);
        p->units[p->nu].alias = str_dup(&p->mem, stmt_col_text(s, "alias"));
        p->units[p->nu++].dept = str_dup(&p->mem,
                                         stmt_col_text(s, "dept_id"));
    }
    return more;
}

struct places *places_load(struct store *db, struct err *e)
{
    struct places *p = mem_grow(NULL, sizeof *p);

    memset(p, 0, sizeof *p);
    p->seen = arena_array(&p->mem, struct seen, SEEN);
    if (load_regions(p, db, e) || load_units(p, db, e)) {
        places_free(p);
        return NULL;
    }
    return p;
}

void places_free(struct places *p)
{
    if (!p)
        return;
    mem_free(p->regions);
    mem_free(p->aliases);
    mem_free(p->units);
    arena_release(&p->mem);
    mem_free(p);
}

static bool all_digits(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

static str by_code(const struct places *p, str code)
{
    for (size_t i = 0; i < p->n; i++)
        if (str_eq(p->regions[i].code, code))
            return p->regions[i].code;
    for (size_t i = 0; i < p->na; i++)
        if (str_eq(p->aliases[i].text, code))
            return p->aliases[i].code;
    return (str){ NULL, 0 };
}

static bool is_city(str code)
{
    return str_ends(code, STR("00"));
}

static bool inside(str code, str within)
{
    size_t n = !within.n ? 0 : str_ends(within, STR("0000")) ? 2
               : is_city(within) ? 4 : 6;

    return str_starts(code, str_head(within, n));
}

/* The region whose name stands in `text` and reads furthest: among the names
 * found the smallest division wins, full names before bare ones. */
static str by_name(const struct places *p, str text, str within)
{
    const struct name *best = NULL;
    str city = within;
    bool unsure = false;

    for (size_t i = 0; i < p->n; i++) {         /* a city named first */
        const struct name *r = &p->regions[i];

        if (is_city(r->code) && !str_ends(r->code, STR("0000")) &&
            str_has(text, r->text)) {
            city = r->code;
            best = r;
            break;
        }
    }
    for (size_t i = 0; i < p->n; i++) {
        const struct name *r = &p->regions[i];
        bool exact = str_eq(r->text, text);

        if (is_city(r->code) || !str_has(text, r->text) ||
            !inside(r->code, city))
            continue;
        if (r->bare && !exact && !str_ends(text, r->text))
            continue;           /* a bare name counts at the end only */
        if (best && !is_city(best->code) && !str_eq(best->code, r->code) &&
            best->text.n == r->text.n)
            unsure = true;
        else if (!best || is_city(best->code) ||
                 r->text.n > best->text.n) {
            best = r;
            unsure = false;
        }
    }
    if (!best && str_has(text, STR("福建")) && !str_has(text, STR("市")))
        for (size_t i = 0; i < p->n; i++)
            if (str_ends(p->regions[i].code, STR("0000")) &&
                str_starts(text, p->regions[i].text))
                best = &p->regions[i];
    return best && !unsure ? best->code : (str){ NULL, 0 };
}

/* 江苏省南京市鼓楼区 is no region of ours, whatever its last name. */
static bool elsewhere(str text)
{
    static const char *const others[] = {
        "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江",
        "上海", "江苏", "浙江", "安徽", "江西", "山东", "河南", "湖北", "湖南",
        "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西",
        "甘肃", "青海", "宁夏", "新疆", "台湾", "香港", "澳门",
    };

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (str_starts(text, str_of(others[i])))
            return true;
    return false;
}

/* Units and places come again and again: where the answer to this text is or
 * will be kept; NULL for a long one.  *known: it is there. */
static struct seen *recall(struct places *p, str text, bool unit, bool *known)
{
    struct seen *x = &p->seen[(str_hash(text) ^ unit) % SEEN];

    *known = text.n <= SEEN_LENGTH && x->n == text.n && x->unit == unit &&
             memcmp(x->text, text.p, text.n) == 0;
    return text.n <= SEEN_LENGTH ? x : NULL;
}

static str keep(struct seen *x, str text, bool unit, str answer)
{
    if (x) {
        *x = (struct seen){ .n = (unsigned char)text.n, .unit = unit,
                            .answer = answer.p,
                            .answer_n = (unsigned char)answer.n };
        memcpy(x->text, text.p, text.n);
    }
    return answer;
}

str places_region(struct places *p, str text, str within)
{
    struct seen *x;
    bool known;

    text = str_trim(text);
    if (text.n == 0)
        return text;
    x = within.n ? NULL : recall(p, text, false, &known);
    if (x && known)
        return (str){ x->answer, x->answer_n };
    if (all_digits(text))
        return keep(x, text, false, text.n != 6 && text.n != 9 &&
                    text.n != 12 ? (str){ NULL, 0 }
                                 : by_code(p, str_head(text, 6)));
    return keep(x, text, false, elsewhere(text) ? (str){ NULL, 0 }
                                : by_name(p, text, within));
}

str places_unit(struct places *p, str text)
{
    struct seen *x;
    bool known;

    text = str_trim(text);
    if (text.n == 0)
        return text;
    x = recall(p, text, true, &known);
    if (x && known)
        return (str){ x->answer, x->answer_n };
    for (size_t i = 0; i < p->nu; i++)
        if (str_has(text, p->units[i].alias))
            return keep(x, text, true, p->units[i].dept);
    return keep(x, text, true, (str){ NULL, 0 });
}
