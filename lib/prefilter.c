/* prefilter.c - which of many patterns a text may match, and where. */
#include "lib/prefilter.h"

#include "lib/literal.h"
#include "lib/prefilter_part.h"
#include "lib/banned.h"

static void list_add(struct list *l, int x)
{
    l->at = mem_room(l->at, l->n, &l->cap);
    l->at[l->n++] = x;
}

static void set_add(struct set *s, int x)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->at[i].word == x / 64) {
            s->at[i].mask |= 1ull << x % 64;
            return;
        }
    s->at = mem_room(s->at, s->n, &s->cap);
    s->at[s->n++] = (struct bits){ x / 64, 1ull << x % 64 };
}

static size_t slot_of(const struct table *t, str text)
{
    size_t k = (size_t)str_hash(text) & (t->slots - 1);

    while (t->slot[k] && !str_eq(t->text[t->slot[k] - 1], text))
        k = (k + 1) & (t->slots - 1);
    return k;
}

/* Number of a text, given if need be; *fresh: it is new, and the caller gives
 * it a place to live. */
static int number_of(struct table *t, str text, bool *fresh)
{
    size_t k;

    if (t->slots <= 2 * t->n) {
        t->slots = t->slots ? 2 * t->slots : 1024;
        mem_free(t->slot);
        t->slot = mem_grow(NULL, mem_size(t->slots, sizeof *t->slot));
        memset(t->slot, 0, t->slots * sizeof *t->slot);
        for (size_t i = 0; i < t->n; i++)
            t->slot[slot_of(t, t->text[i])] = (int)i + 1;
    }
    k = slot_of(t, text);
    *fresh = t->slot[k] == 0;
    if (*fresh) {
        t->text = mem_room(t->text, t->n, &t->cap);
        t->text[t->n++] = text;
        t->slot[k] = (int)t->n;
    }
    return t->slot[k] - 1;
}

static void table_release(struct table *t)
{
    mem_free(t->text);
    mem_free(t->slot);
}

static bool literal_known(const struct prefilter *p, str text)
{
    return p->literal.slots && p->literal.slot[slot_of(&p->literal, text)];
}

static int literal_of(struct prefilter *p, str text)
{
    bool fresh;
    int id = number_of(&p->literal, text, &fresh);

    if (fresh) {
        p->literal.text[id] = str_dup(&p->mem, text);
        p->of_literal = mem_room(p->of_literal, (size_t)id, &p->cap_literal);
        p->of_literal[id] = (struct list){ 0 };
    }
    return id;
}

static int clause_of(struct prefilter *p, const struct clause *c)
{
    struct buf key = { 0 };
    bool fresh;
    int id;

    for (size_t i = 0; i < c->n; i++)
        buf_fmt(&key, "%d,", literal_of(p, c->at[i]));
    id = number_of(&p->clause, buf_view(&key), &fresh);
    if (fresh) {
        p->clause.text[id] = str_dup(&p->mem, buf_view(&key));
        p->of_clause = mem_room(p->of_clause, (size_t)id, &p->cap_clause);
        p->of_clause[id] = (struct set){ 0 };
        for (size_t i = 0; i < c->n; i++)
            set_add(&p->of_clause[id], literal_of(p, c->at[i]));
    }
    buf_release(&key);
    return id;
}

static void part_add(struct prefilter *p, int id, const struct need *need)
{
    struct part *x = &p->part[id];

    *x = (struct part){ .want = arena_array(&p->mem, struct want, need->n_all),
                        .n = need->n, .opening = -1, .lead = need->lead,
                        .sure = need->exact, .digits = need->digits };
    if (need->exact && need->clause[0].n == 1)
        x->whole = need->clause[0].at[0].n;
    if (need->n == 0)
        list_add(&p->blind, id);
    if (need->digits)
        list_add(&p->digits, id);
    for (size_t i = 0; need->n && i < need->clause[0].n; i++) {
        int k = literal_of(p, need->clause[0].at[i]);
        struct list *l = &p->of_literal[k];     /* it may have moved */

        if (!l->n || l->at[l->n - 1] != id)
            list_add(l, id);
    }
    for (size_t i = 0; i < need->n; i++)
        x->want[i] = (struct want){ clause_of(p, &need->clause[i]),
            need->clause[i].least, need->clause[i].most };
    if (need->opening.n)
        x->opening = clause_of(p, &need->opening);
}

/* Needs that hardly tell texts apart, but places: where their literals are
 * looked for anyway. */
static void part_add_weak(struct prefilter *p, int id, const struct need *need)
{
    struct part *x = &p->part[id];

    for (size_t i = need->n; i < need->n_all; i++) {
        const struct clause *c = &need->clause[i];
        size_t k = 0;

        while (k < c->n && literal_known(p, c->at[k]))
            k++;
        if (k == c->n && c->most < LITERAL_FAR)
            x->want[x->n++] = (struct want){ clause_of(p, c), c->least,
                                             c->most };
    }
}

/* What is read for every text lies close together. */
static void part_close(struct prefilter *p, int id)
{
    struct part *x = &p->part[id];
    size_t n = 1;

    for (size_t i = 1; i < x->n; i++)
        n += p->of_clause[x->want[i].clause].n;
    x->all = arena_array(&p->mem, struct bits, n);
    n = 0;
    for (size_t i = 1; i < x->n; i++) {
        const struct set *c = &p->of_clause[x->want[i].clause];

        for (size_t k = 0; k < c->n; k++)
            x->all[n++] = c->at[k];
        x->all[n - 1].word = -1 - x->all[n - 1].word;
    }
}

static void lists_close(struct prefilter *p)
{
    for (size_t i = 0; i < p->literal.n; i++) {
        struct list *l = &p->of_literal[i];
        int *at = arena_array(&p->mem, int, l->n);

        if (l->n)
            memcpy(at, l->at, l->n * sizeof *at);
        mem_free(l->at);
        l->at = at;
    }
}

struct prefilter *prefilter_new(const str *pattern, size_t n,
                                const char *cache, const char **note,
                                const char **why)
{
    struct prefilter *p = mem_grow(NULL, sizeof *p);
    struct arena scratch = { 0 };
    struct need need;

    *note = NULL;
    *p = (struct prefilter){ .n = n };
    p->part = arena_array(&p->mem, struct part, n + 1);
    for (int weak = 0; weak < 2; weak++)
        for (size_t i = 0; i < n; i++) {
            literal_need(pattern[i], &scratch, &need);
            if (weak)
                part_add_weak(p, (int)i, &need);
            else
                part_add(p, (int)i, &need);
            arena_reset(&scratch);
        }
    arena_release(&scratch);
    for (size_t i = 0; i < n; i++)
        part_close(p, (int)i);
    lists_close(p);
    if (p->literal.n) {
        p->needles = needles_new(p->literal.text, p->literal.n, cache, note,
                                 why);
        if (!p->needles) {
            prefilter_free(p);
            return NULL;
        }
    }
    return p;
}

void prefilter_free(struct prefilter *p)
{
    if (!p)
        return;
    needles_free(p->needles);
    for (size_t i = 0; i < p->clause.n; i++)
        mem_free(p->of_clause[i].at);
    mem_free(p->of_literal);
    mem_free(p->of_clause);
    mem_free(p->blind.at);
    mem_free(p->digits.at);
    table_release(&p->literal);
    table_release(&p->clause);
    arena_release(&p->mem);
    mem_free(p);
}
