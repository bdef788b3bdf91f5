/* json_tree.c - a JSON text as a tree: built, looked into, written. */
#include <stdlib.h>

#include "lib/json_part.h"
#include "lib/text.h"
#include "lib/banned.h"

static int compare_keys(const void *a, const void *b)
{
    const struct json *x = *(const struct json *const *)a;
    const struct json *y = *(const struct json *const *)b;

    return str_cmp(x->key, y->key);
}

/* Are two values the same, down to the order of their members? */
static bool same(const struct json *x, const struct json *y)
{
    if (x->kind != y->kind || !str_eq(x->text, y->text))
        return false;
    for (x = x->child, y = y->child; x && y; x = x->next, y = y->next)
        if (!str_eq(x->key, y->key) || !same(x, y))
            return false;
    return !x && !y;
}

/* Does a key have two values?  Sorted, so that a million keys take no day. */
static bool doubled(struct arena *a, const struct json *object)
{
    size_t n = 0;
    const struct json **keys;

    for (const struct json *j = object->child; j; j = j->next)
        n++;
    if (n < 2)
        return false;
    keys = arena_array(a, const struct json *, n);
    n = 0;
    for (const struct json *j = object->child; j; j = j->next)
        keys[n++] = j;
    qsort(keys, n, sizeof *keys, compare_keys);
    for (size_t i = 1; i < n; i++)
        if (str_eq(keys[i - 1]->key, keys[i]->key) &&
            !same(keys[i - 1], keys[i]))
            return true;
    return false;
}

struct json *json_tree_add(struct json_tree *t, enum json_kind kind, str text)
{
    struct json *j = arena_new(t->a, struct json);

    j->kind = kind;
    j->text = text.p ? str_dup(t->a, text) : text;
    j->key = t->key;
    j->line = t->line;
    t->key = (str){ 0 };
    if (t->depth == 0)
        t->root = j;
    else if (t->last[t->depth])
        t->last[t->depth]->next = j;
    else
        t->open[t->depth]->child = j;
    t->last[t->depth] = j;
    return j;
}

int json_tree_open(struct json_tree *t, enum json_kind kind)
{
    struct json *j;

    if (t->depth == JSON_DEPTH) {
        t->why = "more than 512 levels";
        return 0;
    }
    j = json_tree_add(t, kind, (str){ 0 });
    t->open[++t->depth] = j;
    t->last[t->depth] = NULL;
    return 1;
}

int json_tree_close(struct json_tree *t)
{
    struct json *j = t->open[t->depth--];

    if (j->kind == JSON_OBJECT && doubled(t->a, j)) {
        t->why = "a key stands twice in an object, with two values";
        return 0;
    }
    return 1;
}

const struct json *json_get(const struct json *j, const char *key)
{
    if (!j || j->kind != JSON_OBJECT)
        return NULL;
    for (j = j->child; j; j = j->next)
        if (str_is(j->key, key))
            return j;
    return NULL;
}

static const struct json *step(const struct json *j, str name)
{
    long long i;

    if (j->kind == JSON_ARRAY && str_int(name, &i) && i >= 0) {
        for (j = j->child; j && i > 0; i--)
            j = j->next;
        return j;
    }
    if (j->kind != JSON_OBJECT)
        return NULL;
    for (j = j->child; j; j = j->next)
        if (str_eq(j->key, name))
            return j;
    return NULL;
}

const struct json *json_at(const struct json *j, str path)
{
    str name;

    if (path.n == 0)
        return j;
    while (j && str_cut(&path, '.', &name))
        j = step(j, name);
    return j;
}

void json_string(struct buf *out, str s)
{
    buf_char(out, '"');
    while (s.n) {
        unsigned char b = (unsigned char)*s.p;
        const char *from = s.p;
        uint32_t c;

        if (b >= 0x20 && b < 0x7F && b != '"' && b != '\\' && b != '<' &&
            b != '>' && b != '&') {
            size_t n = 1;

            while (n < s.n && (b = (unsigned char)s.p[n]) >= 0x20 &&
                   b < 0x7F && b != '"' && b != '\\' && b != '<' &&
                   b != '>' && b != '&')
                n++;
            buf_add(out, s.p, n);
            s = str_from(s, n);
            continue;
        }
        c = text_next(&s);
        if (from[0] == 0)
            c = 0;
        if (c == '\n')
            buf_text(out, "\\n");
        else if (c == '\t')
            buf_text(out, "\\t");
        else if (c == '"' || c == '\\')
            buf_fmt(out, "\\%c", (int)c);
        else if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x7F ||
                 c == 0x2028 || c == 0x2029)
            buf_fmt(out, "\\u%04x", (unsigned)c);
        else
            buf_code(out, c);
    }
    buf_char(out, '"');
}

void json_write(struct buf *out, const struct json *j)
{
    static const char *const words[] = { "null", "false", "true" };

    switch (j->kind) {
    case JSON_NULL:
    case JSON_FALSE:
    case JSON_TRUE:
        buf_text(out, words[j->kind]);
        break;
    case JSON_NUMBER:
        buf_str(out, j->text);
        break;
    case JSON_STRING:
        json_string(out, j->text);
        break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        buf_char(out, j->kind == JSON_ARRAY ? '[' : '{');
        for (const struct json *c = j->child; c; c = c->next) {
            if (c != j->child)
                buf_char(out, ',');
            if (j->kind == JSON_OBJECT) {
                json_string(out, c->key);
                buf_char(out, ':');
            }
            json_write(out, c);
        }
        buf_char(out, j->kind == JSON_ARRAY ? ']' : '}');
    }
}
