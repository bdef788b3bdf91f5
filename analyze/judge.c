/* judge.c - from the rules that fired to labels. */
#include "analyze/judge.h"

#include <stdlib.h>

#include "analyze/match.h"
#include "analyze/names.h"
#include "lib/banned.h"

struct judge {
    const struct rules *rules;
    struct match *match;
    double *score;              /* by target */
    int *becomes;               /* target of this text's region, by target */
    bool *labelled;             /* by target: reached the threshold */
    struct label *first;        /* by target: place of its first hit */
    bool *killed;               /* by target: an exclusion took everything */
    struct fired *fired;        /* by rule; rule NULL: it did not */
    struct tagged tag[16];      /* of this text */
    size_t n_tags;
};

/* What a record says of itself: an item counts so much, a tag so much. */
static const double GIVEN = 100, TAG = 10;

struct judge *judge_new(const struct rules *r)
{
    struct judge *j = mem_grow(NULL, sizeof *j);
    size_t t = r->n_targets + 1;

    *j = (struct judge){ .rules = r, .match = match_new(r) };
    j->score = mem_grow(NULL, t * sizeof *j->score);
    j->becomes = mem_grow(NULL, t * sizeof *j->becomes);
    j->labelled = mem_grow(NULL, t * sizeof *j->labelled);
    j->first = mem_grow(NULL, t * sizeof *j->first);
    j->killed = mem_grow(NULL, t * sizeof *j->killed);
    j->fired = mem_grow(NULL, (r->n + 1) * sizeof *j->fired);
    return j;
}

void judge_free(struct judge *j)
{
    if (!j)
        return;
    match_free(j->match);
    mem_free(j->score);
    mem_free(j->becomes);
    mem_free(j->labelled);
    mem_free(j->first);
    mem_free(j->killed);
    mem_free(j->fired);
    mem_free(j);
}

static bool begins(const struct words *w, str code)
{
    for (size_t i = 0; i < w->n; i++)
        if (code.n && str_starts(code, w->at[i]))
            return true;
    return false;
}

static void region_targets(struct judge *j, str region)
{
    const struct settings *s = &j->rules->settings;

    for (size_t i = 0; i < j->rules->n_targets; i++)
        j->becomes[i] = (int)i;
    for (size_t i = 0; i < s->n_region_items; i++) {
        const struct region_item *x = &s->region_item[i];

        if ((x->region.n == 0 || begins(&x->region, region)) &&
            !begins(&x->not_region, region))
            j->becomes[x->item] = x->becomes;
    }
}

static enum target_kind kind_of(const struct judge *j, const struct rule *r)
{
    return j->rules->target[r->target].kind;
}

/* Run the rules of one stage: problems, exclusions, or the others. */
enum stage { STAGE_SERVICE, STAGE_EXCLUSION, STAGE_PROBLEM };

static enum stage stage_of(const struct judge *j, const struct rule *r)
{
    if (r->exclusion)
        return STAGE_EXCLUSION;
    return kind_of(j, r) == T_PROBLEM ? STAGE_PROBLEM : STAGE_SERVICE;
}

static void fire(struct judge *j, enum stage stage)
{
    const struct rules *r = j->rules;
    double title = r->settings.title_factor;

    for (size_t i = 0; i < r->n; i++) {
        struct fired *f = &j->fired[i];

        if (r->rule[i].draft || stage_of(j, &r->rule[i]) != stage ||
            !match_rule(j->match, &r->rule[i], f))
            continue;
        f->rule = &r->rule[i];
        f->fate = COUNTED;
        f->weight = f->rule->weight * (f->field == F_TITLE ? title : 1);
    }
}

/* An exclusion that fired takes from rules and targets. */
static void exclude_rule(struct fired *f, const struct rule *x)
{
    if (!f->rule || f->fate == EXCLUDED)
        return;
    f->by = x;
    if (x->everything || f->weight <= x->weight) {
        f->fate = EXCLUDED;
        f->weight = 0;
    } else {
        f->weight -= x->weight;
    }
}

static void exclude_rules(struct judge *j)
{
    const struct rules *r = j->rules;

    for (size_t i = 0; i < r->n; i++) {
        const struct rule *x = &r->rule[i];

        if (!x->exclusion || !j->fired[i].rule)
            continue;
        for (size_t k = 0; k < x->limits.n; k++)
            exclude_rule(&j->fired[x->limits.at[k]], x);
    }
}

static void add(struct judge *j, const struct fired *f)
{
    int t = j->becomes[f->rule->target];
    struct label *first = &j->first[t];

    j->score[t] += f->weight;
    if (first->target < 0 || f->field < first->field ||
        (f->field == first->field && f->hit.from < first->at))
        *first = (struct label){ t, 0, f->field, f->hit.from };
}

static void exclude_targets(struct judge *j, enum target_kind kind)
{
    const struct rules *r = j->rules;

    for (size_t i = 0; i < r->n; i++) {
        const struct rule *x = &r->rule[i];

        if (!x->exclusion || !j->fired[i].rule)
            continue;
        for (size_t k = 0; k < x->limits_target.n; k++) {
            int t = j->becomes[x->limits_target.at[k]];

            if (r->target[t].kind != kind)
                continue;
            if (x->everything)
                j->killed[t] = true;
            else
                j->score[t] -= x->weight;
        }
    }
}

/* Scores of one kind, with or without the rules that yield. */
static void score(struct judge *j, enum target_kind kind, bool yielding)
{
    const struct rules *r = j->rules;

    for (size_t t = 0; t < r->n_targets; t++)
        if (r->target[t].kind == kind) {
            j->score[t] = 0;
            j->first[t].target = -1;
            j->killed[t] = false;
        }
    for (size_t i = 0; i < r->n; i++) {
        const struct fired *f = &j->fired[i];

        if (f->rule && !f->rule->exclusion && kind_of(j, f->rule) == kind &&
            f->fate == COUNTED && (yielding || f->rule->yields.n == 0))
            add(j, f);
    }
    for (size_t i = 0; kind == T_PROBLEM && i < j->n_tags; i++) {
        j->score[j->tag[i].target] += TAG;
        if (j->first[j->tag[i].target].target < 0)
            j->first[j->tag[i].target] = (struct label){
                .target = j->tag[i].target, .field = F_TITLE };
    }
    exclude_targets(j, kind);
    for (size_t t = 0; t < r->n_targets; t++)
        if (r->target[t].kind == kind)
            j->labelled[t] = !j->killed[t] && j->score[t] >=
                             r->settings.threshold[kind];
}

static void yield(struct judge *j, enum target_kind kind)
{
    const struct rules *r = j->rules;

    for (size_t i = 0; i < r->n; i++) {
        struct fired *f = &j->fired[i];

        if (!f->rule || f->rule->exclusion || f->fate != COUNTED ||
            kind_of(j, f->rule) != kind)
            continue;
        for (size_t k = 0; k < f->rule->yields.n; k++)
            if (j->labelled[j->becomes[f->rule->yields.at[k]]])
                f->fate = YIELDED;
    }
}

static int by_rank(const void *a, const void *b)
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
    struct label *l;

    for (size_t t = 0; t < j->rules->n_targets; t++)
        n += j->rules->target[t].kind == kind && j->first[t].target >= 0;
    v->label[kind] = l = arena_array(a, struct label, n + 1);
    v->n_labels[kind] = 0;
    if (n == 0)
        return;
    n = 0;
    for (size_t t = 0; t < j->rules->n_targets; t++)
        if (j->rules->target[t].kind == kind && j->first[t].target >= 0) {
            l[n] = j->first[t];
            l[n++].score = j->killed[t] ? 0 : j->score[t];
        }
    qsort(l, n, sizeof *l, by_rank);
    while (keep < n && keep < s->max_labels[kind] &&
           l[keep].score >= s->threshold[kind] &&
           l[keep].score >= l[0].score * s->keep_share)
        keep++;
    v->n_labels[kind] = keep;
    for (size_t i = keep; i < n; i++)
        v->lost[v->n_lost++] = l[i];
}

/* Rules that do not yield first; then the others, where they may. */
static void decide(struct judge *j, enum target_kind from,
                   enum target_kind to, struct arena *a, struct verdict *v)
{
    for (enum target_kind k = from; k <= to; k++)
        score(j, k, false);
    for (enum target_kind k = from; k <= to; k++)
        yield(j, k);
    for (enum target_kind k = from; k <= to; k++) {
        score(j, k, true);
        label_kind(j, k, a, v);
    }
}

/* Problems count only where a service is spoken of. */
static void check_needs(struct judge *j, const struct verdict *v)
{
    bool item = v->n_labels[T_ITEM] > 0;
    bool service = item || v->n_labels[T_TOPIC] || v->n_labels[T_CONTEXT];

    for (size_t i = 0; i < j->rules->n; i++) {
        struct fired *f = &j->fired[i];

        if (!f->rule || f->rule->exclusion || f->fate != COUNTED ||
            kind_of(j, f->rule) != T_PROBLEM)
            continue;
        if ((f->rule->needs == NEEDS_ITEM && !item) ||
            (f->rule->needs == NEEDS_SERVICE && !service))
            f->fate = UNNEEDED;
    }
}

static void fall_back(struct judge *j, bool content, struct verdict *v)
{
    int t = j->rules->settings.fallback_problem;

    if (content || t < 0 || !v->n_labels[T_ITEM] || v->n_labels[T_PROBLEM])
        return;
    v->label[T_PROBLEM][0] = (struct label){ t, 0, F_TEXT, 0 };
    v->n_labels[T_PROBLEM] = 1;
    v->fallback = true;
}

static int target_of(const struct rules *r, enum target_kind kind, str id)
{
    for (size_t i = 0; id.n && i < r->n_targets; i++)
        if (r->target[i].kind == kind && str_eq(r->target[i].id, id))
            return (int)i;
    return -1;
}

static void find_tags(struct judge *j, str tags, struct arena *a)
{
    const struct rules *r = j->rules;
    str word;

    j->n_tags = 0;
    while (j->n_tags < 16 && str_cut(&tags, ',', &word)) {
        int t = target_of(r, T_PROBLEM, names_tag(r->names, word, a));

        for (size_t i = 0; i < j->n_tags; i++)
            if (j->tag[i].target == t)
                t = -1;                 /* two words of one kind count once */
        if (t >= 0)
            j->tag[j->n_tags++] = (struct tagged){ t, word };
    }
}

/* The item is what the record says; rules about its text are outspoken. */
static void give(struct judge *j, struct label *l, size_t n,
                 struct verdict *v)
{
    v->label[T_ITEM] = l;
    v->n_labels[T_ITEM] = n;
    for (size_t i = 0; i < j->rules->n; i++) {
        struct fired *f = &j->fired[i];

        if (f->rule && !f->rule->exclusion && f->fate == COUNTED &&
            kind_of(j, f->rule) == T_ITEM)
            f->fate = OUTSPOKEN;
    }
}

/* By code, else by exact name: the item, or NULL. */
static struct label *given_item(struct judge *j, const struct doc *d,
                                struct arena *a, const char **by)
{
    const struct rules *r = j->rules;
    struct label *l;
    int t = -1;

    *by = "item_code";
    if (d->item_code.n)
        t = target_of(r, T_ITEM, names_code(r->names, d->item_code));
    if (t < 0 && d->field[F_ITEM_NAME].n) {
        *by = "item_name";
        t = target_of(r, T_ITEM, names_name(r->names, d->field[F_ITEM_NAME],
                                            a));
    }
    if (t < 0)
        return NULL;
    l = arena_new(a, struct label);
    *l = (struct label){ j->becomes[t], GIVEN, F_ITEM_NAME, 0 };
    return l;
}

static void copy_fired(const struct judge *j, bool items_only,
                       struct arena *a, struct verdict *out)
{
    const struct rules *r = j->rules;
    size_t n = out->n_fired;
    struct fired *old = out->fired;

    for (size_t i = 0; i < r->n; i++)
        n += j->fired[i].rule != NULL;
    out->fired = arena_array(a, struct fired, n);
    for (size_t i = 0; i < out->n_fired; i++)
        out->fired[i] = old[i];
    for (size_t i = 0; i < r->n; i++)
        if (j->fired[i].rule && (!items_only || (!r->rule[i].exclusion &&
            kind_of(j, &r->rule[i]) == T_ITEM)))
            out->fired[out->n_fired++] = j->fired[i];
}

/* One pass over a document: fire, exclude, decide everything. */
static void pass(struct judge *j, const struct doc *d, struct arena *a,
                 struct verdict *v)
{
    v->lost = arena_array(a, struct label, j->rules->n_targets + 1);
    memset(j->fired, 0, j->rules->n * sizeof *j->fired);
    match_begin(j->match, d, a, v->text);
    fire(j, STAGE_SERVICE);
    fire(j, STAGE_EXCLUSION);
    fire(j, STAGE_PROBLEM);
    exclude_rules(j);
    decide(j, T_ITEM, T_CONTEXT, a, v);
    v->undecided += match_undecided(j->match);
}

/* The name alone, as if it were a title: the items it speaks of. */
static bool item_by_name(struct judge *j, const struct doc *d,
                         struct arena *a, struct verdict *v)
{
    struct doc name = *d;

    if (!d->field[F_ITEM_NAME].n)
        return false;
    name.field[F_TITLE] = d->field[F_ITEM_NAME];
    name.field[F_TEXT] = (str){ 0 };
    pass(j, &name, a, v);
    for (size_t i = 0; i < j->rules->n; i++)
        j->fired[i].field = F_ITEM_NAME;
    return v->n_labels[T_ITEM] > 0;
}

void judge_text(struct judge *j, const struct doc *d, struct arena *a,
                struct verdict *out)
{
    struct verdict name = { 0 };
    struct label *given;
    const char *by;

    *out = (struct verdict){ 0 };
    region_targets(j, d->region);
    find_tags(j, d->tags, a);
    given = given_item(j, d, a, &by);
    if (!given && item_by_name(j, d, a, &name))
        copy_fired(j, true, a, out);
    pass(j, d, a, out);
    if (given)
        give(j, given, 1, out);
    else if (name.n_labels[T_ITEM])
        give(j, name.label[T_ITEM], name.n_labels[T_ITEM], out);
    out->given = given ? by : NULL;
    check_needs(j, out);
    decide(j, T_PROBLEM, T_PROBLEM, a, out);
    fall_back(j, d->content, out);
    copy_fired(j, false, a, out);
    out->n_tags = j->n_tags;
    out->tag = arena_array(a, struct tagged, j->n_tags);
    for (size_t i = 0; i < j->n_tags; i++)
        out->tag[i] = j->tag[i];
}

bool judge_rule(struct judge *j, const struct rule *r, const struct doc *d,
                struct arena *a, struct fired *out)
{
    str text[FIELDS];

    match_begin(j->match, d, a, text);
    return match_rule(j->match, r, out);
}

bool verdict_supports(const struct judge *j, const struct fired *f,
                      const struct label *l)
{
    return !f->rule->exclusion && f->fate == COUNTED &&
           j->becomes[f->rule->target] == l->target;
}
