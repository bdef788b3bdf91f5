/* index.c - which rules a pattern can set off, and the prefilter. */
#include <stdio.h>
#include <stdlib.h>

#include "analyze/load.h"
#include "lib/banned.h"

/* The signs of a card without which the others are not enough: all from the
 * first one on, until those behind it fall short. */
static void each_weighty(const struct rule *r,
                         void (*fn)(void *to, int pattern), void *to)
{
    double left = 0;

    for (size_t i = 0; i < r->n_signs && r->sign[i].points > 0; i++)
        left += r->sign[i].points;
    for (size_t i = 0; left >= r->enough; i++) {
        fn(to, r->sign[i].pattern >= 0 ? r->sign[i].pattern
                                       : r->sign[i].near.of[0]);
        left -= r->sign[i].points;
    }
}

/* Patterns of which one must match for the rule to fire. */
static void each_trigger(const struct rule *r,
                         void (*fn)(void *to, int pattern), void *to)
{
    for (size_t i = 0; i < r->any.n; i++)
        fn(to, r->any.at[i]);
    for (size_t i = 0; i < r->n_near; i++)
        fn(to, r->near[i].of[0]);
    if (r->n_signs)
        each_weighty(r, fn, to);
    else if (r->any.n + r->n_near == 0)
        fn(to, r->all.at[0]);
}

struct index {
    struct rules *r;
    int rule;
    size_t *at;                 /* by pattern: where its next rule goes */
};

static void count(void *to, int pattern)
{
    struct index *x = to;

    x->at[pattern + 1]++;
}

static void put(void *to, int pattern)
{
    struct index *x = to;

    x->r->trigger[x->at[pattern]++] = x->rule;
}

void rules_index(struct rules *r)
{
    size_t n = regex_count(r->regex);
    size_t *first = arena_array(&r->mem, size_t, n + 2);
    struct index x = { .r = r, .at = first };

    for (size_t i = 0; i < r->n; i++)
        each_trigger(&r->rule[i], count, &x);
    for (size_t i = 0; i < n; i++)
        first[i + 1] += first[i];
    r->trigger_at = first;
    r->trigger = arena_array(&r->mem, int, first[n] + 1);
    x.at = arena_array(&r->mem, size_t, n + 2);
    for (size_t i = 0; i <= n; i++)
        x.at[i] = first[i];
    for (x.rule = 0; x.rule < (int)r->n; x.rule++)
        each_trigger(&r->rule[x.rule], put, &x);
}

/* The folder for compiled databases, or NULL. */
static const char *cache_folder(struct arena *a)
{
    const char *own = getenv("DUBAN_CACHE"), *xdg = getenv("XDG_CACHE_HOME");
    const char *home = getenv("HOME");

    if (own)
        return own[0] ? own : NULL;
    if (xdg && xdg[0] == '/')
        return str_c(a, str_fmt(a, "%s/duban", xdg));
    if (home && home[0] == '/')
        return str_c(a, str_fmt(a, "%s/.cache/duban", home));
    return NULL;
}

/* A pattern of the rule that matches this text must be a candidate. */
static bool kept(struct regex_run *run, const struct patterns *p, str text,
                 const bool *candidate)
{
    for (size_t i = 0; i < p->n; i++)
        if (!candidate[p->at[i]] &&
            regex_matches_plainly(run, p->at[i], text) > 0)
            return false;
    return true;
}

static bool test_example(struct rules *r, struct regex_run *run,
                         const struct rule *x, str text, bool *candidate)
{
    bool ok;
    const int *id;
    long n = regex_scan(run, text, &id);

    if (n < 0)
        return false;
    for (long i = 0; i < n; i++)
        candidate[id[i]] = true;
    ok = kept(run, &x->any, text, candidate) &&
         kept(run, &x->all, text, candidate);
    for (size_t i = 0; i < x->n_near && ok; i++) {
        struct patterns parts = { x->near[i].of, x->near[i].n };

        ok = kept(run, &parts, text, candidate);
    }
    for (size_t i = 0; i < x->n_signs && ok; i++) {
        struct patterns one = { &x->sign[i].pattern, 1 };
        struct patterns parts = { x->sign[i].near.of, x->sign[i].near.n };

        ok = kept(run, parts.n ? &parts : &one, text, candidate);
    }
    memset(candidate, 0, regex_count(r->regex));
    return ok;
}

/* The first positive example of each rule, with and without. */
static bool self_test(struct rules *r)
{
    struct regex_run *run = regex_run_new(r->regex);
    struct arena mem = { 0 };
    bool *candidate = arena_array(&r->mem, bool, regex_count(r->regex) + 1);
    bool ok = true;

    for (size_t i = 0; i < r->n && ok; i++) {
        const struct rule *x = &r->rule[i];
        size_t k = 0;

        while (k < x->n_examples && !x->example[k].yes)
            k++;
        for (int f = 0; k < x->n_examples && f < FIELDS && ok; f++)
            ok = test_example(r, run, x, prepare(r->fold, &mem,
                              x->example[k].doc.field[f]), candidate);
        arena_reset(&mem);
    }
    regex_run_free(run);
    arena_release(&mem);
    return ok;
}

void rules_prefilter(struct rules *r, bool off, const char *prog)
{
    const char *note = NULL, *why = NULL;

    regex_prefilter_off(r->regex);
    if (off)
        return;
    if (!regex_prefilter(r->regex, cache_folder(&r->mem), &note, &why)) {
#ifdef HAVE_HS
        err_warn(prog, NOWHERE, _("no prefilter: %s"), why);
#endif
        return;
    }
    if (note)
        err_warn(prog, NOWHERE, "%s", note);
    if (!self_test(r)) {
        err_warn(prog, NOWHERE, "%s", _("the prefilter lost a match in its "
                 "self-test and is turned off; the results are the same, "
                 "only slower"));
        regex_prefilter_off(r->regex);
    }
}
