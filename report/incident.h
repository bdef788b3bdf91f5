/* incident.h - records that speak of the same thing.
 *
 * Texts are compared by their sets of three characters in a row (Jaccard).
 */
#ifndef INCIDENT_H
#define INCIDENT_H

#include "lib/str.h"

struct said {                   /* one record */
    str text;
    int region;
    long day;
};

/* Number of incidents: records of one region, at most 30 days apart, that
 * share half of their text, are one. */
size_t incidents_count(const struct said *s, size_t n);

/* The record that has most in common with the others: the typical one.  n is
 * at least 1. */
size_t incidents_typical(const struct said *s, size_t n);

#endif
