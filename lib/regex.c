/* regex.c - many patterns over one text, by PCRE2. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "lib/regex.h"

#include <pcre2.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "lib/prefilter.h"
#include "lib/text.h"
#include "lib/banned.h"

/* A match may take so many steps, so deep, so much memory (KiB).  Attack
 * patterns end within milliseconds; no honest rule comes near. */
enum { MATCH_STEPS = 100000, MATCH_DEPTH = 20000, MATCH_HEAP = 16384,
       JIT_STACK = 1 << 20, PATTERN_MAX = 8192 };

/* Machine code is made when a pattern is first tried: most never are. */
enum { NOT_YET, JIT_YES, JIT_NO };

struct pattern {
    str text;
    pcre2_code *code;
    atomic_int jit;             /* NOT_YET, or whether there is some */
    size_t length;              /* (?s:.{N}) is answered by counting: N */
};

struct regex_set {
    struct pattern *at;
    size_t n, cap;
    int *slot;                          /* hash table: number + 1, or 0 */
    size_t slots;
    pcre2_compile_context *context;
    struct prefilter *prefilter;        /* NULL: none */
    bool jit;
    pthread_mutex_t lock;               /* while machine code is made */
    struct arena mem;
};

struct regex_run {
    struct regex_set *set;
    pcre2_match_context *fast, *slow;   /* slow: the interpreter's second try */
    pcre2_match_data *data;
    pcre2_jit_stack *stack;
    struct prefilter_run *prefilter;
};

static void *must(void *p)
{
    if (!p)
        panic("%s", _("out of memory"));
    return p;
}

struct regex_set *regex_new(void)
{
    struct regex_set *s = mem_grow(NULL, sizeof *s);

    *s = (struct regex_set){ .jit = !getenv("DUBAN_NO_JIT") };
    pthread_mutex_init(&s->lock, NULL);
    s->context = must(pcre2_compile_context_create(NULL));
    pcre2_set_newline(s->context, PCRE2_NEWLINE_LF);
    pcre2_set_max_pattern_length(s->context, PATTERN_MAX);
    return s;
}

void regex_free(struct regex_set *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->n; i++)
        pcre2_code_free(s->at[i].code);
    pcre2_compile_context_free(s->context);
    prefilter_free(s->prefilter);
    pthread_mutex_destroy(&s->lock);
    mem_free(s->at);
    mem_free(s->slot);
    arena_release(&s->mem);
    mem_free(s);
}

/* What patterns may not use, because it has no meaning over many patterns at
 * once or no bound: the offending part, or {NULL, 0}. */
static str forbidden(str p)
{
    static const char *const groups[] = { "(?C", "(?R", "(?&", "(?P>", "(?P=",
                                          "(?P<", "(*", "(?|", "(?'" };
    bool class = false;

    for (size_t i = 0; i < p.n; i++) {
        str rest = str_from(p, i);

        if (p.p[i] == '\\' && rest.n > 1) {
            if (strchr("AzZGKCRXgkQE", rest.p[1]) ||
                (rest.p[1] >= '1' && rest.p[1] <= '9'))
                return str_head(rest, 2);
            i++;
        } else if (class) {
            class = p.p[i] != ']';
        } else if (p.p[i] == '[') {
            class = true;
            i += rest.n > 1 && rest.p[1] == '^';
            i += i + 1 < p.n && p.p[i + 1] == ']';
        } else if (p.p[i] == '(') {
            for (size_t k = 0; k < sizeof groups / sizeof groups[0]; k++)
                if (str_starts(rest, str_of(groups[k])))
                    return str_of(groups[k]);
            if (rest.n > 2 && rest.p[1] == '?' &&
                ((rest.p[2] >= '0' && rest.p[2] <= '9') ||
                 rest.p[2] == '+' || rest.p[2] == '('))
                return str_head(rest, 3);
        }
    }
    return (str){ NULL, 0 };
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
    const uint32_t flags = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS |
        PCRE2_MULTILINE | PCRE2_NO_AUTO_CAPTURE | PCRE2_NEVER_BACKSLASH_C |
        PCRE2_USE_OFFSET_LIMIT;
    str no = forbidden(pattern);
    PCRE2_UCHAR why[160];
    struct pattern p = { 0 };
    PCRE2_SIZE place;
    size_t k;
    int rc;

    if (no.p)
        return err_set(e, ERR_CONFIG, at,
                       N_("pattern \"%.*s\": %.*s is not allowed"),
                       PSTR(pattern), PSTR(no));
    make_room(s);
    k = slot_of(s, pattern);
    if (s->slot[k])
        return s->slot[k] - 1;
    p.code = pcre2_compile((PCRE2_SPTR)(pattern.p ? pattern.p : ""),
                           pattern.n, flags, &rc, &place, s->context);
    if (!p.code) {
        pcre2_get_error_message(rc, why, sizeof why);
        return err_set(e, ERR_CONFIG, at,
                       N_("pattern \"%.*s\": %s, before \"%.*s\""),
                       PSTR(pattern), (char *)why,
                       PSTR(str_from(pattern, place)));
    }
    p.length = length_of(pattern);
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
    uint32_t yes = 0;

    pcre2_pattern_info(s->at[id].code, PCRE2_INFO_MATCHEMPTY, &yes);
    return yes != 0;
}

bool regex_prefilter(struct regex_set *s, const char *cache,
                     const char **note, const char **why)
{
    str *text = mem_grow(NULL, mem_size(s->n + 1, sizeof *text));

    for (size_t i = 0; i < s->n; i++)
        text[i] = s->at[i].text;
    regex_prefilter_off(s);
    s->prefilter = prefilter_new(text, s->n, cache, note, why);
    mem_free(text);
    return s->prefilter != NULL;
}

void regex_prefilter_off(struct regex_set *s)
{
    prefilter_free(s->prefilter);
    s->prefilter = NULL;
}

long regex_scan(struct regex_run *r, str text, const int **id)
{
    return r->prefilter ? prefilter_scan(r->prefilter, text, id) : -1;
}

bool regex_sure(const struct regex_run *r, int id)
{
    return r->prefilter && prefilter_sure(r->set->prefilter, id);
}

static pcre2_match_context *limits(void)
{
    pcre2_match_context *c = must(pcre2_match_context_create(NULL));

    pcre2_set_match_limit(c, MATCH_STEPS);
    pcre2_set_depth_limit(c, MATCH_DEPTH);
    pcre2_set_heap_limit(c, MATCH_HEAP);
    return c;
}

struct regex_run *regex_run_new(struct regex_set *s)
{
    struct regex_run *r = mem_grow(NULL, sizeof *r);

    *r = (struct regex_run){ .set = s, .fast = limits(), .slow = limits(),
        .prefilter = prefilter_run_new(s->prefilter) };
    r->data = must(pcre2_match_data_create(1, NULL));
    r->stack = pcre2_jit_stack_create(32 * 1024, JIT_STACK, NULL);
    if (r->stack)                       /* without JIT there is none */
        pcre2_jit_stack_assign(r->fast, NULL, r->stack);
    return r;
}

void regex_run_free(struct regex_run *r)
{
    if (!r)
        return;
    prefilter_run_free(r->prefilter);
    pcre2_match_data_free(r->data);
    pcre2_match_context_free(r->fast);
    pcre2_match_context_free(r->slow);
    if (r->stack)
        pcre2_jit_stack_free(r->stack);
    mem_free(r);
}

static bool has_jit(struct regex_set *s, struct pattern *p)
{
    int state = atomic_load(&p->jit);

    if (state == NOT_YET) {
        pthread_mutex_lock(&s->lock);
        state = atomic_load(&p->jit);
        if (state == NOT_YET) {
            state = s->jit && pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE)
                    == 0 ? JIT_YES : JIT_NO;
            atomic_store(&p->jit, state);
        }
        pthread_mutex_unlock(&s->lock);
    }
    return state == JIT_YES;
}

/* One try; the match may begin from `from` to `limit`. */
static int try(struct regex_run *r, struct pattern *p, str text,
               size_t from, size_t upto, size_t limit)
{
    PCRE2_SPTR s = (PCRE2_SPTR)(text.p ? text.p : "");
    uint32_t flags = PCRE2_NO_UTF_CHECK;
    int rc = PCRE2_ERROR_JIT_STACKLIMIT;

    if (upto < text.n && text.p[upto] != '\n')
        flags |= PCRE2_NOTEOL;
    if (has_jit(r->set, p)) {
        pcre2_set_offset_limit(r->fast, limit);
        rc = pcre2_jit_match(p->code, s, upto, from, flags, r->data, r->fast);
    }
    if (rc < PCRE2_ERROR_NOMATCH) {     /* undecided: once more, slowly */
        pcre2_set_offset_limit(r->slow, limit);
        rc = pcre2_match(p->code, s, upto, from, flags | PCRE2_NO_JIT,
                         r->data, r->slow);
    }
    return rc < 0 ? rc == PCRE2_ERROR_NOMATCH ? 0 : -1 : 1;
}

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

/* Where it is known how a match opens, only those places are tried. */
static int try_places(struct regex_run *r, int id, str text, size_t from,
                      size_t upto)
{
    size_t lead = prefilter_lead(r->prefilter, id), at, next = from;

    while (prefilter_next(r->prefilter, id, next, &at) && at < upto) {
        size_t begin = back(text, at, lead, from);
        int rc = try(r, &r->set->at[id], text, begin, upto, at);

        if (rc != 0)
            return rc;
        next = at + 1;
        from = next;                    /* what is before was tried */
    }
    return 0;
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

int regex_find(struct regex_run *r, int id, str text, size_t from,
               size_t upto, struct regex_hit *hit)
{
    struct pattern *p = &r->set->at[id];
    PCRE2_SIZE *v;
    int rc;

    if (p->length)
        return long_enough(p, text, from, upto, hit);
    if (!r->prefilter || !prefilter_knows(r->prefilter, text))
        rc = try(r, p, text, from, upto, upto);
    else if (!prefilter_may(r->prefilter, id))
        rc = 0;
    else if (prefilter_begins(r->prefilter, id))
        rc = try_places(r, id, text, from, upto);
    else
        rc = try(r, p, text, from, upto, upto);
    if (rc > 0) {
        v = pcre2_get_ovector_pointer(r->data);
        *hit = (struct regex_hit){ v[0], v[1] };
    }
    return rc;
}
