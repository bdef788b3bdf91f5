/* test_prepare.c - texts as the rules see them, and their sentences.
 * links: analyze
 */
#include "analyze/prepare.h"
#include "tests/unit/test.h"

#include "lib/banned.h"

static void texts(struct test *t, const struct fold *f, struct arena *a)
{
    static const struct { const char *in, *out; } table[] = {
        { "", "" },
        { "办理社保", "办理社保" },
        { "辦理社會保險", "办理社会保险" },
        { "臺灣著名", "台湾着名" },
        { "社 保", "社保" },
        { "社 保 a b", "社保 a b" },
        { "社保  医保", "社保\n医保" },
        { "社保　　医保", "社保\n医保" },
        { "社保 \n 医保", "社保\n医保" },
        { "  社保\t\n", "社保" },
        { "ＡＢ１２，。！？；：（）", "AB12,。!?;:()" },
        { "等等…", "等等..." },
        { "①号㎡", "1号m2" },
        { "社\xE2\x80\x8B保", "社保" },
        { "社保_x000D_\n医保", "社保\n医保" },
        { "１３８　００", "138 00" },
        { "cafe\xCC\x81", "caf\xC3\xA9" },
        { "Å", "\xC3\x85" },
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        CHECK_TEXT(t, str_c(a, prepare(f, a, str_of(table[i].in))),
                   table[i].out);
}

struct part { const char *text, *hit, *is; };

static void parts(struct test *t, struct arena *a, const struct part *table,
                  size_t n, struct span (*of)(str, size_t, size_t))
{
    for (size_t i = 0; i < n; i++) {
        str s = str_of(table[i].text), h = str_of(table[i].hit);
        size_t from = str_find(s, h);
        struct span x = of(s, from, from + h.n);

        CHECK_TEXT(t, str_c(a, str_head(str_from(s, x.from), x.to - x.from)),
                   table[i].is);
    }
}

static void sentences(struct test *t, struct arena *a)
{
    static const struct part table[] = {
        { "甲办。乙办。", "乙", "乙办。" },
        { "甲办。乙办。", "甲", "甲办。" },
        { "甲办", "办", "甲办" },
        { "甲办?乙办!", "乙", "乙办!" },
        { "甲办\n乙办\n丙", "乙", "乙办" },
        { "甲办...乙办", "乙", "乙办" },
        { "甲办;乙办", "甲", "甲办;" },
        { "甲办。乙办。丙", "办。乙", "甲办。乙办。" },
        { "a.b c", "b", "a.b c" },
    };

    parts(t, a, table, sizeof table / sizeof table[0], sentence);
}

static void clauses(struct test *t, struct arena *a)
{
    static const struct part table[] = {
        { "甲办,乙办。", "乙", "乙办" },
        { "甲办,乙办。", "甲", "甲办" },
        { "甲办(乙办)丙办", "乙", "乙办" },
        { "甲说:“乙办”,丙", "乙", "乙办" },
        { "甲办——乙办", "办", "甲办" },
        { "甲、乙办了\n丙", "乙", "甲、乙办了" },
        { "甲办...乙办?", "乙", "乙办" },
        { "甲,乙办,丙办", "办,丙", "乙办,丙办" },
        { "甲", "甲", "甲" },
    };

    parts(t, a, table, sizeof table / sizeof table[0], clause);
}

int main(void)
{
    struct test t = { 0 };
    struct arena mem = { 0 };
    struct err e = { 0 };
    struct fold *f = fold_load("schemas", &mem, &e);

    CHECK(&t, f != NULL);
    if (f)
        texts(&t, f, &mem);
    sentences(&t, &mem);
    clauses(&t, &mem);
    arena_release(&mem);
    return test_end(&t, "prepare");
}
