/* pattern.c - patterns of the rule language: fragments, folding. */
#include "analyze/load.h"
#include "lib/text.h"
#include "lib/banned.h"

enum { PATTERN_MAX = 8000 };

void fragments_collect(struct load *l)
{
    struct err e;

    for (size_t i = 0; i < l->n_files; i++) {
        const struct yaml *map = yaml_get(l->file[i], "fragments");

        if (map && yaml_want(map, YAML_MAP, "fragments", &e)) {
            complain(l, &e);
            continue;
        }
        for (size_t k = 0; map && k < map->n; k++) {
            const struct yaml *was = NULL;

            for (size_t j = 0; j < l->n_fragments; j++)
                if (str_eq(l->fragment[j].name, map->key[k]))
                    was = l->fragment[j].node;
            if (was) {
                err_set(&e, ERR_CONFIG, map->item[k].at,
                        N_("fragment \"%.*s\" is there already: %s:%ld"),
                        PSTR(map->key[k]), was->at.file, was->at.line);
                l->code = "duplicate-fragment";
                complain(l, &e);
                continue;
            }
            l->fragment = mem_room(l->fragment, l->n_fragments,
                                   &l->cap_fragments);
            l->fragment[l->n_fragments++] = (struct fragment){
                .name = map->key[k], .node = &map->item[k] };
        }
    }
}

static int expand(struct load *l, str raw, struct where at, struct buf *out,
                  struct err *e);

/* The text of a fragment in brackets. */
static int fragment_text(struct load *l, struct fragment *f, struct where at,
                         str *out, struct err *e)
{
    struct buf b = { .max = PATTERN_MAX };
    const struct yaml *n = f->node;
    size_t many = n->kind == YAML_LIST ? n->n : 1;
    int rc = -1;

    *out = f->text;
    if (f->text.p)
        return 0;
    if (f->open)
        return err_set(e, ERR_CONFIG, at,
                       N_("fragment \"%.*s\" contains itself"), PSTR(f->name));
    if (n->kind == YAML_MAP || many == 0)
        return err_set(e, ERR_CONFIG, n->at,
                       N_("fragment \"%.*s\" must be a pattern or a list"),
                       PSTR(f->name));
    f->open = true;
    buf_text(&b, "(?:");
    for (size_t i = 0; i < many; i++) {
        const struct yaml *one = n->kind == YAML_LIST ? &n->item[i] : n;

        if (i)
            buf_char(&b, '|');
        if (yaml_want(one, YAML_TEXT, "fragment", e) ||
            expand(l, one->text, one->at, &b, e))
            goto done;
    }
    buf_char(&b, ')');
    if (b.full) {
        err_set(e, ERR_CONFIG, n->at, N_("fragment \"%.*s\" is too long"),
                PSTR(f->name));
        goto done;
    }
    *out = f->text = str_dup(&l->r->mem, buf_view(&b));
    rc = 0;
done:
    f->open = false;
    buf_release(&b);
    return rc;
}

/* Does a name stand in these braces, and no number of repeats? */
static bool names(str inside)
{
    return inside.n && !strchr("0123456789,", inside.p[0]);
}

static int expand_braces(struct load *l, str inside, struct where at,
                         struct buf *out, struct err *e)
{
    str text;

    for (size_t i = 0; i < l->n_fragments; i++)
        if (str_eq(l->fragment[i].name, inside)) {
            if (fragment_text(l, &l->fragment[i], at, &text, e))
                return -1;
            buf_str(out, text);
            return 0;
        }
    return err_set(e, ERR_CONFIG, at, N_("no fragment \"%.*s\""),
                   PSTR(inside));
}

/* \x{..}, \p{..}, \N{..}, \o{..}: braces that belong to the sign before. */
static size_t escape_length(str s)
{
    size_t close;

    if (s.n < 3 || s.p[2] != '{' || !strchr("xpPNo", s.p[1]))
        return s.n < 2 ? s.n : 2;
    close = str_find(s, STR("}"));
    return close < s.n ? close + 1 : s.n;
}

static int expand(struct load *l, str raw, struct where at, struct buf *out,
                  struct err *e)
{
    bool class = false;

    while (raw.n) {
        char c = raw.p[0];

        if (c == '\\') {
            size_t n = escape_length(raw);
            str rest = str_from(raw, 1);

            if (n == 2 && (unsigned char)rest.p[0] >= 0x80) {
                prepare_pattern_char(l->r->fold, out, text_next(&rest),
                                     class);
                raw = rest;         /* an escaped Chinese sign is itself */
                continue;
            }
            buf_str(out, str_head(raw, n));
            raw = str_from(raw, n);
        } else if (c == '{' && !class) {
            size_t n = str_find(raw, STR("}"));
            str inside = str_head(str_from(raw, 1), n ? n - 1 : 0);

            if (n < raw.n && names(inside)) {
                if (expand_braces(l, inside, at, out, e))
                    return -1;
                raw = str_from(raw, n + 1);
            } else {
                buf_char(out, c);
                raw = str_from(raw, 1);
            }
        } else {
            if (class && c == '{')
                return err_set(e, ERR_CONFIG, at,
                               N_("a fragment cannot stand in [ ]; write \\{ "
                                  "for the sign"));
            class = c == '[' ? true : c == ']' ? false : class;
            prepare_pattern_char(l->r->fold, out, text_next(&raw), class);
        }
    }
    return 0;
}

int pattern_expand(struct load *l, const struct yaml *node, str *out,
                   struct err *e)
{
    struct buf b = { .max = PATTERN_MAX };
    int rc = -1;

    if (yaml_want(node, YAML_TEXT, _("a pattern"), e))
        return -1;
    if (node->text.n == 0) {
        err_set(e, ERR_CONFIG, node->at, N_("an empty pattern"));
        goto done;
    }
    if (!text_valid(node->text)) {
        err_set(e, ERR_CONFIG, node->at, N_("no valid UTF-8"));
        goto done;
    }
    if (l->again)
        buf_str(&b, node->text);
    else if (expand(l, node->text, node->at, &b, e))
        goto done;
    if (b.full) {
        err_set(e, ERR_CONFIG, node->at,
                N_("a pattern of more than %d bytes, fragments put in"),
                PATTERN_MAX);
        goto done;
    }
    *out = str_dup(&l->r->mem, buf_view(&b));
    rc = 0;
done:
    buf_release(&b);
    return rc;
}
