/* words.h - figures as words: numbers, changes, sentences with {places}.
 *
 * A place in a sentence is `{address}` or `{address:form}`.  An address is
 * section/unit/metric or section/unit/problem/metric, unit - being the empty
 * one, section#2 the third row; without a slash it is a metric of the row at
 * hand or a word of the report (period, before, as_of, year, number).
 * A sentence with a place that has nothing to say is not said.
 */
#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>

#include "report/figure.h"
#include "report/layout.h"

struct scene {                  /* what a sentence may speak of */
    const struct figures *f;
    const struct layout *l;
    struct arena *mem;
    enum span_kind kind;
    size_t part;                /* {no}: of the heading at hand, from 1 */
    bool in_row;                /* the row at hand */
    const char *section;
    str unit, problem;
};

/* The figure at an address, or NULL. */
const struct figure *words_figure(const struct scene *s, str ref);

bool words_true(const struct scene *s, const struct conds *c);

/* Append a text with its places filled in.  False, and nothing appended, where
 * a place has nothing to say. */
bool words_say(const struct scene *s, str text, struct buf *out);

/* A sentence: its condition, its list, its text.  False: nothing to say. */
bool words_sentence(const struct scene *s, const struct sentence *t,
                    struct buf *out);

/* The same for a sentence with a list. */
bool words_list(const struct scene *s, const struct sentence *t,
                struct buf *out);

/* Numbers in print: 12,345 · 98.21% · +1.25. */
void words_number(struct buf *out, double v, int decimals);
void words_signed(struct buf *out, double v, int decimals);

/* 2026-11-16 as 2026年11月16日. */
bool words_day(struct buf *out, str day);

/* Are the text's places well formed, and do they speak of what there is?
 * `section` is that of the row at hand, or "". */
int words_check(str text, str section, struct where at, struct err *e);
int words_check_address(str ref, str section, struct where at,
                        struct err *e);

#endif
