/* test_change.c - a change of rules moves no record that is passed over.
 * links: analyze
 *
 * The rules as they are shipped, one of them changed in one way after another:
 * texts of which no differing line speaks have the same labels by both sets,
 * to the last byte.  Each way with some rules; `test_change all` takes every
 * rule and every way, which is a matter of half an hour.
 */
#include <stdio.h>

#include "analyze/change.h"
#include "analyze/define.h"
#include "analyze/judge.h"
#include "analyze/load.h"
#include "analyze/verdict.h"
#include "tests/unit/test.h"

#include "lib/banned.h"

struct one { struct doc doc; str labels; };     /* by the shipped rules */

struct set {
    struct rules *r;
    str lines;                  /* as shipped */
    struct one *at;             /* texts */
    size_t n, cap;
    struct arena mem, scratch;
    size_t tried, moved, passed_over, whole;
};

/* --- ways to change a rule; false: it has nothing of the kind --- */

static bool gone(struct rules *r, struct rule *x)
{
    (void)r;
    return x->draft = true;
}

static bool fewer(struct rules *r, struct rule *x)
{
    (void)r;
    return x->any.n > 1 && x->any.n--;
}

static bool without(struct patterns *p)
{
    bool some = p->n > 0;

    p->n = 0;
    return some;
}

static bool no_none(struct rules *r, struct rule *x)
{
    (void)r;
    return without(&x->none);
}

static bool no_unless(struct rules *r, struct rule *x)
{
    (void)r;
    return without(&x->unless);
}

static bool no_all(struct rules *r, struct rule *x)
{
    (void)r;
    return x->any.n + x->n_near > 0 && without(&x->all);
}

static bool no_near(struct rules *r, struct rule *x)
{
    bool some = x->n_near > 0 && x->any.n + x->all.n > 0;

    (void)r;
    x->n_near = some ? 0 : x->n_near;
    return some;
}

static bool wider_near(struct rules *r, struct rule *x)
{
    (void)r;
    for (size_t i = 0; i < x->n_near; i++)
        x->near[i].within += 9;         /* see narrow() */
    return x->n_near > 0;
}

static void narrow(struct rule *x)
{
    for (size_t i = 0; i < x->n_near; i++)
        x->near[i].within -= 9;
}

static bool fewer_signs(struct rules *r, struct rule *x)
{
    (void)r;
    return x->n_signs > 1 && x->n_signs--;
}

static bool sooner(struct rules *r, struct rule *x)
{
    (void)r;
    x->enough /= 2;
    return x->n_signs > 0;
}

static bool lighter(struct rules *r, struct rule *x)
{
    (void)r;
    x->weight = x->everything ? 3 : x->weight / 3;
    x->everything = false;
    return true;
}

static bool against(struct rules *r, struct rule *x)
{
    (void)r;
    x->weight = -x->weight;
    return !x->exclusion;
}

/* For the next target of its kind. */
static bool turned(struct rules *r, struct rule *x)
{
    int t = x->target;

    if (x->exclusion)
        return false;
    do
        t = (t + 1) % (int)r->n_targets;
    while (r->target[t].kind != r->target[x->target].kind);
    if (t == x->target)
        return false;                   /* the only one of its kind */
    x->target = t;
    return true;
}

static bool no_yields(struct rules *r, struct rule *x)
{
    (void)r;
    x->yields_raw.n = 0;
    return without(&x->yields);
}

static bool title_alone(struct rules *r, struct rule *x)
{
    bool both = x->in[F_TITLE] && x->in[F_TEXT];

    (void)r;
    x->in[F_TEXT] = x->in[F_TEXT] && !both;
    return both;
}

static bool always(struct rules *r, struct rule *x)
{
    bool some = x->when.source.n + x->when.kind.n + x->when.region.n > 0;

    (void)r;
    x->when = (struct when){ 0 };
    return some;
}

static bool needless(struct rules *r, struct rule *x)
{
    bool needy = !x->exclusion && r->target[x->target].kind == T_PROBLEM &&
                 x->needs != NEEDS_NONE;

    x->needs = NEEDS_NONE;
    return needy;
}

static bool limits_all(struct rules *r, struct rule *x)
{
    static str every[] = { { "item:*", 6 }, { "problem:*", 9 } };

    (void)r;
    if (x->exclusion)
        x->limits_raw = (struct words){ every, 2 };
    return x->exclusion;
}

/* Behind its neighbour, which speaks for the same: rules fire in their order
 * and stand so beside a label. */
static bool behind(struct rules *r, struct rule *x)
{
    struct rule was = *x;

    if (x + 1 >= r->rule + r->n || x->exclusion || x[1].target != x->target)
        return false;
    x[0] = x[1];
    x[1] = was;
    return true;
}

static const struct way {
    const char *name;
    bool (*change)(struct rules *r, struct rule *x);
} ways[] = {
    { "gone", gone }, { "fewer", fewer }, { "no none", no_none },
    { "no unless", no_unless }, { "no all", no_all }, { "no near", no_near },
    { "wider near", wider_near }, { "fewer signs", fewer_signs },
    { "sooner", sooner }, { "lighter", lighter },
    { "against", against }, { "turned", turned }, { "no yields", no_yields },
    { "title alone", title_alone }, { "always", always },
    { "needless", needless }, { "limits all", limits_all },
    { "behind", behind },
};

enum { WAYS = sizeof ways / sizeof ways[0] };

/* --- texts --- */

static void add(struct set *s, const struct doc *d)
{
    s->at = mem_room(s->at, s->n, &s->cap);
    s->at[s->n++] = (struct one){ .doc = *d };
}

/* Examples as they are, as complaints and, now and then, as ratings that name
 * their item. */
static void add_rule(struct set *s, const struct rule *x)
{
    for (size_t i = 0; i < x->n_examples; i++) {
        struct doc d = x->example[i].doc;

        add(s, &d);
        if (!d.kind.n) {
            d.kind = STR("投诉");
            add(s, &d);
        }
        if (i % 8 != 0)
            continue;
        d = (struct doc){ .source = STR("rating"), .tags = STR("材料多") };
        d.field[F_ITEM_NAME] = x->example[i].doc.field[F_TEXT];
        add(s, &d);
    }
}

static str labels_of(struct set *s, struct judge *j, const struct doc *d)
{
    struct verdict v;
    struct buf b = { 0 };
    str out;

    judge_text(j, d, &s->scratch, &v);
    verdict_json(&b, s->r, STR("x"), &v, false);
    out = str_dup(&s->scratch, buf_view(&b));
    buf_release(&b);
    return out;
}

/* What the shipped rules say of the texts from `from` on. */
static void label_texts(struct set *s, size_t from)
{
    struct judge *j = judge_new(s->r);

    for (size_t i = from; i < s->n; i++) {
        s->at[i].labels = str_dup(&s->mem, labels_of(s, j, &s->at[i].doc));
        arena_reset(&s->scratch);
    }
    judge_free(j);
}

/* --- the proof --- */

/* The lines of the set as it is now, and what hangs on its order. */
static void settle(struct set *s)
{
    struct load l = { .r = s->r };

    rules_index(s->r);
    limits_resolve(&l);
    s->r->lines = rules_define(s->r, &s->mem);
}

static void compare(struct set *s, struct test *t, const struct change *c,
                    const char *id, const char *way)
{
    struct judge *is = judge_new(s->r);
    struct judge *asked = c->rules ? judge_new(c->rules) : NULL;
    size_t wrong = 0;

    for (size_t i = 0; i < s->n; i++) {
        const struct one *x = &s->at[i];
        bool same = str_eq(labels_of(s, is, &x->doc), x->labels);

        if (asked && judge_concerned(asked, &x->doc, &s->scratch)) {
            s->moved += !same;
        } else {
            s->passed_over++;
            wrong += !same;
        }
        arena_reset(&s->scratch);
    }
    if (wrong)
        printf("rule %s, %s: %zu passed over that it moves\n", id, way, wrong);
    CHECK(t, wrong == 0);
    judge_free(is);
    judge_free(asked);
}

/* 1: it was changed; 0: it has nothing to change so. */
static bool try_one(struct set *s, struct test *t, size_t i,
                    const struct way *w)
{
    struct rule was[2] = { s->r->rule[i], s->r->rule[(i + 1) % s->r->n] };
    char id[64];
    struct change c;
    bool changed = w->change(s->r, &s->r->rule[i]);

    snprintf(id, sizeof id, "%.*s", PSTR(was[0].id));
    if (changed) {
        settle(s);
        change_between(&c, s->lines, s->r);
        s->tried++;
        s->whole += c.scope != SCOPE_CONCERNED;
        if (c.rules)
            rules_prefilter(c.rules, false, "test");
        if (c.scope == SCOPE_CONCERNED)
            compare(s, t, &c, id, w->name);
        change_release(&c);
    }
    s->r->rule[i] = was[0];
    s->r->rule[(i + 1) % s->r->n] = was[1];
    if (w->change == wider_near)
        narrow(&s->r->rule[i]);
    settle(s);
    return changed;
}

/* Its own examples are among the texts.  How many changes were made. */
static size_t try_rule(struct set *s, struct test *t, size_t i,
                       const struct way *w, size_t n_ways)
{
    size_t n = s->n, done = 0;

    add_rule(s, &s->r->rule[i]);
    label_texts(s, n);
    for (size_t k = 0; k < n_ways; k++)
        done += try_one(s, t, i, &w[k]);
    s->n = n;
    return done;
}

/* What the lines say can be read again. */
static void round_trip(struct set *s, struct test *t)
{
    str rest = s->lines, first;
    struct rules *again;

    str_cut(&rest, '\n', &first);
    again = rules_of_lines(rest, s->r->fold);
    CHECK(t, again != NULL);
    if (again) {
        str lines = rules_define(again, &s->mem);

        str_cut(&lines, '\n', &first);
        CHECK(t, str_eq(lines, rest));
    }
    rules_free(again);
    CHECK(t, rules_of_lines(STR("{\"id\": 1, \"any\": [\"(\"]}\n"),
                            s->r->fold) == NULL);
}

/* Cases without texts: what cannot be told. */
static void scopes(struct set *s, struct test *t)
{
    struct change c;

    change_between(&c, s->lines, s->r);
    CHECK(t, c.scope == SCOPE_CONCERNED && c.lines == 0 && !c.rules);
    change_between(&c, STR(""), s->r);
    CHECK(t, c.scope == SCOPE_ALL && c.why);
    change_between(&c, str_from(s->lines, 1), s->r);
    CHECK(t, c.scope == SCOPE_ALL && c.why);
    change_between(&c, str_head(s->lines, s->lines.n / 2), s->r);
    CHECK(t, c.scope == SCOPE_ALL && c.why);
}

static bool set_open(struct set *s)
{
    struct err e;

    s->r = rules_load(NULL, "schemas", true, "test", &e);
    if (!s->r)
        return false;
    rules_prefilter(s->r, false, "test");
    settle(s);
    s->lines = s->r->lines;
    for (size_t i = 0; i < s->r->n; i += 24)
        add_rule(s, &s->r->rule[i]);
    label_texts(s, 0);
    return true;
}

static void set_close(struct set *s)
{
    mem_free(s->at);
    arena_release(&s->scratch);
    arena_release(&s->mem);
    rules_free(s->r);
    s->at = NULL;
    s->n = s->cap = 0;
}

/* Each way with rules here and there, until some text was moved. */
static void try_some(struct set *s, struct test *t)
{
    enum { MOST = 9, MOVED = 2 };

    for (size_t k = 0; k < WAYS; k++) {
        size_t tried = 0, moved = 0;

        for (size_t i = 5 * k; i < s->r->n && tried < MOST && moved < MOVED;
             i += 31) {
            size_t before = s->moved;

            tried += try_rule(s, t, i, &ways[k], 1);
            moved += s->moved > before;
        }
    }
}

/* Every way takes memory that only the end of the set gives back. */
static bool try_all(struct set *s, struct test *t)
{
    size_t n = s->r->n;
    bool open = true;

    for (size_t i = 0; i < n && open; i++) {
        try_rule(s, t, i, ways, WAYS);
        set_close(s);
        open = set_open(s);
    }
    printf("%zu changes, %zu whole; %zu texts moved, %zu passed over\n",
           s->tried, s->whole, s->moved, s->passed_over);
    return open;
}

int main(int argc, char **argv)
{
    struct test t = { 0 };
    struct set s = { 0 };
    bool open = set_open(&s);

    CHECK(&t, open);
    if (!open)
        return test_end(&t, "change");
    round_trip(&s, &t);
    scopes(&s, &t);
    if (argc > 1 && str_is(str_of(argv[1]), "all"))
        CHECK(&t, try_all(&s, &t));
    else
        try_some(&s, &t);
    CHECK(&t, s.tried > 40 && s.whole * 100 < s.tried);
    CHECK(&t, s.moved > s.tried / 2 && s.passed_over > 100 * s.tried);
    set_close(&s);
    return test_end(&t, "change");
}
