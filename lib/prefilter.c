/* prefilter.c - which of many patterns a text may match, by libhs. */
#include "lib/prefilter.h"

#include <stdio.h>

#ifdef HAVE_HS
#include <hs.h>
#endif

#include "lib/err.h"
#include "lib/hash.h"
#include "lib/io.h"
#include "lib/literal.h"
#include "lib/banned.h"

#ifndef HAVE_HS

struct prefilter *prefilter_new(const str *pattern, size_t n,
                                const char *cache, const char **note,
                                const char **why)
{
    (void)pattern, (void)n, (void)cache;
    *note = NULL;
    *why = _("built without libhs");
    return NULL;
}

void prefilter_free(struct prefilter *p)
{
    (void)p;
}

struct prefilter_run *prefilter_run_new(const struct prefilter *p)
{
    (void)p;
    return NULL;
}

void prefilter_run_free(struct prefilter_run *r)
{
    (void)r;
}

long prefilter_scan(struct prefilter_run *r, str text, const int **id)
{
    (void)r, (void)text, (void)id;
    return -1;
}

bool prefilter_sure(const struct prefilter *p, int id)
{
    (void)p, (void)id;
    return false;
}

bool prefilter_next(struct prefilter_run *r, int id, size_t from, size_t *at)
{
    (void)r, (void)id, (void)from, (void)at;
    return false;
}

bool prefilter_knows(const struct prefilter_run *r, str text)
{
    (void)r, (void)text;
    return false;
}

bool prefilter_begins(const struct prefilter_run *r, int id)
{
    (void)r, (void)id;
    return false;
}

size_t prefilter_lead(const struct prefilter_run *r, int id)
{
    (void)r, (void)id;
    return 0;
}

bool prefilter_may(const struct prefilter_run *r, int id)
{
    (void)r, (void)id;
    return true;
}

void prefilter_size(const struct prefilter *p, size_t *literals,
                    size_t *blind)
{
    (void)p;
    *literals = *blind = 0;
}

#else

struct list { int *at; size_t n, cap; };

static void list_add(struct list *l, int x)
{
    l->at = mem_room(l->at, l->n, &l->cap);
    l->at[l->n++] = x;
}

/* A set of literals as bits, word by word: literals that are looked for
 * together have numbers close together. */
struct bits { int word; uint64_t mask; };
struct set { struct bits *at; size_t n, cap; };

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

struct table {                  /* numbers by text */
    str *text;
    size_t n, cap;
    int *slot;
    size_t slots;
};

struct prefilter {
    hs_database_t *db;          /* NULL: no literal at all */
    struct table literal;
    struct list *of_literal;    /* patterns whose first need it fulfils */
    size_t cap_literal;
    struct table clause;        /* by the numbers of their literals */
    struct set *of_clause;      /* its literals */
    size_t cap_clause;
    struct list *more;          /* by pattern: its other needs, clauses */
    struct set *begin;          /* by pattern: literals that a match opens
                                 * with; none: it is not known */
    size_t *lead;               /* ... after so many characters at most */
    bool *sure;
    struct list blind;          /* patterns that need nothing: always */
    size_t n;
    struct arena mem;
};

static size_t slot_of(const struct table *t, str text)
{
    size_t k = (size_t)str_hash(text) & (t->slots - 1);

    while (t->slot[k] && !str_eq(t->text[t->slot[k] - 1], text))
        k = (k + 1) & (t->slots - 1);
    return k;
}

/* Number of a text, given if need be; *fresh: it is new. */
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

static int literal_of(struct prefilter *p, str text)
{
    bool fresh;
    int id = number_of(&p->literal, str_dup(&p->mem, text), &fresh);

    if (fresh) {
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
    id = number_of(&p->clause, str_dup(&p->mem, buf_view(&key)), &fresh);
    if (fresh) {
        p->of_clause = mem_room(p->of_clause, (size_t)id, &p->cap_clause);
        p->of_clause[id] = (struct set){ 0 };
        for (size_t i = 0; i < c->n; i++)
            set_add(&p->of_clause[id], literal_of(p, c->at[i]));
    }
    buf_release(&key);
    return id;
}

/* The first need makes a pattern a candidate; whether the others are fulfilled
 * too is looked up when somebody asks for it. */
static void pattern_add(struct prefilter *p, int id, str pattern)
{
    struct arena scratch = { 0 };
    struct need need;

    literal_need(pattern, &scratch, &need);
    p->sure[id] = need.exact;
    if (need.n == 0)
        list_add(&p->blind, id);
    for (size_t i = 0; need.n && i < need.clause[0].n; i++) {
        int k = literal_of(p, need.clause[0].at[i]);
        struct list *l = &p->of_literal[k];     /* it may have moved */

        if (!l->n || l->at[l->n - 1] != id)
            list_add(l, id);
    }
    for (size_t i = 1; i < need.n; i++)
        list_add(&p->more[id], clause_of(p, &need.clause[i]));
    for (size_t i = 0; i < need.opening.n; i++)
        set_add(&p->begin[id], literal_of(p, need.opening.at[i]));
    p->lead[id] = need.lead;
    arena_release(&scratch);
}

/* --- the compiled database and its cache --- */

static void key_of(const struct prefilter *p, char out[HASH_HEX])
{
    struct hash *h = hash_new();
    hs_platform_info_t platform;        /* a database is for one kind of CPU */

    memset(&platform, 0, sizeof platform);
    hash_add(h, str_of(hs_version()));
    if (hs_populate_platform(&platform) == HS_SUCCESS)
        hash_add(h, (str){ (char *)&platform, sizeof platform });
    for (size_t i = 0; i < p->literal.n; i++) {
        hash_add(h, p->literal.text[i]);
        hash_add(h, STR("\n"));
    }
    hash_hex(h, out);
}

static void digest(str s, char out[HASH_HEX])
{
    struct hash *h = hash_new();

    hash_add(h, s);
    hash_hex(h, out);
}

enum { HEAD = 2 * (HASH_HEX - 1) };     /* key and digest of what follows */

/* 1 loaded, 0 not there, -1 damaged. */
static int cache_load(struct prefilter *p, const char *path, const char *key)
{
    struct arena mem = { 0 };
    char sum[HASH_HEX];
    struct err e;
    str all;
    int rc = -1;

    if (io_read(path, (size_t)1 << 30, &mem, &all, &e)) {
        arena_release(&mem);
        return e.kind == ERR_INPUT ? 0 : -1;
    }
    if (all.n > HEAD && str_eq(str_head(all, HASH_HEX - 1), str_of(key))) {
        str body = str_from(all, HEAD);

        digest(body, sum);
        if (str_starts(str_from(all, HASH_HEX - 1), str_of(sum)) &&
            hs_deserialize_database(body.p, body.n, &p->db) == HS_SUCCESS)
            rc = 1;
    }
    arena_release(&mem);
    return rc;
}

/* A cache that cannot be written is no error: the next run compiles again. */
static void cache_save(const struct prefilter *p, const char *folder,
                       const char *path, const char *key)
{
    char sum[HASH_HEX], *bytes = NULL;
    struct buf all = { 0 };
    size_t n = 0;
    struct err e;

    if (hs_serialize_database(p->db, &bytes, &n) != HS_SUCCESS)
        return;
    digest((str){ bytes, n }, sum);
    buf_text(&all, key);
    buf_text(&all, sum);
    buf_add(&all, bytes, n);
    if (io_mkdir(folder, &e) == 0)
        io_write(path, buf_view(&all), &e);
    buf_release(&all);
    mem_free(bytes);
}

/* A literal as a pattern of its own. */
static const char *quoted(struct arena *a, str s)
{
    struct buf b = { 0 };
    const char *out;

    for (size_t i = 0; i < s.n; i++)
        buf_fmt(&b, "\\x%02x", (unsigned char)s.p[i]);
    out = str_c(a, buf_view(&b));
    buf_release(&b);
    return out;
}

static bool has_letter(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= 'a' && s.p[i] <= 'z')
            return true;
    return false;
}

static bool compile(struct prefilter *p)
{
    size_t n = p->literal.n;
    struct arena mem = { 0 };
    const char **text = arena_array(&mem, const char *, n);
    unsigned *flags = arena_array(&mem, unsigned, n);
    unsigned *id = arena_array(&mem, unsigned, n);
    hs_compile_error_t *why = NULL;
    bool ok;

    for (size_t i = 0; i < n; i++) {
        text[i] = quoted(&mem, p->literal.text[i]);
        flags[i] = has_letter(p->literal.text[i]) ? HS_FLAG_CASELESS : 0;
        id[i] = (unsigned)i;
    }
    ok = hs_compile_multi(text, flags, id, (unsigned)n, HS_MODE_BLOCK, NULL,
                          &p->db, &why) == HS_SUCCESS;
    if (why)
        hs_free_compile_error(why);
    arena_release(&mem);
    return ok;
}

static bool database(struct prefilter *p, const char *cache,
                     const char **note)
{
    char key[HASH_HEX], path[4096];
    int rc = 0;

    key_of(p, key);
    snprintf(path, sizeof path, "%s/%.32s.hs", cache ? cache : "", key);
    if (cache)
        rc = cache_load(p, path, key);
    if (rc == 1)
        return true;
    if (rc < 0)
        *note = _("the cache of compiled patterns was damaged and is made "
                  "again");
    if (!compile(p))
        return false;
    if (cache)
        cache_save(p, cache, path, key);
    return true;
}

struct prefilter *prefilter_new(const str *pattern, size_t n,
                                const char *cache, const char **note,
                                const char **why)
{
    struct prefilter *p;

    *note = NULL;
    if (hs_valid_platform() != HS_SUCCESS) {
        *why = _("libhs does not run on this processor");
        return NULL;
    }
    p = mem_grow(NULL, sizeof *p);
    *p = (struct prefilter){ .n = n };
    p->more = arena_array(&p->mem, struct list, n + 1);
    p->sure = arena_array(&p->mem, bool, n + 1);
    p->begin = arena_array(&p->mem, struct set, n + 1);
    p->lead = arena_array(&p->mem, size_t, n + 1);
    for (size_t i = 0; i < n; i++)
        pattern_add(p, (int)i, pattern[i]);
    if (p->literal.n && !database(p, cache, note)) {
        *why = _("libhs cannot compile the literals");
        prefilter_free(p);
        return NULL;
    }
    return p;
}

void prefilter_free(struct prefilter *p)
{
    if (!p)
        return;
    hs_free_database(p->db);
    for (size_t i = 0; i < p->literal.n; i++)
        mem_free(p->of_literal[i].at);
    for (size_t i = 0; i < p->clause.n; i++)
        mem_free(p->of_clause[i].at);
    for (size_t i = 0; i < p->n; i++) {
        mem_free(p->begin[i].at);
        mem_free(p->more[i].at);
    }
    mem_free(p->of_literal);
    mem_free(p->of_clause);
    mem_free(p->blind.at);
    table_release(&p->literal);
    table_release(&p->clause);
    arena_release(&p->mem);
    mem_free(p);
}

/* --- scanning --- */

struct seen {                   /* places of a literal, by number */
    unsigned turn;
    int first, last;
    int cursor;                 /* where somebody looked last */
};
struct place { size_t at; int next; };  /* next: of the same literal, or -1 */

struct prefilter_run {
    const struct prefilter *p;
    hs_scratch_t *scratch;
    unsigned turn;              /* of the text: older stamps count for 0 */
    struct seen *literal;
    uint64_t *present;          /* a bit for each literal: fits the cache */
    size_t words;
    struct place *place;        /* where literals begin */
    size_t n_places, cap_places;
    unsigned *pattern;
    int *found;
    size_t n_found;
    str text;
};

static void *zeroed(size_t n, size_t size)
{
    return memset(mem_grow(NULL, mem_size(n + 1, size)), 0, (n + 1) * size);
}

struct prefilter_run *prefilter_run_new(const struct prefilter *p)
{
    struct prefilter_run *r;

    if (!p)
        return NULL;
    r = mem_grow(NULL, sizeof *r);
    *r = (struct prefilter_run){ .p = p };
    r->literal = zeroed(p->literal.n, sizeof *r->literal);
    r->words = p->literal.n / 64 + 1;
    r->present = zeroed(r->words, sizeof *r->present);
    r->pattern = zeroed(p->n, sizeof *r->pattern);
    r->found = zeroed(p->n, sizeof *r->found);
    if (p->db && hs_alloc_scratch(p->db, &r->scratch) != HS_SUCCESS)
        panic("%s", _("out of memory"));
    return r;
}

void prefilter_run_free(struct prefilter_run *r)
{
    if (!r)
        return;
    hs_free_scratch(r->scratch);
    mem_free(r->literal);
    mem_free(r->present);
    mem_free(r->place);
    mem_free(r->pattern);
    mem_free(r->found);
    mem_free(r);
}

/* The literal stands in the text, byte by byte but for the case of letters. */
static bool stands(str literal, const char *p)
{
    for (size_t i = 0; i < literal.n; i++) {
        char c = p[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 'a' - 'A');
        if (c != literal.p[i])
            return false;
    }
    return true;
}

static int hit(unsigned id, unsigned long long from, unsigned long long to,
               unsigned flags, void *run)
{
    struct prefilter_run *r = run;
    const struct list *l = &r->p->of_literal[id];
    str literal = r->p->literal.text[id];

    (void)from, (void)flags;
    struct seen *seen = &r->literal[id];
    bool again = seen->turn == r->turn;
    int n = (int)r->n_places;

    if (!again && (to < literal.n ||
                   !stands(literal, r->text.p + to - literal.n)))
        return 0;                       /* libhs would be wrong */
    r->place = mem_room(r->place, r->n_places, &r->cap_places);
    r->place[r->n_places++] = (struct place){ (size_t)to - literal.n, -1 };
    if (again) {
        r->place[seen->last].next = n;
        seen->last = n;
        return 0;
    }
    *seen = (struct seen){ r->turn, n, n, n };
    r->present[id / 64] |= 1ull << id % 64;
    for (size_t i = 0; i < l->n; i++)
        if (r->pattern[l->at[i]] != r->turn) {
            r->pattern[l->at[i]] = r->turn;
            r->found[r->n_found++] = l->at[i];
        }
    return 0;
}

/* After four thousand million texts the stamps begin anew. */
static void forget(struct prefilter_run *r)
{
    const struct prefilter *p = r->p;

    memset(r->literal, 0, p->literal.n * sizeof *r->literal);
    memset(r->pattern, 0, p->n * sizeof *r->pattern);
    r->turn = 1;
}

long prefilter_scan(struct prefilter_run *r, str text, const int **id)
{
    const struct prefilter *p = r->p;

    *id = r->found;
    r->text = text;
    r->n_found = 0;
    r->n_places = 0;
    memset(r->present, 0, r->words * sizeof *r->present);
    if (++r->turn == 0)
        forget(r);
    for (size_t i = 0; i < p->blind.n; i++)
        r->found[r->n_found++] = p->blind.at[i];
    if (p->db && text.n && hs_scan(p->db, text.p, (unsigned)text.n, 0,
                                   r->scratch, hit, r) != HS_SUCCESS)
        return -1;
    return (long)r->n_found;
}

bool prefilter_sure(const struct prefilter *p, int id)
{
    return p->sure[id];
}

size_t prefilter_lead(const struct prefilter_run *r, int id)
{
    return r->p->lead[id];
}

/* The first place of a literal at or after `from`, or -1. */
static size_t place_from(struct prefilter_run *r, struct seen *s, size_t from)
{
    int k = r->place[s->cursor].at <= from ? s->cursor : s->first;

    while (k >= 0 && r->place[k].at < from) {
        s->cursor = k;
        k = r->place[k].next;
    }
    return k >= 0 ? r->place[k].at : (size_t)-1;
}

bool prefilter_next(struct prefilter_run *r, int id, size_t from, size_t *at)
{
    const struct set *l = &r->p->begin[id];
    size_t best = (size_t)-1;

    for (size_t i = 0; i < l->n; i++) {
        uint64_t bits = r->present[l->at[i].word] & l->at[i].mask;

        for (; bits; bits &= bits - 1) {
            size_t found = place_from(r, &r->literal[l->at[i].word * 64 +
                                      __builtin_ctzll(bits)], from);

            best = found < best ? found : best;
        }
    }
    *at = best;
    return best != (size_t)-1;
}

bool prefilter_knows(const struct prefilter_run *r, str text)
{
    return r->text.p == text.p && r->text.n == text.n;
}

bool prefilter_begins(const struct prefilter_run *r, int id)
{
    return r->p->begin[id].n > 0;
}

bool prefilter_may(const struct prefilter_run *r, int id)
{
    const struct list *l = &r->p->more[id];

    for (size_t i = 0; i < l->n; i++) {
        const struct set *c = &r->p->of_clause[l->at[i]];
        size_t k = 0;

        while (k < c->n && !(r->present[c->at[k].word] & c->at[k].mask))
            k++;
        if (k == c->n)
            return false;
    }
    return true;
}

void prefilter_size(const struct prefilter *p, size_t *literals,
                    size_t *blind)
{
    *literals = p->literal.n;
    *blind = p->blind.n;
}

#endif
