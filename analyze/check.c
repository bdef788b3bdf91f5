/* check.c - the command rules check: what is wrong or odd in the rules. */
#include <stdarg.h>
#include <stdio.h>

#include "analyze/analyze.h"
#include "analyze/verdict.h"
#include "lib/literal.h"
#include "lib/text.h"
#include "lib/banned.h"

struct check_args {
    const char *rules;
};

static const struct opt check_opts[] = {
    TEXT(struct check_args, rules, "rules", "DIR",
         "folder of rules; default the one of this installation"),
};

struct check {
    const struct rules *r;
    struct regex_run *run;
    struct arena mem;           /* of one pattern */
    size_t errors, warnings;
    struct need *need;          /* by pattern */
    str *probe;                 /* texts that say nothing */
    size_t n_probes;
};

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

__attribute__((format(printf, 5, 6)))
static void say(struct check *c, bool error, struct where at,
                const char *code, const char *fmt, ...)
{
    va_list ap;

    printf("%s:%ld: %s [%s]: ", base_name(at.file), at.line,
           error ? _("error") : _("warning"), code);
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    putchar('\n');
    if (error)
        c->errors++;
    else
        c->warnings++;
}

static bool has(const struct patterns *p, int id)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->at[i] == id)
            return true;
    return false;
}

/* --- one pattern --- */

/* An unbounded repeat of something that has an unbounded repeat itself. */
static bool nested(str p)
{
    bool inside[64] = { false };        /* by depth: a repeat stands there */
    int depth = 0;

    for (size_t i = 0; i < p.n; i++) {
        char c = p.p[i], after = i + 1 < p.n ? p.p[i + 1] : 0;

        if (c == '\\') {
            i++;
        } else if (c == '[') {
            i++;                        /* "[]" and "[^]" open with it */
            if (i < p.n && p.p[i] == '^')
                i++;
            while (++i < p.n && p.p[i] != ']')
                i += p.p[i] == '\\';
        } else if (c == '(') {
            if (++depth == 64)
                return false;
            inside[depth] = false;
        } else if (c == ')' && depth > 0) {
            bool inner = inside[depth--];
            str tail = str_from(p, i + 1);
            str braces = str_head(tail, str_find(tail, STR("}")));
            bool open = after == '*' || after == '+' ||
                        (after == '{' && str_ends(braces, STR(",")));

            if (inner && open)
                return true;
            inside[depth] = inside[depth] || inner;
        } else if (c == '*' || c == '+') {
            inside[depth] = true;
        }
    }
    return false;
}

/* Long dull texts of one character, with what the pattern needs at the end, so
 * that it is not given up before it begins. */
static bool hits_limit(struct check *c, int id)
{
    static const char *const dull[] = { "a", "1", " ", "中", "的，", "ab" };
    const struct need *n = &c->need[id];
    struct buf b = { 0 };
    struct regex_hit h;
    bool bad = false;

    for (size_t i = 0; i < sizeof dull / sizeof dull[0] && !bad; i++) {
        buf_clear(&b);
        while (b.n < 6000)
            buf_text(&b, dull[i]);
        for (size_t k = 0; k < n->n; k++)
            buf_str(&b, n->clause[k].at[0]);
        buf_char(&b, '!');
        bad = regex_find(c->run, id, buf_view(&b), 0, b.n, &h) < 0;
    }
    buf_release(&b);
    return bad;
}

static bool matches_everything(struct check *c, int id)
{
    struct regex_hit h;

    for (size_t i = 0; i < c->n_probes; i++)
        if (regex_find(c->run, id, c->probe[i], 0, c->probe[i].n, &h) <= 0)
            return false;
    return true;
}

static bool chinese(uint32_t ch)
{
    return ch >= 0x2E80;
}

/* "社保 转移": in prepared texts no blank stands there. */
static bool lost_blank(str p)
{
    uint32_t last = 0, before = 0;

    while (p.n) {
        uint32_t ch = text_next(&p);

        if (last == ' ' && chinese(before) && chinese(ch))
            return true;
        before = last;
        last = ch;
    }
    return false;
}

/* Something else decides whether the rule fires. */
static bool conditional(const struct rule *r)
{
    return r->all.n || r->when.source.n || r->when.kind.n ||
           r->when.region.n || r->when.not_region.n;
}

static void check_pattern(struct check *c, const struct rule *r, int id,
                          bool hit)
{
    str p = regex_pattern(c->r->regex, id);
    str shown = str_head(p, text_pos(p, 60));

    if (hit && !conditional(r) && matches_everything(c, id))
        say(c, true, r->at, "matches-everything",
            _("rule %.*s: the pattern matches any text: %.*s"), PSTR(r->id),
            PSTR(shown));
    if (nested(p))
        say(c, false, r->at, "nested-repeat",
            _("rule %.*s: a repeat inside a repeat: %.*s"), PSTR(r->id),
            PSTR(shown));
    if (hits_limit(c, id))
        say(c, true, r->at, "catastrophic",
            _("rule %.*s: the pattern takes too long on some texts: %.*s"),
            PSTR(r->id), PSTR(shown));
    if (lost_blank(p))
        say(c, false, r->at, "lost-blank",
            _("rule %.*s: between Chinese characters there is no blank: "
              "%.*s"), PSTR(r->id), PSTR(shown));
}

static void check_near(struct check *c, const struct rule *r,
                       const struct near *near)
{
    for (size_t k = 0; k < near->n; k++)
        check_pattern(c, r, near->of[k], false);
}

static void check_patterns(struct check *c, const struct rule *r)
{
    const struct patterns *lists[] = { &r->any, &r->all, &r->none,
                                       &r->unless };

    for (size_t k = 0; k < 4; k++)
        for (size_t i = 0; i < lists[k]->n; i++)
            check_pattern(c, r, lists[k]->at[i], k != 1);
    for (size_t i = 0; i < r->n_near; i++)
        check_near(c, r, &r->near[i]);
    for (size_t i = 0; i < r->n_signs; i++)
        if (r->sign[i].pattern < 0)
            check_near(c, r, &r->sign[i].near);
        else
            check_pattern(c, r, r->sign[i].pattern, true);
}

/* --- one rule --- */

/* Every literal of x holds one of y: where x matches, y does. */
static bool covered(const struct need *x, const struct need *y)
{
    if (!x->exact || !y->exact)
        return false;
    for (size_t i = 0; i < x->clause[0].n; i++) {
        size_t k = 0;

        while (k < y->clause[0].n && !str_has(x->clause[0].at[i],
                                              y->clause[0].at[k]))
            k++;
        if (k == y->clause[0].n)
            return false;
    }
    return true;
}

static void check_own_overlap(struct check *c, const struct rule *r)
{
    for (size_t i = 0; i < r->any.n; i++)
        for (size_t k = 0; k < r->any.n; k++) {
            int a = r->any.at[i], b = r->any.at[k];
            str p = regex_pattern(c->r->regex, a);

            if (i == k || (a == b && i < k) ||
                !(a == b || covered(&c->need[a], &c->need[b])))
                continue;
            say(c, false, r->at, "overlap",
                _("rule %.*s: another pattern of the rule matches wherever "
                  "this one does: %.*s"), PSTR(r->id),
                PSTR(str_head(p, text_pos(p, 60))));
            break;
        }
}

static bool same_list(const struct patterns *x, const struct patterns *y)
{
    if (x->n != y->n)
        return false;
    for (size_t i = 0; i < x->n; i++)
        if (!has(y, x->at[i]))
            return false;
    return true;
}

static bool same_near(const struct near *x, const struct near *y)
{
    struct patterns a = { x->of, x->n }, b = { y->of, y->n };

    return x->within == y->within && same_list(&a, &b);
}

static bool same_nears(const struct rule *x, const struct rule *y)
{
    if (x->n_near != y->n_near)
        return false;
    for (size_t i = 0; i < x->n_near; i++)
        if (!same_near(&x->near[i], &y->near[i]))
            return false;
    return true;
}

static bool same_signs(const struct rule *x, const struct rule *y)
{
    if (x->n_signs != y->n_signs || (x->n_signs && x->enough != y->enough))
        return false;
    for (size_t i = 0; i < x->n_signs; i++)
        if (x->sign[i].points != y->sign[i].points ||
            x->sign[i].pattern != y->sign[i].pattern ||
            !same_near(&x->sign[i].near, &y->sign[i].near))
            return false;
    return true;
}

static bool same_words(const struct words *x, const struct words *y)
{
    if (x->n != y->n)
        return false;
    for (size_t i = 0; i < x->n; i++)
        if (!str_eq(x->at[i], y->at[i]))
            return false;
    return true;
}

/* Two rules that fire on the same texts, for the same thing. */
static void check_twins(struct check *c, size_t n)
{
    const struct rule *x = &c->r->rule[n];

    for (size_t i = 0; i < n; i++) {
        const struct rule *y = &c->r->rule[i];

        if (x->exclusion == y->exclusion && x->reach == y->reach &&
            x->target == y->target &&
            same_list(&x->any, &y->any) && same_nears(x, y) &&
            same_signs(x, y) &&
            same_list(&x->all, &y->all) && same_list(&x->none, &y->none) &&
            same_list(&x->unless, &y->unless) &&
            memcmp(x->in, y->in, sizeof x->in) == 0 &&
            same_words(&x->when.region, &y->when.region) &&
            same_words(&x->when.not_region, &y->when.not_region) &&
            same_words(&x->when.source, &y->when.source) &&
            same_words(&x->when.kind, &y->when.kind) &&
            same_list(&x->limits, &y->limits) &&
            same_list(&x->limits_target, &y->limits_target))
            say(c, false, x->at, "overlap",
                _("rule %.*s says the same as rule %.*s (%s:%ld)"),
                PSTR(x->id), PSTR(y->id), rule_file(y), y->at.line);
    }
}

/* An exclusion without conditions of its own whose hits are all of r's. */
static bool always_excluded(const struct rule *x, const struct rule *r,
                            int number)
{
    if (!x->exclusion || x->draft || !x->everything || x->reach ||
        x->all.n || x->none.n || x->unless.n || x->when.source.n ||
        x->when.kind.n || x->when.region.n || x->when.not_region.n ||
        r->n_near || r->n_signs || r->any.n == 0 || (!has(&x->limits, number) &&
                          !has(&x->limits_target, r->target)))
        return false;
    for (int f = 0; f < FIELDS; f++)
        if (r->in[f] && !x->in[f])
            return false;
    for (size_t i = 0; i < r->any.n; i++)
        if (!has(&x->any, r->any.at[i]))
            return false;
    return true;
}

static bool no_region(const struct when *w)
{
    for (size_t i = 0; i < w->region.n; i++) {
        size_t k = 0;

        while (k < w->not_region.n && !str_starts(w->region.at[i],
                                                  w->not_region.at[k]))
            k++;
        if (k == w->not_region.n)
            return false;
    }
    return w->region.n > 0;
}

/* A score card whose signs for it come to less than is needed. */
static void check_card(struct check *c, const struct rule *r)
{
    double most = 0;

    for (size_t i = 0; i < r->n_signs; i++)
        most += r->sign[i].points > 0 ? r->sign[i].points : 0;
    if (r->n_signs && most < r->enough)
        say(c, true, r->at, "unreachable",
            _("rule %.*s can never fire: its signs come to %g points, %g are "
              "needed"), PSTR(r->id), most, r->enough);
}

static void check_reach(struct check *c, size_t n)
{
    const struct rule *r = &c->r->rule[n];
    bool open = r->n_near + r->n_signs > 0 ||
                (r->any.n == 0 && r->all.n > 0);

    for (size_t i = 0; i < r->any.n; i++)       /* a hit that none allows */
        open = open || !has(&r->none, r->any.at[i]);
    for (size_t i = 0; i < r->all.n; i++)
        open = open && !has(&r->none, r->all.at[i]);
    if (!open)
        say(c, true, r->at, "unreachable",
            _("rule %.*s can never fire: its none takes away what it asks "
              "for"), PSTR(r->id));
    check_card(c, r);
    if (no_region(&r->when))
        say(c, true, r->at, "unreachable",
            _("rule %.*s can never fire: not_region takes away every "
              "region"), PSTR(r->id));
    if (!r->exclusion)
        for (size_t i = 0; i < c->r->n; i++)
            if (always_excluded(&c->r->rule[i], r, (int)n))
                say(c, true, r->at, "unreachable",
                    _("rule %.*s never counts: %.*s takes away every hit"),
                    PSTR(r->id), PSTR(c->r->rule[i].id));
}

/* --- the whole set --- */

static bool spoken_for(const struct rules *r, enum target_kind kind, str id)
{
    const struct settings *s = &r->settings;
    double most = 0;

    for (size_t i = 0; i < r->n; i++) {
        const struct rule *x = &r->rule[i];

        if (!x->exclusion && !x->draft && x->weight > 0 &&
            r->target[x->target].kind == kind &&
            str_eq(r->target[x->target].id, id))
            most += x->weight * (x->in[F_TITLE] && s->title_factor > 1
                                 ? s->title_factor : 1);
    }
    for (size_t i = 0; kind == T_ITEM && i < s->n_region_items; i++)
        if (str_eq(r->target[s->region_item[i].becomes].id, id))
            return true;
    if (kind == T_PROBLEM && s->fallback_problem >= 0 &&
        str_eq(r->target[s->fallback_problem].id, id))
        return true;
    return most >= s->threshold[kind];
}

static void check_targets(struct check *c)
{
    static const char *const files[] = { "catalog.csv", "topics.csv", "",
                                         "problems.csv" };

    for (int k = 0; k < TARGET_KINDS; k++)
        for (size_t i = 0; i < c->r->n_known[k]; i++)
            if (k != T_CONTEXT && !spoken_for(c->r, k, c->r->known[k][i]))
                say(c, false, (struct where){ files[k], (long)i + 2 },
                    "no-rule", _("%s %.*s: no rules that could reach the "
                    "threshold"), target_kind_name(k),
                    PSTR(c->r->known[k][i]));
}

static void check_fragments(struct check *c)
{
    for (size_t i = 0; i < c->r->n_fragments; i++)
        if (!c->r->fragment[i].used)
            say(c, false, c->r->fragment[i].at, "unused-fragment",
                _("nobody uses the fragment \"%.*s\""),
                PSTR(c->r->fragment[i].name));
}

static void check_needs(struct check *c, struct arena *a)
{
    size_t n = regex_count(c->r->regex);

    c->need = arena_array(a, struct need, n + 1);
    for (size_t i = 0; i < n; i++)
        literal_need(regex_pattern(c->r->regex, (int)i), a, &c->need[i]);
}

static void check_all(struct check *c)
{
    for (size_t i = 0; i < c->r->n_complaints; i++) {
        const struct complaint *x = &c->r->complaint[i];

        say(c, true, err_place(&x->e), x->code, "%s", x->e.msg);
    }
    for (size_t i = 0; i < c->r->n; i++) {
        const struct rule *r = &c->r->rule[i];

        check_patterns(c, r);
        check_own_overlap(c, r);
        check_twins(c, i);
        check_reach(c, i);
    }
    check_fragments(c);
    check_targets(c);
}

static int check_run(const struct env *env, void *args, int argc,
                     char **argv, struct err *e)
{
    static const char *const nothing[] = { "今天天气很好", "x7#", "山",
        "小猫在树下睡觉，阳光照着石头。" };
    const struct check_args *o = args;
    struct rules *r = rules_load(o->rules, env->schemas, false, env->prog, e);
    struct check c = { .r = r };
    struct arena mem = { 0 };

    (void)argc, (void)argv;
    if (!r)
        return -1;
    c.run = regex_run_new(r->regex);
    c.n_probes = sizeof nothing / sizeof nothing[0];
    c.probe = arena_array(&mem, str, c.n_probes);
    for (size_t i = 0; i < c.n_probes; i++)
        c.probe[i] = prepare(r->fold, &mem, str_of(nothing[i]));
    check_needs(&c, &mem);
    check_all(&c);
    printf(_("%zu rules, %zu patterns: %zu errors, %zu warnings\n"), r->n,
           regex_count(r->regex), c.errors, c.warnings);
    regex_run_free(c.run);
    arena_release(&mem);
    rules_free(r);
    return c.errors ? ERR_CONFIG : 0;
}

const struct command cmd_rules_check = {
    "rules check", "", "find mistakes and oddities in the rules",
    "Errors: not-yaml, unknown-key, unknown-target, bad-value, bad-pattern,\n"
    "duplicate-id, duplicate-fragment, unreachable, matches-everything,\n"
    "catastrophic. Warnings: overlap, nested-repeat, lost-blank, no-rule,\n"
    "unused-fragment.",
    check_opts, sizeof check_opts / sizeof check_opts[0],
    sizeof(struct check_args), 0, 0, check_run
};
