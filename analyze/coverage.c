/* coverage.c - the command rules coverage: which rules fire, which never. */
#include <stdio.h>
#include <stdlib.h>

#include "analyze/analyze.h"
#include "analyze/corpus.h"
#include "analyze/region.h"
#include "analyze/verdict.h"
#include "lib/banned.h"

struct coverage_args {
    const char *rules, *db, *texts;
};

static const struct opt coverage_opts[] = {
    TEXT(struct coverage_args, texts, "texts", "FILE",
         "texts as CSV or NDJSON; default the records of the database"),
    TEXT(struct coverage_args, rules, "rules", "DIR",
         "folder of rules; default the one of this installation"),
    TEXT(struct coverage_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

struct hits { size_t fired, counted, alone, limits; };
struct place { str code; size_t texts, bare; };         /* bare: no label */

struct coverage {
    const struct rules *rules;
    struct judge *judge;
    struct hits *hits;          /* by rule */
    struct place *place;
    size_t n_places, cap_places, texts, limits;
    struct arena names, mem;
};

static struct place *place_of(struct coverage *c, str code)
{
    for (size_t i = 0; i < c->n_places; i++)
        if (str_eq(c->place[i].code, code))
            return &c->place[i];
    c->place = mem_room(c->place, c->n_places, &c->cap_places);
    c->place[c->n_places] = (struct place){
        .code = str_dup(&c->names, code) };
    return &c->place[c->n_places++];
}

/* The only rule behind a label: without it the label would be gone. */
static void count_alone(struct coverage *c, const struct verdict *v)
{
    for (int k = 0; k < TARGET_KINDS; k++)
        for (size_t i = 0; i < v->n_labels[k]; i++) {
            const struct rule *only = NULL;
            size_t n = 0;

            for (size_t x = 0; x < v->n_fired; x++)
                if (verdict_supports(&v->fired[x], &v->label[k][i])) {
                    only = v->fired[x].rule;
                    n++;
                }
            if (n == 1)
                c->hits[only - c->rules->rule].alone++;
        }
}

static int one(void *to, str id, const struct doc *d, struct err *e)
{
    struct coverage *c = to;
    struct place *p = place_of(c, d->region);
    struct verdict v;

    (void)id, (void)e;
    arena_reset(&c->mem);
    judge_text(c->judge, d, &c->mem, &v);
    for (size_t i = 0; i < v.n_fired; i++) {
        struct hits *h = &c->hits[v.fired[i].rule - c->rules->rule];

        h->fired++;
        h->counted += v.fired[i].fate == COUNTED;
    }
    for (size_t i = 0; i < v.n_limits; i++)
        c->hits[v.limits[i] - c->rules->rule].limits++;
    count_alone(c, &v);
    c->texts++;
    c->limits += v.n_limits > 0;
    p->texts++;
    p->bare += v.n_labels[T_ITEM] + v.n_labels[T_TOPIC] == 0;
    return 0;
}

static void print_rules(const struct coverage *c)
{
    const struct rules *r = c->rules;
    size_t never = 0;

    printf("%s\n", _("  fired counted   alone  rule"));
    for (size_t i = 0; i < r->n; i++) {
        const struct hits *h = &c->hits[i];

        if (h->fired)
            printf("%7zu %7zu %7zu  %.*s (%s:%ld)\n", h->fired, h->counted,
                   h->alone, PSTR(r->rule[i].id), rule_file(&r->rule[i]),
                   r->rule[i].at.line);
        never += !h->fired;
    }
    printf(_("never fired: %zu of %zu\n"), never, r->n);
    for (size_t i = 0; i < r->n; i++)
        if (!c->hits[i].fired)
            printf("  %.*s (%s:%ld)%s\n", PSTR(r->rule[i].id),
                   rule_file(&r->rule[i]), r->rule[i].at.line,
                   r->rule[i].draft ? _(" draft") : "");
}

static int by_code(const void *a, const void *b)
{
    return str_cmp(((const struct place *)a)->code,
                   ((const struct place *)b)->code);
}

static void print_places(struct coverage *c, const struct regions *g)
{
    if (c->n_places)
        qsort(c->place, c->n_places, sizeof *c->place, by_code);
    printf("%s\n", _("texts without item and topic, by region:"));
    for (size_t i = 0; i < c->n_places; i++) {
        const struct place *p = &c->place[i];
        str name = regions_name(g, p->code);

        printf("  %-6.*s %7zu / %7zu  %5.1f %%%s%.*s\n",
               PSTR(p->code.n ? p->code : STR("-")), p->bare, p->texts,
               100.0 * (double)p->bare / (double)p->texts,
               name.n ? "  " : "", PSTR(name));
    }
}

static void print_limits(const struct coverage *c)
{
    const struct rules *r = c->rules;

    printf(_("%zu texts; %zu hit a limit of the matcher\n"), c->texts,
           c->limits);
    for (size_t i = 0; i < r->n; i++)
        if (c->hits[i].limits)
            printf("%7zu  %.*s (%s:%ld)\n", c->hits[i].limits,
                   PSTR(r->rule[i].id), rule_file(&r->rule[i]),
                   r->rule[i].at.line);
}

static int coverage_run(const struct env *env, void *args, int argc,
                        char **argv, struct err *e)
{
    const struct coverage_args *o = args;
    struct arena mem = { 0 };
    struct regions *g = regions_load(env->schemas, &mem, e);
    struct rules *r = g ? rules_load(o->rules, env->schemas, false,
                                     env->prog, e) : NULL;
    struct coverage c = { .rules = r };
    int rc = -1;

    (void)argc, (void)argv;
    if (!r)
        goto done;
    rules_complain(r, env->prog);
    rules_prefilter(r, false, env->prog);
    c.judge = judge_new(r);
    judge_thorough(c.judge);
    c.hits = arena_array(&mem, struct hits, r->n + 1);
    rc = corpus_each(o->db, o->texts, env->schemas, one, &c, e);
    if (rc == 0) {
        print_rules(&c);
        print_places(&c, g);
        print_limits(&c);
    }
done:
    judge_free(c.judge);
    mem_free(c.place);
    arena_release(&c.names);
    arena_release(&c.mem);
    arena_release(&mem);
    rules_free(r);
    return rc;
}

const struct command cmd_rules_coverage = {
    "rules coverage", "", "how often each rule fires, and where none does",
    "For each rule: on how many texts it fired, on how many it counted, and\n"
    "for how many labels it was the only rule. Then the rules that never\n"
    "fired, and the share of texts without a label in each region.",
    coverage_opts, sizeof coverage_opts / sizeof coverage_opts[0],
    sizeof(struct coverage_args), 0, 0, coverage_run
};
