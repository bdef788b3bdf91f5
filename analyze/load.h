/* load.h - what the files that load a rule set share; private to them. */
#ifndef ANALYZE_LOAD_H
#define ANALYZE_LOAD_H

#include "analyze/rule.h"
#include "lib/yaml.h"

struct fragment {
    str name;
    const struct yaml *node;    /* a pattern or a list of alternatives */
    bool open;                  /* being expanded: a circle is an error */
    str text;                   /* expanded, with its own brackets */
};

struct load {
    struct rules *r;
    struct fragment *fragment;
    size_t n_fragments, cap_fragments;
    struct yaml **file;         /* the trees, by name of file */
    size_t n_files;
    size_t cap_rules, cap_targets;
    const char *code;           /* of the mistake being reported; or NULL */
    bool again;                 /* lines of a set that was loaded once: patterns
                                 * are prepared, what is named is there, ids
                                 * may stand twice */
};

/* Keep *e as a complaint of the rule set. */
void complain(struct load *l, const struct err *e);

/* pattern.c: the fragments of all files, and a pattern with its fragments put
 * in, its characters as in prepared texts. */
void fragments_collect(struct load *l);
int pattern_expand(struct load *l, const struct yaml *node, str *out,
                   struct err *e);

/* One rule or exclusion of a file, appended to the set. */
int rule_load(struct load *l, const struct yaml *node, bool exclusion,
              struct err *e);
/* Names that could only be resolved when all rules are there. */
void limits_resolve(struct load *l);

/* index.c: which rules a pattern can set off. */
void rules_index(struct rules *r);

/* settings.yaml; `node` is NULL when there is none. */
int settings_load(struct load *l, const struct yaml *node, struct err *e);

/* Number of a target, made if need be. */
int target_add(struct load *l, enum target_kind kind, str id);
bool target_known(const struct load *l, enum target_kind kind, str id);

#endif
