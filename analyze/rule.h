/* rule.h - the rule set: what schemas/rules/ says, compiled.
 *
 * The language is described in schemas/rules/README.md.  A loaded set is never
 * changed; threads share it.
 */
#ifndef RULE_H
#define RULE_H

#include <stdbool.h>

#include "analyze/prepare.h"
#include "lib/hash.h"
#include "lib/regex.h"

enum target_kind { T_ITEM, T_TOPIC, T_CONTEXT, T_PROBLEM, TARGET_KINDS };

struct target {                 /* what a rule can speak for */
    enum target_kind kind;
    str id;
};

enum field { F_TITLE, F_ITEM_NAME, F_TEXT, FIELDS };    /* order of search */
const char *field_name(enum field f);

struct doc {                    /* what is classified, as sent */
    str field[FIELDS];
    str region;                 /* six-digit code, or empty */
    str source, kind;
    str item_code, tags;        /* of a rating */
    bool content;               /* it is a rating of 3 to 5, or a default one:
                                 * without a problem nothing is wrong */
};

struct near {                   /* all parts, at most `within` characters */
    size_t within;              /* between the first and the last */
    int *of;                    /* patterns */
    size_t n;
};

struct sign {                   /* on a score card: most points first */
    double points;              /* negative: speaks against */
    int pattern;                /* or -1, and ... */
    struct near near;
};
enum { SIGNS = 64 };            /* at most */

struct patterns { int *at; size_t n; };
struct words { str *at; size_t n; };

struct when {
    struct words source, kind, region, not_region;
};

struct example {
    struct where at;
    bool yes;
    struct doc doc;
};

enum reach { REACH_TEXT, REACH_SENTENCE, REACH_CLAUSE };
const char *reach_name(enum reach r);

enum needs { NEEDS_SERVICE, NEEDS_ITEM, NEEDS_NONE };
const char *needs_name(enum needs n);

struct rule {
    str id;
    struct where at;
    bool exclusion, draft;
    int target;                 /* -1: an exclusion */
    double weight;
    bool everything;            /* an exclusion that leaves nothing */
    enum reach reach;           /* ... how far around its hits it looks */
    bool in[FIELDS];
    struct when when;
    enum needs needs;
    struct patterns any, all, none, unless;
    struct near *near;
    size_t n_near;
    struct sign *sign;          /* a score card: it fires when the points of */
    size_t n_signs;             /* the signs that are there come to so much, */
    double enough;              /* and weighs what they come to */
    struct patterns yields;     /* targets */
    struct words yields_raw;
    struct patterns limits;     /* exclusion: rules, and ... */
    struct patterns limits_target;      /* ... targets */
    struct words limits_raw;
    struct example *example;
    size_t n_examples;
};

struct region_item { int item, becomes; struct words region, not_region; };

struct settings {
    double threshold[TARGET_KINDS], title_factor, keep_share;
    size_t max_labels[TARGET_KINDS];
    double card_longest, card_letter;   /* characters of a text that has score
                                 * cards, and of one that is a letter */
    double card_points, card_lead, card_faint, card_topic;      /* when a card
                                 * overrules: see schemas/rules/README.md */
    int fallback_problem;       /* target, or -1 */
    struct region_item *region_item;
    size_t n_region_items;
};

struct complaint {              /* a mistake in the files */
    struct err e;
    const char *code;           /* "unknown-key", "duplicate-id", ... */
};

struct fragment_use { str name; struct where at; bool used; };

struct rules {
    struct arena mem;
    struct fold *fold;
    struct names *names;
    struct regex_set *regex;
    struct rule *rule;          /* in order of file name and line */
    size_t n, n_active;
    int *trigger;               /* rules that a pattern can set off: of pattern
                                 * i from trigger_at[i] to trigger_at[i + 1] */
    size_t *trigger_at;
    struct target *target;
    size_t n_targets;
    struct settings settings;
    str lines;                  /* everything that decides a label, as text:
                                 * define.h */
    char hash[HASH_HEX];        /* of the lines */
    struct complaint *complaint;        /* what is wrong with the files */
    size_t n_complaints, cap_complaints;
    struct fragment_use *fragment;
    size_t n_fragments;
    str *known[TARGET_KINDS];   /* everything a rule could speak for */
    size_t n_known[TARGET_KINDS];
};

/* Read <dir> (NULL: <schemas>/rules).  What is wrong with a file or a rule is
 * a complaint: the part is left out and the rest goes on.  NULL with *e only
 * when nothing can be read at all.  With `strict` the first complaint is the
 * error, after all of them were printed. */
struct rules *rules_load(const char *dir, const char *schemas, bool strict,
                         const char *prog, struct err *e);
void rules_free(struct rules *r);

/* Put libhs in front of PCRE2, unless `off`; the cache of compiled databases
 * is in $DUBAN_CACHE, else in the user's folder for caches.  A self-test with
 * the rules' own examples turns it off again, with a message, should it lose
 * a match.  Results are the same with and without. */
void rules_prefilter(struct rules *r, bool off, const char *prog);

/* A rule set that can only tell which texts its rules and names speak of
 * (judge_concerned()): of some lines of such sets, where `fold` is the same.
 * Lives no longer than that.  NULL: these are no lines of ours. */
struct rules *rules_of_lines(str lines, struct fold *fold);

/* Number of a target, or -1.  `name` is "item:1-07". */
int rules_target(const struct rules *r, str name);
const char *target_kind_name(enum target_kind k);

/* Print what is wrong on standard error; how many. */
size_t rules_complain(const struct rules *r, const char *prog);

#endif
