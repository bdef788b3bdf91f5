/* match.c - does a rule fire on a text? */
#include "analyze/match_part.h"

#include "lib/text.h"
#include "lib/banned.h"

static void *zeroed(size_t n, size_t size)
{
    return memset(mem_grow(NULL, mem_size(n + 1, size)), 0, (n + 1) * size);
}

struct match *match_new(const struct rules *r)
{
    struct match *m = mem_grow(NULL, sizeof *m);

    *m = (struct match){ .rules = r, .words = r->n / 64 + 1 };
    for (int f = 0; f < FIELDS; f++)
        m->run[f] = regex_run_new(r->regex);
    for (int f = 0; f < FIELDS; f++)
        m->memo[f] = zeroed(regex_count(r->regex), sizeof(struct memo));
    m->waiting = zeroed(m->words, sizeof *m->waiting);
    m->limits = zeroed(r->n, sizeof *m->limits);
    return m;
}

void match_free(struct match *m)
{
    for (int f = 0; f < FIELDS; f++) {
        mem_free(m->memo[f]);
        regex_run_free(m->run[f]);
    }
    mem_free(m->waiting);
    mem_free(m->limits);
    mem_free(m);
}

/* Candidates of a field, and the rules that they can set off. */
static void scan(struct match *m, enum field f)
{
    const struct rules *r = m->rules;
    const int *id;
    long n = regex_scan(m->run[f], m->text[f], &id);

    m->filtered[f] = n >= 0;
    if (n < 0)
        memset(m->waiting, 0xFF, m->words * sizeof *m->waiting);
    for (long i = 0; i < n; i++) {
        struct memo *x = &m->memo[f][id[i]];

        x->turn = m->turn;
        x->found = regex_sure(m->run[f], id[i]) ? SURE : MAYBE;
        for (size_t k = r->trigger_at[id[i]]; k < r->trigger_at[id[i] + 1];
             k++)
            m->waiting[r->trigger[k] / 64] |= 1ull << r->trigger[k] % 64;
    }
}

void match_begin(struct match *m, const struct doc *d, struct arena *a,
                 str text[FIELDS])
{
    for (int f = 0; f < FIELDS; f++)
        text[f] = prepare(m->rules->fold, a, d->field[f]);
    match_again(m, d, text);
}

void match_again(struct match *m, const struct doc *d, const str text[FIELDS])
{
    m->doc = d;
    m->undecided = m->n_limits = 0;
    if (++m->turn == 0)
        panic("too many texts for one judge");
    memset(m->waiting, 0, m->words * sizeof *m->waiting);
    for (int f = 0; f < FIELDS; f++) {
        m->text[f] = text[f];
        if (m->text[f].n)
            scan(m, f);
    }
}

bool match_next(const struct match *m, size_t *rule)
{
    size_t i = *rule, word = i / 64;
    uint64_t bits;

    if (i >= m->rules->n)
        return false;
    bits = m->waiting[word] >> i % 64;
    if (!bits) {
        while (++word < m->words && !m->waiting[word])
            ;
        if (word >= m->words)
            return false;
        i = word * 64;
        bits = m->waiting[word];
    }
    while (!(bits & 1)) {
        bits >>= 1;
        i++;
    }
    *rule = i;
    return i < m->rules->n;
}

void match_limit(struct match *m, const struct rule *r)
{
    for (size_t i = 0; i < m->n_limits; i++)
        if (m->limits[i] == r)
            return;
    m->limits[m->n_limits++] = r;
}

size_t match_limits(const struct match *m, const struct rule *const **out)
{
    *out = m->limits;
    return m->n_limits;
}

/* Ask PCRE2 for the first hit. */
static void ask(struct match *m, enum field f, int id, struct memo *x)
{
    int found = regex_find(m->run[f], id, m->text[f], 0, m->text[f].n, &x->hit);

    m->undecided += found < 0;
    x->found = found > 0 ? YES : NO;
}

/* Does a pattern match in a field? */
static const struct memo *first(struct match *m, enum field f, int id)
{
    struct memo *x = &m->memo[f][id];

    if (x->turn != m->turn) {
        x->turn = m->turn;
        x->found = m->filtered[f] || m->text[f].n == 0 ? NO : MAYBE;
    }
    if (x->found == MAYBE) {
        int found = regex_matches(m->run[f], id, m->text[f]);

        m->undecided += found < 0;
        x->found = found > 0 ? SURE : NO;
    }
    return x;
}

bool match_find(struct match *m, enum field f, int id, size_t from,
                 struct regex_hit *hit)
{
    struct memo *x = &m->memo[f][id];
    int found;

    first(m, f, id);
    if (x->found == SURE)
        ask(m, f, id, x);
    if (x->found == NO)
        return false;
    if (x->hit.from >= from) {
        *hit = x->hit;
        return true;
    }
    if (from > m->text[f].n)
        return false;
    found = regex_find(m->run[f], id, m->text[f], from, m->text[f].n, hit);
    m->undecided += found < 0;
    return found > 0;
}

/* Where to look on behind a hit: never the same place twice. */
static size_t behind(str text, struct regex_hit h)
{
    str rest = str_from(text, h.to);

    if (h.to > h.from || rest.n == 0)
        return h.to + (h.to == h.from);
    text_next(&rest);
    return text.n - rest.n;
}

/* The sentence, or for a rule that reaches no farther the clause. */
static struct span around(const struct rule *r, str text, size_t from,
                          size_t to)
{
    return r->reach == REACH_CLAUSE ? clause(text, from, to)
                                    : sentence(text, from, to);
}

/* Does a pattern of `unless` stand in the sentence of this hit?  Then the
 * search goes on behind the sentence in which the hit begins. */
static bool taken(struct match *m, const struct rule *r, enum field f,
                  struct regex_hit hit, size_t *on)
{
    struct span s = around(r, m->text[f], hit.from, hit.to);

    *on = around(r, m->text[f], hit.from, hit.from + 1).to;
    for (size_t i = 0; i < r->unless.n; i++) {
        struct regex_hit h;
        int found;

        if (first(m, f, r->unless.at[i])->found == NO)
            continue;
        found = regex_find(m->run[f], r->unless.at[i], m->text[f], s.from, s.to,
                           &h);
        m->undecided += found < 0;
        if (found > 0)
            return true;
    }
    return false;
}

static bool any_hit(struct match *m, const struct rule *r, enum field f,
                    int id, size_t from, struct regex_hit *hit)
{
    size_t on;

    while (match_find(m, f, id, from, hit)) {
        if (!r->unless.n || !taken(m, r, f, *hit, &on))
            return true;
        from = on > from ? on : behind(m->text[f], *hit);
    }
    return false;
}

enum { PARTS = 6 };

struct group { struct regex_hit at[PARTS]; size_t n; };

static bool overlaps(const struct group *g, struct regex_hit h)
{
    for (size_t i = 0; i < g->n; i++)
        if (h.from < g->at[i].to && g->at[i].from < h.to)
            return true;
    return false;
}

/* Complete a group: every part not yet there begins in [from, end), touches no
 * other.  The part that stands first is in place already. */
static bool complete(struct match *m, enum field f, const struct near *near,
                     unsigned done, size_t end, struct group *g)
{
    size_t p = 0, from = g->at[0].to;
    struct regex_hit h;

    while (p < near->n && (done >> p & 1))
        p++;
    if (p == near->n)
        return true;
    while (match_find(m, f, near->of[p], from, &h) && h.from <= end) {
        if (!overlaps(g, h)) {
            g->at[g->n++] = h;
            if (complete(m, f, near, done | 1u << p, end, g))
                return true;
            g->n--;
        }
        from = behind(m->text[f], h);
    }
    return false;
}

/* Byte position `n` characters on, at most the end of the line. */
static size_t reach(str text, size_t from, size_t n)
{
    while (from < text.n && text.p[from] != '\n') {
        if (((unsigned char)text.p[from] & 0xC0) != 0x80 && n-- == 0)
            break;
        from++;
    }
    return from;
}

/* The first group whose leading part begins at or after `from`. */
static bool group(struct match *m, enum field f, const struct near *near,
                  size_t from, struct regex_hit *out)
{
    str text = m->text[f];
    bool found = false;

    for (size_t p = 0; p < near->n; p++) {
        struct regex_hit h;
        size_t at = from;

        while (match_find(m, f, near->of[p], at, &h) &&
               !(found && h.from >= out->from)) {
            struct group g = { .at = { h }, .n = 1 };
            size_t end = reach(text, h.to, near->within);

            if (complete(m, f, near, 1u << p, end, &g)) {
                *out = h;
                for (size_t i = 1; i < g.n; i++)
                    if (g.at[i].to > out->to)
                        out->to = g.at[i].to;
                found = true;
                break;
            }
            at = behind(text, h);
        }
    }
    return found;
}

bool match_near(struct match *m, const struct rule *r, enum field f,
                     const struct near *near, size_t from,
                     struct regex_hit *hit)
{
    size_t on;

    for (size_t p = 0; p < near->n; p++)
        if (first(m, f, near->of[p])->found == NO)
            return false;
    while (group(m, f, near, from, hit)) {
        if (!r->unless.n || !taken(m, r, f, *hit, &on))
            return true;
        from = on > from ? on : behind(m->text[f], *hit);
    }
    return false;
}

static bool word_in(const struct words *w, str s)
{
    for (size_t i = 0; i < w->n; i++)
        if (s.n && str_eq(w->at[i], s))
            return true;
    return w->n == 0;
}

static bool region_in(const struct words *w, str s)
{
    for (size_t i = 0; i < w->n; i++)
        if (s.n && str_starts(s, w->at[i]))
            return true;
    return false;
}

static bool applies(const struct when *w, const struct doc *d)
{
    return word_in(&w->source, d->source) && word_in(&w->kind, d->kind) &&
           (w->region.n == 0 || region_in(&w->region, d->region)) &&
           !region_in(&w->not_region, d->region);
}

bool match_stands(struct match *m, const bool *in, int id)
{
    for (int f = 0; f < FIELDS; f++)
        if ((!in || in[f]) && first(m, f, id)->found != NO)
            return true;
    return false;
}

static bool first_of_all(struct match *m, const struct rule *r,
                         struct fired *out)
{
    for (int f = 0; f < FIELDS; f++)
        if (r->in[f] && match_find(m, f, r->all.at[0], 0, &out->hit)) {
            out->field = f;
            return true;
        }
    return false;
}

/* The first hit of any or near, titles first; without them, that of all[0]. */
static bool hits(struct match *m, const struct rule *r, struct fired *out)
{
    if (r->any.n + r->n_near == 0)
        return r->all.n > 0 && first_of_all(m, r, out);
    for (int f = 0; f < FIELDS; f++) {
        if (!r->in[f] || m->text[f].n == 0)
            continue;
        out->field = f;
        for (size_t i = 0; i < r->any.n; i++)
            if (any_hit(m, r, f, r->any.at[i], 0, &out->hit))
                return true;
        for (size_t i = 0; i < r->n_near; i++)
            if (match_near(m, r, f, &r->near[i], 0, &out->hit))
                return true;
    }
    return false;
}

static bool fires(struct match *m, const struct rule *r, struct fired *out)
{
    *out = (struct fired){ .rule = NULL };
    if (!applies(&r->when, m->doc))
        return false;
    for (size_t i = 0; i < r->all.n; i++)
        if (hopeless(m, r->in, r->all.at[i]))
            return false;
    if (!(r->n_signs ? match_card(m, r, out) : hits(m, r, out)))
        return false;
    for (size_t i = 0; i < r->all.n; i++)
        if (!match_stands(m, r->in, r->all.at[i]))
            return false;
    for (size_t i = 0; i < r->none.n; i++)
        if (match_stands(m, NULL, r->none.at[i]))
            return false;
    out->rule = r;
    out->text = m->text[out->field];
    return true;
}

bool match_rule(struct match *m, const struct rule *r, struct fired *out)
{
    size_t before = m->undecided;
    bool yes = fires(m, r, out);

    if (m->undecided > before)
        match_limit(m, r);
    return yes;
}

/* --- clauses --- */

/* Characters as many and as long, that no pattern asks for. */
static void blot(char *p, struct span s)
{
    static const char *const blank[] = { "\x01", "\xC2\x81", "\xEE\x80\x80",
                                         "\xF3\xB0\x80\x80" };
    size_t n;

    for (size_t i = s.from; i < s.to; i += n) {
        for (n = 1; i + n < s.to && ((unsigned char)p[i + n] & 0xC0) == 0x80;)
            n++;
        memcpy(p + i, blank[n - 1], n);
    }
}

/* Entry i of any, then of near: its next hit from there on. */
static bool next_hit(struct match *m, const struct rule *r, enum field f,
                     size_t i, size_t from, struct regex_hit *hit)
{
    return i < r->any.n ? any_hit(m, r, f, r->any.at[i], from, hit)
           : match_near(m, r, f, &r->near[i - r->any.n], from, hit);
}

static void blot_field(struct match *m, const struct rule *r, enum field f,
                       char *copy)
{
    for (size_t i = 0; i < r->any.n + r->n_near; i++) {
        struct regex_hit hit;
        size_t from = 0;

        while (next_hit(m, r, f, i, from, &hit)) {
            struct span s = around(r, m->text[f], hit.from, hit.to);

            blot(copy, s);
            from = s.to > from ? s.to : behind(m->text[f], hit);
        }
    }
}

void match_blot(struct match *m, const struct rule *r, struct arena *a,
                str text[FIELDS])
{
    for (int f = 0; f < FIELDS; f++)
        if (r->in[f] && text[f].n) {
            char *copy = arena_array(a, char, text[f].n);

            memcpy(copy, text[f].p, text[f].n);
            text[f].p = copy;
            blot_field(m, r, f, copy);
        }
}
