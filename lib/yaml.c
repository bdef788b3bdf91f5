/* yaml.c - a YAML file as a tree, by libyaml. */
#include "lib/yaml.h"

#include <yaml.h>

#include "lib/io.h"
#include "lib/banned.h"

enum { DEPTH = 64 };

struct loader {
    yaml_parser_t parser;
    const char *path;
    struct arena *mem;
    struct err *e;
};

static struct where place(const struct loader *l, yaml_mark_t m)
{
    return (struct where){ l->path, (long)m.line + 1 };
}

static int next(struct loader *l, yaml_event_t *ev)
{
    if (yaml_parser_parse(&l->parser, ev))
        return 0;
    return err_set(l->e, ERR_CONFIG, place(l, l->parser.problem_mark),
                   N_("no valid YAML: %s"), l->parser.problem
                   ? l->parser.problem : "?");
}

static int load(struct loader *l, yaml_event_t *ev, struct yaml *out,
                int depth);

struct entries {                /* of one list or map, while it is read */
    struct yaml *item;
    str *key;                   /* maps only */
    long *line;                 /* of the keys */
    size_t n, cap_item, cap_key, cap_line;
};

/* The key that begins with this event; the next event is its value's. */
static int load_key(struct loader *l, yaml_event_t *ev, struct entries *x,
                    int depth)
{
    struct yaml k = { 0 };

    if (load(l, ev, &k, depth))
        return -1;
    if (k.kind != YAML_TEXT)
        return err_set(l->e, ERR_CONFIG, k.at, N_("a key must be a text"));
    for (size_t i = 0; i < x->n; i++)
        if (str_eq(x->key[i], k.text))
            return err_set(l->e, ERR_CONFIG, k.at,
                           N_("the key \"%.*s\" stands twice"),
                           PSTR(k.text));
    x->key = mem_room(x->key, x->n, &x->cap_key);
    x->line = mem_room(x->line, x->n, &x->cap_line);
    x->key[x->n] = k.text;
    x->line[x->n] = k.at.line;
    return next(l, ev);
}

/* 1, 0 at the end, -1. */
static int load_entry(struct loader *l, bool map, struct entries *x, int depth)
{
    yaml_event_t ev;

    if (next(l, &ev))
        return -1;
    if (ev.type == YAML_SEQUENCE_END_EVENT ||
        ev.type == YAML_MAPPING_END_EVENT) {
        yaml_event_delete(&ev);
        return 0;
    }
    if (map && load_key(l, &ev, x, depth))
        return -1;
    x->item = mem_room(x->item, x->n, &x->cap_item);
    x->item[x->n] = (struct yaml){ 0 };
    if (load(l, &ev, &x->item[x->n], depth))
        return -1;
    x->n++;
    return 1;
}

static int load_entries(struct loader *l, struct yaml *out, int depth)
{
    bool map = out->kind == YAML_MAP;
    struct entries x = { 0 };
    int rc;

    while ((rc = load_entry(l, map, &x, depth + 1)) > 0)
        ;
    if (rc == 0) {
        out->n = x.n;
        out->item = arena_array(l->mem, struct yaml, x.n);
        out->key = arena_array(l->mem, str, x.n);
        out->key_line = arena_array(l->mem, long, x.n);
        for (size_t i = 0; i < x.n; i++) {
            out->item[i] = x.item[i];
            if (map) {
                out->key[i] = x.key[i];
                out->key_line[i] = x.line[i];
            }
        }
    }
    mem_free(x.item);
    mem_free(x.key);
    mem_free(x.line);
    return rc;
}

static int load(struct loader *l, yaml_event_t *ev, struct yaml *out,
                int depth)
{
    yaml_event_type_t type = ev->type;

    out->at = place(l, ev->start_mark);
    if (type == YAML_SCALAR_EVENT)
        out->text = str_dup(l->mem, (str){ (char *)ev->data.scalar.value,
                                           ev->data.scalar.length });
    yaml_event_delete(ev);
    if (depth > DEPTH)
        return err_set(l->e, ERR_CONFIG, out->at,
                       N_("nested too deeply"));
    switch (type) {
    case YAML_SCALAR_EVENT:
        out->kind = YAML_TEXT;
        return 0;
    case YAML_SEQUENCE_START_EVENT:
        out->kind = YAML_LIST;
        return load_entries(l, out, depth);
    case YAML_MAPPING_START_EVENT:
        out->kind = YAML_MAP;
        return load_entries(l, out, depth);
    default:
        return err_set(l->e, ERR_CONFIG, out->at,
                       N_("aliases are not supported here"));
    }
}

struct yaml *yaml_file(const char *path, struct arena *a, struct err *e)
{
    str text;

    path = str_c(a, str_of(path));
    return io_read(path, (size_t)64 << 20, a, &text, e)
           ? NULL : yaml_read(text, path, a, e);
}

struct yaml *yaml_read(str text, const char *name, struct arena *a,
                       struct err *e)
{
    struct loader l = { .path = name, .mem = a, .e = e };
    struct yaml *root = arena_new(a, struct yaml);
    yaml_event_t ev;
    int rc = -1;

    root->kind = YAML_MAP;
    root->at = (struct where){ l.path, 0 };
    if (!yaml_parser_initialize(&l.parser))
        panic("%s", _("out of memory"));
    yaml_parser_set_encoding(&l.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&l.parser, (const unsigned char *)text.p,
                                 text.n);
    do {                                /* stream start, document start */
        if (next(&l, &ev))
            goto done;
        if (ev.type == YAML_STREAM_END_EVENT) {
            yaml_event_delete(&ev);
            rc = 0;
            goto done;
        }
        if (ev.type != YAML_STREAM_START_EVENT &&
            ev.type != YAML_DOCUMENT_START_EVENT)
            break;
        yaml_event_delete(&ev);
    } while (true);
    if (load(&l, &ev, root, 0) || next(&l, &ev))
        goto done;
    yaml_event_delete(&ev);             /* document end */
    if (next(&l, &ev))
        goto done;
    rc = ev.type == YAML_STREAM_END_EVENT ? 0
         : err_set(e, ERR_CONFIG, place(&l, ev.start_mark),
                   N_("one document a file, please"));
    yaml_event_delete(&ev);
done:
    yaml_parser_delete(&l.parser);
    return rc ? NULL : root;
}

const struct yaml *yaml_get(const struct yaml *y, const char *key)
{
    for (size_t i = 0; y && y->kind == YAML_MAP && i < y->n; i++)
        if (str_is(y->key[i], key))
            return &y->item[i];
    return NULL;
}

int yaml_known(const struct yaml *y, const char *const *known,
               struct err *e)
{
    for (size_t i = 0; i < y->n; i++) {
        size_t k = 0;

        while (known[k] && !str_is(y->key[i], known[k]))
            k++;
        if (!known[k])
            return err_set(e, ERR_CONFIG,
                           (struct where){ y->at.file, y->key_line[i] },
                           N_("unknown key \"%.*s\""), PSTR(y->key[i]));
    }
    return 0;
}

int yaml_want(const struct yaml *y, enum yaml_kind kind, const char *what,
              struct err *e)
{
    static const char *const names[] = { N_("a text"), N_("a list"),
                                         N_("a map") };

    if (y->kind == kind)
        return 0;
    return err_set(e, ERR_CONFIG, y->at, N_("%s must be %s"), what,
                   _(names[kind]));
}

int yaml_text(const struct yaml *map, const char *key, str *out,
              struct err *e)
{
    const struct yaml *y = yaml_get(map, key);

    if (!y)
        return 0;
    if (yaml_want(y, YAML_TEXT, key, e))
        return -1;
    *out = y->text;
    return 0;
}

int yaml_number(const struct yaml *map, const char *key, double *out,
                struct err *e)
{
    const struct yaml *y = yaml_get(map, key);

    if (!y)
        return 0;
    if (y->kind != YAML_TEXT || !str_real(y->text, out))
        return err_set(e, ERR_CONFIG, y->at, N_("%s must be a number"), key);
    return 0;
}

int yaml_whole(const struct yaml *map, const char *key, long least, long most,
               long *out, struct err *e)
{
    const struct yaml *y = yaml_get(map, key);
    double v = 0;

    if (!y)
        return 0;
    if (yaml_number(map, key, &v, e))
        return -1;
    if (!(v >= (double)least && v <= (double)most) || v != (double)(long)v)
        return err_set(e, ERR_CONFIG, y->at,
                       N_("%s: must be a whole number from %ld to %ld"), key,
                       least, most);
    *out = (long)v;
    return 0;
}

int yaml_bool(const struct yaml *map, const char *key, bool *out,
              struct err *e)
{
    const struct yaml *y = yaml_get(map, key);

    if (!y)
        return 0;
    if (y->kind != YAML_TEXT || !(str_is(y->text, "true") ||
                                  str_is(y->text, "false")))
        return err_set(e, ERR_CONFIG, y->at, N_("%s must be true or false"),
                       key);
    *out = str_is(y->text, "true");
    return 0;
}

int yaml_texts(const struct yaml *map, const char *key, str **out, size_t *n,
               struct arena *a, struct err *e)
{
    const struct yaml *y = yaml_get(map, key);

    *n = 0;
    *out = NULL;
    if (!y)
        return 0;
    if (y->kind == YAML_TEXT) {
        *out = arena_new(a, str);
        **out = y->text;
        *n = 1;
        return 0;
    }
    if (yaml_want(y, YAML_LIST, key, e))
        return -1;
    *out = arena_array(a, str, y->n);
    for (size_t i = 0; i < y->n; i++) {
        if (yaml_want(&y->item[i], YAML_TEXT, key, e))
            return -1;
        (*out)[i] = y->item[i].text;
    }
    *n = y->n;
    return 0;
}
