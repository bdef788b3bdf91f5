/* verdict.h - a verdict for people and programs. */
#ifndef VERDICT_H
#define VERDICT_H

#include <stdio.h>

#include "analyze/judge.h"

/* The rules (or the record's own words) behind a label, one call each. */
typedef void label_rule_fn(struct buf *out, str rule, str hit, bool first);
void label_rules(struct buf *out, const struct verdict *v,
                 enum target_kind kind, const struct label *l,
                 label_rule_fn *each);

/* {"id":...,"items":[...],"problems":[...],"topics":[...]} and a line end. */
void verdict_json(struct buf *out, const struct rules *r, str id,
                  const struct verdict *v, bool evidence);

/* Why: labels, rules that won and lost, weights, matched characters. */
void verdict_print(FILE *out, const struct rules *r,
                   const struct verdict *v);

/* The name of a rule's file without the folders. */
const char *rule_file(const struct rule *r);

#endif
