/* rules_test.c - the commands rules test and rules explain. */
#include <stdio.h>

#include "analyze/analyze.h"
#include "analyze/judge.h"
#include "analyze/region.h"
#include "analyze/verdict.h"
#include "lib/text.h"
#include "lib/banned.h"

struct rules_args {
    const char *rules;
    const char *title, *item_name, *region, *source, *kind;
};

static const struct opt test_opts[] = {
    TEXT(struct rules_args, rules, "rules", "DIR",
         "folder of rules; default the one of this installation"),
};

/* One example; the number of failures. */
static size_t example(struct judge *j, const struct rule *r,
                      const struct example *x, struct arena *a)
{
    const char *name = rule_file(r);
    struct fired f;
    str text = { 0 };

    for (int i = FIELDS - 1; i >= 0; i--)
        if (x->doc.field[i].n)
            text = x->doc.field[i];
    if (judge_rule(j, r, &x->doc, a, &f) == x->yes)
        return 0;
    if (x->yes)
        printf(_("%s:%ld: rule %.*s does not fire on its example: %.*s\n"),
               name, x->at.line, PSTR(r->id), PSTR(text));
    else
        printf(_("%s:%ld: rule %.*s must not fire, but does by %s \"%.*s\": "
                 "%.*s\n"), name, x->at.line, PSTR(r->id), field_name(f.field),
               (int)(f.hit.to - f.hit.from), f.text.p + f.hit.from,
               PSTR(text));
    return 1;
}

static size_t rule_examples(struct judge *j, const struct rule *r,
                            size_t *tried)
{
    struct arena mem = { 0 };
    size_t failed = 0, yes = 0, no = 0;

    for (size_t i = 0; i < r->n_examples; i++) {
        failed += example(j, r, &r->example[i], &mem);
        *tried += 1;
        if (r->example[i].yes)
            yes++;
        else
            no++;
    }
    if (!yes || !no) {
        printf(_("%s:%ld: rule %.*s has no example of kind \"%s\"\n"),
               rule_file(r), r->at.line, PSTR(r->id), yes ? "no" : "yes");
        failed++;
    }
    arena_release(&mem);
    return failed;
}

static int test_run(const struct env *env, void *args, int argc, char **argv,
                    struct err *e)
{
    const struct rules_args *o = args;
    struct rules *r = rules_load(o->rules, env->schemas, false, env->prog, e);
    size_t failed = 0, tried = 0, wrong;
    struct judge *j;

    (void)argc, (void)argv;
    if (!r)
        return -1;
    wrong = rules_complain(r, env->prog);
    rules_prefilter(r, false, env->prog);
    j = judge_new(r);
    for (size_t i = 0; i < r->n; i++)
        failed += rule_examples(j, &r->rule[i], &tried);
    printf(_("%zu rules, %zu examples, %zu failures, %zu errors in the "
             "files\n"), r->n, tried, failed, wrong);
    judge_free(j);
    rules_free(r);
    return failed || wrong ? ERR_CONFIG : 0;
}

const struct command cmd_rules_test = {
    "rules test", "", "try every example of every rule",
    "A rule must fire on each text under yes and on none under no, by its own\n"
    "conditions (in, when, any, near, signs, all, none, unless). A rule\n"
    "without both kinds of example fails.",
    test_opts, sizeof test_opts / sizeof test_opts[0],
    sizeof(struct rules_args), 0, 0, test_run
};

static const struct opt explain_opts[] = {
    TEXT(struct rules_args, rules, "rules", "DIR",
         "folder of rules; default the one of this installation"),
    TEXT(struct rules_args, title, "title", "TEXT", "the title"),
    TEXT(struct rules_args, item_name, "item-name", "TEXT",
         "name of the item, as a rating has it"),
    TEXT(struct rules_args, region, "region", "CODE",
         "code or name of the region"),
    TEXT(struct rules_args, source, "source", "SOURCE",
         "rating, ticket or message"),
    TEXT(struct rules_args, kind, "kind", "KIND", "咨询, 投诉, ..."),
};

static int explain_run(const struct env *env, void *args, int argc,
                       char **argv, struct err *e)
{
    const struct rules_args *o = args;
    struct doc d = { .field = { str_of(o->title), str_of(o->item_name),
                                str_of(argv[0]) },
                     .source = str_of(o->source), .kind = str_of(o->kind) };
    struct arena mem = { 0 };
    struct regions *g = regions_load(env->schemas, &mem, e);
    struct rules *r = NULL;
    struct judge *j;
    struct verdict v;
    int rc = -1;

    (void)argc;
    for (int i = 0; i < FIELDS; i++)
        if (!text_valid(d.field[i])) {
            err_set(e, ERR_USAGE, NOWHERE, N_("no valid UTF-8"));
            goto done;
        }
    r = g ? rules_load(o->rules, env->schemas, false, env->prog, e) : NULL;
    if (!r)
        goto done;
    rc = rules_complain(r, env->prog) ? ERR_CONFIG : 0;
    d.region = regions_code(g, str_of(o->region));
    j = judge_new(r);
    judge_thorough(j);
    judge_text(j, &d, &mem, &v);
    verdict_print(stdout, r, &v);
    judge_free(j);
done:
    rules_free(r);
    arena_release(&mem);
    return rc;
}

const struct command cmd_rules_explain = {
    "rules explain", "TEXT", "why a text is classified as it is",
    "Prints the labels, what lost, every rule that fired with its weight, its\n"
    "place and the matched characters, and the thresholds.",
    explain_opts, sizeof explain_opts / sizeof explain_opts[0],
    sizeof(struct rules_args), 1, 1, explain_run
};
