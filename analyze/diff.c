/* diff.c - the command rules diff: what another set of rules would change. */
#include <stdio.h>
#include <stdlib.h>

#include "analyze/analyze.h"
#include "analyze/corpus.h"
#include "analyze/judge.h"
#include "analyze/trial.h"
#include "lib/text.h"
#include "lib/banned.h"

enum { SAMPLES = 5, PLACES = 20 };

struct diff_args {
    const char *db, *texts, *report;
    bool all;
};

static const struct opt diff_opts[] = {
    FLAG(struct diff_args, all, "all",
         "every text and rank that changes, not the first few"),
    TEXT(struct diff_args, texts, "texts", "FILE",
         "texts as CSV or NDJSON; default the records of the database"),
    TEXT(struct diff_args, report, "report", "NAME",
         "whose ranks are compared; default the report made last"),
    TEXT(struct diff_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

enum change { GAINED, LOST, MOVED, CHANGES };
enum what { ITEM, PROBLEM, WHATS };     /* what may change */

struct sample { str id, from, to, text; };

struct unit { str id; size_t before, after; };  /* records of one unit */
struct units { struct unit *at; size_t n, cap; };

struct side { struct rules *rules; struct judge *judge; };

struct diff {
    struct side side[2];        /* old and new */
    size_t limit, n[WHATS][CHANGES];
    long long texts;
    struct sample *sample[WHATS][CHANGES];
    size_t kept[WHATS][CHANGES], cap[WHATS][CHANGES];
    struct units items, regions, pairs; /* what rankings are made of */
    struct arena names, mem;
};

static str label_of(const struct side *s, const struct verdict *v,
                    enum target_kind k)
{
    return v->n_labels[k] ? s->rules->target[v->label[k][0].target].id
                          : (str){ NULL, 0 };
}

static struct unit *unit_of(struct diff *d, struct units *u, str id)
{
    for (size_t i = 0; i < u->n; i++)
        if (str_eq(u->at[i].id, id))
            return &u->at[i];
    u->at = mem_room(u->at, u->n, &u->cap);
    u->at[u->n] = (struct unit){ .id = str_dup(&d->names, id) };
    return &u->at[u->n++];
}

static void count(struct diff *d, const struct doc *doc, str item,
                  str problem, bool after)
{
    str city = doc->region.n == 6 && !str_is(doc->region, "350128")
               ? str_join(&d->mem, str_head(doc->region, 4), STR("00"))
               : doc->region;
    struct unit *u[3];

    if (!item.n)
        return;
    u[0] = unit_of(d, &d->items, item);
    u[1] = unit_of(d, &d->regions, city.n ? city : STR("-"));
    u[2] = unit_of(d, &d->pairs, str_fmt(&d->mem, "%.*s %.*s", PSTR(item),
                                         PSTR(problem)));
    for (int i = 0; i < 3; i++)
        if (after)
            u[i]->after++;
        else
            u[i]->before++;
}

static void compare(struct diff *d, enum what w, str id, str from, str to,
                    str text)
{
    enum change c = !from.n ? GAINED : !to.n ? LOST : MOVED;

    if (str_eq(from, to))
        return;
    d->n[w][c]++;
    if (d->kept[w][c] >= d->limit)
        return;
    d->sample[w][c] = mem_room(d->sample[w][c], d->kept[w][c], &d->cap[w][c]);
    d->sample[w][c][d->kept[w][c]++] = (struct sample){
        str_dup(&d->names, id), str_dup(&d->names, from),
        str_dup(&d->names, to),
        str_dup(&d->names, str_head(text, text_pos(text, 60))) };
}

static int one_text(void *to, str id, const struct doc *doc, struct err *e)
{
    struct diff *d = to;
    struct verdict v[2];
    str item[2], problem[2], text;

    (void)e;
    arena_reset(&d->mem);
    for (int i = 0; i < 2; i++) {
        judge_text(d->side[i].judge, doc, &d->mem, &v[i]);
        item[i] = label_of(&d->side[i], &v[i], T_ITEM);
        problem[i] = label_of(&d->side[i], &v[i], T_PROBLEM);
        count(d, doc, item[i], problem[i], i == 1);
    }
    text = v[1].text[F_TEXT].n ? v[1].text[F_TEXT] : v[1].text[F_TITLE];
    compare(d, ITEM, id, item[0], item[1], text);
    compare(d, PROBLEM, id, problem[0], problem[1], text);
    d->texts++;
    return 0;
}

static void one_record(void *to, const struct moved *m)
{
    compare(to, ITEM, m->id, m->item[0], m->item[1], m->text);
    compare(to, PROBLEM, m->id, m->problem[0], m->problem[1], m->text);
}

static void print_changes(const struct diff *d, enum what w)
{
    static const char *const names[] = { N_("gained"), N_("lost"),
                                         N_("moved") };

    for (int c = 0; c < CHANGES; c++) {
        printf("  %s %zu\n", _(names[c]), d->n[w][c]);
        for (size_t i = 0; i < d->kept[w][c]; i++) {
            const struct sample *s = &d->sample[w][c][i];

            printf("    %.*s: %.*s -> %.*s  ", PSTR(s->id),
                   PSTR(s->from.n ? s->from : STR("-")),
                   PSTR(s->to.n ? s->to : STR("-")));
            for (size_t k = 0; k < s->text.n; k++)
                putchar(s->text.p[k] == '\n' ? ' ' : s->text.p[k]);
            putchar('\n');
        }
    }
}

static int by_before(const void *a, const void *b)
{
    const struct unit *x = a, *y = b;

    if (x->before != y->before)
        return x->before > y->before ? -1 : 1;
    return str_cmp(x->id, y->id);
}

/* Place among the units, by number of records; equal numbers share it. */
static size_t rank(const struct units *u, const struct unit *x, bool after)
{
    size_t n = 1;

    for (size_t i = 0; i < u->n; i++)
        n += after ? u->at[i].after > x->after : u->at[i].before > x->before;
    return n;
}

static void print_ranks(const char *title, struct units *u)
{
    size_t changed = 0;

    if (u->n)
        qsort(u->at, u->n, sizeof *u->at, by_before);
    printf("%s\n", title);
    for (size_t i = 0; i < u->n; i++) {
        const struct unit *x = &u->at[i];
        size_t from = rank(u, x, false), to = rank(u, x, true);

        if (from == to)
            continue;
        changed++;
        printf(_("  %.*s: place %zu -> %zu, records %zu -> %zu\n"),
               PSTR(x->id), from, to, x->before, x->after);
    }
    if (!changed)
        printf("  %s\n", _("none"));
}

static void print_both(const struct diff *d)
{
    printf(_("%lld texts\nmain item:\n"), d->texts);
    print_changes(d, ITEM);
    printf("%s\n", _("main problem:"));
    print_changes(d, PROBLEM);
}

static int side_open(struct side *s, const char *dir, const struct env *env,
                     struct err *e)
{
    s->rules = rules_load(dir, env->schemas, true, env->prog, e);
    return s->rules ? 0 : -1;
}

/* --- texts of a file --- */

static int by_texts(struct diff *d, const struct diff_args *o,
                    const struct env *env, struct err *e)
{
    for (int i = 0; i < 2; i++) {
        rules_prefilter(d->side[i].rules, false, env->prog);
        d->side[i].judge = judge_new(d->side[i].rules);
    }
    if (corpus_each(NULL, o->texts, env->schemas, one_text, d, e))
        return -1;
    print_both(d);
    print_ranks(_("items whose place by number of records changes:"),
                &d->items);
    print_ranks(_("city-level units whose place changes:"), &d->regions);
    print_ranks(_("problems (item, kind) whose place changes:"), &d->pairs);
    return 0;
}

/* --- the records of a database, and its last report --- */

enum { FIGURE = 24 };           /* bytes */

/* Rank and number of records, or two dashes where it is not ranked. */
static void place_words(const struct place *p, char out[2][FIGURE])
{
    bool there = p->rank > 0;

    snprintf(out[0], FIGURE, there ? "%g" : "-", p->rank);
    snprintf(out[1], FIGURE, there ? "%g" : "-", p->records);
}

static void print_ranked(const struct ranked *x)
{
    char at[TRIAL_SIDES][2][FIGURE];

    for (int i = 0; i < TRIAL_SIDES; i++)
        place_words(&x->at[i], at[i]);
    printf("    %.*s%s%.*s  %.*s: ", PSTR(x->unit), x->problem.n ? " " : "",
           PSTR(x->problem), PSTR(x->name));
    printf(_("rank %s -> %s, records %s -> %s; printed: rank %s, records "
             "%s\n"), at[BEFORE][0], at[AFTER][0], at[BEFORE][1],
           at[AFTER][1], at[PRINTED][0], at[PRINTED][1]);
}

static void print_section(const struct trial *t, const char *section,
                          const char *title, size_t limit)
{
    size_t all = 0, changed = 0;

    printf("  %s\n", title);
    for (size_t i = 0; i < t->n; i++) {
        const struct ranked *x = &t->ranked[i];

        if (!str_is(x->section, section))
            continue;
        all++;
        if (x->at[BEFORE].rank == x->at[AFTER].rank)
            continue;
        if (changed++ < limit)
            print_ranked(x);
    }
    printf(_("    %zu of %zu change their rank\n"), changed, all);
}

static void print_report(const struct trial *t, size_t limit)
{
    static const struct { const char *section, *title; } sections[] = {
        { "problem", N_("problems:") },
        { "local", N_("problems of single cities:") },
        { "city", N_("city-level units:") }, { "county", N_("counties:") },
        { "dept", N_("lead units:") },
    };

    if (!t->report.n) {
        printf("%s\n", _("no report was made yet whose ranks could change"));
        return;
    }
    printf(_("ranks of the report %.*s (state of %.*s) that change, worked "
             "out from the\nrecords of today by the old and the new rules, "
             "and as they were printed:\n"), PSTR(t->report), PSTR(t->as_of));
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        print_section(t, sections[i].section, _(sections[i].title), limit);
}

static int by_trial(struct diff *d, const struct diff_args *o, char **dirs,
                    const struct env *env, struct err *e)
{
    const char *const rules[2] = { dirs[0], dirs[1] };
    struct trial t = { 0 };
    int rc = trial_run(&t, o->db, o->report, rules, env, e);

    if (rc == 0)
        rc = trial_moved(&t, one_record, d, e);
    if (rc == 0) {
        d->texts = t.records;
        print_both(d);
        print_report(&t, o->all ? (size_t)-1 : PLACES);
    }
    trial_end(&t);
    return rc;
}

static int diff_run(const struct env *env, void *args, int argc, char **argv,
                    struct err *e)
{
    const struct diff_args *o = args;
    struct diff d = { .limit = o->all ? (size_t)-1 : SAMPLES };
    int rc = -1;

    (void)argc;
    if (side_open(&d.side[0], argv[0], env, e) == 0 &&
        side_open(&d.side[1], argv[1], env, e) == 0)
        rc = o->texts ? by_texts(&d, o, env, e)
                      : by_trial(&d, o, argv, env, e);
    for (int i = 0; i < 2; i++) {
        judge_free(d.side[i].judge);
        rules_free(d.side[i].rules);
    }
    for (int w = 0; w < WHATS; w++)
        for (int c = 0; c < CHANGES; c++)
            mem_free(d.sample[w][c]);
    mem_free(d.items.at);
    mem_free(d.regions.at);
    mem_free(d.pairs.at);
    arena_release(&d.names);
    arena_release(&d.mem);
    return rc;
}

const struct command cmd_rules_diff = {
    "rules diff", "OLD NEW", "what other rules would change",
    "Which records gain, lose or change their main item and problem, with\n"
    "samples, and which ranks of a report would change. This is tried on a\n"
    "copy of the database beside it: labels by the rules of OLD, the report,\n"
    "labels by those of NEW, the report again; the copy is removed. With\n"
    "--texts both classify these texts, and places go by number.",
    diff_opts, sizeof diff_opts / sizeof diff_opts[0],
    sizeof(struct diff_args), 2, 2, diff_run
};
