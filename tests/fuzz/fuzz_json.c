/* fuzz_json.c - JSON texts and streams of records. */
#include "lib/json.h"
#include "tests/fuzz/fuzz.h"

struct bytes { str rest; size_t part; };

static long give(void *from, char *p, size_t n, struct err *e)
{
    struct bytes *b = from;

    (void)e;
    n = n < b->part ? n : b->part;
    n = n < b->rest.n ? n : b->rest.n;
    if (n)
        memcpy(p, b->rest.p, n);
    b->rest = str_from(b->rest, n);
    return (long)n;
}

static void stream(str s, size_t part, bool lines)
{
    struct bytes b = { s, part };
    struct json_stream *j = json_open("in", give, &b, STR("a"), lines);
    struct json *record;
    struct where at;
    const char *why;
    struct err e;

    while (json_next(j, &record, &at, &why, &e) > 0)
        HOLDS(record || why);
    json_close(j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str s = { (const char *)data, size };
    struct arena a = { 0 };
    const char *why = NULL;
    const struct json *j = json_parse(s, &a, &why);

    HOLDS(j || why);
    if (j) {                            /* what is written reads back */
        struct buf once = { 0 }, twice = { 0 };

        json_write(&once, j);
        j = json_parse(buf_view(&once), &a, &why);
        HOLDS(j);
        json_write(&twice, j);
        HOLDS(str_eq(buf_view(&once), buf_view(&twice)));
        buf_release(&once);
        buf_release(&twice);
    }
    stream(s, 1u << 20, false);
    stream(s, 3, false);
    stream(s, 5, true);
    arena_release(&a);
    return 0;
}
