/* judge.c - which rules fire in a text, and what the record says itself. */
#include "analyze/judge_part.h"

#include "analyze/match.h"
#include "analyze/names.h"
#include "lib/text.h"
#include "lib/banned.h"

/* An item that the record names counts so much. */
static const double GIVEN = 100;

static void *zeroed(size_t n, size_t size)
{
    return memset(mem_grow(NULL, mem_size(n + 1, size)), 0, (n + 1) * size);
}

static void set_region(struct judge *j, str region);

struct judge *judge_new(const struct rules *r)
{
    struct judge *j = mem_grow(NULL, sizeof *j);

    *j = (struct judge){ .rules = r, .match = match_new(r),
                         .blotted = match_new(r) };
    j->becomes = zeroed(r->n_targets, sizeof *j->becomes);
    j->tally = zeroed(r->n_targets, sizeof *j->tally);
    j->touched = zeroed(r->n_targets, sizeof *j->touched);
    j->fired = zeroed(r->n, sizeof *j->fired);
    j->region = (str){ j->region_text, 1 };     /* none yet */
    set_region(j, (str){ NULL, 0 });
    return j;
}

void judge_free(struct judge *j)
{
    if (!j)
        return;
    match_free(j->match);
    match_free(j->blotted);
    mem_free(j->becomes);
    mem_free(j->tally);
    mem_free(j->touched);
    mem_free(j->fired);
    mem_free(j);
}

void judge_thorough(struct judge *j)
{
    j->thorough = true;
}

static bool begins(const struct words *w, str code)
{
    for (size_t i = 0; i < w->n; i++)
        if (code.n && str_starts(code, w->at[i]))
            return true;
    return false;
}

/* Which item stands for which in this region. */
static void set_region(struct judge *j, str region)
{
    const struct settings *s = &j->rules->settings;

    region = str_head(region, sizeof j->region_text);
    if (str_eq(region, j->region))
        return;
    if (region.n)
        memcpy(j->region_text, region.p, region.n);
    j->region.n = region.n;
    for (size_t i = 0; i < j->rules->n_targets; i++)
        j->becomes[i] = (int)i;
    for (size_t i = 0; i < s->n_region_items; i++) {
        const struct region_item *x = &s->region_item[i];

        if ((x->region.n == 0 || begins(&x->region, region)) &&
            !begins(&x->not_region, region))
            j->becomes[x->item] = x->becomes;
    }
}

/* --- firing --- */

static double weight_of(const struct rules *r, const struct fired *f)
{
    if (f->rule->n_signs)
        return f->points;
    return f->rule->weight *
           (f->field == F_TITLE ? r->settings.title_factor : 1);
}

/* In a long text words stand together that have nothing to do with each
 * other: it has no score cards, and a letter needs more. */
static void size_up(struct judge *j, const struct verdict *v)
{
    double n = 0;

    for (int f = 0; f < FIELDS; f++)
        n += (double)text_length(v->text[f]);
    j->cards = n <= j->rules->settings.card_longest;
    j->letter = n > j->rules->settings.card_letter;
}

/* Run the rules that may fire: problems, or all the others. */
static void fire(struct judge *j, bool problems, bool service)
{
    const struct rules *r = j->rules;

    for (size_t i = 0; match_next(j->match, &i); i++) {
        const struct rule *x = &r->rule[i];
        struct fired *f = &j->fired[j->n_fired];

        if (x->draft || judge_speaks(j, x, T_PROBLEM) != problems ||
            (x->n_signs && !j->cards) ||
            (problems && !service && !j->thorough &&
             x->needs != NEEDS_NONE) || !match_rule(j->match, x, f))
            continue;
        f->fate = COUNTED;
        f->target = x->exclusion ? -1 : j->becomes[x->target];
        f->weight = weight_of(r, f);
        j->n_fired++;
    }
}

static bool listed(const struct patterns *p, int x)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->at[i] == x)
            return true;
    return false;
}

/* An exclusion that fired takes from a rule. */
static void exclude_rule(struct fired *f, const struct rule *x)
{
    f->by = x;
    if (x->everything || f->weight <= x->weight) {
        f->fate = EXCLUDED;
        f->weight = 0;
    } else {
        f->weight -= x->weight;
    }
}

/* Does the exclusion speak of this rule, which still counts? */
static bool limited(const struct judge *j, const struct rule *x,
                    const struct fired *f)
{
    return !f->rule->exclusion && f->fate == COUNTED &&
           (listed(&x->limits, (int)(f->rule - j->rules->rule)) ||
            (x->reach && listed(&x->limits_target, f->rule->target)));
}

static void exclude_rules(struct judge *j, size_t from)
{
    for (size_t i = 0; i < j->n_fired; i++) {
        const struct rule *x = j->fired[i].rule;

        if (!x->exclusion || x->reach || !x->limits.n)
            continue;
        for (size_t k = from; k < j->n_fired; k++)
            if (limited(j, x, &j->fired[k]))
                exclude_rule(&j->fired[k], x);
    }
}

/* A rule that fired, once more without the clauses of an exclusion. */
static void fire_again(struct judge *j, const struct rule *x, struct fired *f,
                       const struct verdict *v)
{
    struct fired again;
    const struct rule *const *limits;
    size_t before = match_limits(j->blotted, &limits);

    if (match_rule(j->blotted, f->rule, &again)) {
        f->weight += weight_of(j->rules, &again) - weight_of(j->rules, f);
        f->field = again.field;
        f->hit = again.hit;
        f->points = again.points;
        f->signs = again.signs;
        f->text = v->text[again.field];
    } else if (match_limits(j->blotted, &limits) > before) {
        match_limit(j->match, f->rule);         /* undecided: it counts on */
    } else {
        exclude_rule(f, x);
    }
}

/* What is said in passing: the clauses of the exclusions that look at clauses
 * are blotted out, and the rules that these limit tried again.  Not where all
 * went well: there it is what is meant. */
static void exclude_clauses(struct judge *j, const struct doc *d, size_t from,
                            struct arena *a, const struct verdict *v)
{
    str text[FIELDS];

    if (d->content)
        return;
    memcpy(text, v->text, sizeof text);
    for (size_t i = 0; i < j->n_fired; i++) {
        const struct rule *x = j->fired[i].rule;
        bool begun = false;

        for (size_t k = from; x->reach && k < j->n_fired; k++) {
            if (!limited(j, x, &j->fired[k]))
                continue;
            if (!begun) {
                match_blot(j->match, x, a, text);
                match_again(j->blotted, d, text);
                begun = true;
            }
            fire_again(j, x, &j->fired[k], v);
        }
    }
}

/* Problems count only where a service is spoken of. */
static void check_needs(struct judge *j, bool item, bool service)
{
    for (size_t i = 0; i < j->n_fired; i++) {
        struct fired *f = &j->fired[i];

        if (!judge_speaks(j, f->rule, T_PROBLEM) || f->fate != COUNTED)
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

/* --- what the record says itself --- */

static int target_of(const struct rules *r, enum target_kind kind, str id)
{
    for (size_t i = 0; id.n && i < r->n_targets; i++)
        if (r->target[i].kind == kind && str_eq(r->target[i].id, id))
            return (int)i;
    return -1;
}

/* 评价标签: of ratings only; a ticket's tags are its subject. */
static void find_tags(struct judge *j, const struct doc *d, struct arena *a)
{
    const struct rules *r = j->rules;
    str tags = d->tags, word;

    j->n_tags = 0;
    if (d->source.n && !str_is(d->source, "rating"))
        return;
    while (tags.n && j->n_tags < TAGS && str_cut(&tags, ',', &word)) {
        int t = target_of(r, T_PROBLEM, names_tag(r->names, word, a));

        for (size_t i = 0; i < j->n_tags; i++)
            if (j->tag[i].target == t)
                t = -1;                 /* two words of one kind count once */
        if (t >= 0)
            j->tag[j->n_tags++] = (struct tagged){ t, word };
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

/* The item is what the record says; rules about its text are outspoken. */
static void give(struct judge *j, struct label *l, size_t n,
                 struct verdict *v)
{
    v->label[T_ITEM] = l;
    v->n_labels[T_ITEM] = n;
    for (size_t i = 0; i < j->n_fired; i++) {
        struct fired *f = &j->fired[i];

        if (f->fate == COUNTED && judge_speaks(j, f->rule, T_ITEM))
            f->fate = OUTSPOKEN;
    }
}

/* --- a text --- */

/* Keep what fired, behind what is kept already; items only, if asked. */
static void keep_fired(const struct judge *j, bool items, struct arena *a,
                       struct verdict *v)
{
    struct fired *all = arena_array(a, struct fired, v->n_fired + j->n_fired);

    for (size_t i = 0; i < v->n_fired; i++)
        all[i] = v->fired[i];
    v->fired = all;
    for (size_t i = 0; i < j->n_fired; i++) {
        const struct rule *r = j->fired[i].rule;

        if (!items || judge_speaks(j, r, T_ITEM))
            v->fired[v->n_fired++] = j->fired[i];
    }
}

/* Everything but problems: fire, exclude, decide. */
static void services(struct judge *j, const struct doc *d, struct arena *a,
                     struct verdict *v)
{
    j->n_fired = 0;
    match_begin(j->match, d, a, v->text);
    size_up(j, v);
    fire(j, false, true);
    v->lost = arena_array(a, struct label, j->rules->n_targets + 1);
    exclude_rules(j, 0);
    exclude_clauses(j, d, 0, a, v);
    judge_decide(j, false, a, v);
}

/* The item's name as if it were a title, and no text. */
static struct doc item_name_alone(const struct doc *d)
{
    struct doc name = *d;

    name.field[F_TITLE] = d->field[F_ITEM_NAME];
    name.field[F_TEXT] = (str){ 0 };
    return name;
}

/* The items that the name alone speaks of. */
static bool item_by_name(struct judge *j, const struct doc *d,
                         struct arena *a, struct verdict *v)
{
    struct doc name = item_name_alone(d);

    if (!d->field[F_ITEM_NAME].n)
        return false;
    services(j, &name, a, v);
    for (size_t i = 0; i < j->n_fired; i++)
        j->fired[i].field = F_ITEM_NAME;
    return v->n_labels[T_ITEM] > 0;
}

static void problems(struct judge *j, const struct doc *d, struct arena *a,
                     struct verdict *v)
{
    bool item = v->n_labels[T_ITEM] > 0;
    bool service = item || v->n_labels[T_TOPIC] || v->n_labels[T_CONTEXT];
    size_t from = j->n_fired;

    fire(j, true, service);
    exclude_rules(j, from);
    exclude_clauses(j, d, from, a, v);
    check_needs(j, item, service);
    judge_decide(j, true, a, v);
    fall_back(j, d->content, v);
}

static void keep_limits(const struct judge *j, struct arena *a,
                        struct verdict *out)
{
    const struct rule *const *met;

    out->n_limits = match_limits(j->match, &met);
    out->limits = arena_array(a, const struct rule *, out->n_limits);
    for (size_t i = 0; i < out->n_limits; i++)
        out->limits[i] = met[i];
}

void judge_text(struct judge *j, const struct doc *d, struct arena *a,
                struct verdict *out)
{
    struct verdict name = { 0 };
    struct label *given;
    const char *by;

    *out = (struct verdict){ 0 };
    set_region(j, d->region);
    find_tags(j, d, a);
    given = given_item(j, d, a, &by);
    if (!given && item_by_name(j, d, a, &name))
        keep_fired(j, true, a, out);
    services(j, d, a, out);
    if (given)
        give(j, given, 1, out);
    else if (name.n_labels[T_ITEM])
        give(j, name.label[T_ITEM], name.n_labels[T_ITEM], out);
    out->given = given ? by : NULL;
    problems(j, d, a, out);
    keep_fired(j, false, a, out);
    out->n_tags = j->n_tags;
    out->tag = arena_array(a, struct tagged, j->n_tags);
    for (size_t i = 0; i < j->n_tags; i++)
        out->tag[i] = j->tag[i];
    keep_limits(j, a, out);
}

bool judge_rule(struct judge *j, const struct rule *r, const struct doc *d,
                struct arena *a, struct fired *out)
{
    str text[FIELDS];

    match_begin(j->match, d, a, text);
    return match_rule(j->match, r, out);
}

/* Does any rule fire, by its own conditions alone? */
static bool any_fires(struct judge *j, const struct doc *d, struct arena *a)
{
    const struct rule *const *limits;
    str text[FIELDS];
    struct fired f;

    match_begin(j->match, d, a, text);
    for (size_t i = 0; match_next(j->match, &i); i++)
        if (match_rule(j->match, &j->rules->rule[i], &f))
            return true;
    return match_limits(j->match, &limits) > 0;
}

bool judge_concerned(struct judge *j, const struct doc *d, struct arena *a)
{
    const char *by;
    struct doc name;

    find_tags(j, d, a);
    if (j->n_tags || given_item(j, d, a, &by) || any_fires(j, d, a))
        return true;
    name = item_name_alone(d);
    return name.field[F_TITLE].n && any_fires(j, &name, a);
}

bool verdict_supports(const struct fired *f, const struct label *l)
{
    return !f->rule->exclusion && f->fate == COUNTED &&
           f->target == l->target;
}
