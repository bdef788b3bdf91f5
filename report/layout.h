/* layout.h - what a report says and in which order: schemas/report/NAME.yaml.
 *
 * The office's own words and the choice of sentences, tables and charts stand
 * in that file; see schemas/report/README.md.  Everything in it is checked
 * when it is read: a mistake is an error with file and line.  A layout lives
 * in the arena that it was loaded into.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <stdbool.h>

#include "lib/err.h"
#include "lib/str.h"
#include "lib/yaml.h"

enum { CONDS = 4 };

struct cond {                   /* `ADDRESS > 0`, `ADDRESS`, `not ADDRESS` */
    struct where at;
    str ref;                    /* address, or a metric of the row */
    enum cond_op {
        COND_THERE, COND_NOT, COND_GT, COND_LT, COND_EQ, COND_NE
    } op;
    double than;
};

struct conds { struct cond at[CONDS]; size_t n; };

struct sentence {               /* said where all its figures are there */
    struct where at;
    str text;
    struct conds when;
    /* A list over the rows of a section: before, text for each row, after. */
    str list, join, before, after;
    str order;                  /* rows by this metric, falling */
    str group;                  /* rows with the same note of this metric stand
                                   together, the note after them */
    size_t first;               /* rows spoken of, 0: all */
    size_t least, most;         /* said only where there are so many rows */
};

enum column_as {
    AS_COUNT, AS_ONE, AS_TWO,   /* a number with 0, 1, 2 decimals */
    AS_RATE, AS_CHANGE, AS_RANGE, AS_TEXT, AS_LONG, AS_YES, AS_DAY,
    AS_NOTE,                    /* what stands beside a number */
    AS_FIGURE                   /* as the indicator's unit says */
};

struct column {
    struct where at;
    str head, metric, to;       /* to: upper end of a range */
    str address;                /* in place of metric: any figure */
    str drill;                  /* records behind it: city, county, lead, .. */
    enum column_as as;
    bool below;                 /* long text under the row where paper is
                                   narrow */
    bool bar;                   /* the number also as a bar */
    long width;                 /* characters, for paper and sheets */
    long clip;                  /* characters of a long text; 0: all */
};

struct card {
    struct where at;
    str label, value, unit;
    struct sentence *note;
    size_t n_note;
    struct conds alarm;         /* coloured when true */
    bool judged;                /* has `alarm` */
};

enum block_kind { BLOCK_TEXT, BLOCK_TABLE, BLOCK_CHART, BLOCK_CARDS,
                  BLOCK_RECORDS };

struct block {
    enum block_kind kind;
    struct where at;
    struct conds when;
    str id, title, note, empty, sheet;  /* sheet: its name in a workbook */
    str style;                  /* text: '', lead, notice, small */
    /* text */
    struct sentence *sentence;
    size_t n_sentence;
    /* table, chart (its data), records */
    str section;
    struct conds rows;
    size_t first, last;         /* rows of the start, of the end; 0: all */
    bool total;
    bool typical;               /* records: of the list, one a problem */
    bool filter;                /* on the screen: with fields to filter by */
    struct column *column;
    size_t n_column;
    /* chart */
    str script, order;          /* order: rows by this metric, falling */
    long width, height, row_height;
    long narrow_height, narrow_row_height;      /* 0: none for telephones */
    /* cards */
    struct card *card;
    size_t n_card;
};

struct part {                   /* a section of the paper */
    struct where at;
    str id, heading;
    struct conds when;
    struct block *block;
    size_t n_block;
};

struct layout {
    const char *path;
    str title[3], issue[3];     /* by span_kind */
    str subtitle;               /* one line under the title */
    struct yaml root;           /* words: looked up by layout_word() */
    struct part *part;
    size_t n_part;
};

/* A text or a list of texts and sentences, as in a block `text`; `section` is
 * that of the row they speak of, or "". */
int layout_sentences(const struct yaml *y, str section,
                     struct sentence **out, size_t *n, struct arena *a,
                     struct err *e);

/* Read schemas/report/`name`.yaml. */
struct layout *layout_load(const char *schemas, const char *name,
                           struct arena *a, struct err *e);

/* A word of the file's `words`; its key if the file has none (the check has
 * seen to it that all are there). */
str layout_word(const struct layout *l, const char *key);

/* Is the column one of numbers? */
bool column_numeric(const struct column *c);

#endif
