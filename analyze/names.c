/* names.c - items and problems that a record names itself. */
#include "analyze/names.h"

#include <stdlib.h>

#include "lib/text.h"
#include "lib/banned.h"

enum { CODE_MIN = 12 };                 /* 基本编码 */

struct names {
    const struct fold *fold;
    struct pairs catalog, by[NAME_KINDS];       /* by: sorted */
};

/* A name as it is compared: prepared, without blanks, signs and brackets. */
static str key_of(const struct fold *f, struct arena *a, str s)
{
    struct buf b = { 0 };
    str out;

    s = prepare(f, a, s);
    while (s.n) {
        uint32_t c = text_next(&s);

        if (c > ' ' && !strchr("()[],.;:/-_\"'", c < 0x80 ? (int)c : 'x') &&
            c != 0x3001 && c != 0x3002 && c != 0x201C && c != 0x201D)
            buf_code(&b, c);
    }
    out = str_dup(a, buf_view(&b));
    buf_release(&b);
    return out;
}

static int by_key(const void *a, const void *b)
{
    return str_cmp(((const struct pair *)a)->key,
                   ((const struct pair *)b)->key);
}

static void sort(struct pairs *p)
{
    if (p->n)
        qsort(p->at, p->n, sizeof *p->at, by_key);
}

/* The same name for two items is a mistake of the file. */
static int check_double(const struct pairs *p, struct err *e)
{
    for (size_t i = 1; i < p->n; i++)
        if (str_eq(p->at[i - 1].key, p->at[i].key) &&
            !str_eq(p->at[i - 1].value, p->at[i].value))
            return err_set(e, ERR_CONFIG, p->at[i].at,
                           N_("\"%.*s\" stands for %.*s and for %.*s"),
                           PSTR(p->at[i].key), PSTR(p->at[i - 1].value),
                           PSTR(p->at[i].value));
    return 0;
}

static struct pairs join(const struct pairs *x, const struct pairs *y,
                         struct arena *a)
{
    struct pairs p = { arena_array(a, struct pair, x->n + y->n), 0 };

    for (size_t i = 0; i < x->n; i++)
        p.at[p.n++] = x->at[i];
    for (size_t i = 0; i < y->n; i++)
        p.at[p.n++] = y->at[i];
    return p;
}

static void keys_of(struct pairs *p, const struct fold *f, struct arena *a)
{
    for (size_t i = 0; i < p->n; i++)
        p->at[i].key = key_of(f, a, p->at[i].key);
}

struct names *names_of(const struct pairs by[NAME_KINDS],
                       const struct fold *f, struct arena *a)
{
    struct names *n = arena_new(a, struct names);

    n->fold = f;
    for (int k = 0; k < NAME_KINDS; k++) {
        n->by[k] = by[k];
        sort(&n->by[k]);
    }
    return n;
}

struct names *names_load(const char *schemas, const struct fold *f,
                         struct arena *a, struct err *e)
{
    struct pairs catalog, province, alias, code, word, by[NAME_KINDS];
    struct names *n;

    if (pairs_load(&catalog, schemas, "catalog.csv", "name", "id", a, e) ||
        pairs_load(&province, schemas, "catalog-province.csv", "name", "id",
                   a, e) ||
        pairs_load(&alias, schemas, "item_names.csv", "name", "item", a, e) ||
        pairs_load(&by[BY_CODE], schemas, "item_codes.csv", "code", "item", a,
                   e) ||
        pairs_load(&code, schemas, "rating_tags.csv", "code", "problem", a,
                   e) ||
        pairs_load(&word, schemas, "rating_tags.csv", "tag", "problem", a, e))
        return NULL;
    catalog = join(&catalog, &province, a);
    by[BY_NAME] = join(&catalog, &alias, a);
    by[BY_TAG] = join(&code, &word, a);
    keys_of(&by[BY_NAME], f, a);
    keys_of(&by[BY_TAG], f, a);
    n = names_of(by, f, a);
    n->catalog = catalog;
    for (int k = 0; k < NAME_KINDS; k++)
        if (check_double(&n->by[k], e))
            return NULL;
    return n;
}

static str look(const struct pairs *p, str key)
{
    struct pair want = { .key = key }, *hit;

    if (!key.n || !p->n)
        return (str){ NULL, 0 };
    hit = bsearch(&want, p->at, p->n, sizeof *p->at, by_key);
    return hit ? hit->value : (str){ NULL, 0 };
}

str names_code(const struct names *n, str code)
{
    str hit = look(&n->by[BY_CODE], str_trim(code));

    for (size_t k = code.n; !hit.p && k > CODE_MIN; k--)
        hit = look(&n->by[BY_CODE], str_head(code, k - 1));
    return hit;
}

str names_name(const struct names *n, str name, struct arena *scratch)
{
    return look(&n->by[BY_NAME], key_of(n->fold, scratch, name));
}

str names_tag(const struct names *n, str tag, struct arena *scratch)
{
    return look(&n->by[BY_TAG], key_of(n->fold, scratch, tag));
}

void names_each(const struct names *n, names_fn *fn, void *to)
{
    for (int k = 0; k < NAME_KINDS; k++)
        for (size_t i = 0; i < n->by[k].n; i++)
            fn(to, k, &n->by[k].at[i]);
}

bool names_catalog(const struct names *n, size_t i, str *name, str *item)
{
    if (i >= n->catalog.n)
        return false;
    *name = n->catalog.at[i].key;
    *item = n->catalog.at[i].value;
    return true;
}
