/* test_branch.c - the alternatives that a pattern is made of.
 * links:
 */
#include "lib/branch.h"
#include "tests/unit/test.h"

#include "lib/banned.h"

int main(void)
{
    static const struct { const char *pattern, *parts; } table[] = {
        { "", "<>" },
        { "社保", "<社保>" },
        { "社保|医保", "<社保><医保>" },
        { "社保|", "<社保><>" },
        { "|社保", "<><社保>" },
        { "(?:社保|医保)", "<社保><医保>" },
        { "(社保|医保)", "<社保><医保>" },
        { "(?:(?:甲|乙)|丙)|丁", "<甲><乙><丙><丁>" },
        { "(?:甲|乙)丙", "<(?:甲|乙)丙>" },
        { "甲(?:乙|丙)|丁", "<甲(?:乙|丙)><丁>" },
        { "(?:甲|乙)(?:丙|丁)", "<(?:甲|乙)(?:丙|丁)>" },
        { "(?:甲|乙)?", "<(?:甲|乙)?>" },
        { "(?=甲|乙)", "<(?=甲|乙)>" },
        { "(?<!甲|乙)丙|丁", "<(?<!甲|乙)丙><丁>" },
        { "(?>甲|乙)", "<(?>甲|乙)>" },
        { "甲\\|乙|丙", "<甲\\|乙><丙>" },
        { "[|(]|丙", "<[|(]><丙>" },
        { "[]|]|丙", "<[]|]><丙>" },
        { "[^]|\\]]|丙", "<[^]|\\]]><丙>" },
        { "a(?i)b|c", "<a(?i)b|c>" },           /* flags go on behind | */
        { "(?i:a|b)|c", "<(?i:a|b)|c>" },
        { "[[:alpha:]|]|c", "<[[:alpha:]|]|c>" },
        { "\\c||c", "<\\c||c>" },
    };
    struct test t = { 0 };
    struct arena mem = { 0 };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct buf b = { 0 };
        size_t n;
        str *part = branches(str_of(table[i].pattern), &mem, &n);

        for (size_t k = 0; k < n; k++)
            buf_fmt(&b, "<%.*s>", PSTR(part[k]));
        CHECK_TEXT(&t, str_c(&mem, buf_view(&b)), table[i].parts);
        buf_release(&b);
    }
    arena_release(&mem);
    return test_end(&t, "branch");
}
