/* eval.c - the command rules eval: how good the rules are on labelled texts. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyze/analyze.h"
#include "analyze/gold.h"
#include "analyze/names.h"
#include "analyze/score.h"
#include "analyze/verdict.h"
#include "lib/text.h"
#include "lib/banned.h"

struct eval_args {
    const char *rules;
    bool misses, quiet, no_prefilter;
};

static const struct opt eval_opts[] = {
    TEXT(struct eval_args, rules, "rules", "DIR",
         "folder of rules; default the one of this installation"),
    FLAG(struct eval_args, misses, "misses",
         "every miss with its whole text and the rules that fired"),
    FLAG(struct eval_args, quiet, "quiet", "figures only, no misses"),
    FLAG(struct eval_args, no_prefilter, "no-prefilter",
         "PCRE2 alone, without libhs: slower, the same labels"),
};

struct name_tally { str name; struct tally t; };

struct eval {
    struct rules *rules;
    struct judge *judge;
    const struct eval_args *o;
    struct golds gold;
    struct tally *text, *weighted;      /* by text */
    struct tally names;                 /* of a literal match */
    struct name_tally *item;
    size_t n_items, cap_items;
    str problem[64];                    /* names of the confusion table */
    size_t n_problems;
    double table[64][64];               /* gold x found */
    double right, of, right_w, of_w;    /* problems, where an item belongs */
    double right_found, of_found;       /* ... and it was found */
};

static bool in(const struct words *w, str s)
{
    for (size_t i = 0; i < w->n; i++)
        if (str_eq(w->at[i], s))
            return true;
    return false;
}

static struct tally *item_tally(struct eval *v, str id)
{
    for (size_t i = 0; i < v->n_items; i++)
        if (str_eq(v->item[i].name, id))
            return &v->item[i].t;
    v->item = mem_room(v->item, v->n_items, &v->cap_items);
    v->item[v->n_items] = (struct name_tally){ .name = id };
    return &v->item[v->n_items++].t;
}

static size_t problem_row(struct eval *v, str id)
{
    size_t i = 0;

    while (i < v->n_problems && !str_eq(v->problem[i], id))
        i++;
    if (i == v->n_problems && i < 63)
        v->problem[v->n_problems++] = id;
    return i;
}

static str found_id(const struct eval *v, const struct verdict *d,
                    enum target_kind k, size_t i)
{
    return v->rules->target[d->label[k][i].target].id;
}

static str main_problem(const struct eval *v, const struct verdict *d)
{
    return d->n_labels[T_PROBLEM] ? found_id(v, d, T_PROBLEM, 0) : STR("-");
}

/* Compare the items of one text; true: something is wrong. */
static bool judge_items(struct eval *v, size_t n, const struct verdict *d)
{
    const struct gold *g = &v->gold.at[n];
    struct tally *t = &v->text[n];
    struct words found = { NULL, d->n_labels[T_ITEM] };
    str ids[64];

    found.at = ids;
    for (size_t i = 0; i < found.n && i < 64; i++) {
        ids[i] = found_id(v, d, T_ITEM, i);
        if (in(&g->must, ids[i])) {
            t->right++;
            item_tally(v, ids[i])->right++;
        } else if (!in(&g->may, ids[i])) {
            t->wrong++;
            item_tally(v, ids[i])->wrong++;
        }
    }
    for (size_t i = 0; i < g->must.n; i++)
        if (!in(&found, g->must.at[i])) {
            t->missed++;
            item_tally(v, g->must.at[i])->missed++;
        }
    v->weighted[n] = (struct tally){ t->right * g->weight,
                                     t->wrong * g->weight,
                                     t->missed * g->weight };
    return t->wrong + t->missed > 0;
}

static bool judge_problem(struct eval *v, size_t n, const struct verdict *d)
{
    const struct gold *g = &v->gold.at[n];
    str got = main_problem(v, d);
    bool right = str_eq(got, g->problem) || in(&g->problem_may, got);

    if (g->must.n == 0)
        return false;
    v->of++;
    v->of_w += g->weight;
    v->right += right;
    v->right_w += right ? g->weight : 0;
    if (v->text[n].right > 0) {
        v->of_found++;
        v->right_found += right;
    }
    v->table[problem_row(v, g->problem)][problem_row(v, right ? g->problem
                                                     : got)]++;
    return !right;
}

static void print_words(const char *label, const struct words *w)
{
    printf(" %s", label);
    for (size_t i = 0; i < w->n; i++)
        printf(" %.*s", PSTR(w->at[i]));
    if (w->n == 0)
        printf(" -");
}

static void print_miss(struct eval *v, size_t n, const struct verdict *d)
{
    const struct gold *g = &v->gold.at[n];
    str text = d->text[F_TEXT];
    size_t shown = v->o->misses ? text.n : text_pos(text, 100);

    printf("%.*s (%ld):", PSTR(g->id), g->at.line);
    print_words(_("must"), &g->must);
    if (g->may.n)
        print_words(_("may"), &g->may);
    printf(" | %s", _("found"));
    for (size_t i = 0; i < d->n_labels[T_ITEM]; i++)
        printf(" %.*s", PSTR(found_id(v, d, T_ITEM, i)));
    printf("%s | %s %.*s", d->n_labels[T_ITEM] ? "" : " -", _("problem"),
           PSTR(g->problem));
    for (size_t i = 0; i < g->problem_may.n; i++)
        printf("/%.*s", PSTR(g->problem_may.at[i]));
    printf(" | %s %.*s\n  ", _("found"), PSTR(main_problem(v, d)));
    if (d->text[F_TITLE].n)
        printf("[%.*s] ", PSTR(d->text[F_TITLE]));
    for (size_t i = 0; i < shown; i++)  /* on one line */
        putchar(text.p[i] == '\n' ? ' ' : text.p[i]);
    printf("%s\n", shown < text.n ? "..." : "");
    if (v->o->misses)
        verdict_print(stdout, v->rules, d);
}

/* For comparison: the items whose very name stands in the text. */
static void judge_names(struct eval *v, size_t n, const struct verdict *d)
{
    const struct gold *g = &v->gold.at[n];
    size_t found = 0;
    str name, item;

    for (size_t i = 0; names_catalog(v->rules->names, i, &name, &item); i++) {
        name = prepare(v->rules->fold, &v->gold.mem, name);
        if (!str_has(d->text[F_TITLE], name) && !str_has(d->text[F_TEXT],
                                                         name))
            continue;
        if (in(&g->must, item)) {
            v->names.right++;
            found++;
        } else if (!in(&g->may, item)) {
            v->names.wrong++;
        }
    }
    v->names.missed += (double)(g->must.n - found);
}

static void run(struct eval *v)
{
    struct arena mem = { 0 };

    for (size_t i = 0; i < v->gold.n; i++) {
        struct verdict d;
        bool items, problem;

        judge_text(v->judge, &v->gold.at[i].doc, &mem, &d);
        items = judge_items(v, i, &d);
        problem = judge_problem(v, i, &d);
        judge_names(v, i, &d);
        if ((items || problem) && !v->o->quiet)
            print_miss(v, i, &d);
        arena_reset(&mem);
    }
    arena_release(&mem);
}

/* A share with three digits, or a dash where its base is 0. */
static const char *three(double x, char out[16])
{
    if (isnan(x))
        return "-";
    snprintf(out, 16, "%.3f", x);
    return out;
}

static void share(const char *label, double a, double n)
{
    double low, high;
    char s[16];

    wilson(a, n, &low, &high);
    printf("  %s %s [%.3f, %.3f] (%g/%g)\n", label,
           three(n > 0 ? a / n : NAN, s), low, high, a, n);
}

/* "precision 0.950, recall 0.900, F1 0.924" */
static void print_tally(const struct tally *t)
{
    char p[16], r[16], f[16];

    printf(_("precision %s, recall %s, F1 %s"), three(tally_precision(t), p),
           three(tally_recall(t), r), three(tally_f1(t), f));
}

static void print_micro(const struct eval *v)
{
    struct tally t = { 0 }, w = { 0 };
    double low, high;
    char f1[16];

    for (size_t i = 0; i < v->gold.n; i++) {
        t.right += v->text[i].right;
        t.wrong += v->text[i].wrong;
        t.missed += v->text[i].missed;
        w.right += v->weighted[i].right;
        w.wrong += v->weighted[i].wrong;
        w.missed += v->weighted[i].missed;
    }
    printf("%s\n", _("items, micro:"));
    share(_("precision"), t.right, t.right + t.wrong);
    share(_("recall   "), t.right, t.right + t.missed);
    bootstrap_f1(v->text, v->gold.n, &low, &high);
    printf("  F1        %s [%.3f, %.3f]\n", three(tally_f1(&t), f1), low,
           high);
    bootstrap_f1(v->weighted, v->gold.n, &low, &high);
    printf("  %s: ", _("weighted"));
    print_tally(&w);
    printf(" [%.3f, %.3f]\n  %s: ", low, high,
           _("a literal match of catalog names"));
    print_tally(&v->names);
    putchar('\n');
}

static int by_id(const void *a, const void *b)
{
    const struct name_tally *x = a, *y = b;

    return str_cmp(x->name, y->name);
}

static void print_items(struct eval *v)
{
    double sum = 0, p = 0, r = 0;
    char s[3][16];
    size_t n = 0;

    if (v->n_items)
        qsort(v->item, v->n_items, sizeof *v->item, by_id);
    printf("%s\n", _("item    right wrong missed  precision recall F1"));
    for (size_t i = 0; i < v->n_items; i++) {
        const struct tally *t = &v->item[i].t;
        double prec = tally_precision(t), rec = tally_recall(t);

        printf("%-8.*s %4g %5g %6g  %9s %6s %s\n",
               PSTR(v->item[i].name), t->right, t->wrong, t->missed,
               three(prec, s[0]), three(rec, s[1]), three(tally_f1(t), s[2]));
        if (t->right + t->missed > 0) { /* items that occur */
            sum += tally_f1(t);
            p += isnan(prec) ? 0 : prec;
            r += rec;
            n++;
        }
    }
    if (n)
        printf(_("items, macro over %zu items: precision %.3f, recall %.3f, "
                 "F1 %.3f\n"), n, p / (double)n, r / (double)n,
               sum / (double)n);
}

static void print_problems(const struct eval *v)
{
    char w[16];

    printf("%s\n", _("main problem, texts with an item:"));
    share(_("right    "), v->right, v->of);
    share(_("... where an item was found right"), v->right_found, v->of_found);
    printf("  %s: %s\n", _("weighted"),
           three(v->of_w > 0 ? v->right_w / v->of_w : NAN, w));
    printf("%s\n%-10s", _("confusion (rows: labelled, columns: found):"),
           "");
    for (size_t k = 0; k < v->n_problems; k++)
        printf(" %9.9s", str_c(&((struct eval *)v)->gold.mem,
                               v->problem[k]));
    putchar('\n');
    for (size_t i = 0; i < v->n_problems; i++) {
        double n = 0;

        for (size_t k = 0; k < v->n_problems; k++)
            n += v->table[i][k];
        if (n == 0)
            continue;
        printf("%-10.*s", PSTR(v->problem[i]));
        for (size_t k = 0; k < v->n_problems; k++)
            printf(" %9g", v->table[i][k]);
        putchar('\n');
    }
}

static int eval_run(const struct env *env, void *args, int argc, char **argv,
                    struct err *e)
{
    struct eval v = { .o = args };
    struct arena mem = { 0 };
    struct regions *regions = regions_load(env->schemas, &mem, e);
    int rc = -1;

    (void)argc;
    if (!regions || gold_load(&v.gold, argv[0], regions, e))
        goto done;
    v.rules = rules_load(v.o->rules, env->schemas, false, env->prog, e);
    if (!v.rules)
        goto done;
    rc = rules_complain(v.rules, env->prog) ? ERR_CONFIG : 0;
    rules_prefilter(v.rules, v.o->no_prefilter, env->prog);
    v.judge = judge_new(v.rules);
    if (v.o->misses)
        judge_thorough(v.judge);
    v.text = arena_array(&mem, struct tally, v.gold.n);
    v.weighted = arena_array(&mem, struct tally, v.gold.n);
    run(&v);
    print_items(&v);
    print_problems(&v);
    print_micro(&v);
done:
    judge_free(v.judge);
    rules_free(v.rules);
    gold_free(&v.gold);
    mem_free(v.item);
    arena_release(&mem);
    return rc;
}

const struct command cmd_rules_eval = {
    "rules eval", "GOLD", "compare with texts labelled by people",
    "GOLD is CSV or NDJSON with id, title, content, must, may, problem,\n"
    "problem_may, weight. Prints every miss, then precision, recall and F1 of\n"
    "the items, how often the main problem is right, and what was taken for\n"
    "what. An item under may is neither right nor wrong.",
    eval_opts, sizeof eval_opts / sizeof eval_opts[0],
    sizeof(struct eval_args), 1, 1, eval_run
};
