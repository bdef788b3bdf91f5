/* diff.c - the command rules diff: what another set of rules would change. */
#include <stdio.h>
#include <stdlib.h>

#include "analyze/analyze.h"
#include "analyze/corpus.h"
#include "analyze/verdict.h"
#include "lib/text.h"
#include "lib/banned.h"

enum { SAMPLES = 5 };

struct diff_args {
    const char *db, *texts;
    bool all;
};

static const struct opt diff_opts[] = {
    FLAG(struct diff_args, all, "all", "every text that changes, not five"),
    TEXT(struct diff_args, texts, "texts", "FILE",
         "texts as CSV or NDJSON; default the records of the database"),
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
    struct side old, new;
    size_t limit, texts, n[WHATS][CHANGES];
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
                    const struct verdict *v)
{
    enum change c = !from.n ? GAINED : !to.n ? LOST : MOVED;
    str text = v->text[F_TEXT].n ? v->text[F_TEXT] : v->text[F_TITLE];

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

static int one(void *to, str id, const struct doc *doc, struct err *e)
{
    struct diff *d = to;
    struct verdict was, is;
    str item[2], problem[2];

    (void)e;
    arena_reset(&d->mem);
    judge_text(d->old.judge, doc, &d->mem, &was);
    judge_text(d->new.judge, doc, &d->mem, &is);
    item[0] = label_of(&d->old, &was, T_ITEM);
    item[1] = label_of(&d->new, &is, T_ITEM);
    problem[0] = label_of(&d->old, &was, T_PROBLEM);
    problem[1] = label_of(&d->new, &is, T_PROBLEM);
    compare(d, ITEM, id, item[0], item[1], &is);
    compare(d, PROBLEM, id, problem[0], problem[1], &is);
    count(d, doc, item[0], problem[0], false);
    count(d, doc, item[1], problem[1], true);
    d->texts++;
    return 0;
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

static void print_diff(struct diff *d)
{
    printf(_("%zu texts\nmain item:\n"), d->texts);
    print_changes(d, ITEM);
    printf("%s\n", _("main problem:"));
    print_changes(d, PROBLEM);
    print_ranks(_("items whose place by number of records changes:"),
                &d->items);
    print_ranks(_("city-level units whose place changes:"), &d->regions);
    print_ranks(_("problems (item, kind) whose place changes:"), &d->pairs);
}

static int side_open(struct side *s, const char *dir, const struct env *env,
                     struct err *e)
{
    s->rules = rules_load(dir, env->schemas, true, env->prog, e);
    if (!s->rules)
        return -1;
    rules_prefilter(s->rules, false, env->prog);
    s->judge = judge_new(s->rules);
    return 0;
}

static int diff_run(const struct env *env, void *args, int argc, char **argv,
                    struct err *e)
{
    const struct diff_args *o = args;
    struct diff d = { .limit = o->all ? (size_t)-1 : SAMPLES };
    int rc = -1;

    (void)argc;
    if (side_open(&d.old, argv[0], env, e) ||
        side_open(&d.new, argv[1], env, e))
        goto done;
    rc = corpus_each(o->db, o->texts, env->schemas, one, &d, e);
    if (rc == 0)
        print_diff(&d);
done:
    judge_free(d.old.judge);
    judge_free(d.new.judge);
    rules_free(d.old.rules);
    rules_free(d.new.rules);
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
    "Classifies every text with the rules of both folders: which texts gain,\n"
    "lose or change their main item and problem, with samples, and which\n"
    "places by number of records would change.",
    diff_opts, sizeof diff_opts / sizeof diff_opts[0],
    sizeof(struct diff_args), 2, 2, diff_run
};
