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

static int near_one(struct reading *x, const struct yaml *y, struct near *near)
{
    static const char *const keys[] = { "within", "of", NULL };
    struct patterns parts;
    double within = -1;

    if (yaml_want(y, YAML_MAP, "near", x->e) || yaml_known(y, keys, x->e) ||
        yaml_number(y, "within", &within, x->e))
        return rule_named(x);
    if (within < 0 || within > 1000)
        return rule_bad(x, y->at, _("near needs within, from 0 to 1000"),
                        STR("within"));
    if (list_read(x, yaml_get(y, "of"), &parts))
        return -1;
    if (parts.n < 2 || parts.n > 6)
        return rule_bad(x, y->at, _("near needs 2 to 6 parts"), STR("of"));
    *near = (struct near){ (size_t)within, parts.at, parts.n };
    return 0;
}

static int near_read(struct reading *x)
{
    const struct yaml *y = yaml_get(x->node, "near");
    size_t n = !y ? 0 : y->kind == YAML_LIST ? y->n : 1;

    x->rule->near = arena_array(&x->l->r->mem, struct near, n);
    x->rule->n_near = n;
    for (size_t i = 0; i < n; i++)
        if (near_one(x, y->kind == YAML_LIST ? &y->item[i] : y,
                     &x->rule->near[i]))
            return -1;
    return 0;
}

/* One sign: a map of its points and its pattern, or what stands near. */
static int sign_read(struct reading *x, const struct yaml *y,
                     struct sign *out)
{
    if (yaml_want(y, YAML_MAP, "signs", x->e))
        return rule_named(x);
    if (y->n != 1 || !str_real(y->key[0], &out->points) || out->points == 0)
        return rule_bad(x, y->at, _("a sign is its points and one pattern"),
                        y->n ? y->key[0] : STR(""));
    out->pattern = -1;
    return y->item[0].kind == YAML_MAP
           ? near_one(x, &y->item[0], &out->near)
           : pattern_read(x, &y->item[0], &out->pattern);
}

/* The signs with the most points first, equal ones as they are written. */
static void by_points(struct sign *s, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct sign x = s[i];
        size_t k = i;

        for (; k > 0 && s[k - 1].points < x.points; k--)
            s[k] = s[k - 1];
        s[k] = x;
    }
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
    if (y->n > SIGNS)
        return rule_bad(x, y->at, _("at most 64 signs"), STR("signs"));
    r->sign = arena_array(&x->l->r->mem, struct sign, y->n);
    r->n_signs = y->n;
    for (size_t i = 0; i < y->n; i++)
        if (sign_read(x, &y->item[i], &r->sign[i]))
            return -1;
    by_points(r->sign, r->n_signs);
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
