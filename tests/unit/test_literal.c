/* test_literal.c - the literals that a pattern needs.
 * links:
 */
#include "lib/literal.h"
#include "tests/unit/test.h"

#include "lib/banned.h"

/* "a|b & c; begins a|b; exact" */
static const char *shown(const char *pattern, struct arena *a)
{
    struct need n;
    struct buf b = { 0 };
    const char *out;

    literal_need(str_of(pattern), a, &n);
    for (size_t i = 0; i < n.n; i++) {
        buf_text(&b, i ? " & " : "");
        for (size_t k = 0; k < n.clause[i].n; k++)
            buf_fmt(&b, "%s%.*s", k ? "|" : "", PSTR(n.clause[i].at[k]));
    }
    if (n.opening.n) {
        buf_text(&b, "; begins ");
        for (size_t k = 0; k < n.opening.n; k++)
            buf_fmt(&b, "%s%.*s", k ? "|" : "", PSTR(n.opening.at[k]));
        if (n.lead)
            buf_fmt(&b, " after %zu", n.lead);
    }
    if (n.exact)
        buf_text(&b, "; exact");
    out = b.n ? str_c(a, buf_view(&b)) : "";
    buf_release(&b);
    return out;
}

int main(void)
{
    static const struct { const char *pattern, *need; } table[] = {
        { "社保", "社保; begins 社保; exact" },
        { "社保|医保", "社保|医保; begins 社保|医保; exact" },
        { "(?:社保|医保)卡", "社保卡|医保卡; begins 社保卡|医保卡; exact" },
        { "社保卡?", "社保卡|社保; begins 社保卡|社保; exact" },
        { "社保.{0,6}转移", "社保 & 转移; begins 社保" },
        { "社保.*?(?:转移|转入)", "社保 & 转移|转入; begins 社保" },
        { ".{0,4}转移", "转移; begins 转移 after 4" },
        { "(?:今天)?.{0,2}(?:就|才)转移",
          "就转移|才转移; begins 就转移|才转移 after 4" },
        { ".{0,50}转移", "转移" },
        { "\\d{1,3}元整", "元整; begins 0|1|2|3|4|5|6|7|8|9" },
        { "(?:.社保|医.{0,3}保).*转",
          "转; begins 社保|医 after 1" },
        { "\\d+元", "元; begins 0|1|2|3|4|5|6|7|8|9" },
        { "[^元]+元", "元" },
        { "[甲乙]方", "甲方|乙方; begins 甲方|乙方; exact" },
        { "[^甲]方", "方; begins 方 after 1" },
        { "[甲-乙]方案", "方案; begins 方案 after 1" },
        { "(?:老家|户籍地)+办", "老家|户籍地; begins 老家|户籍地" },
        { "(?:老家)*办理", "办理" },
        { "(?:老家){2}", "老家; begins 老家" },
        { "(?:老家){0,2}办理", "办理; begins 办理 after 4" },
        { "APP", "app; begins app; exact" },
        { "^社保$", "社保; begins 社保" },
        { "社保(?!卡)", "社保; begins 社保" },
        { "(?<!不)办理", "办理; begins 办理" },
        { "a\\.b", "a.b; begins a.b; exact" },
        { "(?i)社保", "" },
        { "é", "" },
        { "社保|.", "" },
        { "", "" },
        { "(?=.*社保)", "" },
        { "社\\b保", "社保; begins 社保" },
        { "社(?:保|)", "社保|社; begins 社保|社; exact" },
        { "社保\\x{5361}", "社保; begins 社保" },
        { "[[:digit:]]社保", "" },
        { "a{2,3}社保", "社保; begins a" },
        { "x{,3}", "x{,3}; begins x{,3}; exact" },
    };
    struct test t = { 0 };
    struct arena mem = { 0 };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        CHECK_TEXT(&t, shown(table[i].pattern, &mem), table[i].need);
    arena_release(&mem);
    return test_end(&t, "literal");
}
