/* define.h - a rule set as text: a line for each thing that decides a label.
 *
 * The first line bears on every text (settings, characters); the others, a
 * name or a rule each, only on the texts that they speak of.  What decides
 * nothing is not there: files, places, notes, examples, drafts, the names of
 * fragments.  So two sets with the same lines give the same labels, and what
 * sets another label stands in the lines that differ.
 */
#ifndef DEFINE_H
#define DEFINE_H

#include "analyze/rule.h"

/* The lines of a set, in `a`; each is a JSON object and ends in a line feed.
 * rules_of_lines() in rule.h reads them. */
str rules_define(const struct rules *r, struct arena *a);

#endif
