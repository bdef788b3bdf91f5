/* score.c - how good predictions are: counts, intervals. */
#include "analyze/score.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "lib/arena.h"
#include "lib/banned.h"

double tally_precision(const struct tally *t)
{
    double n = t->right + t->wrong;

    return n > 0 ? t->right / n : NAN;
}

double tally_recall(const struct tally *t)
{
    double n = t->right + t->missed;

    return n > 0 ? t->right / n : NAN;
}

double tally_f1(const struct tally *t)
{
    double n = 2 * t->right + t->wrong + t->missed;

    return n > 0 ? 2 * t->right / n : NAN;
}

void wilson(double hits, double n, double *low, double *high)
{
    const double z = 1.959964;
    double p, mid, half;

    *low = 0;
    *high = 1;
    if (n <= 0)
        return;
    p = hits / n;
    mid = (p + z * z / (2 * n)) / (1 + z * z / n);
    half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    *low = fmax(0, mid - half);
    *high = fmin(1, mid + half);
}

static uint64_t draw(uint64_t *s)       /* splitmix64 */
{
    uint64_t z = *s += 0x9E3779B97F4A7C15u;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

void bootstrap_f1(const struct tally *text, size_t n, double *low,
                  double *high)
{
    enum { ROUNDS = 1000 };
    double f1[ROUNDS];
    uint64_t seed = 1;

    for (int k = 0; k < ROUNDS; k++) {
        struct tally t = { 0 };

        for (size_t i = 0; i < n; i++) {
            const struct tally *one = &text[draw(&seed) % n];

            t.right += one->right;
            t.wrong += one->wrong;
            t.missed += one->missed;
        }
        f1[k] = tally_f1(&t);
        if (isnan(f1[k]))
            f1[k] = 0;
    }
    qsort(f1, ROUNDS, sizeof f1[0], by_value);
    *low = f1[ROUNDS * 25 / 1000];
    *high = f1[ROUNDS * 975 / 1000];
}
