/* regex.c - many patterns over one text. */
#include "lib/regex.h"

#include <stdlib.h>

#include "lib/branch.h"
#include "lib/prefilter.h"
#include "lib/text.h"
#include "lib/banned.h"

struct pattern {
    str text;
    struct pcre pcre;
    size_t length;              /* (?s:.{N}) is answered by counting: N */
};

/* Behind the prefilter a pattern is tried part by part (lib/branch.h), only
 * those that the text may match.  Patterns share parts. */
struct part {
    str text;
    struct pcre own;            /* compiled when it is first tried */
    int pattern;                /* that it is the whole of; -1: none */
};

struct use { int pattern, rank; };      /* it is the rank-th part of it */

struct regex_set {
    struct pcre_kit *kit;
    struct pattern *at;
    size_t n, cap;
    int *slot;                          /* hash table: number + 1, or 0 */
    size_t slots;
    struct prefilter *prefilter;        /* NULL: none; of the parts */
    struct part *part;
    size_t n_parts;
    struct use *use;                    /* of part i: from use_at[i] to */
    size_t *use_at;                     /* use_at[i + 1] */
    struct arena mem, parts;
};

struct chance { int part, rank, next; };        /* next: of the pattern; -1 */

struct candidate {              /* a pattern in the text of the last scan */
    unsigned turn;              /* older ones are none */
    int chance;                 /* its first */
    bool sure;
};

struct regex_run {
    struct regex_set *set;
    struct pcre_run *pcre;
    struct prefilter_run *prefilter;
    struct candidate *candidate;        /* by pattern */
    struct chance *chance;
    unsigned turn;
    int *found;
};

struct regex_set *regex_new(void)
{
    struct regex_set *s = mem_grow(NULL, sizeof *s);

    *s = (struct regex_set){ .kit = pcre_kit_new() };
    return s;
}

void regex_free(struct regex_set *s)
{
    if (!s)
        return;
    regex_prefilter_off(s);
    for (size_t i = 0; i < s->n; i++)
        pcre_release(&s->at[i].pcre);
    pcre_kit_free(s->kit);
    mem_free(s->at);
    mem_free(s->slot);
    arena_release(&s->mem);
    mem_free(s);
}

/* The N of "(?s:.{N})", which is how a rule asks for long texts: as a pattern
 * it would try every place.  0: something else. */
static size_t length_of(str p)
{
    long long n;

    if (!str_starts(p, STR("(?s:.{")) || !str_ends(p, STR("})")))
        return 0;
    p = str_head(str_from(p, 6), p.n - 8);
    return str_int(p, &n) && n > 0 ? (size_t)n : 0;
}

static size_t slot_of(const struct regex_set *s, str text)
{
    size_t k = (size_t)str_hash(text) & (s->slots - 1);

    while (s->slot[k] && !str_eq(s->at[s->slot[k] - 1].text, text))
        k = (k + 1) & (s->slots - 1);
    return k;
}

static void make_room(struct regex_set *s)
{
    if (s->slots > 2 * s->n)
        return;
    s->slots = s->slots ? 2 * s->slots : 1024;
    mem_free(s->slot);
    s->slot = mem_grow(NULL, mem_size(s->slots, sizeof *s->slot));
    memset(s->slot, 0, s->slots * sizeof *s->slot);
    for (size_t i = 0; i < s->n; i++)
        s->slot[slot_of(s, s->at[i].text)] = (int)i + 1;
}

int regex_add(struct regex_set *s, str pattern, struct where at,
              struct err *e)
{
    struct pattern p = { .length = length_of(pattern) };
    size_t k;

    make_room(s);
    k = slot_of(s, pattern);
    if (s->slot[k])
        return s->slot[k] - 1;
    if (pcre_compile(s->kit, pattern, &p.pcre, at, e))
        return -1;
    p.text = str_dup(&s->mem, pattern);
    s->at = mem_room(s->at, s->n, &s->cap);
    s->at[s->n++] = p;
    s->slot[k] = (int)s->n;
    return (int)s->n - 1;
}

size_t regex_count(const struct regex_set *s)
{
    return s->n;
}

str regex_pattern(const struct regex_set *s, int id)
{
    return s->at[id].text;
}

bool regex_matches_empty(const struct regex_set *s, int id)
{
    return pcre_matches_empty(&s->at[id].pcre);
}

/* --- the prefilter --- */

struct spot { str text; int pattern, rank; };   /* a part as it stands */

static int by_text(const void *a, const void *b)
{
    const struct spot *x = a, *y = b;
    int c = str_cmp(x->text, y->text);

    return c ? c : x->pattern != y->pattern ? x->pattern - y->pattern
           : x->rank - y->rank;
}

/* Every part of every pattern. */
static struct spot *spots_of(const struct regex_set *s, size_t *n)
{
    struct arena scratch = { 0 };
    struct spot *spot = NULL;
    size_t cap = 0;

    *n = 0;
    for (size_t i = 0; i < s->n; i++) {
        size_t many;
        str *b = branches(s->at[i].text, &scratch, &many);

        for (size_t k = 0; k < many; k++) {
            spot = mem_room(spot, *n, &cap);
            spot[(*n)++] = (struct spot){ b[k], (int)i, (int)k };
        }
        arena_reset(&scratch);
    }
    arena_release(&scratch);
    return spot;
}

/* The same texts are one part. */
static void parts_of(struct regex_set *s)
{
    size_t n;
    struct spot *spot = spots_of(s, &n);

    if (n)
        qsort(spot, n, sizeof *spot, by_text);
    s->n_parts = 0;
    s->part = arena_array(&s->parts, struct part, n + 1);
    s->use = arena_array(&s->parts, struct use, n + 1);
    s->use_at = arena_array(&s->parts, size_t, n + 2);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || !str_eq(spot[i].text, spot[i - 1].text)) {
            s->use_at[s->n_parts] = i;
            s->part[s->n_parts++] = (struct part){ spot[i].text,
                                                   .pattern = -1 };
        }
        s->use[i] = (struct use){ spot[i].pattern, spot[i].rank };
        if (str_eq(s->at[spot[i].pattern].text, spot[i].text))
            s->part[s->n_parts - 1].pattern = spot[i].pattern;
    }
    s->use_at[s->n_parts] = n;
    mem_free(spot);
}

bool regex_prefilter(struct regex_set *s, const char *cache,
                     const char **note, const char **why)
{
    str *text;

    regex_prefilter_off(s);
    parts_of(s);
    text = arena_array(&s->parts, str, s->n_parts + 1);
    for (size_t i = 0; i < s->n_parts; i++)
        text[i] = s->part[i].text;
    s->prefilter = prefilter_new(text, s->n_parts, cache, note, why);
    return s->prefilter != NULL;
}

void regex_prefilter_off(struct regex_set *s)
{
    for (size_t i = 0; i < s->n_parts; i++)
        pcre_release(&s->part[i].own);
    arena_release(&s->parts);
    s->n_parts = 0;
    prefilter_free(s->prefilter);
    s->prefilter = NULL;
}

static void *zeroed(size_t n, size_t size)
{
    return memset(mem_grow(NULL, mem_size(n + 1, size)), 0, (n + 1) * size);
}

struct regex_run *regex_run_new(struct regex_set *s)
{
    struct regex_run *r = mem_grow(NULL, sizeof *r);
    size_t uses = s->prefilter ? s->use_at[s->n_parts] : 0;

    *r = (struct regex_run){ .set = s, .pcre = pcre_run_new(s->kit),
        .prefilter = prefilter_run_new(s->prefilter) };
    r->candidate = zeroed(s->n, sizeof *r->candidate);
    r->found = zeroed(s->n, sizeof *r->found);
    r->chance = zeroed(uses, sizeof *r->chance);
    return r;
}

void regex_run_free(struct regex_run *r)
{
    if (!r)
        return;
    prefilter_run_free(r->prefilter);
    pcre_run_free(r->pcre);
    mem_free(r->candidate);
    mem_free(r->found);
    mem_free(r->chance);
    mem_free(r);
}

long regex_scan(struct regex_run *r, str text, const int **id)
{
    const struct regex_set *s = r->set;
    const int *part;
    int chances = 0;
    long n = r->prefilter ? prefilter_scan(r->prefilter, text, &part) : -1;
    long found = 0;

    *id = r->found;
    if (++r->turn == 0) {       /* after four thousand million texts */
        memset(r->candidate, 0, s->n * sizeof *r->candidate);
        r->turn = 1;
    }
    for (long i = 0; i < n; i++)
        for (size_t k = s->use_at[part[i]]; k < s->use_at[part[i] + 1]; k++) {
            struct use u = s->use[k];
            struct candidate *x = &r->candidate[u.pattern];

            if (x->turn != r->turn) {
                *x = (struct candidate){ r->turn, -1, false };
                r->found[found++] = u.pattern;
            }
            r->chance[chances] = (struct chance){ part[i], u.rank, x->chance };
            x->chance = chances++;
            x->sure |= prefilter_sure(s->prefilter, part[i]);
        }
    return n < 0 ? -1 : found;
}

bool regex_sure(const struct regex_run *r, int id)
{
    return r->prefilter && r->candidate[id].turn == r->turn &&
           r->candidate[id].sure;
}

/* --- matching --- */

/* `n` characters before `at`, but not before `from`. */
static size_t back(str text, size_t at, size_t n, size_t from)
{
    while (n > 0 && at > from) {
        do
            at--;
        while (at > from && ((unsigned char)text.p[at] & 0xC0) == 0x80);
        n--;
    }
    return at;
}

static int try_part(struct regex_run *r, int id, str text, struct stretch in,
                    struct regex_hit *hit)
{
    struct part *p = &r->set->part[id];
    struct pcre *pcre = p->pattern < 0 ? &p->own
                        : &r->set->at[p->pattern].pcre;

    return pcre_try(r->pcre, pcre, p->text, text, in, hit);
}

/* Where it is known how a match opens, only those places are tried. */
static int try_places(struct regex_run *r, int id, str text,
                      struct stretch in, struct regex_hit *hit)
{
    const struct prefilter *p = r->set->prefilter;
    size_t lead = prefilter_lead(p, id), whole = prefilter_whole(p, id);
    size_t at, next = in.from;

    while (prefilter_next(r->prefilter, id, next, &at) && at < in.upto) {
        struct stretch here = { back(text, at, lead, in.from),
                                at < in.limit ? at : in.limit, in.upto };
        int rc;

        if (here.from > in.limit)
            return 0;
        if (whole) {
            *hit = (struct regex_hit){ at, at + whole };
            return at + whole <= in.upto;
        }
        rc = try_part(r, id, text, here, hit);
        if (rc != 0)
            return rc;
        next = in.from = at + 1;        /* what is before was tried */
    }
    return 0;
}

static int find_part(struct regex_run *r, int id, str text, struct stretch in,
                     struct regex_hit *hit)
{
    return prefilter_begins(r->prefilter, id)
           ? try_places(r, id, text, in, hit)
           : try_part(r, id, text, in, hit);
}

/* Of the first matches of the parts the one that begins first; where two begin
 * at one place, the one whose part stands first in the pattern. */
static int find_parts(struct regex_run *r, int id, str text,
                      struct stretch in, struct regex_hit *hit)
{
    const struct candidate *x = &r->candidate[id];
    bool undecided = false;
    int best = -1;

    for (int k = x->turn == r->turn ? x->chance : -1; k >= 0;
         k = r->chance[k].next) {
        const struct chance *c = &r->chance[k];
        struct regex_hit h;
        int rc = find_part(r, c->part, text, in, &h);

        undecided |= rc < 0;
        if (rc > 0 && (best < 0 || h.from < hit->from || c->rank < best)) {
            *hit = h;
            best = c->rank;
            in.limit = h.from;          /* none that begins later */
        }
    }
    return undecided ? -1 : best >= 0;
}

/* (?s:.{N}): at least N characters. */
static int long_enough(const struct pattern *p, str text, size_t from,
                       size_t upto, struct regex_hit *hit)
{
    str rest = str_head(str_from(text, from), upto - from);

    if (rest.n < p->length || text_length(rest) < p->length)
        return 0;
    *hit = (struct regex_hit){ from, from + text_pos(rest, p->length) };
    return 1;
}

static bool knows(const struct regex_run *r, str text)
{
    return r->prefilter && prefilter_knows(r->prefilter, text);
}

int regex_find(struct regex_run *r, int id, str text, size_t from,
               size_t upto, struct regex_hit *hit)
{
    struct pattern *p = &r->set->at[id];
    struct stretch in = { from, upto, upto };

    if (p->length)
        return long_enough(p, text, from, upto, hit);
    if (knows(r, text))
        return find_parts(r, id, text, in, hit);
    return pcre_try(r->pcre, &p->pcre, p->text, text, in, hit);
}

int regex_matches(struct regex_run *r, int id, str text)
{
    const struct candidate *x = &r->candidate[id];
    struct regex_hit h;
    int rc = 0;

    if (r->set->at[id].length || !knows(r, text))
        return regex_find(r, id, text, 0, text.n, &h);
    if (x->turn != r->turn || x->sure)
        return x->turn == r->turn;
    for (int k = x->chance; k >= 0; k = r->chance[k].next) {
        struct stretch in = { 0, text.n, text.n };
        int one = find_part(r, r->chance[k].part, text, in, &h);

        if (one > 0)
            return 1;
        rc = one < 0 ? -1 : rc;
    }
    return rc;
}

int regex_matches_plainly(struct regex_run *r, int id, str text)
{
    struct stretch in = { 0, text.n, text.n };
    struct regex_hit h;

    return pcre_try_slowly(r->pcre, &r->set->at[id].pcre, text, in, &h);
}
