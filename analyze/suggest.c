/* suggest.c - rules suggest: frequent phrases that no rule knows. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyze/analyze.h"
#include "analyze/corpus.h"
#include "analyze/verdict.h"
#include "lib/literal.h"
#include "lib/text.h"
#include "lib/banned.h"

/* Phrases of so many characters; so many texts at most. */
enum { SHORT = 3, LONG = 6, TEXTS = 20000, SLOTS = 1 << 21, EXAMPLES = 2 };

struct suggest_args {
    const char *rules, *db, *texts;
    long top;
};

static const struct opt suggest_opts[] = {
    INT(struct suggest_args, top, "top", "N", "so many phrases; default 30"),
    TEXT(struct suggest_args, texts, "texts", "FILE",
         "texts as CSV or NDJSON; default the records of the database"),
    TEXT(struct suggest_args, rules, "rules", "DIR",
         "folder of rules; default the one of this installation"),
    TEXT(struct suggest_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

struct phrase {
    str text;
    size_t n, others;           /* texts asked about, and all the others */
    double score;               /* how far beyond what the others expect */
    size_t last;                /* the text that counted last */
    size_t example[EXAMPLES];
};

struct kept { str id, text; };

struct suggest {
    const struct rules *rules;
    struct judge *judge;
    struct phrase *slot;        /* hash table, SLOTS */
    size_t used, texts, all, bare, others, skipped;
    struct kept *kept;          /* texts of an office, without a label */
    size_t n_kept, cap_kept;
    struct arena names, mem;
    bool full;
    bool second;                /* pass: the other texts are counted */
};

static struct phrase *slot_of(struct suggest *s, str text)
{
    size_t k = (size_t)str_hash(text) & (SLOTS - 1);

    while (s->slot[k].text.n && !str_eq(s->slot[k].text, text))
        k = (k + 1) & (SLOTS - 1);
    return &s->slot[k];
}

static void add(struct suggest *s, str text, size_t number, bool asked)
{
    struct phrase *p = slot_of(s, text);

    if (!p->text.n) {
        if (s->second || s->used > SLOTS / 4 * 3) {
            s->full = s->full || !s->second;
            return;
        }
        p->text = str_dup(&s->names, text);
        s->used++;
    }
    if (p->last == number)
        return;                         /* once a text */
    p->last = number;
    if (!asked) {
        p->others++;
        return;
    }
    if (p->n < EXAMPLES)
        p->example[p->n] = s->n_kept - 1;
    p->n++;
}

static bool han(uint32_t c)
{
    return c >= 0x4E00 && c <= 0x9FFF;
}

/* Every run of SHORT to LONG Chinese characters. */
static void phrases(struct suggest *s, str text, size_t number, bool asked)
{
    while (text.n) {
        str rest = text;
        size_t n = 0;

        while (rest.n && n < LONG && han(text_next(&rest)))
            if (++n >= SHORT)
                add(s, str_head(text, text.n - rest.n), number, asked);
        text_next(&text);
    }
}

static int one(void *to, str id, const struct doc *d, struct err *e)
{
    struct suggest *s = to;
    struct verdict v;
    bool bare, asked;

    (void)e;
    arena_reset(&s->mem);
    judge_text(s->judge, d, &s->mem, &v);
    bare = v.n_labels[T_ITEM] + v.n_labels[T_TOPIC] == 0;
    asked = bare && v.n_labels[T_CONTEXT] > 0;
    if (s->second) {
        s->all++;
        s->bare += bare;
        s->others += !asked;
    }
    if (s->second == asked)
        return 0;                       /* the other pass counts it */
    s->texts++;
    if (asked && s->n_kept == TEXTS) {
        s->skipped++;
        return 0;
    }
    if (asked) {
        str text = v.text[F_TEXT].n ? v.text[F_TEXT] : v.text[F_TITLE];

        s->kept = mem_room(s->kept, s->n_kept, &s->cap_kept);
        s->kept[s->n_kept++] = (struct kept){ str_dup(&s->names, id),
            str_dup(&s->names, text) };
    }
    for (int f = 0; f < FIELDS; f++)
        phrases(s, v.text[f], s->texts, asked);
    return 0;
}

/* Part of a literal that some pattern looks for, or the other way round. */
static bool known(const struct clause *literals, str phrase)
{
    for (size_t i = 0; i < literals->n; i++)
        if (literals->at[i].n >= 6 && (str_has(phrase, literals->at[i]) ||
                                       str_has(literals->at[i], phrase)))
            return true;
    return false;
}

static void literals_of(const struct rules *r, struct arena *a,
                        struct clause *out)
{
    size_t cap = 0;

    for (size_t i = 0; i < regex_count(r->regex); i++) {
        struct need n;

        literal_need(regex_pattern(r->regex, (int)i), a, &n);
        for (size_t c = 0; c < n.n; c++)
            for (size_t k = 0; k < n.clause[c].n; k++) {
                out->at = mem_room(out->at, out->n, &cap);
                out->at[out->n++] = n.clause[c].at[k];
            }
    }
}

static int by_number(const void *a, const void *b)
{
    const struct phrase *x = *(struct phrase *const *)a;
    const struct phrase *y = *(struct phrase *const *)b;

    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    if (x->text.n != y->text.n)
        return x->text.n > y->text.n ? -1 : 1;
    return str_cmp(x->text, y->text);
}

static void print_phrase(const struct suggest *s, const struct phrase *p)
{
    printf(_("%.*s  in %zu of these texts, in %zu others\n"), PSTR(p->text),
           p->n, p->others);
    for (size_t i = 0; i < p->n && i < EXAMPLES; i++) {
        const struct kept *k = &s->kept[p->example[i]];
        size_t at = str_find(k->text, p->text);
        size_t back = at < 60 ? at : 60, n;
        str shown;

        if (at == k->text.n)
            at = back = 0;              /* it stands in the title */
        while (back && ((unsigned char)k->text.p[at - back] & 0xC0) == 0x80)
            back--;
        shown = str_from(k->text, at - back);
        n = text_pos(shown, 50);
        printf("    %.*s: ", PSTR(k->id));
        for (size_t x = 0; x < n; x++)
            putchar(shown.p[x] == '\n' ? ' ' : shown.p[x]);
        putchar('\n');
    }
}

/* A phrase within a longer one that is nearly as frequent says nothing new. */
static bool within(struct phrase *const *shown, size_t n, str text)
{
    for (size_t i = 0; i < n; i++)
        if (str_has(shown[i]->text, text) || str_has(text, shown[i]->text))
            return true;
    return false;
}

static void print_phrases(struct suggest *s, size_t top)
{
    struct phrase **all = mem_grow(NULL, mem_size(s->used + 1, sizeof *all));
    struct clause literals = { 0 };
    size_t n = 0, shown = 0;
    double share = (double)s->n_kept / (double)(s->others ? s->others : 1);

    literals_of(s->rules, &s->mem, &literals);
    for (size_t i = 0; i < SLOTS; i++) {
        struct phrase *p = &s->slot[i];
        double expected = (double)p->others * share;

        p->score = ((double)p->n - expected) / sqrt(expected + 1);
        if (p->n > 1 && p->score > 0)
            all[n++] = p;
    }
    if (n)
        qsort(all, n, sizeof *all, by_number);
    for (size_t i = 0; i < n && shown < top; i++) {
        if (within(all, shown, all[i]->text) || known(&literals,
                                                      all[i]->text))
            continue;
        print_phrase(s, all[i]);
        all[shown++] = all[i];
    }
    printf(_("%zu texts, %zu without item and topic, %zu of them about an "
             "office or a public service\n"), s->all, s->bare,
           s->n_kept + s->skipped);
    if (s->skipped)
        printf(_("looked at the first %zu of them\n"), s->n_kept);
    if (s->full)
        printf("%s\n", _("too many phrases: some were not counted"));
    mem_free(literals.at);
    mem_free(all);
}

static int suggest_run(const struct env *env, void *args, int argc,
                       char **argv, struct err *e)
{
    const struct suggest_args *o = args;
    struct rules *r = rules_load(o->rules, env->schemas, false, env->prog, e);
    struct suggest s = { .rules = r };
    int rc = -1;

    (void)argc, (void)argv;
    if (!r)
        return -1;
    rules_complain(r, env->prog);
    rules_prefilter(r, false, env->prog);
    s.judge = judge_new(r);
    s.slot = mem_grow(NULL, mem_size(SLOTS, sizeof *s.slot));
    memset(s.slot, 0, SLOTS * sizeof *s.slot);
    rc = corpus_each(o->db, o->texts, env->schemas, one, &s, e);
    s.second = true;
    if (rc == 0)
        rc = corpus_each(o->db, o->texts, env->schemas, one, &s, e);
    if (rc == 0)
        print_phrases(&s, o->top ? (size_t)o->top : 30);
    judge_free(s.judge);
    mem_free(s.slot);
    mem_free(s.kept);
    arena_release(&s.names);
    arena_release(&s.mem);
    rules_free(r);
    return rc;
}

const struct command cmd_rules_suggest = {
    "rules suggest", "", "frequent phrases of unlabelled texts",
    "Phrases of three to six characters that no pattern looks for and that\n"
    "stand, more often than elsewhere, in texts about an office or a public\n"
    "service that have no item and no topic; with examples.",
    suggest_opts, sizeof suggest_opts / sizeof suggest_opts[0],
    sizeof(struct suggest_args), 0, 0, suggest_run
};
