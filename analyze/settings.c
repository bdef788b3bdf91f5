/* settings.c - settings.yaml: thresholds and the like. */
#include <math.h>

#include "analyze/load.h"
#include "lib/banned.h"

static int number_in(const struct yaml *map, const char *key, double min,
                     double max, double *out, struct err *e)
{
    const struct yaml *y = yaml_get(map, key);

    if (yaml_number(map, key, out, e))
        return -1;
    if (!y || (*out >= min && *out <= max))
        return 0;
    return err_set(e, ERR_CONFIG, y->at, N_("%s must be from %g to %g"), key,
                   min, max);
}

static int region_item(struct load *l, const struct yaml *y,
                       struct region_item *out, struct err *e)
{
    static const char *const keys[] = { "item", "becomes", "region",
                                        "not_region", NULL };
    str item = { 0 }, becomes = { 0 };

    if (yaml_want(y, YAML_MAP, "region_items", e) || yaml_known(y, keys, e) ||
        yaml_text(y, "item", &item, e) ||
        yaml_text(y, "becomes", &becomes, e) ||
        yaml_texts(y, "region", &out->region.at, &out->region.n, &l->r->mem,
                   e) ||
        yaml_texts(y, "not_region", &out->not_region.at, &out->not_region.n,
                   &l->r->mem, e))
        return -1;
    if (!target_known(l, T_ITEM, item) || !target_known(l, T_ITEM, becomes))
        return err_set(e, ERR_CONFIG, y->at,
                       N_("no such item in the catalog: %.*s, %.*s"),
                       PSTR(item), PSTR(becomes));
    out->item = target_add(l, T_ITEM, item);
    out->becomes = target_add(l, T_ITEM, becomes);
    return 0;
}

static int region_items(struct load *l, const struct yaml *node,
                        struct err *e)
{
    const struct yaml *y = yaml_get(node, "region_items");
    struct settings *s = &l->r->settings;

    if (!y)
        return 0;
    if (yaml_want(y, YAML_LIST, "region_items", e))
        return -1;
    s->region_item = arena_array(&l->r->mem, struct region_item, y->n);
    for (size_t i = 0; i < y->n; i++) {
        if (region_item(l, &y->item[i], &s->region_item[i], e))
            return -1;
        s->n_region_items++;
    }
    return 0;
}

static int per_kind(const struct yaml *node, const char *key, double min,
                    double *out, struct err *e)
{
    const char *keys[TARGET_KINDS + 1] = { NULL };
    const struct yaml *y = yaml_get(node, key);

    if (!y)
        return 0;
    for (int k = 0; k < TARGET_KINDS; k++)
        keys[k] = target_kind_name(k);
    if (yaml_want(y, YAML_MAP, key, e) || yaml_known(y, keys, e))
        return -1;
    for (int k = 0; k < TARGET_KINDS; k++)
        if (number_in(y, keys[k], min, 1000, &out[k], e))
            return -1;
    return 0;
}

/* When a score card overrules a label; without it, never. */
static int cards(const struct yaml *node, struct settings *s, struct err *e)
{
    static const char *const keys[] = { "longest", "letter", "points",
                                        "lead", "faint", "topic", NULL };
    const struct yaml *y = yaml_get(node, "cards");

    if (!y)
        return 0;
    return yaml_want(y, YAML_MAP, "cards", e) || yaml_known(y, keys, e) ||
           number_in(y, "longest", 1, 1e9, &s->card_longest, e) ||
           number_in(y, "letter", 1, 1e9, &s->card_letter, e) ||
           number_in(y, "points", 0, 1000, &s->card_points, e) ||
           number_in(y, "lead", 0, 1000, &s->card_lead, e) ||
           number_in(y, "faint", 0, 1000, &s->card_faint, e) ||
           number_in(y, "topic", 0, 1000, &s->card_topic, e) ? -1 : 0;
}

int settings_load(struct load *l, const struct yaml *node, struct err *e)
{
    static const char *const keys[] = { "threshold", "title_factor",
        "keep_share", "max_labels", "cards", "fallback_problem",
        "region_items", NULL };
    struct settings *s = &l->r->settings;
    double labels[TARGET_KINDS] = { 3, 2, 8, 3 };
    str fallback = { 0 };

    s->title_factor = 1;
    s->card_longest = s->card_letter = HUGE_VAL;
    s->card_points = s->card_topic = HUGE_VAL;
    s->fallback_problem = -1;
    for (int k = 0; k < TARGET_KINDS; k++) {
        s->threshold[k] = 10;
        s->max_labels[k] = (size_t)labels[k];
    }
    if (!node)
        return 0;
    if (yaml_known(node, keys, e) ||
        per_kind(node, "threshold", 0.001, s->threshold, e) ||
        per_kind(node, "max_labels", 0, labels, e) ||
        number_in(node, "title_factor", 0, 100, &s->title_factor, e) ||
        number_in(node, "keep_share", 0, 1, &s->keep_share, e) ||
        cards(node, s, e) ||
        yaml_text(node, "fallback_problem", &fallback, e) ||
        region_items(l, node, e))
        return -1;
    for (int k = 0; k < TARGET_KINDS; k++)
        s->max_labels[k] = (size_t)labels[k];
    if (fallback.n && !target_known(l, T_PROBLEM, fallback))
        return err_set(e, ERR_CONFIG,
                       yaml_get(node, "fallback_problem")->at,
                       N_("no such kind of problem: \"%.*s\""),
                       PSTR(fallback));
    if (fallback.n)
        s->fallback_problem = target_add(l, T_PROBLEM, fallback);
    return 0;
}
