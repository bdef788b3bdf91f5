/* pcre.c - one pattern over one text, by PCRE2. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "lib/pcre.h"

#include <pcre2.h>
#include <pthread.h>
#include <stdlib.h>

#include "lib/banned.h"

/* A match may take so many steps, so deep, so much memory (KiB).  Attack
 * patterns end within milliseconds; no honest rule comes near. */
enum { MATCH_STEPS = 100000, MATCH_DEPTH = 20000, MATCH_HEAP = 16384,
       JIT_STACK = 1 << 20, PATTERN_MAX = 8192 };

/* Machine code is made when a pattern is first tried: most never are. */
enum { NOT_YET, JIT_YES, JIT_NO, BROKEN };

struct pcre_kit {
    pcre2_compile_context *context;
    bool jit;
    pthread_mutex_t lock;               /* while machine code is made */
};

struct pcre_run {
    struct pcre_kit *kit;
    pcre2_match_context *fast, *slow;   /* slow: the interpreter's second try */
    pcre2_match_data *data;
    pcre2_jit_stack *stack;
};

static void *must(void *p)
{
    if (!p)
        panic("%s", _("out of memory"));
    return p;
}

void pcre_version(char out[64])
{
    pcre2_config(PCRE2_CONFIG_VERSION, out);    /* 24 bytes, they promise */
}

struct pcre_kit *pcre_kit_new(void)
{
    struct pcre_kit *k = mem_grow(NULL, sizeof *k);

    *k = (struct pcre_kit){ .jit = !getenv("DUBAN_NO_JIT") };
    pthread_mutex_init(&k->lock, NULL);
    k->context = must(pcre2_compile_context_create(NULL));
    pcre2_set_newline(k->context, PCRE2_NEWLINE_LF);
    pcre2_set_max_pattern_length(k->context, PATTERN_MAX);
    return k;
}

void pcre_kit_free(struct pcre_kit *k)
{
    pcre2_compile_context_free(k->context);
    pthread_mutex_destroy(&k->lock);
    mem_free(k);
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

static pcre2_code *compile(const struct pcre_kit *k, str pattern, int *why,
                           PCRE2_SIZE *place)
{
    const uint32_t flags = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS |
        PCRE2_MULTILINE | PCRE2_NO_AUTO_CAPTURE | PCRE2_NEVER_BACKSLASH_C |
        PCRE2_USE_OFFSET_LIMIT;

    return pcre2_compile((PCRE2_SPTR)(pattern.p ? pattern.p : ""), pattern.n,
                         flags, why, place, k->context);
}

int pcre_compile(struct pcre_kit *k, str pattern, struct pcre *out,
                 struct where at, struct err *e)
{
    str no = forbidden(pattern);
    PCRE2_UCHAR why[160];
    PCRE2_SIZE place;
    int rc;

    *out = (struct pcre){ .code = NULL };
    if (no.p)
        return err_set(e, ERR_CONFIG, at,
                       N_("pattern \"%.*s\": %.*s is not allowed"),
                       PSTR(pattern), PSTR(no));
    out->code = compile(k, pattern, &rc, &place);
    if (out->code)
        return 0;
    pcre2_get_error_message(rc, why, sizeof why);
    return err_set(e, ERR_CONFIG, at,
                   N_("pattern \"%.*s\": %s, before \"%.*s\""),
                   PSTR(pattern), (char *)why,
                   PSTR(str_from(pattern, place)));
}

void pcre_release(struct pcre *p)
{
    pcre2_code_free(p->code);
}

bool pcre_matches_empty(const struct pcre *p)
{
    uint32_t yes = 0;

    pcre2_pattern_info(p->code, PCRE2_INFO_MATCHEMPTY, &yes);
    return yes != 0;
}

static pcre2_match_context *limits(void)
{
    pcre2_match_context *c = must(pcre2_match_context_create(NULL));

    pcre2_set_match_limit(c, MATCH_STEPS);
    pcre2_set_depth_limit(c, MATCH_DEPTH);
    pcre2_set_heap_limit(c, MATCH_HEAP);
    return c;
}

struct pcre_run *pcre_run_new(struct pcre_kit *k)
{
    struct pcre_run *r = mem_grow(NULL, sizeof *r);

    *r = (struct pcre_run){ .kit = k, .fast = limits(), .slow = limits() };
    r->data = must(pcre2_match_data_create(1, NULL));
    r->stack = pcre2_jit_stack_create(32 * 1024, JIT_STACK, NULL);
    if (r->stack)                       /* without JIT there is none */
        pcre2_jit_stack_assign(r->fast, NULL, r->stack);
    return r;
}

void pcre_run_free(struct pcre_run *r)
{
    pcre2_match_data_free(r->data);
    pcre2_match_context_free(r->fast);
    pcre2_match_context_free(r->slow);
    if (r->stack)
        pcre2_jit_stack_free(r->stack);
    mem_free(r);
}

static int prepared(struct pcre_kit *k, struct pcre *p, str pattern)
{
    int state = atomic_load(&p->state), why;
    PCRE2_SIZE place;

    if (state != NOT_YET)
        return state;
    pthread_mutex_lock(&k->lock);
    state = atomic_load(&p->state);
    if (state == NOT_YET) {
        if (!p->code)
            p->code = compile(k, pattern, &why, &place);
        if (!p->code)
            state = BROKEN;
        else if (k->jit && pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE) == 0)
            state = JIT_YES;
        else
            state = JIT_NO;
        atomic_store(&p->state, state);
    }
    pthread_mutex_unlock(&k->lock);
    return state;
}

static uint32_t flags_of(str text, struct stretch in)
{
    return in.upto < text.n && text.p[in.upto] != '\n'
           ? PCRE2_NO_UTF_CHECK | PCRE2_NOTEOL : PCRE2_NO_UTF_CHECK;
}

static int result(const struct pcre_run *r, int rc, struct regex_hit *hit)
{
    const PCRE2_SIZE *v = pcre2_get_ovector_pointer(r->data);

    if (rc < 0)
        return rc == PCRE2_ERROR_NOMATCH ? 0 : -1;
    *hit = (struct regex_hit){ v[0], v[1] };
    return 1;
}

int pcre_try_slowly(struct pcre_run *r, const struct pcre *p, str text,
                    struct stretch in, struct regex_hit *hit)
{
    pcre2_set_offset_limit(r->slow, in.limit);
    return result(r, pcre2_match(p->code, (PCRE2_SPTR)(text.p ? text.p : ""),
                                 in.upto, in.from,
                                 flags_of(text, in) | PCRE2_NO_JIT, r->data,
                                 r->slow), hit);
}

int pcre_try(struct pcre_run *r, struct pcre *p, str pattern, str text,
             struct stretch in, struct regex_hit *hit)
{
    int state = prepared(r->kit, p, pattern), rc = -1;

    if (state == BROKEN)
        return -1;
    if (state == JIT_YES) {
        pcre2_set_offset_limit(r->fast, in.limit);
        rc = result(r, pcre2_jit_match(p->code,
                    (PCRE2_SPTR)(text.p ? text.p : ""), in.upto, in.from,
                    flags_of(text, in), r->data, r->fast), hit);
    }
    return rc < 0 ? pcre_try_slowly(r, p, text, in, hit) : rc;
}
