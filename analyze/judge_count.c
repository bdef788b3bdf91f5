/* judge_count.c - from the rules that fired to labels: scores, what excludes
 * and what yields, rank. */
#include "analyze/judge_part.h"

#include <stdlib.h>

#include "lib/banned.h"

/* A tag of the record counts so much. */
static const double TAG = 10;

bool judge_speaks(const struct judge *j, const struct rule *r,
                  enum target_kind kind)
{
    return !r->exclusion && j->rules->target[r->target].kind == kind;
}

static struct tally *tally_of(struct judge *j, int target)
{
    struct tally *t = &j->tally[target];

    if (t->turn != j->turn) {
        *t = (struct tally){ .turn = j->turn };
        j->touched[j->n_touched++] = target;
    }
    return t;
}

static void speak(struct judge *j, int target, double weight,
                  enum field field, size_t at)
{
    struct tally *t = tally_of(j, target);

    t->score += weight;
    if (!t->hit || field < t->first.field ||
        (field == t->first.field && at < t->first.at))
        t->first = (struct label){ target, 0, field, at };
    t->hit = true;
}

static void exclude_targets(struct judge *j, const struct rule *x)
{
    for (size_t k = 0; k < x->limits_target.n; k++) {
        struct tally *t = &j->tally[j->becomes[x->limits_target.at[k]]];

        if (t->turn != j->turn)
            continue;                   /* it has nothing to lose */
        if (x->everything)
            t->killed = true;
        else
            t->score -= x->weight;
    }
}

/* Scores, with or without the rules that yield: of problems, or of all the
 * others. */
static void count(struct judge *j, bool problems, bool yielding)
{
    const struct settings *s = &j->rules->settings;

    if (++j->turn == 0)
        panic("too many texts for one judge");
    j->n_touched = 0;
    for (size_t i = 0; i < j->n_fired; i++) {
        const struct fired *f = &j->fired[i];

        if (!f->rule->exclusion && !f->rule->n_signs && f->fate == COUNTED &&
            judge_speaks(j, f->rule, T_PROBLEM) == problems &&
            (yielding || f->rule->yields.n == 0))
            speak(j, f->target, f->weight, f->field, f->hit.from);
    }
    for (size_t i = 0; problems && i < j->n_tags; i++)
        speak(j, j->tag[i].target, TAG, F_TITLE, 0);
    for (size_t i = 0; i < j->n_fired; i++)
        if (j->fired[i].rule->exclusion && !j->fired[i].rule->reach)
            exclude_targets(j, j->fired[i].rule);
    for (size_t i = 0; i < j->n_touched; i++) {
        struct tally *t = &j->tally[j->touched[i]];

        t->labelled = !t->killed && t->score >=
            s->threshold[j->rules->target[j->touched[i]].kind];
    }
}

/* Among the labels given already (a problem yields to an item), or in this
 * count. */
static bool labelled(const struct judge *j, int target,
                     const struct verdict *v)
{
    enum target_kind k = j->rules->target[target].kind;
    const struct tally *t = &j->tally[target];

    for (size_t i = 0; i < v->n_labels[k]; i++)
        if (v->label[k][i].target == target)
            return true;
    return t->turn == j->turn && t->labelled;
}

static void yield(struct judge *j, bool problems, const struct verdict *v)
{
    for (size_t i = 0; i < j->n_fired; i++) {
        struct fired *f = &j->fired[i];

        if (f->rule->exclusion || f->fate != COUNTED ||
            judge_speaks(j, f->rule, T_PROBLEM) != problems)
            continue;
        for (size_t k = 0; k < f->rule->yields.n; k++)
            if (labelled(j, j->becomes[f->rule->yields.at[k]], v))
                f->fate = YIELDED;
    }
}

int judge_rank(const void *a, const void *b)
{
    const struct label *x = a, *y = b;

    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    if (x->field != y->field)
        return x->field < y->field ? -1 : 1;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return x->target - y->target;
}

static void label_kind(struct judge *j, enum target_kind kind,
                       struct arena *a, struct verdict *v)
{
    const struct settings *s = &j->rules->settings;
    size_t n = 0, keep = 0;
    struct label *l = arena_array(a, struct label, j->n_touched + 1);

    for (size_t i = 0; i < j->n_touched; i++) {
        const struct tally *t = &j->tally[j->touched[i]];

        if (!t->hit || j->rules->target[j->touched[i]].kind != kind)
            continue;
        l[n] = t->first;
        l[n++].score = t->killed ? 0 : t->score;
    }
    if (n > 1)
        qsort(l, n, sizeof *l, judge_rank);
    while (keep < n && keep < s->max_labels[kind] &&
           l[keep].score >= s->threshold[kind] &&
           l[keep].score >= l[0].score * s->keep_share)
        keep++;
    v->label[kind] = l;
    v->n_labels[kind] = keep;
    for (size_t i = keep; i < n; i++)
        v->lost[v->n_lost++] = l[i];
}

void judge_decide(struct judge *j, bool problems, struct arena *a,
                  struct verdict *v)
{
    count(j, problems, false);
    yield(j, problems, v);
    count(j, problems, true);
    if (problems) {
        label_kind(j, T_PROBLEM, a, v);
        return;
    }
    for (enum target_kind k = T_ITEM; k <= T_CONTEXT; k++)
        label_kind(j, k, a, v);
    judge_cards(j, a, v);
}
