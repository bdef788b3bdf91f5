/* test.h - the little that a table test needs.
 *
 * A test program: `struct test t = { 0 };`, checks, then
 * `return test_end(&t, "name");`.
 * Its second line names what it links with beside lib: ` * links: ingest`.
 */
#ifndef TEST_H
#define TEST_H

#include <stdio.h>
#include <string.h>

struct test { int passed, failed; };

#define CHECK(t, truth) \
    test_check((t), (truth) != 0, __FILE__, __LINE__, #truth)
#define CHECK_TEXT(t, got, want) \
    test_text((t), (got), (want), __FILE__, __LINE__)

static inline void test_check(struct test *t, int truth, const char *file,
                              int line, const char *what)
{
    if (truth) {
        t->passed++;
        return;
    }
    t->failed++;
    printf("%s:%d: not so: %s\n", file, line, what);
}

static inline void test_text(struct test *t, const char *got,
                             const char *want, const char *file, int line)
{
    if (got && strcmp(got, want) == 0) {
        t->passed++;
        return;
    }
    t->failed++;
    printf("%s:%d: \"%s\", wanted \"%s\"\n", file, line, got ? got : "(null)",
           want);
}

/* The closing line and the exit code. */
static inline int test_end(const struct test *t, const char *name)
{
    printf("%s: %d passed, %d failed\n", name, t->passed, t->failed);
    return t->failed != 0;
}

#endif
