/* prefilter_scan.c - the prefilter over one text after the other. */
#include "lib/prefilter_part.h"

#include "lib/literal.h"
#include "lib/banned.h"

/* Places are weighed as bits, one a character; texts of more bytes are not
 * weighed, only their literals looked up. */
enum { LONG = 1 << 16 };

struct hit { int literal; unsigned at; };       /* libhs counts so far, too */
struct slice { unsigned from, n; };     /* of the places */
struct map { unsigned turn; uint64_t *bits; };  /* of an older text: none */

struct prefilter_run {
    const struct prefilter *p;
    struct needles_run *needles;
    str text;
    unsigned turn;              /* of the text */
    struct hit *hit;            /* as found */
    size_t n_hits, cap_hits;
    unsigned *place;            /* the same by literal, in order */
    size_t cap_places;
    struct slice *of_literal;   /* valid where the bit is set */
    uint64_t *present;          /* a bit for each literal: fits the cache */
    size_t words;
    int *literal;               /* the same as a list */
    size_t n_literals;
    unsigned *seen;             /* by pattern: of the text it was found in */
    int *found;
    size_t n_found;
    bool odd_digits;            /* the text may hold some beyond ASCII */
    unsigned *number, *byte;    /* of the character at a byte; of its begin */
    size_t cap_text, map_words;
    struct map *of_clause, *of_part;    /* where it stands, where it may */
    uint64_t *spare;            /* for two maps */
    struct arena maps;
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
    *r = (struct prefilter_run){ .p = p,
                                 .needles = needles_run_new(p->needles) };
    r->of_literal = zeroed(p->literal.n, sizeof *r->of_literal);
    r->literal = zeroed(p->literal.n, sizeof *r->literal);
    r->words = p->literal.n / 64 + 1;
    r->present = zeroed(r->words, sizeof *r->present);
    r->seen = zeroed(p->n, sizeof *r->seen);
    r->found = zeroed(p->n, sizeof *r->found);
    r->of_clause = zeroed(p->clause.n, sizeof *r->of_clause);
    r->of_part = zeroed(p->n, sizeof *r->of_part);
    return r;
}

void prefilter_run_free(struct prefilter_run *r)
{
    if (!r)
        return;
    needles_run_free(r->needles);
    mem_free(r->hit);
    mem_free(r->place);
    mem_free(r->of_literal);
    mem_free(r->present);
    mem_free(r->literal);
    mem_free(r->seen);
    mem_free(r->found);
    mem_free(r->number);
    mem_free(r->byte);
    mem_free(r->of_clause);
    mem_free(r->of_part);
    arena_release(&r->maps);
    mem_free(r);
}

static void hit(void *run, int literal, size_t at)
{
    struct prefilter_run *r = run;
    uint64_t bit = 1ull << literal % 64;

    r->hit = mem_room(r->hit, r->n_hits, &r->cap_hits);
    r->hit[r->n_hits++] = (struct hit){ literal, (unsigned)at };
    if (!(r->present[literal / 64] & bit)) {
        r->present[literal / 64] |= bit;
        r->literal[r->n_literals++] = literal;
        r->of_literal[literal] = (struct slice){ 0, 0 };
    }
    r->of_literal[literal].n++;
}

/* The places, literal by literal. */
static void sort_places(struct prefilter_run *r)
{
    unsigned next = 0;

    while (r->cap_places < r->n_hits)
        r->place = mem_room_(r->place, sizeof *r->place, &r->cap_places);
    for (size_t i = 0; i < r->n_literals; i++) {
        struct slice *s = &r->of_literal[r->literal[i]];

        s->from = next;
        next += s->n;
        s->n = 0;
    }
    for (size_t i = 0; i < r->n_hits; i++) {
        struct slice *s = &r->of_literal[r->hit[i].literal];

        r->place[s->from + s->n++] = r->hit[i].at;
    }
}

/* Digits beyond ASCII are here; conservative: no Chinese is. */
static bool odd_digit(const unsigned char *p)
{
    return (p[0] >= 0xD9 && p[0] <= 0xE1) || p[0] == 0xEA || p[0] >= 0xF0 ||
           (p[0] == 0xEF && p[1] == 0xBC);
}

static void number_characters(struct prefilter_run *r)
{
    const unsigned char *p = (const unsigned char *)r->text.p;
    unsigned n = 0;

    if (r->cap_text <= r->text.n) {
        r->cap_text = 2 * r->text.n + 64;
        r->number = mem_grow(r->number, mem_size(r->cap_text,
                                                 sizeof *r->number));
        r->byte = mem_grow(r->byte, mem_size(r->cap_text, sizeof *r->byte));
    }
    for (size_t i = 0; i < r->text.n; i++) {
        if ((p[i] & 0xC0) != 0x80)
            r->byte[n++] = (unsigned)i;
        r->number[i] = n - 1;
    }
    r->number[r->text.n] = n;
    r->byte[n] = (unsigned)r->text.n;
    r->map_words = n / 64 + 1;
}

/* Everything but the first need, which is there. */
static bool complete(const struct prefilter_run *r, const struct part *x)
{
    uint64_t there = 0;

    for (const struct bits *b = x->all; b->mask; b++) {
        there |= b->mask & r->present[b->word < 0 ? -1 - b->word : b->word];
        if (b->word >= 0)
            continue;
        if (!there)
            return false;
        there = 0;
    }
    return true;
}

static void candidates(struct prefilter_run *r, const struct list *l,
                       bool certain)
{
    for (size_t i = 0; i < l->n; i++) {
        int id = l->at[i];

        if (r->seen[id] == r->turn)
            continue;
        r->seen[id] = r->turn;
        if (certain || complete(r, &r->p->part[id]))
            r->found[r->n_found++] = id;
    }
}

/* After four thousand million texts the turns begin anew. */
static void forget(struct prefilter_run *r)
{
    memset(r->seen, 0, r->p->n * sizeof *r->seen);
    memset(r->of_part, 0, r->p->n * sizeof *r->of_part);
    memset(r->of_clause, 0, r->p->clause.n * sizeof *r->of_clause);
    r->turn = 1;
}

static void begin(struct prefilter_run *r, str text)
{
    r->text = text;
    r->n_found = r->n_hits = r->n_literals = 0;
    memset(r->present, 0, r->words * sizeof *r->present);
    arena_reset(&r->maps);
    if (++r->turn == 0)
        forget(r);
    r->odd_digits = false;
    for (size_t i = 0; r->p->digits.n && i < text.n && !r->odd_digits; i++)
        r->odd_digits = odd_digit((const unsigned char *)text.p + i);
    if (text.n >= LONG)
        return;
    number_characters(r);
    r->spare = arena_array(&r->maps, uint64_t, 2 * r->map_words);
}

long prefilter_scan(struct prefilter_run *r, str text, const int **id)
{
    const struct prefilter *p = r->p;

    *id = r->found;
    begin(r, text);
    if (p->needles && !needles_scan(r->needles, text, hit, r))
        return -1;
    sort_places(r);
    candidates(r, &p->blind, true);
    if (r->odd_digits)
        candidates(r, &p->digits, true);
    for (size_t i = 0; i < r->n_literals; i++)
        candidates(r, &p->of_literal[r->literal[i]], false);
    return (long)r->n_found;
}

bool prefilter_sure(const struct prefilter *p, int id)
{
    return p->part[id].sure;
}

size_t prefilter_whole(const struct prefilter *p, int id)
{
    return p->part[id].whole;
}

bool prefilter_knows(const struct prefilter_run *r, str text)
{
    return r->text.p == text.p && r->text.n == text.n;
}

bool prefilter_begins(const struct prefilter_run *r, int id)
{
    const struct part *x = &r->p->part[id];

    return x->opening >= 0 && !(r->odd_digits && x->digits);
}

size_t prefilter_lead(const struct prefilter *p, int id)
{
    return p->part[id].lead;
}

/* --- places --- */

/* Word i of a map moved n places down, or up. */
static uint64_t down(const uint64_t *t, size_t words, size_t n, size_t i)
{
    size_t k = i + n / 64;
    uint64_t next = n % 64 && k + 1 < words ? t[k + 1] << (64 - n % 64) : 0;

    return k < words ? t[k] >> n % 64 | next : 0;
}

static uint64_t up(const uint64_t *t, size_t n, size_t i)
{
    size_t q = n / 64;
    uint64_t last = n % 64 && i > q ? t[i - q - 1] >> (64 - n % 64) : 0;

    return i >= q ? t[i - q] << n % 64 | last : 0;
}

/* Every place also 1 to n places further down, or up. */
static void spread_down(uint64_t *t, size_t words, size_t n)
{
    for (size_t done = 0, step; done < n; done += step) {
        step = done + 1 < n - done ? done + 1 : n - done;
        for (size_t i = 0; i < words; i++)
            t[i] |= down(t, words, step, i);
    }
}

static void spread_up(uint64_t *t, size_t words, size_t n)
{
    for (size_t done = 0, step; done < n; done += step) {
        step = done + 1 < n - done ? done + 1 : n - done;
        for (size_t i = words; i-- > 0; )
            t[i] |= up(t, step, i);
    }
}

/* Where the literals of a clause begin. */
static const uint64_t *clause_map(struct prefilter_run *r, int clause)
{
    const struct set *c = &r->p->of_clause[clause];
    struct map *m = &r->of_clause[clause];

    if (m->turn == r->turn)
        return m->bits;
    *m = (struct map){ r->turn, arena_array(&r->maps, uint64_t,
                                            r->map_words) };
    for (size_t i = 0; i < c->n; i++) {
        uint64_t bits = r->present[c->at[i].word] & c->at[i].mask;

        for (; bits; bits &= bits - 1) {
            struct slice s = r->of_literal[(size_t)c->at[i].word * 64 +
                                           __builtin_ctzll(bits)];

            for (size_t k = s.from; k < s.from + s.n; k++) {
                unsigned at = r->number[r->place[k]];

                m->bits[at / 64] |= 1ull << at % 64;
            }
        }
    }
    return m->bits;
}

/* Leave the places where a match can open and still have what it wants: it
 * begins `lead` characters before at most.  false: none is left. */
static bool narrow(struct prefilter_run *r, uint64_t *open, size_t lead,
                   const struct want *w)
{
    size_t words = r->map_words;
    size_t first = w->least > lead ? w->least - lead : 0;
    const uint64_t *c = clause_map(r, w->clause);
    uint64_t *behind = r->spare, *before = r->spare + words, any = 0;

    memcpy(behind, c, words * sizeof *c);
    spread_down(behind, words, w->most - first);
    memset(before, 0, words * sizeof *c);
    if (lead > w->least) {
        memcpy(before, c, words * sizeof *c);
        spread_up(before, words, lead - w->least);
    }
    for (size_t i = 0; i < words; i++)
        any |= open[i] &= down(behind, words, first, i) | before[i];
    return any != 0;
}

/* Where a match of the pattern can open. */
static const uint64_t *part_map(struct prefilter_run *r, int id)
{
    const struct part *x = &r->p->part[id];
    struct map *m = &r->of_part[id];
    const uint64_t *open;
    bool some = true;

    if (m->turn == r->turn)
        return m->bits;
    *m = (struct map){ r->turn, arena_array(&r->maps, uint64_t,
                                            r->map_words) };
    open = clause_map(r, x->opening);
    memcpy(m->bits, open, r->map_words * sizeof *open);
    for (size_t i = 0; i < x->n && some; i++)
        if (x->want[i].clause != x->opening && x->want[i].most < LITERAL_FAR)
            some = narrow(r, m->bits, x->lead, &x->want[i]);
    return m->bits;
}

/* In a long text: the first place of a literal of the clause, or -1. */
static size_t first_of(const struct prefilter_run *r, int clause, size_t from)
{
    const struct set *c = &r->p->of_clause[clause];
    size_t best = (size_t)-1;

    for (size_t i = 0; i < c->n; i++) {
        uint64_t bits = r->present[c->at[i].word] & c->at[i].mask;

        for (; bits; bits &= bits - 1) {
            struct slice s = r->of_literal[(size_t)c->at[i].word * 64 +
                                           __builtin_ctzll(bits)];
            size_t low = s.from, high = s.from + s.n;

            while (low < high) {
                size_t mid = (low + high) / 2;

                if (r->place[mid] < from)
                    low = mid + 1;
                else
                    high = mid;
            }
            if (low < s.from + s.n && r->place[low] < best)
                best = r->place[low];
        }
    }
    return best;
}

bool prefilter_next(struct prefilter_run *r, int id, size_t from, size_t *at)
{
    const uint64_t *open;
    uint64_t bits;
    size_t k, i;

    if (r->text.n >= LONG) {
        *at = first_of(r, r->p->part[id].opening, from);
        return *at != (size_t)-1;
    }
    open = part_map(r, id);
    k = r->number[from];
    k += r->byte[k] < from;             /* it began before */
    i = k / 64;
    if (i >= r->map_words)
        return false;
    bits = open[i] >> k % 64 << k % 64;
    while (!bits && ++i < r->map_words)
        bits = open[i];
    if (!bits)
        return false;
    *at = r->byte[i * 64 + __builtin_ctzll(bits)];
    return true;
}
