/* judge_card.c - score cards: the items that the rules did not find, or found
 * where something else is meant. */
#include "analyze/judge_part.h"

#include <stdlib.h>

#include "lib/banned.h"

static bool is_card(const struct fired *f)
{
    return f->rule->n_signs > 0 && f->fate == COUNTED;
}

static bool takes_from(const struct judge *j, const struct rule *x, int target)
{
    for (size_t i = 0; i < x->limits_target.n; i++)
        if (j->becomes[x->limits_target.at[i]] == target)
            return true;
    return false;
}

/* What the exclusions of its item take from a card. */
static void exclude_card(const struct judge *j, struct fired *f)
{
    for (size_t i = 0; i < j->n_fired; i++) {
        const struct rule *x = j->fired[i].rule;

        if (!x->exclusion || x->reach || !takes_from(j, x, f->target))
            continue;
        f->weight -= x->everything ? f->weight : x->weight;
        if (f->weight < f->rule->enough) {
            f->fate = EXCLUDED;
            f->by = x;
            return;
        }
    }
}

/* The card with the most points, the first of equal ones; of this target, or
 * of any (-1).  NULL: none. */
static const struct fired *best_card(const struct judge *j, int target)
{
    const struct fired *best = NULL;

    for (size_t i = 0; i < j->n_fired; i++) {
        const struct fired *f = &j->fired[i];

        if (is_card(f) && (target < 0 || f->target == target) &&
            (!best || f->weight > best->weight))
            best = f;
    }
    return best;
}

/* Does the best card speak against this label? */
static bool overruled(const struct judge *j, const struct label *l,
                      const struct fired *best)
{
    const struct settings *s = &j->rules->settings;
    const struct fired *own = best_card(j, l->target);

    return best->weight >= s->card_points && l->score <= s->card_faint &&
           l->field != F_TITLE && best->target != l->target &&
           best->weight - (own ? own->weight : 0) >= s->card_lead;
}

/* Take away the labels that are overruled. */
static void overrule(struct judge *j, const struct fired *best,
                     struct verdict *v)
{
    struct label *l = v->label[T_ITEM];
    size_t kept = 0;

    for (size_t i = 0; i < v->n_labels[T_ITEM]; i++) {
        if (!overruled(j, &l[i], best)) {
            l[kept++] = l[i];
            continue;
        }
        v->lost[v->n_lost++] = l[i];
        for (size_t k = 0; k < j->n_fired; k++) {
            struct fired *f = &j->fired[k];

            if (!is_card(f) && verdict_supports(f, &l[i])) {
                f->fate = OVERRULED;
                f->by = best->rule;
            }
        }
    }
    v->n_labels[T_ITEM] = kept;
}

/* One label for each item whose card has as many points as the best. */
static void label(struct judge *j, double most, struct arena *a,
                  struct verdict *v)
{
    struct label *l = arena_array(a, struct label, j->n_fired);
    size_t n = 0, k;

    for (size_t i = 0; i < j->n_fired; i++) {
        struct fired *f = &j->fired[i];

        if (!is_card(f) || f->weight < most)
            continue;
        for (k = 0; k < n && l[k].target != f->target; k++)
            ;
        if (k == n)
            l[n++] = (struct label){ f->target, f->weight, f->field,
                                     f->hit.from };
    }
    if (n > 1)
        qsort(l, n, sizeof *l, judge_rank);
    v->label[T_ITEM] = l;
    v->n_labels[T_ITEM] = n < j->rules->settings.max_labels[T_ITEM] ? n
        : j->rules->settings.max_labels[T_ITEM];
}

/* The cards of no label have no say. */
static void silence(struct judge *j, const struct verdict *v, bool spoke)
{
    for (size_t i = 0; i < j->n_fired; i++) {
        struct fired *f = &j->fired[i];
        size_t k = 0;

        while (k < v->n_labels[T_ITEM] &&
               v->label[T_ITEM][k].target != f->target)
            k++;
        if (is_card(f) && (!spoke || k == v->n_labels[T_ITEM]))
            f->fate = spoke ? YIELDED : UNHEARD;
    }
}

static double needed(const struct judge *j)
{
    const struct settings *s = &j->rules->settings;

    return j->letter && s->card_points > s->threshold[T_ITEM]
           ? s->card_points : s->threshold[T_ITEM];
}

void judge_cards(struct judge *j, struct arena *a, struct verdict *v)
{
    const struct fired *best;
    bool spoke = false;

    for (size_t i = 0; i < j->n_fired; i++)
        if (is_card(&j->fired[i]))
            exclude_card(j, &j->fired[i]);
    best = best_card(j, -1);
    if (!best)
        return;
    if (v->n_labels[T_ITEM]) {
        overrule(j, best, v);
        spoke = v->n_labels[T_ITEM] == 0;
    } else {
        spoke = v->n_labels[T_TOPIC] == 0 ||
                best->weight >= j->rules->settings.card_topic;
    }
    spoke = spoke && best->weight >= needed(j);
    if (spoke)
        label(j, best->weight, a, v);
    silence(j, v, spoke);
}
