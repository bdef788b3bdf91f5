/* known.h - the sections and metrics that figures have, for checking layouts.
 */
#ifndef KNOWN_H
#define KNOWN_H

#include <stdbool.h>

#include "lib/str.h"

bool known_section(str section);

/* Indicators have their own names (schemas/indicators.csv): where a section
 * prints indicators any lower-case word will do. */
bool known_metric(str section, str metric);

/* Words of the report itself: period, before, ... */
bool known_word(str word);

#endif
