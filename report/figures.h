/* figures.h - private to the files that compute figures.
 *
 * Order of the work: refs, state as of T, cells (sums of the period), then
 * section after section.  A failure is kept in the job: the functions that put
 * figures do nothing after the first, and figures_compute() returns it.
 */
#ifndef FIGURES_H
#define FIGURES_H

#include <stdint.h>

#include "lib/arena.h"
#include "lib/date.h"
#include "lib/workday.h"
#include "report/figure.h"
#include "report/rank.h"

enum { RATING, TICKET, MESSAGE, SOURCES };

/* The sums of rollup, by name, and some that depend on as_of or the calendar:
 * pending (open, deadline not come), pending_ok (of these, not called
 * unsolved), and four about 差评. */
#define SUMS(X) \
    X(n) X(n_breach) X(n_repeat) X(n_active) X(n_bad) X(n_good) \
    X(n_good_active) X(n_default) X(n_level1) X(n_level2) X(n_level3) \
    X(n_level4) X(n_level5) X(n_due) X(n_closed) X(n_once) X(n_intime) \
    X(n_visited) X(n_responded) X(n_solved) X(n_satisfied) X(n_unsolved) \
    X(n_stuck) X(n_returned) X(n_reopened) X(n_excluded) \
    X(pending) X(pending_ok) X(fix_due) X(fixed_in_time) X(named_bad) \
    X(named_visited)
enum sum {
#define AS_ENUM(name) SUM_##name,
    SUMS(AS_ENUM)
#undef AS_ENUM
    SUM_COUNT,
    SUM_STORED = SUM_pending    /* those before are columns of rollup */
};

struct sums { double v[SUM_COUNT]; };

/* Reference rows; number 0 is "none" or "unknown". */
struct ref {
    str id, name;
    str clause, duty, due;      /* problem; item */
    str office;                 /* who answers: of a lead unit, of a city */
    int parent;                 /* item: lead unit; region: city-level unit */
    bool county, served;        /* region */
    bool counts;                /* problem */
    bool letter;                /* lead unit: 函告, not 督办 */
    double people;              /* region */
};

struct refs {
    struct ref *at;             /* at[0] is none */
    int n;                      /* with none */
    int *by_id;                 /* numbers in order of id */
};

int refs_find(const struct refs *r, str id);    /* 0: not there */

enum { TERMS = 8 };

struct terms {                  /* 10*n_level5 + 8*n_level4 - pending */
    int n;
    struct { double factor; enum sum sum; } at[TERMS];
};

struct indicator {
    str id, name, kind, formula, excluded, remark;
    int source;                 /* SOURCES: all */
    struct terms numerator, denominator;
    bool units, matures;
    double min_n, weight;
};

struct cell {                   /* sums of one combination */
    short source, region, dept, item, problem, topic;
    int v[SUM_COUNT];
};

struct cells { struct cell *at; size_t n, cap; };

enum { HISTORY = 56, SHORT = 13 };      /* weeks that end with the last day */

/* Calendar weeks behind the trend: 13, the year before each of them, or up to
 * 26 that are no holidays before the first. */
enum { LOOK_BACK = SHORT + 54 };

enum watched { WATCH_TEXTS, WATCH_PROBLEMS, WATCH_BREACH, WATCHED };

struct trend {                  /* [0]: the last week */
    long monday;                /* of the last week */
    double source[SOURCES][LOOK_BACK];  /* ratings: SHORT weeks alone */
    double watched[WATCHED][LOOK_BACK];
    bool holiday[LOOK_BACK];
    bool apart[LOOK_BACK];      /* no history: a holiday, or without data */
    double *lead;               /* [unit][SHORT] problem records */
};

struct job {
    struct store *db;
    const struct span *span;
    struct err *e;
    bool failed;
    struct arena mem;

    long long report_id;
    const char *section;        /* the row being written */
    long seq;
    str unit, problem;

    struct refs regions, depts, items, problems, topics;
    struct indicator *indicators;
    int indicators_n;
    struct workdays *workdays;

    bool past;                  /* as_of lies before the last change */
    str printed_as_of;          /* of last period's edition; empty: none */
    struct cells now, before;   /* the period and the one before, at as_of */
    struct cells printed;       /* the one before at printed_as_of: n less
                                 * n_excluded, of problem records alone */
    struct cells late;          /* of `before`: came after printed_as_of */
    double *weekly;             /* [week back][region][item] problem records */
    double *weekly_cell;        /* [item][problem][SHORT weeks back] */
    double *ratings;            /* [region][item] ratings of SHORT weeks */
    int weeks;                  /* how many weeks back there are data */
    double phi_cells;           /* dispersion of the item x kind cells */
    struct trend *trend;
    str withheld;               /* why nothing is ranked; empty: rank */
};

enum { DRAWS = 2000 };          /* of the rank intervals */
#define SEED UINT64_C(20201127)

/* refs.c */
int refs_load(struct job *j);

bool terms_read(str text, struct terms *t);     /* false: no such sums */
void refs_release(struct job *j);

/* sums.c */
/* Bind :first and :last of a statement: days, or those of the period. */
void bind_days(struct job *j, struct stmt *s, long first, long last);
void bind_span(struct job *j, struct stmt *s);
/* The next entry of a list of table rollup_margin: a key and so many numbers;
 * false: no more. */
bool list_next(str *list, str *key, double *n, int numbers);
/* Add a margin of so many weeks that end with the period's last day to an
 * array: the count of week `back`, a and b at the sum of their steps. */
struct margin {
    const char *name;
    const struct refs *a, *b;   /* NULL: one row for all */
    int weeks;
    size_t by_week, by_a, by_b;
};
int look_back(struct job *j, const struct margin *m, double *to);
int cells_load(struct job *j, struct cells *c, long first, long last,
               bool pending);
int printed_load(struct job *j);        /* before past_begin() */
int late_load(struct job *j);
int weekly_load(struct job *j);
int ratings_load(struct job *j);
int trend_load(struct job *j);          /* figures_trend.c */
long trend_first(const struct span *s); /* its first day */
/* Is it a week of which a holiday takes two working days or more? */
bool holiday_week(const struct job *j, long first);
void sums_add(struct sums *s, const struct cell *c);
double terms_value(const struct terms *t, const struct sums *s);
static inline bool is_problem(const struct job *j, const struct cell *c)
{
    return c->source != RATING && c->item && j->problems.at[c->problem].counts;
}

/* past.c: the state at the moment t, of records of these days.  Undone with
 * past_end(). */
int past_begin(struct job *j, str t, long first, long last, bool *needed);
int past_end(struct job *j);

/* put.c: figures of the current row.  Metric names are static text. */
void put_row(struct job *j, const char *section, long seq, str unit,
             str problem, str name);
void put_number(struct job *j, const char *metric, double v);
void put_noted(struct job *j, const char *metric, double v, str note);
void put_text(struct job *j, const char *metric, str v);
void put_flag(struct job *j, const char *metric, bool yes, str why);
void put_none(struct job *j, const char *metric, str why);
void put_rate(struct job *j, const char *metric, double numerator,
              double denominator, double min_n);
void put_change(struct job *j, const char *metric, double now, double before);
/* phi, tau2 and the shrinkage of a ranking. */
void put_shrinkage(struct job *j, const struct rank_fit *fit);
/* The three parts of `now` less what the last edition printed. */
void put_parts(struct job *j, double now, double before, double printed,
               double late);
void put_indicators(struct job *j, int source, bool units_only,
                    const struct sums *now, const struct sums *before);
/* Are the period's counts what the weeks before it lead one to expect? */
void put_bands(struct job *j, const double now[WATCHED]);

/* What a unit, an item or a problem amounts to. */
struct tally {
    struct sums by[SOURCES];
    double records, observed, breach, unsolved, overdue, stuck, repeat;
};
void tally_add(const struct job *j, struct tally *t, const struct cell *c);

/* The sections. */
int figures_health(struct job *j);      /* sets withheld */
int figures_overview(struct job *j);
int figures_trend(struct job *j);       /* trend, lead_trend */
int figures_units(struct job *j);       /* city, county, dept */
int figures_problems(struct job *j);    /* problem */
int figures_local(struct job *j);       /* local */
int figures_kinds(struct job *j);       /* kind, kind_city, item */
int figures_ratings(struct job *j);     /* level, bad */
int figures_topics(struct job *j);
int figures_spikes(struct job *j);
int figures_follow(struct job *j);
int figures_padding(struct job *j);     /* after figures_units */

#endif
