/* test_prefilter.c - the prefilter never loses a match.
 * links: analyze
 *
 * Sets of 1, 2, 5, 50 and all patterns of the rules, over every example of
 * the rules and every line of the message files that are there: what PCRE2
 * finds alone, it finds with the prefilter, at the same place.  Also patterns
 * that others wrote for other things, where their files are there.
 */
#include <stdio.h>
#include <stdlib.h>

#include "analyze/rule.h"
#include "lib/csv.h"
#include "lib/io.h"
#include "lib/text.h"
#include "tests/unit/test.h"

#include "lib/banned.h"

struct texts { str *at; size_t n, cap; struct arena mem; };

static void add(struct texts *t, const struct rules *r, str s)
{
    if (s.n == 0 || !text_valid(s))
        return;
    t->at = mem_room(t->at, t->n, &t->cap);
    t->at[t->n++] = prepare(r->fold, &t->mem, str_dup(&t->mem, s));
}

static void collect(struct texts *t, const struct rules *r)
{
    static const char *const odd[] = { "a", "社", "社保社保社保", "!", "\"",
        "A.B(x)", "kſK", "办 理", "\n\n", "。。。", "ABCabc社保卡挂失",
        "等了٣个月，交३份材料", "跑了3趟，等了12天" };
    struct err e;
    str all, line;

    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        add(t, r, str_of(odd[i]));
    for (size_t i = 0; i < r->n; i++)
        for (size_t k = 0; k < r->rule[i].n_examples; k++)
            for (int f = 0; f < FIELDS; f++)
                add(t, r, r->rule[i].example[k].doc.field[f]);
    if (io_read("../shared/data/gold/dev.csv", (size_t)1 << 26, &t->mem,
                &all, &e) == 0)
        while (str_cut(&all, '\n', &line))
            add(t, r, line);
}

static size_t draw(unsigned long long *seed, size_t n)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(*seed >> 33) % n;
}

/* Places where with and without differ. */
static size_t differences(struct regex_set *with, struct regex_set *without,
                          const struct texts *t, size_t step)
{
    struct regex_run *a = regex_run_new(with), *b = regex_run_new(without);
    bool *may = mem_grow(NULL, regex_count(with) + 1);
    size_t wrong = 0;

    for (size_t i = 0; i < t->n; i += step) {
        const int *id;
        long n = regex_scan(a, t->at[i], &id);

        memset(may, 0, regex_count(with));
        for (long k = 0; k < n; k++)
            may[id[k]] = true;
        for (int k = 0; k < (int)regex_count(with); k++) {
            struct regex_hit x = { 0, 0 }, y = { 0, 0 };
            int p = may[k] ? regex_find(a, k, t->at[i], 0, t->at[i].n, &x)
                           : 0;
            int q = regex_find(b, k, t->at[i], 0, t->at[i].n, &y);

            wrong += q >= 0 && (p != q || (q > 0 && (x.from != y.from ||
                                                     x.to != y.to)));
            wrong += may[k] && regex_sure(a, k) && q != 1;
            wrong += q >= 0 && regex_matches(a, k, t->at[i]) != q;
        }
    }
    regex_run_free(a);
    regex_run_free(b);
    mem_free(may);
    return wrong;
}

/* Under valgrind, which is slow, a part of the texts must do. */
static size_t thin(size_t step)
{
    return getenv("VALGRIND") ? step * 50 : step;
}

static void try_set(struct test *t, const struct rules *r,
                    const struct texts *x, size_t size, size_t step,
                    unsigned long long *seed)
{
    struct regex_set *with = regex_new(), *without = regex_new();
    size_t all = regex_count(r->regex);
    const char *note, *why;
    struct err e;

    for (size_t i = 0; i < size; i++) {
        str p = regex_pattern(r->regex, (int)(size == all ? i
                                              : draw(seed, all)));

        CHECK(t, regex_add(with, p, NOWHERE, &e) >= 0);
        CHECK(t, regex_add(without, p, NOWHERE, &e) >= 0);
    }
    CHECK(t, regex_prefilter(with, NULL, &note, &why));
    CHECK(t, differences(with, without, x, thin(step)) == 0);
    regex_free(with);
    regex_free(without);
}

/* Thousands of patterns in the wild, over themselves: they hold what they look
 * for more often than any other text. */
static void foreign(struct test *t)
{
    static const char *const files[] = {
        "../shared/data/corpora/regex/rxxr2/rxxr-regexlib-vulns.txt",
        "../shared/data/corpora/regex/redoshunter-gpl2/corpus.txt" };
    struct regex_set *with = regex_new(), *without = regex_new();
    struct texts x = { 0 };
    const char *note, *why;
    struct err e;
    str all, line;
    size_t n = 0, cap = 0;
    str *text = NULL;

    for (int f = 0; f < 2; f++) {
        if (io_read(files[f], (size_t)1 << 28, &x.mem, &all, &e))
            continue;
        while (str_cut(&all, '\n', &line)) {
            if (f == 0 && !str_starts(line, STR("INPUT: ")))
                continue;
            line = f == 0 ? str_from(line, 7) : line;
            if (!line.n || line.n > 400 || !text_valid(line) || n++ % 4)
                continue;
            text = mem_room(text, x.n, &cap);
            text[x.n++] = line;
            if (regex_add(with, line, NOWHERE, &e) >= 0)
                CHECK(t, regex_add(without, line, NOWHERE, &e) >= 0);
        }
    }
    x.at = text;
    if (n) {
        CHECK(t, regex_prefilter(with, NULL, &note, &why));
        CHECK(t, differences(with, without, &x,
                             thin(1 + x.n / 150)) == 0);
    } else {
        puts("skip  prefilter: no patterns of others in ../shared");
    }
    mem_free(text);
    arena_release(&x.mem);
    regex_free(with);
    regex_free(without);
}

int main(void)
{
    static const struct { size_t size, times, step; } sets[] = {
        { 1, 40, 1 }, { 2, 40, 1 }, { 5, 20, 1 }, { 50, 4, 1 } };
    struct test t = { 0 };
    struct err e = { 0 };
    struct texts x = { 0 };
    unsigned long long seed = 1;
    struct rules *r = rules_load(NULL, "schemas", false, "test", &e);

    CHECK(&t, r != NULL);
    if (!r)
        return test_end(&t, "prefilter");
    collect(&x, r);
#ifdef HAVE_HS
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++)
        for (size_t k = 0; k < sets[i].times; k++)
            try_set(&t, r, &x, sets[i].size, sets[i].step, &seed);
    try_set(&t, r, &x, regex_count(r->regex), 1 + x.n / 400, &seed);
    foreign(&t);
#else
    (void)sets, (void)seed, (void)try_set, (void)foreign;
    puts("skip  prefilter: built without libhs");
#endif
    mem_free(x.at);
    arena_release(&x.mem);
    rules_free(r);
    return test_end(&t, "prefilter");
}
