/* matching.c - what the matcher is measured against: the same rules as a loop
 * links: analyze
 * of PCRE2 JIT matches, and libhs alone.
 *
 *     matching SCHEMAS TEXTS.ndjson [--libhs]
 *     matching SCHEMAS --patterns
 *
 * Each line says how many texts a second of one processor, texts prepared
 * beforehand but for the last.  --libhs also compiles every pattern for libhs,
 * in its prefilter mode, which takes a minute or two, and scans: the limit of a
 * matcher whose first pass is this.  --patterns prints them, one a line.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#define _GNU_SOURCE
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#ifdef HAVE_HS
#include <hs.h>
#endif

#include "analyze/judge.h"
#include "analyze/verdict.h"
#include "lib/io.h"
#include "lib/json.h"
#include "lib/banned.h"

struct texts {
    struct doc *doc;
    str *line, *text;           /* as read; the prepared text */
    size_t n;
    struct arena mem;
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);    /* others may run too */
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double result(const char *what, size_t n, double seconds, double base)
{
    printf("%-44s %10.0f texts/s %9.1f us", what, (double)n / seconds,
           seconds / (double)n * 1e6);
    if (base > 0)
        printf("  %.1f x the loop", base / (seconds / (double)n));
    putchar('\n');
    fflush(stdout);
    return seconds / (double)n;
}

static int texts_load(struct texts *t, const struct rules *r,
                      const char *path, struct err *e)
{
    size_t cap = 0, cap2 = 0, cap3 = 0;
    str all, line;

    if (io_read(path, (size_t)1 << 30, &t->mem, &all, e))
        return -1;
    while (str_cut(&all, '\n', &line)) {
        const char *why;
        struct json *j = line.n ? json_parse(line, &t->mem, &why) : NULL;
        const struct json *title = json_get(j, "title");
        const struct json *text = json_get(j, "content");

        if (!text)
            text = json_get(j, "text");
        if (!text)
            continue;
        t->line = mem_room(t->line, t->n, &cap);
        t->doc = mem_room(t->doc, t->n, &cap2);
        t->text = mem_room(t->text, t->n, &cap3);
        t->line[t->n] = line;
        t->doc[t->n] = (struct doc){ .field = {
            [F_TITLE] = title ? title->text : (str){ 0 },
            [F_TEXT] = text->text } };
        t->text[t->n++] = prepare(r->fold, &t->mem, text->text);
    }
    return t->n ? 0 : err_set(e, ERR_INPUT, NOWHERE, "no texts in %s", path);
}

static double loop(const struct rules *r, const struct texts *t)
{
    size_t n = regex_count(r->regex), few = t->n < 300 ? t->n : 300;
    pcre2_code **code = malloc(n * sizeof *code);
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    pcre2_compile_context *c = pcre2_compile_context_create(NULL);
    volatile long hits = 0;
    double from;

    pcre2_set_newline(c, PCRE2_NEWLINE_LF);
    for (size_t i = 0; i < n; i++) {
        str p = regex_pattern(r->regex, (int)i);
        PCRE2_SIZE at;
        int rc;

        code[i] = pcre2_compile((PCRE2_SPTR)p.p, p.n, PCRE2_UTF | PCRE2_UCP |
            PCRE2_CASELESS | PCRE2_MULTILINE | PCRE2_NO_AUTO_CAPTURE, &rc,
            &at, c);
        if (!code[i] || pcre2_jit_compile(code[i], PCRE2_JIT_COMPLETE))
            exit(70);
    }
    from = now();
    for (size_t k = 0; k < few; k++)
        for (size_t i = 0; i < n; i++)
            hits += pcre2_jit_match(code[i], (PCRE2_SPTR)t->text[k].p,
                                    t->text[k].n, 0, PCRE2_NO_UTF_CHECK,
                                    data, NULL) > 0;
    (void)hits;                         /* volatile: the loop stays */
    from = result("a loop of PCRE2 JIT matches", few, now() - from, 0);
    for (size_t i = 0; i < n; i++)
        pcre2_code_free(code[i]);
    free(code);
    pcre2_match_data_free(data);
    pcre2_compile_context_free(c);
    return from;
}

static void scan(const struct rules *r, const struct texts *t, double base)
{
    struct regex_run *run = regex_run_new(r->regex);
    double from = now();
    volatile long candidates = 0;
    const int *id;

    for (size_t k = 0; k < t->n; k++)
        candidates += regex_scan(run, t->text[k], &id);
    result("the scan for literals alone", t->n, now() - from, base);
    printf("  candidates a text: %.1f of %zu patterns\n",
           (double)candidates / (double)t->n, regex_count(r->regex));
    regex_run_free(run);
}

static void judge(const struct rules *r, const struct texts *t, double base)
{
    struct judge *j = judge_new(r);
    struct arena mem = { 0 };
    struct verdict v;
    double from = now();

    for (size_t k = 0; k < t->n; k++) {
        judge_text(j, &t->doc[k], &mem, &v);
        arena_reset(&mem);
    }
    result("preparing, matching, judging", t->n, now() - from, base);
    judge_free(j);
    arena_release(&mem);
}

static void whole(const struct rules *r, const struct texts *t, double base)
{
    struct judge *j = judge_new(r);
    struct arena mem = { 0 };
    struct buf out = { 0 };
    double from = now();

    for (size_t k = 0; k < t->n; k++) {
        struct verdict v;
        struct doc d = { 0 };
        const char *why;
        struct json *x = json_parse(t->line[k], &mem, &why);

        if (json_get(x, "title"))
            d.field[F_TITLE] = json_get(x, "title")->text;
        d.field[F_TEXT] = json_get(x, json_get(x, "content") ? "content"
                                      : "text")->text;
        judge_text(j, &d, &mem, &v);
        buf_clear(&out);
        verdict_json(&out, r, STR("1"), &v, false);
        arena_reset(&mem);
    }
    result("... with reading and writing JSON", t->n, now() - from, base);
    judge_free(j);
    buf_release(&out);
    arena_release(&mem);
}

#ifdef HAVE_HS
static int counted(unsigned id, unsigned long long from,
                   unsigned long long to, unsigned flags, void *n)
{
    (void)id, (void)from, (void)to, (void)flags;
    ++*(long *)n;
    return 0;
}

static void libhs(struct rules *r, const struct texts *t, double base)
{
    size_t n = 0, all = regex_count(r->regex);
    const char **p = malloc(all * sizeof *p);
    unsigned *flags = malloc(all * sizeof *flags);
    unsigned *ids = malloc(all * sizeof *ids);
    hs_database_t *db = NULL;
    hs_compile_error_t *why = NULL;
    hs_scratch_t *scratch = NULL;
    double from = now();
    long hits = 0;

    for (size_t i = 0; i < all; i++)
        if (!regex_matches_empty(r->regex, (int)i)) {
            ids[n] = (unsigned)i;
            p[n] = str_c(&r->mem, regex_pattern(r->regex, (int)i));
            flags[n++] = HS_FLAG_PREFILTER | HS_FLAG_UTF8 | HS_FLAG_UCP |
                HS_FLAG_CASELESS | HS_FLAG_MULTILINE | HS_FLAG_SINGLEMATCH;
        }
    if (hs_compile_multi(p, flags, ids, (unsigned)n, HS_MODE_BLOCK, NULL,
                         &db, &why) != HS_SUCCESS) {
        printf("libhs does not compile them: %s\n", why->message);
        hs_free_compile_error(why);
    } else if (hs_alloc_scratch(db, &scratch) == HS_SUCCESS) {
        printf("  libhs compiled the patterns in %.1f s\n", now() - from);
        from = now();
        for (size_t k = 0; k < t->n; k++)
            if (hs_scan(db, t->text[k].p, (unsigned)t->text[k].n, 0, scratch,
                        counted, &hits) != HS_SUCCESS)
                exit(70);
        result("libhs alone, every pattern", t->n, now() - from, base);
        printf("  candidates a text: %.1f of %zu patterns\n",
               (double)hits / (double)t->n, n);
    }
    hs_free_scratch(scratch);
    hs_free_database(db);
    free(p);
    free(flags);
    free(ids);
}
#endif

int main(int argc, char **argv)
{
    struct texts t = { 0 };
    struct err e = { 0 };
    struct rules *r;
    double base;

    if (argc < 3)
        return ERR_USAGE;
    r = rules_load(NULL, argv[1], false, "matching", &e);
    if (!r)
        return err_print(&e, "matching");
    if (strcmp(argv[2], "--patterns") == 0) {
        for (size_t i = 0; i < regex_count(r->regex); i++)
            printf("%.*s\n", PSTR(regex_pattern(r->regex, (int)i)));
        rules_free(r);
        return 0;
    }
    if (texts_load(&t, r, argv[2], &e))
        return err_print(&e, "matching");
    printf("%zu rules, %zu patterns, %zu texts\n", r->n,
           regex_count(r->regex), t.n);
    base = loop(r, &t);
    rules_prefilter(r, false, "matching");
    scan(r, &t, base);
    judge(r, &t, base);
    whole(r, &t, base);
#ifdef HAVE_HS
    if (argc > 3)
        libhs(r, &t, base);
#endif
    rules_free(r);
    mem_free(t.doc);
    mem_free(t.line);
    mem_free(t.text);
    arena_release(&t.mem);
    return 0;
}
