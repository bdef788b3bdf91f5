/* incident.h - records that speak of the same thing.
 *
 * Texts are compared by their sets of three characters in a row (Jaccard).
 */
#ifndef INCIDENT_H
#define INCIDENT_H

#include "lib/str.h"

struct said {                   /* one record */
    str text;
    int matter, region;         /* what and where: others are never alike */
    long day;
};

/* Number of incidents: records of one matter and region, at most 30 days after
 * the first of them, that share half of its text, are one. */
size_t incidents_count(const struct said *s, size_t n);

/* The record that has most in common with the others: the typical one.  n is
 * at least 1. */
size_t incidents_typical(const struct said *s, size_t n);

#endif
