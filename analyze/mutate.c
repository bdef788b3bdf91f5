/* mutate.c - the command rules mutate: do the examples notice changes? */
#include <stdio.h>

#include "analyze/analyze.h"
#include "analyze/judge.h"
#include "analyze/verdict.h"
#include "lib/text.h"
#include "lib/banned.h"

struct mutate_args {
    const char *rules;
    bool quiet;
    long least;
};

static const struct opt mutate_opts[] = {
    TEXT(struct mutate_args, rules, "rules", "DIR",
         "folder of rules; default the one of this installation"),
    INT(struct mutate_args, least, "least", "PERCENT",
        "fail (exit 78) when fewer changes are noticed; default 0"),
    FLAG(struct mutate_args, quiet, "quiet", "only the last line"),
};

struct mutation {
    struct judge *judge;
    const struct rules *rules;
    const struct rule *rule;    /* as it is written */
    bool quiet;
    size_t tried, noticed;
    struct arena mem;
};

/* Does some example turn out differently with the changed rule? */
static bool noticed(struct mutation *m, const struct rule *changed)
{
    struct fired f;

    arena_reset(&m->mem);
    for (size_t i = 0; i < changed->n_examples; i++)
        if (judge_rule(m->judge, changed, &changed->example[i].doc, &m->mem,
                       &f) != changed->example[i].yes)
            return true;
    return false;
}

static void try_one(struct mutation *m, const struct rule *changed,
                    const char *what, int pattern)
{
    const struct rule *r = m->rule;
    str p = pattern < 0 ? STR("") : regex_pattern(m->rules->regex, pattern);

    m->tried++;
    if (noticed(m, changed)) {
        m->noticed++;
        return;
    }
    if (!m->quiet)
        printf(_("%s:%ld: rule %.*s: no example notices %s %.*s\n"),
               rule_file(r), r->at.line, PSTR(r->id), what,
               PSTR(str_head(p, text_pos(p, 60))));
}

/* Leave out one pattern of a list after the other. */
static void leave_out(struct mutation *m, size_t offset, const char *what)
{
    struct rule changed = *m->rule;
    struct patterns *p = (struct patterns *)((char *)&changed + offset);
    struct patterns was = *p;
    int kept[512];

    for (size_t k = 0; k < was.n && was.n <= 512; k++) {
        p->at = kept;
        p->n = 0;
        for (size_t i = 0; i < was.n; i++)
            if (i != k)
                kept[p->n++] = was.at[i];
        try_one(m, &changed, what, was.at[k]);
    }
}

static void change_near(struct mutation *m)
{
    struct rule changed = *m->rule;
    size_t n = changed.n_near;
    struct near near[64];

    if (n == 0 || n > 64)
        return;
    changed.near = near;
    for (size_t k = 0; k < n; k++) {
        for (size_t i = 0; i < n; i++)
            near[i] = m->rule->near[i];
        near[k] = near[n - 1];
        changed.n_near = n - 1;
        try_one(m, &changed, _("leaving out the near with"),
                m->rule->near[k].of[0]);
        near[k] = m->rule->near[k];
        near[k].n = 1;                  /* its first part is enough */
        changed.n_near = n;
        try_one(m, &changed, _("forgetting the other parts of the near with"),
                m->rule->near[k].of[0]);
    }
}

static void leave_out_signs(struct mutation *m)
{
    struct rule changed = *m->rule;
    struct sign kept[SIGNS];

    for (size_t k = 0; k < m->rule->n_signs; k++) {
        changed.sign = kept;
        changed.n_signs = 0;
        for (size_t i = 0; i < m->rule->n_signs; i++)
            if (i != k)
                kept[changed.n_signs++] = m->rule->sign[i];
        try_one(m, &changed, _("leaving out of signs:"),
                m->rule->sign[k].pattern >= 0 ? m->rule->sign[k].pattern
                                              : m->rule->sign[k].near.of[0]);
    }
}

static void change_when(struct mutation *m)
{
    struct rule changed = *m->rule;
    const struct when *w = &m->rule->when;

    if (!w->source.n && !w->kind.n && !w->region.n && !w->not_region.n)
        return;
    changed.when = (struct when){ 0 };
    try_one(m, &changed, _("forgetting when"), -1);
}

static void mutate(struct mutation *m)
{
    leave_out(m, offsetof(struct rule, any), _("leaving out of any:"));
    leave_out(m, offsetof(struct rule, all), _("leaving out of all:"));
    leave_out(m, offsetof(struct rule, none), _("leaving out of none:"));
    leave_out(m, offsetof(struct rule, unless), _("leaving out of unless:"));
    change_near(m);
    leave_out_signs(m);
    change_when(m);
}

static int mutate_run(const struct env *env, void *args, int argc,
                      char **argv, struct err *e)
{
    const struct mutate_args *o = args;
    struct rules *r = rules_load(o->rules, env->schemas, false, env->prog, e);
    struct mutation m = { .rules = r, .quiet = o->quiet };
    double share;

    (void)argc, (void)argv;
    if (!r)
        return -1;
    rules_complain(r, env->prog);
    m.judge = judge_new(r);
    for (size_t i = 0; i < r->n; i++) {
        m.rule = &r->rule[i];
        mutate(&m);
    }
    share = m.tried ? 100.0 * (double)m.noticed / (double)m.tried : 100;
    printf(_("%zu changes, %zu noticed by some example: %.1f %%\n"), m.tried,
           m.noticed, share);
    judge_free(m.judge);
    arena_release(&m.mem);
    rules_free(r);
    return share < (double)o->least ? ERR_CONFIG : 0;
}

const struct command cmd_rules_mutate = {
    "rules mutate", "", "change each rule and see whether its examples notice",
    "Leaves out one pattern of any, all, none, unless and signs after the\n"
    "other, one near, the parts of a near, the conditions under when. A\n"
    "change that turns no example is listed: that part of the rule has none.",
    mutate_opts, sizeof mutate_opts / sizeof mutate_opts[0],
    sizeof(struct mutate_args), 0, 0, mutate_run
};
