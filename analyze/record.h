/* record.h - records between the database and the judge. */
#ifndef ANALYZE_RECORD_H
#define ANALYZE_RECORD_H

#include "analyze/judge.h"
#include "lib/store.h"

struct fact {                   /* what an item promises */
    str dept;
    bool online;
    str due;                    /* day, or empty */
};

struct facts { struct fact *at; };      /* by target of the rule set */

/* From table item; lives in `a`. */
int facts_load(struct facts *f, const struct rules *r, struct store *db,
               struct arena *a, struct err *e);

struct record {                 /* one record and what came of it */
    long long id, version, old_version;
    struct doc doc;
    str day, old_day;
    bool known;                 /* it has an analysis */
    bool touched;               /* new or changed since */
    bool passed_over;           /* the change of rules cannot move it */
    str rule_set, item, problem, topic, lead;   /* of that analysis */
    str limits;                 /* ids of the rules that hit one */
    long long breach;
    struct verdict v;
};

/* The present row of pending_* or record_by_id; copied into `a`.  Text that is
 * none is an error: ingest stores no such. */
int record_read(struct record *r, struct stmt *s, struct arena *a,
                struct err *e);

/* Main label of a kind, or empty. */
str record_main(const struct rules *r, const struct verdict *v,
                enum target_kind kind);
/* Lead unit of the main item, or empty. */
str record_lead(const struct facts *f, const struct verdict *v);
/* 违诺: the main problem contradicts what the main item promises. */
bool record_breach(const struct rules *r, const struct facts *f,
                   const struct record *x);
/* Do lead unit and breach of its analysis follow from the items of today? */
bool record_facts_hold(const struct rules *r, const struct facts *f,
                       const struct record *x);

#endif
