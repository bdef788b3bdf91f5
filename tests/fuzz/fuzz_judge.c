/* fuzz_judge.c - a text of any kind under the shipped rules; with and without
 * the prefilter the labels are the same.
 * links: analyze
 */
#include "analyze/judge.h"
#include "lib/text.h"
#include "tests/fuzz/fuzz.h"

static struct judge *judges[2];         /* made once: compiling takes long */

static uint64_t labels(struct judge *j, str text, struct arena *a)
{
    struct doc d = { .field[F_TEXT] = text };
    struct verdict v;
    struct buf b = { 0 };
    uint64_t h;

    judge_text(j, &d, a, &v);
    for (int k = 0; k < TARGET_KINDS; k++)
        for (size_t i = 0; i < v.n_labels[k]; i++)
            buf_fmt(&b, "%d:%d:%g;", k, v.label[k][i].target,
                    v.label[k][i].score);
    h = str_hash(buf_view(&b));
    buf_release(&b);
    return h;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str s = { (const char *)data, size };
    struct arena a = { 0 };
    struct err e;

    for (int i = 0; i < 2 && !judges[1]; i++) {
        struct rules *r = rules_load("schemas/rules", "schemas", true, "fuzz",
                                     &e);

        HOLDS(r);
        rules_prefilter(r, i == 1, "fuzz");
        judges[i] = judge_new(r);
    }
    if (text_valid(s) && size < 5000)
        HOLDS(labels(judges[0], s, &a) == labels(judges[1], s, &a));
    arena_release(&a);
    return 0;
}
