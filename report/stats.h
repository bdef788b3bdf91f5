/* stats.h - the statistics behind the figures: pure functions, no state.
 *
 * Tested against published tables and another implementation, see
 * tests/unit/test_stats.c.
 */
#ifndef STATS_H
#define STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Regularised incomplete gamma functions, a > 0, x >= 0: P lower, Q upper. */
double stats_gamma_p(double a, double x);
double stats_gamma_q(double a, double x);

/* Regularised incomplete beta function I_x(a, b). */
double stats_beta(double x, double a, double b);

/* Upper tail of the standard normal distribution, and the z that has it. */
double stats_normal_q(double z);
double stats_normal_z(double q);

/* P(X >= x) for a count of mean mu and variance phi * mu: Poisson for
 * phi <= 1, else negative binomial. */
double stats_count_tail(double x, double mu, double phi);

/* The count at which P(X <= x) reaches p, interpolated between whole numbers
 * so that limits drawn over mu are smooth; mu > 0. */
double stats_count_quantile(double p, double mu, double phi);

/* Benjamini-Hochberg: q[i] is the least false discovery rate at which p[i]
 * is found among n tests.  q may be p. */
void stats_bh(const double *p, size_t n, double *q);

/* Pearson's chi-squared of a table of counts, rows x columns row by row,
 * against its margins, over its degrees of freedom; not under 1.  Rows and
 * columns without a count do not take part; 1 where nothing is left. */
double stats_dispersion(const double *count, size_t rows, size_t columns);

/* How the rates of two groups changed against each other: (now/others_now) /
 * (before/others_before), with its interval for counts of variance phi * mu.
 * Half a count is added to each, so that 0 is no obstacle. */
struct stats_ratio { double ratio, low, high; };
struct stats_ratio stats_rate_ratio(double now, double others_now,
                                    double before, double others_before,
                                    double phi, double z);

/* Trend of counts at equal steps against what they are counted out of: change
 * per step as a fraction, and z of the score test for "no trend" (Poisson
 * regression with log base as offset; Cochran and Armitage for small shares).
 * Steps whose base is 0 say nothing. */
struct stats_trend { double slope, z; };
struct stats_trend stats_trend(const double *count, const double *base,
                               size_t n, double phi);

/* A generator of random numbers: the same seed, the same numbers. */
struct stats_random { uint64_t s[4]; double spare; bool has_spare; };
void stats_seed(struct stats_random *r, uint64_t seed);
double stats_uniform(struct stats_random *r);           /* in (0, 1) */
double stats_normal(struct stats_random *r);
double stats_gamma(struct stats_random *r, double shape);   /* rate 1 */

#endif
