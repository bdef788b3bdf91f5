/* incident.c - records that speak of the same thing. */
#include "report/incident.h"

#include <stdbool.h>
#include <stdlib.h>

#include "lib/text.h"
#include "lib/banned.h"

enum { DAYS = 30 };

struct grams { uint32_t *at; size_t n; };       /* sorted, each once */

static int by_value(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

    return a < b ? -1 : a > b;
}

/* Three characters in a row; of a shorter text, the whole. */
static struct grams grams_of(str text, struct arena *a)
{
    struct grams g = { arena_array(a, uint32_t, text.n + 1), 0 };
    uint32_t one = 0, two = 0;
    size_t kept = 0;

    while (text.n) {
        uint32_t c = text_next(&text);
        uint32_t h = (one * 0x9e3779b1u ^ two) * 0x85ebca6bu ^ c;

        g.at[g.n++] = h * 0xc2b2ae35u;
        one = two;
        two = c;
    }
    if (g.n > 2) {                      /* the first two are no triples */
        g.n -= 2;
        memmove(g.at, g.at + 2, g.n * sizeof *g.at);
    }
    qsort(g.at, g.n, sizeof *g.at, by_value);
    for (size_t i = 0; i < g.n; i++)
        if (kept == 0 || g.at[kept - 1] != g.at[i])
            g.at[kept++] = g.at[i];
    g.n = kept;
    return g;
}

static double likeness(const struct grams *x, const struct grams *y)
{
    size_t i = 0, k = 0, both = 0;

    while (i < x->n && k < y->n) {
        if (x->at[i] == y->at[k]) {
            both++;
            i++;
            k++;
        } else if (x->at[i] < y->at[k])
            i++;
        else
            k++;
    }
    return both ? (double)both / (double)(x->n + y->n - both) : 0;
}

/* By matter and region, earliest first; equal ones as they came. */
static int by_place(const void *x, const void *y)
{
    const struct said *a = *(const struct said *const *)x;
    const struct said *b = *(const struct said *const *)y;

    if (a->matter != b->matter)
        return a->matter < b->matter ? -1 : 1;
    if (a->region != b->region)
        return a->region < b->region ? -1 : 1;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    return a < b ? -1 : a > b;
}

size_t incidents_count(const struct said *s, size_t n)
{
    struct arena mem = { 0 };
    const struct said **in = arena_array(&mem, const struct said *, n + 1);
    struct grams *g = arena_array(&mem, struct grams, n + 1);
    size_t *first = arena_array(&mem, size_t, n + 1), found = 0;

    for (size_t i = 0; i < n; i++)
        in[i] = &s[i];
    qsort(in, n, sizeof *in, by_place);
    for (size_t i = 0; i < n; i++) {
        bool old = false;

        g[i] = grams_of(in[i]->text, &mem);
        for (size_t k = found; k > 0 && !old; k--) {
            const struct said *x = in[first[k - 1]];

            if (x->matter != in[i]->matter || x->region != in[i]->region ||
                in[i]->day - x->day > DAYS)
                break;
            old = likeness(&g[first[k - 1]], &g[i]) >= 0.5;
        }
        if (!old)
            first[found++] = i;
    }
    arena_release(&mem);
    return found;
}

size_t incidents_typical(const struct said *s, size_t n)
{
    struct arena mem = { 0 };
    struct grams *g = arena_array(&mem, struct grams, n + 1);
    double *sum = arena_array(&mem, double, n + 1);
    size_t best = 0;

    for (size_t i = 0; i < n; i++)
        g[i] = grams_of(s[i].text, &mem);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++) {
            double x = likeness(&g[i], &g[k]);

            sum[i] += x;
            sum[k] += x;
        }
    for (size_t i = 1; i < n; i++)
        if (sum[i] > sum[best])
            best = i;
    arena_release(&mem);
    return best;
}
