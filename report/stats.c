/* stats.c - special functions, tests and random numbers. */
#include "report/stats.h"

#include <math.h>
#include <stdlib.h>

#include "lib/arena.h"
#include "lib/banned.h"

static const double pi = 3.14159265358979323846;
static const double tiny = 1e-300, close_enough = 1e-15;
enum { TURNS = 100000 };

/* lgamma() without its global: Lanczos, g = 7, for x > 0. */
static double log_gamma(double x)
{
    static const double c[] = {
        0.99999999999980993, 676.5203681218851, -1259.1392167224028,
        771.32342877765313, -176.61502916214059, 12.507343278686905,
        -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7
    };
    double sum = c[0], t;

    if (x < 0.5)
        return log(pi / sin(pi * x)) - log_gamma(1 - x);
    x -= 1;
    for (int i = 1; i < 9; i++)
        sum += c[i] / (x + i);
    t = x + 7.5;
    return 0.5 * log(2 * pi) + (x + 0.5) * log(t) - t + log(sum);
}

/* The series, good for x < a + 1. */
static double gamma_series(double a, double x)
{
    double term = 1 / a, sum = term;

    for (int i = 1; i < TURNS && fabs(term) > fabs(sum) * close_enough; i++) {
        term *= x / (a + i);
        sum += term;
    }
    return sum * exp(-x + a * log(x) - log_gamma(a));
}

/* Lentz's continued fraction for the upper part, good for x >= a + 1. */
static double gamma_fraction(double a, double x)
{
    double b = x + 1 - a, c = 1 / tiny, d = 1 / b, h = d;

    for (int i = 1; i < TURNS; i++) {
        double an = -i * (i - a), step;

        b += 2;
        d = an * d + b;
        c = b + an / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        step = d * c;
        h *= step;
        if (fabs(step - 1) < close_enough)
            break;
    }
    return h * exp(-x + a * log(x) - log_gamma(a));
}

double stats_gamma_p(double a, double x)
{
    if (x <= 0)
        return 0;
    return x < a + 1 ? gamma_series(a, x) : 1 - gamma_fraction(a, x);
}

double stats_gamma_q(double a, double x)
{
    if (x <= 0)
        return 1;
    return x < a + 1 ? 1 - gamma_series(a, x) : gamma_fraction(a, x);
}

static double beta_fraction(double x, double a, double b)
{
    double c = 1, d = 1 - (a + b) * x / (a + 1), h;

    d = 1 / (fabs(d) < tiny ? tiny : d);
    h = d;
    for (int m = 1; m < TURNS; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x /
                     ((a + 2 * m) * (a + 2 * m + 1));
        double step;

        d = 1 + even * d;
        c = 1 + even / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        h *= d * c;
        d = 1 + odd * d;
        c = 1 + odd / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        step = d * c;
        h *= step;
        if (fabs(step - 1) < close_enough)
            break;
    }
    return h;
}

double stats_beta(double x, double a, double b)
{
    double front;

    if (x <= 0)
        return 0;
    if (x >= 1)
        return 1;
    front = exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) +
                a * log(x) + b * log1p(-x));
    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(x, a, b) / a;
    return 1 - front * beta_fraction(1 - x, b, a) / b;
}

double stats_normal_q(double z)
{
    return 0.5 * erfc(z / sqrt(2));
}

double stats_normal_z(double q)
{
    double low = -40, high = 40;

    for (int i = 0; i < 200; i++) {     /* halving: exact enough, no tables */
        double mid = (low + high) / 2;

        if (stats_normal_q(mid) > q)
            low = mid;
        else
            high = mid;
    }
    return (low + high) / 2;
}

double stats_count_tail(double x, double mu, double phi)
{
    if (x <= 0)
        return 1;
    if (mu <= 0)
        return 0;
    if (phi <= 1 + 1e-9)
        return stats_gamma_p(x, mu);
    return stats_beta(1 - 1 / phi, x, mu / (phi - 1));
}

double stats_count_quantile(double p, double mu, double phi)
{
    double low = -1, high = mu + 1, below, at;

    while (1 - stats_count_tail(high + 1, mu, phi) < p)
        high *= 2;
    high = ceil(high);
    while (high - low > 1) {            /* P(X <= low) < p <= P(X <= high) */
        double mid = floor((low + high) / 2);

        if (1 - stats_count_tail(mid + 1, mu, phi) < p)
            low = mid;
        else
            high = mid;
    }
    at = 1 - stats_count_tail(high + 1, mu, phi);
    below = high > 0 ? 1 - stats_count_tail(high, mu, phi) : 0;
    at = at > below ? high - (at - p) / (at - below) : high;
    return at > 0 ? at : 0;
}

struct test { double p; size_t at; };

static int by_p(const void *x, const void *y)
{
    const struct test *a = x, *b = y;

    return a->p < b->p ? -1 : a->p > b->p ? 1 :
           a->at < b->at ? -1 : a->at > b->at;
}

void stats_bh(const double *p, size_t n, double *q)
{
    struct arena mem = { 0 };
    struct test *t = arena_array(&mem, struct test, n + 1);
    double least = 1;

    for (size_t i = 0; i < n; i++)
        t[i] = (struct test){ p[i], i };
    qsort(t, n, sizeof *t, by_p);
    for (size_t i = n; i-- > 0;) {
        double v = t[i].p * (double)n / (double)(i + 1);

        least = v < least ? v : least;
        q[t[i].at] = least;
    }
    arena_release(&mem);
}

double stats_dispersion(const double *count, size_t rows, size_t columns)
{
    struct arena mem = { 0 };
    double *row = arena_array(&mem, double, rows + 1);
    double *column = arena_array(&mem, double, columns + 1);
    double total = 0, chi = 0, r = 0, c = 0, phi = 1;

    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) {
            row[i] += count[i * columns + j];
            column[j] += count[i * columns + j];
            total += count[i * columns + j];
        }
    for (size_t i = 0; i < rows; i++)
        r += row[i] > 0;
    for (size_t j = 0; j < columns; j++)
        c += column[j] > 0;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) {
            double e = total > 0 ? row[i] * column[j] / total : 0;
            double d = count[i * columns + j] - e;

            chi += e > 0 ? d * d / e : 0;
        }
    if (r > 1 && c > 1)
        phi = chi / ((r - 1) * (c - 1));
    arena_release(&mem);
    return phi > 1 ? phi : 1;
}

struct stats_ratio stats_rate_ratio(double now, double others_now,
                                    double before, double others_before,
                                    double phi, double z)
{
    double a = now + 0.5, b = others_now + 0.5;
    double c = before + 0.5, d = others_before + 0.5;
    double rr = log(a / b) - log(c / d);
    double se = sqrt(phi * (1 / a + 1 / b + 1 / c + 1 / d));

    return (struct stats_ratio){ exp(rr), exp(rr - z * se),
                                 exp(rr + z * se) };
}

struct stats_trend stats_trend(const double *count, const double *base,
                               size_t n, double phi)
{
    double all = 0, bases = 0, middle = 0, score = 0, squares = 0;

    for (size_t i = 0; i < n; i++) {
        all += base[i] > 0 ? count[i] : 0;
        bases += base[i];
        middle += base[i] * (double)i;
    }
    if (all <= 0)
        return (struct stats_trend){ 0, 0 };
    middle /= bases;
    for (size_t i = 0; i < n; i++) {
        double t = (double)i - middle;

        score += base[i] > 0 ? t * count[i] : 0;
        squares += t * t * all * base[i] / bases;
    }
    if (squares <= 0)
        return (struct stats_trend){ 0, 0 };
    return (struct stats_trend){ score / squares,
                                 score / sqrt(phi * squares) };
}

static uint64_t turn(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

static uint64_t next(struct stats_random *r)    /* xoshiro256++ */
{
    uint64_t out = turn(r->s[0] + r->s[3], 23) + r->s[0], t = r->s[1] << 17;

    r->s[2] ^= r->s[0];
    r->s[3] ^= r->s[1];
    r->s[1] ^= r->s[2];
    r->s[0] ^= r->s[3];
    r->s[2] ^= t;
    r->s[3] = turn(r->s[3], 45);
    return out;
}

void stats_seed(struct stats_random *r, uint64_t seed)
{
    *r = (struct stats_random){ { 0 }, 0, false };
    for (int i = 0; i < 4; i++) {               /* splitmix64 */
        uint64_t z = seed += UINT64_C(0x9e3779b97f4a7c15);

        z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
        r->s[i] = z ^ z >> 31;
    }
}

double stats_uniform(struct stats_random *r)
{
    return ((double)(next(r) >> 11) + 0.5) / 9007199254740992.0;
}

double stats_normal(struct stats_random *r)
{
    double u, v, s;

    if (r->has_spare) {
        r->has_spare = false;
        return r->spare;
    }
    do {                                        /* Marsaglia's polar method */
        u = 2 * stats_uniform(r) - 1;
        v = 2 * stats_uniform(r) - 1;
        s = u * u + v * v;
    } while (s >= 1 || s <= 0);
    s = sqrt(-2 * log(s) / s);
    r->spare = v * s;
    r->has_spare = true;
    return u * s;
}

double stats_gamma(struct stats_random *r, double shape)
{
    double boost = 1, d, c;

    if (shape <= 0)
        return 0;
    if (shape < 1) {
        boost = pow(stats_uniform(r), 1 / shape);
        shape += 1;
    }
    d = shape - 1.0 / 3;                        /* Marsaglia and Tsang 2000 */
    c = 1 / sqrt(9 * d);
    for (;;) {
        double x = stats_normal(r), v = 1 + c * x, u;

        if (v <= 0)
            continue;
        v = v * v * v;
        u = stats_uniform(r);
        if (log(u) < 0.5 * x * x + d - d * v + d * log(v))
            return boost * d * v;
    }
}
