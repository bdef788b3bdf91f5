/* rule_patterns.c - the patterns of a rule, and what of them goes together. */
#include "analyze/rule_part.h"

#include "lib/banned.h"

static int pattern_read(struct reading *x, const struct yaml *node, int *out)
{
    str text;

    x->l->code = "bad-pattern";
    if (pattern_expand(x->l, node, &text, x->e))
        return rule_named(x);
    *out = regex_add(x->l->r->regex, text, node->at, x->e);
    if (*out < 0)
        return rule_named(x);
    x->l->code = NULL;
    return 0;
}

static int list_read(struct reading *x, const struct yaml *y,
                     struct patterns *out)
{
    size_t n = !y ? 0 : y->kind == YAML_LIST ? y->n : 1;

    out->at = arena_array(&x->l->r->mem, int, n);
    out->n = n;
    for (size_t i = 0; i < n; i++)
        if (pattern_read(x, y->kind == YAML_LIST ? &y->item[i] : y,
                         &out->at[i]))
            return -1;
    return 0;
}

static int near_read(struct reading *x)
{
    static const char *const keys[] = { "within", "of", NULL };
    const struct yaml *y = yaml_get(x->node, "near");
    size_t n = !y ? 0 : y->kind == YAML_LIST ? y->n : 1;

    x->rule->near = arena_array(&x->l->r->mem, struct near, n);
    x->rule->n_near = n;
    for (size_t i = 0; i < n; i++) {
        const struct yaml *one = y->kind == YAML_LIST ? &y->item[i] : y;
        struct near *near = &x->rule->near[i];
        struct patterns parts;
        double within = -1;

        if (yaml_want(one, YAML_MAP, "near", x->e) ||
            yaml_known(one, keys, x->e) ||
            yaml_number(one, "within", &within, x->e))
            return rule_named(x);
        if (within < 0 || within > 1000)
            return rule_bad(x, one->at, _("near needs within, from 0 to 1000"),
                            STR("within"));
        if (list_read(x, yaml_get(one, "of"), &parts))
            return -1;
        if (parts.n < 2 || parts.n > 6)
            return rule_bad(x, one->at, _("near needs 2 to 6 parts"),
                            STR("of"));
        near->within = (size_t)within;
        near->of = parts.at;
        near->n = parts.n;
    }
    return 0;
}

/* One sign: a map of its points and its pattern. */
static int sign_read(struct reading *x, const struct yaml *y,
                     struct sign *out)
{
    if (yaml_want(y, YAML_MAP, "signs", x->e))
        return rule_named(x);
    if (y->n != 1 || !str_real(y->key[0], &out->points) || out->points == 0)
        return rule_bad(x, y->at, _("a sign is its points and one pattern"),
                        y->n ? y->key[0] : STR(""));
    return pattern_read(x, &y->item[0], &out->pattern);
}

/* A score card. */
static int signs_read(struct reading *x)
{
    const struct yaml *y = yaml_get(x->node, "signs");
    struct rule *r = x->rule;

    r->enough = 10;
    if (!y)
        return 0;
    if (yaml_want(y, YAML_LIST, "signs", x->e) ||
        yaml_number(x->node, "enough", &r->enough, x->e))
        return rule_named(x);
    if (r->enough <= 0)
        return rule_bad(x, yaml_get(x->node, "enough")->at, "enough",
                        yaml_get(x->node, "enough")->text);
    r->sign = arena_array(&x->l->r->mem, struct sign, y->n);
    r->n_signs = y->n;
    for (size_t i = 0; i < y->n; i++)
        if (sign_read(x, &y->item[i], &r->sign[i]))
            return -1;
    r->weight = r->enough;
    return 0;
}

int rule_patterns(struct reading *x)
{
    struct rule *r = x->rule;

    if (list_read(x, yaml_get(x->node, "any"), &r->any) || near_read(x) ||
        signs_read(x) ||
        list_read(x, yaml_get(x->node, "all"), &r->all) ||
        list_read(x, yaml_get(x->node, "none"), &r->none) ||
        list_read(x, yaml_get(x->node, "unless"), &r->unless))
        return -1;
    if (r->any.n + r->n_near + r->all.n + r->n_signs == 0)
        return rule_bad(x, r->at, _("one is needed"),
                        STR("any, near, all, signs"));
    if (r->n_signs && (r->any.n + r->n_near + r->unless.n ||
                       yaml_get(x->node, "weight") ||
                       yaml_get(x->node, "yields") ||
                       !yaml_get(x->node, "item")))
        return rule_bad(x, r->at, _("a score card is for an item and has no "
                                    "weight, any, near, unless or yields"),
                        STR("signs"));
    if (r->unless.n && r->any.n + r->n_near == 0)
        return rule_bad(x, r->at, _("unless takes away hits of any or near, "
                                    "and there are none"), STR("unless"));
    if (r->reach && r->any.n + r->n_near == 0)
        return rule_bad(x, r->at, _("one is needed"), STR("any, near"));
    return 0;
}
