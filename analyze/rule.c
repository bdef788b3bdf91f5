/* rule.c - one rule or exclusion of a file, checked and compiled. */
#include "analyze/rule_part.h"

#include <stdio.h>

#include "lib/banned.h"

int rule_bad(const struct reading *x, struct where at, const char *what,
             str value)
{
    return err_set(x->e, ERR_CONFIG, at, N_("rule \"%.*s\": %s: \"%.*s\""),
                   PSTR(x->rule->id), what, PSTR(value));
}

int rule_named(const struct reading *x)
{
    char msg[sizeof x->e->msg];

    memcpy(msg, x->e->msg, sizeof msg);
    return err_set(x->e, x->e->kind, err_place(x->e),
                   N_("rule \"%.*s\": %.900s"),
                   PSTR(x->rule->id), msg);
}

static int id_read(struct reading *x)
{
    const struct yaml *y = yaml_get(x->node, "id");
    str id;

    if (!y || y->kind != YAML_TEXT || y->text.n == 0)
        return err_set(x->e, ERR_CONFIG, x->node->at,
                       N_("a rule without id"));
    id = y->text;
    for (size_t i = 0; i < id.n; i++) {
        char c = id.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'))
            return err_set(x->e, ERR_CONFIG, y->at,
                           N_("id \"%.*s\": letters, digits and - only"),
                           PSTR(id));
    }
    for (size_t i = 0; i < x->l->r->n && !x->l->again; i++)
        if (str_eq(x->l->r->rule[i].id, id))
            return x->l->code = "duplicate-id",
                   err_set(x->e, ERR_CONFIG, y->at,
                           N_("id \"%.*s\" is there already: %s:%ld"),
                           PSTR(id), x->l->r->rule[i].at.file,
                           x->l->r->rule[i].at.line);
    x->rule->id = id;
    x->rule->at = y->at;
    return 0;
}

static int target_read(struct reading *x)
{
    const struct yaml *found = NULL;
    enum target_kind kind = T_ITEM;

    for (int k = 0; k < TARGET_KINDS; k++) {
        const struct yaml *y = yaml_get(x->node, target_kind_name(k));

        if (y && found)
            return rule_bad(x, y->at, _("speaks for two things"),
                            str_of(target_kind_name(k)));
        if (y) {
            found = y;
            kind = k;
        }
    }
    if (!found)
        return rule_bad(x, x->rule->at, _("one is needed"),
                        STR("item, problem, topic, context"));
    if (yaml_want(found, YAML_TEXT, target_kind_name(kind), x->e))
        return rule_named(x);
    x->rule->target = target_add(x->l, kind, found->text);
    if (target_known(x->l, kind, found->text))
        return 0;
    x->l->code = "unknown-target";
    rule_bad(x, found->at, kind == T_ITEM ? _("no such item in the catalog")
             : kind == T_TOPIC ? _("no such topic in topics.csv")
             : _("no such kind of problem"), found->text);
    if (kind == T_TOPIC) {              /* a complaint, but it works */
        complain(x->l, x->e);
        return 0;
    }
    return -1;
}

static int field_of(str name)
{
    for (int i = 0; i < FIELDS; i++)
        if (str_is(name, field_name(i)))
            return i;
    return -1;
}

static int in_read(struct reading *x)
{
    str *name;
    size_t n;

    if (yaml_texts(x->node, "in", &name, &n, &x->l->r->mem, x->e))
        return rule_named(x);
    x->rule->in[F_TITLE] = x->rule->in[F_TEXT] = n == 0;
    for (size_t i = 0; i < n; i++) {
        int f = field_of(name[i]);

        if (f < 0)
            return rule_bad(x, yaml_get(x->node, "in")->at, "in", name[i]);
        x->rule->in[f] = true;
    }
    return 0;
}

static int words_read(struct reading *x, const struct yaml *map,
                      const char *key, struct words *out)
{
    if (yaml_texts(map, key, &out->at, &out->n, &x->l->r->mem, x->e))
        return rule_named(x);
    return 0;
}

static int when_read(struct reading *x)
{
    static const char *const keys[] = { "source", "kind", "region",
                                        "not_region", NULL };
    static const char *const sources[] = { "rating", "ticket", "message" };
    const struct yaml *y = yaml_get(x->node, "when");
    struct when *w = &x->rule->when;

    if (!y)
        return 0;
    if (yaml_want(y, YAML_MAP, "when", x->e) || yaml_known(y, keys, x->e))
        return rule_named(x);
    if (words_read(x, y, "source", &w->source) ||
        words_read(x, y, "kind", &w->kind) ||
        words_read(x, y, "region", &w->region) ||
        words_read(x, y, "not_region", &w->not_region))
        return -1;
    for (size_t i = 0; i < w->source.n; i++) {
        size_t k = 0;

        while (k < 3 && !str_is(w->source.at[i], sources[k]))
            k++;
        if (k == 3)
            return rule_bad(x, y->at, "source", w->source.at[i]);
    }
    return 0;
}

static const char *const statuses[] = { "active", "draft", NULL };
static const char *const reaches[] = { "text", "sentence", "clause", NULL };
static const char *const needed[] = { "service", "item", "none", NULL };

const char *reach_name(enum reach r)
{
    return reaches[r];
}

const char *needs_name(enum needs n)
{
    return needed[n];
}

/* A key that says one of these words, the first where it is not there: its
 * number. */
static int word_read(struct reading *x, const char *key,
                     const char *const *words, int *out)
{
    str word = str_of(words[0]);

    if (yaml_text(x->node, key, &word, x->e))
        return rule_named(x);
    for (*out = 0; words[*out]; ++*out)
        if (str_is(word, words[*out]))
            return 0;
    return rule_bad(x, x->rule->at, key, word);
}

static int choices_read(struct reading *x)
{
    int status = 0, reach = 0, needs = 0;

    if (word_read(x, "status", statuses, &status) ||
        word_read(x, "reach", reaches, &reach) ||
        word_read(x, "needs", needed, &needs))
        return -1;
    x->rule->draft = status != 0;
    x->rule->reach = (enum reach)reach;
    x->rule->needs = (enum needs)needs;
    return 0;
}

/* "item:*": every item but the rule's own, and so for the other kinds. */
static void yields_all(struct reading *x, enum target_kind k)
{
    struct load *l = x->l;
    struct rule *rule = x->rule;

    for (size_t i = 0; i < l->r->n_known[k]; i++) {
        int t = target_add(l, k, l->r->known[k][i]);

        if (t != rule->target)
            rule->yields.at[rule->yields.n++] = t;
    }
}

static int yields_one(struct reading *x, str word, struct where at)
{
    str id = word, kind;
    int k = 0;

    str_cut(&id, ':', &kind);
    while (k < TARGET_KINDS && !str_is(kind, target_kind_name(k)))
        k++;
    if (k == TARGET_KINDS || !id.n ||
        (!str_is(id, "*") && !target_known(x->l, k, id)))
        return x->l->code = "unknown-target",
               rule_bad(x, at, _("no such target"), word);
    if (k == T_PROBLEM &&
        x->l->r->target[x->rule->target].kind != T_PROBLEM)
        return rule_bad(x, at, _("only a problem can yield to a problem"),
                        word);
    if (str_is(id, "*"))
        yields_all(x, k);
    else
        x->rule->yields.at[x->rule->yields.n++] = target_add(x->l, k, id);
    return 0;
}

static int yields_read(struct reading *x)
{
    const struct yaml *y = yaml_get(x->node, "yields");
    struct words *w = &x->rule->yields_raw;
    size_t room = 0, all = 0;

    if (words_read(x, x->node, "yields", w))
        return -1;
    for (int k = 0; k < TARGET_KINDS; k++)
        all += x->l->r->n_known[k];
    for (size_t i = 0; i < w->n; i++)
        room += str_ends(w->at[i], STR(":*")) ? all : 1;
    x->rule->yields.at = arena_array(&x->l->r->mem, int, room);
    for (size_t i = 0; i < w->n; i++)
        if (yields_one(x, w->at[i], y->at))
            return -1;
    return 0;
}

static int example_read(struct reading *x, const struct yaml *y,
                        struct example *out)
{
    static const char *const keys[] = { "title", "item_name", "text",
        "region", "source", "kind", NULL };
    struct doc *d = &out->doc;

    out->at = y->at;
    if (y->kind == YAML_TEXT) {
        int f = x->rule->in[F_TEXT] ? F_TEXT : x->rule->in[F_TITLE] ? F_TITLE
                : F_ITEM_NAME;

        d->field[f] = y->text;
        return 0;
    }
    if (yaml_want(y, YAML_MAP, _("an example"), x->e) ||
        yaml_known(y, keys, x->e) ||
        yaml_text(y, "title", &d->field[F_TITLE], x->e) ||
        yaml_text(y, "item_name", &d->field[F_ITEM_NAME], x->e) ||
        yaml_text(y, "text", &d->field[F_TEXT], x->e) ||
        yaml_text(y, "region", &d->region, x->e) ||
        yaml_text(y, "source", &d->source, x->e) ||
        yaml_text(y, "kind", &d->kind, x->e))
        return rule_named(x);
    return 0;
}

static int examples_read(struct reading *x)
{
    static const char *const keys[] = { "yes", "no", NULL };
    const struct yaml *map = yaml_get(x->node, "examples");
    struct rule *r = x->rule;
    size_t cap = 0;

    if (map && (yaml_want(map, YAML_MAP, "examples", x->e) ||
                yaml_known(map, keys, x->e)))
        return rule_named(x);
    for (int k = 0; map && k < 2; k++) {
        const struct yaml *y = yaml_get(map, keys[k]);
        size_t n = !y ? 0 : y->kind == YAML_LIST ? y->n : 1;

        for (size_t i = 0; i < n; i++) {
            struct example one = { .yes = k == 0 };

            if (example_read(x, y->kind == YAML_LIST ? &y->item[i] : y,
                             &one))
                return -1;
            r->example = mem_room(r->example, r->n_examples, &cap);
            r->example[r->n_examples++] = one;
        }
    }
    return 0;
}

static int weight_read(struct reading *x)
{
    struct rule *r = x->rule;

    r->weight = 10;
    r->everything = r->exclusion && !yaml_get(x->node, "weight");
    if (yaml_number(x->node, "weight", &r->weight, x->e))
        return rule_named(x);
    if (r->weight == 0 || (r->exclusion && r->weight < 0))
        return rule_bad(x, yaml_get(x->node, "weight")->at, "weight",
                        yaml_get(x->node, "weight")->text);
    return 0;
}

static int keys_check(struct reading *x)
{
    static const char *const rule_keys[] = { "id", "item", "problem", "topic",
        "context", "weight", "status", "in", "when", "needs", "any", "near",
        "signs", "enough", "all", "none", "unless", "yields", "examples",
        "note", NULL };
    static const char *const exclusion_keys[] = { "id", "limits", "reach",
        "weight", "status", "in", "when", "any", "near", "all", "none",
        "unless", "examples", "note", NULL };

    if (yaml_known(x->node, x->rule->exclusion ? exclusion_keys : rule_keys,
                   x->e)) {
        x->l->code = "unknown-key";
        return rule_named(x);
    }
    return 0;
}

int rule_load(struct load *l, const struct yaml *node, bool exclusion,
              struct err *e)
{
    struct rule r = { .exclusion = exclusion, .target = -1 };
    struct reading x = { l, &r, node, e };

    l->code = NULL;
    if (yaml_want(node, YAML_MAP, _("a rule"), e))
        return -1;
    if (id_read(&x) || keys_check(&x) || in_read(&x) || when_read(&x) ||
        choices_read(&x) || weight_read(&x) || rule_patterns(&x) ||
        examples_read(&x) ||
        (exclusion ? words_read(&x, node, "limits", &r.limits_raw)
                   : target_read(&x) || yields_read(&x))) {
        mem_free(r.example);
        return -1;
    }
    if (exclusion && r.limits_raw.n == 0) {
        mem_free(r.example);
        return rule_bad(&x, r.at, _("one is needed"), STR("limits"));
    }
    l->r->rule = mem_room(l->r->rule, l->r->n, &l->cap_rules);
    l->r->rule[l->r->n++] = r;
    l->r->n_active += !r.draft;
    return 0;
}

/* Does "item:2-*" mean this name? */
static bool covers(str pattern, str name)
{
    if (str_ends(pattern, STR("*")))
        return str_starts(name, str_head(pattern, pattern.n - 1));
    return str_eq(pattern, name);
}

static void resolve_one(struct load *l, struct rule *x, str name)
{
    struct rules *r = l->r;
    size_t before = x->limits.n + x->limits_target.n;
    char text[256];
    struct err e;

    for (size_t i = 0; i < r->n; i++)
        if (!r->rule[i].exclusion && covers(name, r->rule[i].id))
            x->limits.at[x->limits.n++] = (int)i;
    for (size_t i = 0; i < r->n_targets; i++) {
        int n = snprintf(text, sizeof text, "%s:%.*s",
                         target_kind_name(r->target[i].kind),
                         PSTR(r->target[i].id));

        if (n > 0 && n < (int)sizeof text && covers(name, str_of(text)))
            x->limits_target.at[x->limits_target.n++] = (int)i;
    }
    if (x->limits.n + x->limits_target.n > before)
        return;
    err_set(&e, ERR_CONFIG, x->at,
            N_("rule \"%.*s\": limits \"%.*s\": no rule and no target of "
               "that name"), PSTR(x->id), PSTR(name));
    l->code = "unknown-target";
    complain(l, &e);
}

void limits_resolve(struct load *l)
{
    struct rules *r = l->r;

    for (size_t i = 0; i < r->n; i++) {
        struct rule *x = &r->rule[i];
        size_t n = x->limits_raw.n;

        if (!x->exclusion)
            continue;
        x->limits = (struct patterns){
            arena_array(&r->mem, int, n * r->n + 1), 0 };
        x->limits_target = (struct patterns){
            arena_array(&r->mem, int, n * r->n_targets + 1), 0 };
        for (size_t k = 0; k < n; k++)
            resolve_one(l, x, x->limits_raw.at[k]);
    }
}
