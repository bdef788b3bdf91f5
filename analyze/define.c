/* define.c - a rule set as text: a line for each thing that decides a label. */
#include "analyze/define.h"

#include <math.h>

#include "analyze/load.h"
#include "analyze/names.h"
#include "lib/json.h"
#include "lib/banned.h"

/* Part of the first line: what the engine makes of the same rules. */
enum { ENGINE = 1 };

/* --- writing --- */

/* The next member of an object, or entry of a list. */
static void comma(struct buf *b)
{
    char last = b->n ? b->p[b->n - 1] : '\n';

    if (last != '{' && last != '[')
        buf_text(b, ", ");
}

static void key(struct buf *b, const char *name)
{
    comma(b);
    buf_fmt(b, "\"%s\": ", name);
}

static void text(struct buf *b, const char *name, str s)
{
    key(b, name);
    json_string(b, s);
}

static void number(struct buf *b, const char *name, double v)
{
    if (v == HUGE_VAL)
        return;                         /* no limit */
    key(b, name);
    buf_fmt(b, "%.17g", v);
}

static void list_of(struct buf *b, const char *name, size_t n)
{
    if (n) {
        key(b, name);
        buf_char(b, '[');
    }
}

static void words(struct buf *b, const char *name, const struct words *w)
{
    list_of(b, name, w->n);
    for (size_t i = 0; i < w->n; i++) {
        comma(b);
        json_string(b, w->at[i]);
    }
    if (w->n)
        buf_char(b, ']');
}

static void patterns(struct buf *b, const char *name, const struct rules *r,
                     const struct patterns *p)
{
    list_of(b, name, p->n);
    for (size_t i = 0; i < p->n; i++) {
        comma(b);
        json_string(b, regex_pattern(r->regex, p->at[i]));
    }
    if (p->n)
        buf_char(b, ']');
}

static void near_one(struct buf *b, const struct rules *r,
                     const struct near *near)
{
    struct patterns of = { near->of, near->n };

    buf_char(b, '{');
    number(b, "within", (double)near->within);
    patterns(b, "of", r, &of);
    buf_char(b, '}');
}

static void nears(struct buf *b, const struct rules *r, const struct rule *x)
{
    list_of(b, "near", x->n_near);
    for (size_t i = 0; i < x->n_near; i++) {
        comma(b);
        near_one(b, r, &x->near[i]);
    }
    if (x->n_near)
        buf_char(b, ']');
}

static void signs(struct buf *b, const struct rules *r, const struct rule *x)
{
    list_of(b, "signs", x->n_signs);
    for (size_t i = 0; i < x->n_signs; i++) {
        const struct sign *s = &x->sign[i];

        comma(b);
        buf_fmt(b, "{\"%.17g\": ", s->points);
        if (s->pattern < 0)
            near_one(b, r, &s->near);
        else
            json_string(b, regex_pattern(r->regex, s->pattern));
        buf_char(b, '}');
    }
    if (x->n_signs) {
        buf_char(b, ']');
        number(b, "enough", x->enough);
    }
}

static void when(struct buf *b, const struct when *w)
{
    if (!w->source.n && !w->kind.n && !w->region.n && !w->not_region.n)
        return;
    key(b, "when");
    buf_char(b, '{');
    words(b, "source", &w->source);
    words(b, "kind", &w->kind);
    words(b, "region", &w->region);
    words(b, "not_region", &w->not_region);
    buf_char(b, '}');
}

static void conditions(struct buf *b, const struct rules *r,
                       const struct rule *x)
{
    struct words in = { (str[FIELDS]){ { 0 } }, 0 };

    for (int f = 0; f < FIELDS; f++)
        if (x->in[f])
            in.at[in.n++] = str_of(field_name(f));
    words(b, "in", &in);
    when(b, &x->when);
    patterns(b, "any", r, &x->any);
    nears(b, r, x);
    signs(b, r, x);
    patterns(b, "all", r, &x->all);
    patterns(b, "none", r, &x->none);
    patterns(b, "unless", r, &x->unless);
}

static void rule(struct buf *b, const struct rules *r, const struct rule *x)
{
    const struct target *t = x->exclusion ? NULL : &r->target[x->target];

    buf_char(b, '{');
    text(b, "id", x->id);
    if (t)
        text(b, target_kind_name(t->kind), t->id);
    words(b, "limits", &x->limits_raw);
    if (x->reach)
        text(b, "reach", str_of(reach_name(x->reach)));
    if (!x->everything && !x->n_signs)
        number(b, "weight", x->weight);
    if (x->needs != NEEDS_SERVICE)
        text(b, "needs", str_of(needs_name(x->needs)));
    words(b, "yields", &x->yields_raw);
    conditions(b, r, x);
    buf_text(b, "}\n");
}

/* By kind: the member that holds a name. */
static const char *const named[NAME_KINDS] = { "code", "name", "tag" };

static void name(void *to, enum name_kind k, const struct pair *p)
{
    struct buf *b = to;

    buf_char(b, '{');
    text(b, named[k], p->key);
    text(b, k == BY_TAG ? "problem" : "item", p->value);
    buf_text(b, "}\n");
}

static void region_items(struct buf *b, const struct rules *r)
{
    const struct settings *s = &r->settings;

    list_of(b, "region_items", s->n_region_items);
    for (size_t i = 0; i < s->n_region_items; i++) {
        const struct region_item *x = &s->region_item[i];

        comma(b);
        buf_char(b, '{');
        text(b, "item", r->target[x->item].id);
        text(b, "becomes", r->target[x->becomes].id);
        words(b, "region", &x->region);
        words(b, "not_region", &x->not_region);
        buf_char(b, '}');
    }
    if (s->n_region_items)
        buf_char(b, ']');
}

static void each_kind(struct buf *b, const struct settings *s)
{
    for (int k = 0; k < TARGET_KINDS; k++) {
        key(b, target_kind_name(k));
        buf_char(b, '{');
        number(b, "threshold", s->threshold[k]);
        number(b, "max_labels", (double)s->max_labels[k]);
        buf_char(b, '}');
    }
}

/* Other targets are in the order of their files: the order of the contexts,
 * which no file lists, decides between equal ones. */
static void contexts(struct buf *b, const struct rules *r)
{
    for (size_t i = 0; i < r->n_targets; i++)
        if (r->target[i].kind == T_CONTEXT) {
            comma(b);
            json_string(b, r->target[i].id);
        }
}

static void everywhere(struct buf *b, const struct rules *r)
{
    const struct settings *s = &r->settings;

    buf_char(b, '{');
    number(b, "engine", ENGINE);
    text(b, "simplified", str_of(fold_hash(r->fold)));
    each_kind(b, s);
    number(b, "title_factor", s->title_factor);
    number(b, "keep_share", s->keep_share);
    number(b, "card_longest", s->card_longest);
    number(b, "card_letter", s->card_letter);
    number(b, "card_topic", s->card_topic);
    number(b, "card_points", s->card_points);
    if (s->card_points < HUGE_VAL) {
        number(b, "card_lead", s->card_lead);
        number(b, "card_faint", s->card_faint);
    }
    if (s->fallback_problem >= 0)
        text(b, "fallback_problem", r->target[s->fallback_problem].id);
    region_items(b, r);
    key(b, "contexts");
    buf_char(b, '[');
    contexts(b, r);
    buf_text(b, "]}\n");
}

str rules_define(const struct rules *r, struct arena *a)
{
    struct buf b = { 0 };
    str out;

    everywhere(&b, r);
    names_each(r->names, name, &b);
    for (size_t i = 0; i < r->n; i++)
        if (!r->rule[i].draft)
            rule(&b, r, &r->rule[i]);
    out = str_dup(a, buf_view(&b));
    buf_release(&b);
    return out;
}

/* --- reading --- */

/* A line that is a name, into the names of its kind; false: it is none. */
static bool name_read(struct load *l, const struct yaml *y,
                      struct pairs by[NAME_KINDS])
{
    for (int k = 0; k < NAME_KINDS; k++) {
        const struct yaml *is = yaml_get(y, named[k]);
        const struct yaml *of = yaml_get(y, k == BY_TAG ? "problem" : "item");

        if (is && of && is->kind == YAML_TEXT && of->kind == YAML_TEXT) {
            by[k].at[by[k].n++] = (struct pair){ is->text, of->text, y->at };
            target_add(l, k == BY_TAG ? T_PROBLEM : T_ITEM, of->text);
            return true;
        }
    }
    return false;
}

static int lines_read(struct load *l, const struct yaml *list, struct err *e)
{
    struct arena *a = &l->r->mem;
    struct pairs by[NAME_KINDS];

    for (int k = 0; k < NAME_KINDS; k++)
        by[k] = (struct pairs){ arena_array(a, struct pair, list->n), 0 };
    for (size_t i = 0; i < list->n; i++)
        if (!name_read(l, &list->item[i], by) &&
            rule_load(l, &list->item[i],
                      yaml_get(&list->item[i], "limits") != NULL, e))
            return -1;
    l->r->names = names_of(by, l->r->fold, a);
    return 0;
}

/* JSON is YAML: the lines as a list of it, read by what reads the rules. */
static struct yaml *list_read(str lines, struct arena *a, struct err *e)
{
    struct buf b = { 0 };
    struct yaml *list;
    str line;

    while (str_cut(&lines, '\n', &line))
        if (line.n) {
            buf_text(&b, "- ");
            buf_str(&b, line);
            buf_char(&b, '\n');
        }
    list = yaml_read(buf_view(&b), "rule_set.lines", a, e);
    buf_release(&b);
    return list && yaml_want(list, YAML_LIST, "lines", e) == 0 ? list : NULL;
}

struct rules *rules_of_lines(str lines, struct fold *fold)
{
    struct load l = { .r = mem_grow(NULL, sizeof *l.r), .again = true };
    struct yaml *list;
    struct err e;

    *l.r = (struct rules){ .regex = regex_new(), .fold = fold };
    list = list_read(lines, &l.r->mem, &e);
    if (!list || lines_read(&l, list, &e)) {
        rules_free(l.r);
        return NULL;
    }
    rules_index(l.r);
    return l.r;
}
