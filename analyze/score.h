/* score.h - how good predictions are: counts, intervals. */
#ifndef SCORE_H
#define SCORE_H

#include <stddef.h>

struct tally { double right, wrong, missed; };  /* labels */

double tally_precision(const struct tally *t);  /* of 0 labels: NAN */
double tally_recall(const struct tally *t);
double tally_f1(const struct tally *t);

/* Wilson's 95 % interval of a share. */
void wilson(double hits, double n, double *low, double *high);

/* 95 % interval of F1 over texts drawn again and again, from a fixed seed. */
void bootstrap_f1(const struct tally *text, size_t n, double *low,
                  double *high);

#endif
