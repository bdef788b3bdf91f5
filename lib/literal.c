/* literal.c - which literals must stand in a text that a pattern matches. */
#include "lib/literal.h"

#include "lib/text.h"
#include "lib/banned.h"

/* A set of strings grows to SET, a pattern nests to DEPTH, a need has at most
 * CLAUSES; past that less is known, never something wrong. */
enum { SET = 32, DEPTH = 40, CLAUSES = 24, KEEP = 4, KEEP_ALL = 7,
       OPENING = 600, LEAD = 40, FAR = LITERAL_FAR };

struct opening {                /* one of these, after `lead` at most */
    struct clause set;
    size_t lead;
};

struct node {                   /* of a part of a pattern */
    bool exact;                 /* it matches the strings of `set`, no others */
    struct clause set;
    struct clause need[CLAUSES];
    size_t n;
    size_t least, longest;      /* characters it matches; FAR: many */
    struct opening open;        /* if not exact: how a match begins */
};

struct parse {
    str rest;
    struct arena *a;
    bool lost;                  /* something that is not understood */
    bool looks;                 /* anchors or looks around */
    bool digits;                /* \d, taken for 0 to 9 */
    int depth;
};

static struct node *node_new(struct parse *p, bool exact)
{
    struct node *x = arena_new(p->a, struct node);

    x->exact = exact;
    x->least = x->longest = 1;
    return x;
}

static struct node *node_text(struct parse *p, str s)
{
    struct node *x = node_new(p, true);

    x->set.at = arena_new(p->a, str);
    x->set.at[0] = s;
    x->set.n = 1;
    x->least = x->longest = text_length(s);
    return x;
}

static size_t shortest(const struct clause *c)
{
    size_t min = c->n ? (size_t)-1 : 0;

    for (size_t i = 0; i < c->n; i++) {
        size_t n = text_length(c->at[i]);

        min = n < min ? n : min;
    }
    return min;
}

static void need_add(struct node *x, struct clause c, size_t least,
                     size_t most)
{
    c.least = least;
    c.most = most;
    if (c.n && shortest(&c) && x->n < CLAUSES)
        x->need[x->n++] = c;
}

/* Of two clauses the one that fewer texts hold: longer literals, then fewer. */
static bool better(const struct clause *x, const struct clause *y)
{
    size_t a = shortest(x), b = shortest(y);

    return a != b ? a > b : x->n < y->n;
}

/* All strings of both, each once, in their order. */
static struct clause unite(struct parse *p, struct clause x, struct clause y)
{
    struct clause c = { .at = arena_array(p->a, str, x.n + y.n) };
    size_t slots = 8, *slot;

    while (slots < 2 * (x.n + y.n))
        slots *= 2;
    slot = arena_array(p->a, size_t, slots);    /* number + 1, by hash */
    for (size_t i = 0; i < x.n + y.n; i++) {
        str s = i < x.n ? x.at[i] : y.at[i - x.n];
        size_t k = (size_t)str_hash(s) & (slots - 1);

        while (slot[k] && !str_eq(c.at[slot[k] - 1], s))
            k = (k + 1) & (slots - 1);
        if (slot[k])
            continue;
        c.at[c.n++] = s;
        slot[k] = c.n;
    }
    return c;
}

static struct clause cross(struct parse *p, struct clause x, struct clause y)
{
    struct clause c = { .at = arena_array(p->a, str, x.n * y.n) };

    for (size_t i = 0; i < x.n; i++)
        for (size_t k = 0; k < y.n; k++)
            c.at[c.n++] = str_join(p->a, x.at[i], y.at[k]);
    return c;
}

static const struct clause *best(const struct node *x)
{
    const struct clause *c = NULL;

    if (x->exact)
        return shortest(&x->set) ? &x->set : NULL;
    for (size_t i = 0; i < x->n; i++)
        if (!c || better(&x->need[i], c))
            c = &x->need[i];
    return c;
}

static size_t longest(const struct clause *c)
{
    size_t max = 0;

    for (size_t i = 0; i < c->n; i++) {
        size_t n = text_length(c->at[i]);

        max = n > max ? n : max;
    }
    return max;
}

static size_t far(size_t a, size_t b)   /* a + b, at most FAR */
{
    return a + b < FAR ? a + b : FAR;
}

static const struct opening closed;     /* nothing is known */

static struct opening opening(const struct node *x)
{
    if (!x->exact)
        return x->open;
    return shortest(&x->set) ? (struct opening){ x->set, 0 } : closed;
}

static struct opening both(struct parse *p, struct opening x, struct opening y)
{
    if (!x.set.n || !y.set.n || x.set.n + y.set.n > OPENING)
        return closed;
    return (struct opening){ unite(p, x.set, y.set),
                             x.lead > y.lead ? x.lead : y.lead };
}

/* What stands before is `before` characters long at most, then a run of
 * literals, then y (or NULL): where it is empty it opens as y does. */
static struct opening open_with(struct parse *p, struct clause run,
                                size_t before, const struct node *y)
{
    struct clause full = { .at = arena_array(p->a, str, run.n) };
    struct opening next;

    for (size_t i = 0; i < run.n; i++)
        if (run.at[i].n)
            full.at[full.n++] = run.at[i];
    if (before > LEAD || (full.n < run.n && !y))
        return closed;
    if (full.n == run.n)
        return (struct opening){ full, before };
    next = opening(y);
    next.lead = far(far(before, longest(&run)), next.lead);
    if (!next.set.n || next.lead > LEAD)
        return closed;
    return full.n ? both(p, (struct opening){ full, before }, next) : next;
}

/* x or y, into x. */
static void either(struct parse *p, struct node *x, const struct node *y)
{
    const struct clause *a, *b;
    struct clause c = { 0 };
    struct opening open;

    x->longest = x->longest > y->longest ? x->longest : y->longest;
    x->least = x->least < y->least ? x->least : y->least;
    if (x->exact && y->exact && x->set.n + y->set.n <= SET) {
        x->set = unite(p, x->set, y->set);
        return;
    }
    a = best(x);
    b = best(y);
    if (a && b)
        c = unite(p, *a, *b);
    open = both(p, opening(x), opening(y));
    x->open = open;
    x->exact = false;
    x->n = 0;
    if (c.n)
        need_add(x, c, a->least < b->least ? a->least : b->least,
                 a->most > b->most ? a->most : b->most);
}

static struct node *alternatives(struct parse *p);

static bool take(struct parse *p, const char *s)
{
    if (!str_starts(p->rest, str_of(s)))
        return false;
    p->rest = str_from(p->rest, strlen(s));
    return true;
}

/* Scripts without upper and lower case. */
static bool caseless(uint32_t c)
{
    return c < 0x80 || (c >= 0x2010 && c < 0x2040) ||
           (c >= 0x2E80 && c < 0xA4D0) || (c >= 0xAC00 && c < 0xD7A4) ||
           (c >= 0xF900 && c < 0xFB00) || (c >= 0x20000 && c < 0x30000);
}

/* A character as a literal; cased letters beyond ASCII are not. */
static struct node *character(struct parse *p, uint32_t c)
{
    struct buf b = { 0 };
    str s;

    if (c >= 'A' && c <= 'Z')
        c += 'a' - 'A';
    if (!caseless(c))
        return node_new(p, false);
    buf_code(&b, c);
    s = str_dup(p->a, buf_view(&b));
    buf_release(&b);
    return node_text(p, s);
}

static struct node *digit(struct parse *p)
{
    struct node *x = character(p, '0');

    for (uint32_t c = '1'; c <= '9'; c++)
        either(p, x, character(p, c));
    p->digits = true;
    return x;
}

/* \x{..}, \p{..} and the like: skipped, anything. */
static struct node *escape(struct parse *p)
{
    uint32_t c = text_next(&p->rest);

    if (c == 'b' || c == 'B') {
        p->looks = true;
        return node_text(p, STR(""));
    }
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
        (c >= 'A' && c <= 'Z')) {
        if (strchr("xpPNo", (int)c) && take(p, "{"))
            while (p->rest.n && text_next(&p->rest) != '}')
                ;
        else if (c == 'd')
            return digit(p);
        else if (!strchr("DsSwWhHvVnrt", (int)c))
            p->lost = true;
        return node_new(p, false);
    }
    return character(p, c);
}

/* [abc]: the characters, where they are few and plain. */
static struct node *class(struct parse *p)
{
    bool known = !take(p, "^"), first = true;
    struct node *x = NULL;
    size_t n = 0;

    while (p->rest.n && (first || p->rest.p[0] != ']')) {
        struct node *one;
        uint32_t c = text_next(&p->rest);

        if (c == '[' && p->rest.n && strchr(":.=", p->rest.p[0]))
            p->lost = true;             /* [:digit:] */
        one = c == '\\' ? escape(p) : character(p, c);
        if (p->rest.n && p->rest.p[0] == '-' && p->rest.n > 1 &&
            p->rest.p[1] != ']')
            known = false;              /* a range */
        known = known && one->exact && ++n <= SET;
        if (known && x)
            either(p, x, one);
        else if (known)
            x = one;
        first = false;
    }
    if (!take(p, "]"))
        p->lost = true;
    return known && x ? x : node_new(p, false);
}

/* Behind "(": a group, or a look around, which matches nothing itself. */
static struct node *group(struct parse *p)
{
    static const char *const looks[] = { "?=", "?!", "?<=", "?<!" };
    struct node *x;
    bool look = false;

    for (size_t i = 0; !look && i < sizeof looks / sizeof looks[0]; i++)
        look = take(p, looks[i]);
    if (!look && !take(p, "?:") && !take(p, "?>") && p->rest.n &&
        p->rest.p[0] == '?')
        p->lost = true;                 /* (?i) and others */
    x = alternatives(p);
    if (!take(p, ")"))
        p->lost = true;
    p->looks = p->looks || look;
    return look ? node_text(p, STR("")) : x;
}

static struct node *atom(struct parse *p)
{
    uint32_t c = text_next(&p->rest);

    switch (c) {
    case '(':
        return group(p);
    case '[':
        return class(p);
    case '.':
        return node_new(p, false);
    case '^':
    case '$':
        p->looks = true;
        return node_text(p, STR(""));
    case '\\':
        return escape(p);
    default:
        return character(p, c);
    }
}

struct repeat { long long min, max; };  /* max FAR: no end */

/* {2}, {2,}, {2,5}; false where no number stands. */
static bool braces(struct parse *p, struct repeat *r)
{
    size_t close = str_find(p->rest, STR("}"));
    str inside = str_head(str_from(p->rest, 1), close ? close - 1 : 0), low;

    if (!p->rest.n || p->rest.p[0] != '{' || close == p->rest.n ||
        !inside.n || inside.p[0] < '0' || inside.p[0] > '9')
        return false;
    p->rest = str_from(p->rest, close + 1);
    str_cut(&inside, ',', &low);
    if (!str_int(low, &r->min))
        p->lost = true;
    r->max = r->min;
    if (inside.p && (!inside.n || !str_int(inside, &r->max)))
        r->max = FAR;
    return true;
}

/* How often: *, +, ?, {..}, each with ? or + behind it. */
static struct node *repeated(struct parse *p, struct node *x)
{
    struct repeat r = { 1, FAR };

    if (take(p, "*"))
        r.min = 0;
    else if (take(p, "?"))
        r = (struct repeat){ 0, 1 };
    else if (!take(p, "+") && !braces(p, &r))
        return x;
    if (!take(p, "?"))
        take(p, "+");
    if (r.min == 1 && r.max == 1)
        return x;
    if (r.min == 0 && r.max == 1 && x->exact && x->set.n < 32) {
        either(p, x, node_text(p, STR("")));
        return x;
    }
    x->longest = r.max >= FAR || x->longest * (size_t)r.max > FAR ? FAR
                 : x->longest * (size_t)r.max;
    x->least = far(0, x->least * (size_t)r.min);
    if (r.min == 0) {
        struct node *any = node_new(p, false);

        any->least = 0;
        any->longest = x->longest;
        return any;
    }
    x->open = opening(x);
    if (x->exact)
        need_add(x, x->set, 0, 0);
    x->exact = false;
    return x;
}

/* Pieces one after the other: runs of exact ones are joined, each run is a
 * need. */
static struct node *sequence(struct parse *p)
{
    struct node *x = node_text(p, STR(""));
    struct clause run = x->set;
    size_t before = 0, least = 0;       /* characters before the run */

    while (p->rest.n && p->rest.p[0] != '|' && p->rest.p[0] != ')') {
        struct node *y = repeated(p, atom(p));
        size_t most = far(before, longest(&run));
        size_t begin = far(least, shortest(&run));

        for (size_t i = 0; i < y->n; i++)
            need_add(x, y->need[i], far(begin, y->need[i].least),
                     far(most, y->need[i].most));
        if (y->exact && run.n * y->set.n <= SET) {
            run = cross(p, run, y->set);
            continue;
        }
        if (!x->open.set.n)
            x->open = open_with(p, run, before, y);
        need_add(x, run, least, before);
        before = most;
        least = begin;
        if (!y->exact)
            before = far(before, y->longest), least = far(least, y->least);
        run = y->exact ? y->set : node_text(p, STR(""))->set;
        x->exact = false;
    }
    x->longest = far(before, longest(&run));
    x->least = far(least, shortest(&run));
    if (x->exact) {
        x->set = run;
    } else {
        if (!x->open.set.n)
            x->open = open_with(p, run, before, NULL);
        need_add(x, run, least, before);
    }
    return x;
}

static struct node *alternatives(struct parse *p)
{
    struct node *x;

    if (++p->depth > DEPTH) {
        p->lost = true;
        p->rest.n = 0;
        return node_new(p, false);
    }
    x = sequence(p);
    while (take(p, "|"))
        either(p, x, sequence(p));
    p->depth--;
    return x;
}

/* The clauses worth looking for: long ones, and not too many. */
static void choose(const struct node *x, struct arena *a, struct need *out)
{
    bool used[CLAUSES] = { false };

    out->clause = arena_array(a, struct clause, KEEP_ALL);
    for (out->n_all = 0; out->n_all < KEEP_ALL; out->n_all++) {
        int k = -1;

        for (size_t i = 0; i < x->n; i++)
            if (!used[i] && (k < 0 || better(&x->need[i], &x->need[k])))
                k = (int)i;
        if (k < 0)
            return;
        used[k] = true;
        out->clause[out->n_all] = x->need[k];
        if (out->n_all < KEEP && (!out->n_all || shortest(&x->need[k]) > 1))
            out->n++;
    }
}

void literal_need(str pattern, struct arena *a, struct need *out)
{
    struct parse p = { .rest = pattern, .a = a };
    struct node *x = alternatives(&p);

    *out = (struct need){ 0 };
    if (p.lost || p.rest.n)
        return;
    if (x->exact)
        need_add(x, x->set, 0, 0);
    choose(x, a, out);
    out->opening = opening(x).set;
    out->lead = opening(x).lead;
    out->exact = x->exact && out->n == 1 && !p.looks && !p.digits;
    out->digits = p.digits;
}
