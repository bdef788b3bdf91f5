/* doc.c - a layout and the figures together: the document. */
#include "report/doc.h"

#include <math.h>
#include <stdio.h>

#include "lib/date.h"
#include "lib/text.h"
#include "report/words.h"
#include "lib/banned.h"

/* The note of a change from nothing, as figures give it. */
#define NO_PAST "上期为0，不计环比"

struct build {
    struct store *db;
    const struct span *span;
    struct scene scene;         /* outside any row */
    struct doc *d;
    struct arena *mem;
    struct buf tmp;
    size_t parts;               /* numbered ones so far */
};

static str kept(struct build *b)
{
    str s = str_dup(b->mem, buf_view(&b->tmp));

    buf_clear(&b->tmp);
    return s;
}

static str said(struct build *b, const struct scene *s, str text)
{
    buf_clear(&b->tmp);
    if (!words_say(s, text, &b->tmp))
        return STR("");
    return kept(b);
}

static struct doc_block *add(struct build *b, enum doc_kind kind)
{
    struct doc *d = b->d;
    struct doc_block *grown;

    if (d->n == d->cap) {
        d->cap = d->cap ? 2 * d->cap : 64;
        grown = arena_array(b->mem, struct doc_block, d->cap);
        if (d->n)
            memcpy(grown, d->block, d->n * sizeof *grown);
        d->block = grown;
    }
    d->block[d->n] = (struct doc_block){ .kind = kind };
    return &d->block[d->n++];
}

/* What an indicator is measured in: percent where nothing says otherwise. */
static str measure(const struct scene *s, str metric)
{
    static const char *const ends[] = { "_prev", "_change" };
    const struct figure *f;

    for (size_t i = 0; i < 2; i++)
        if (str_ends(metric, str_of(ends[i])))
            metric = str_head(metric, metric.n - strlen(ends[i]));
    f = figure_get(s->f, "definition", metric, STR(""), "unit");
    return f ? f->note : STR("percent");
}

static void cell_number(struct build *b, struct cell *c, double v,
                        int decimals)
{
    c->kind = CELL_NUMBER;
    c->decimals = decimals;
    c->has_value = true;
    c->value = v;
    buf_clear(&b->tmp);
    words_number(&b->tmp, v, decimals);
    c->text = kept(b);
}

static void cell_rate(struct build *b, struct cell *c, double v)
{
    c->kind = CELL_PERCENT;
    c->decimals = 2;
    c->has_value = true;
    c->value = v;
    buf_clear(&b->tmp);
    words_number(&b->tmp, v * 100, 2);
    buf_char(&b->tmp, '%');
    c->text = kept(b);
}

/* +12.3% of a count, +1.25个百分点 of a rate, +0.12 of a score. */
static void cell_change(struct build *b, const struct scene *s,
                        struct cell *c, const struct figure *f)
{
    bool points = !f->has_denominator && !str_is(measure(s, f->metric),
                                                 "percent");

    c->has_value = true;
    c->value = f->value;
    buf_clear(&b->tmp);
    if (f->has_denominator) {
        c->kind = CELL_PERCENT;
        c->decimals = 1;
        words_signed(&b->tmp, f->value * 100, 1);
        buf_char(&b->tmp, '%');
    } else if (points) {
        c->kind = CELL_NUMBER;
        c->decimals = 2;
        words_signed(&b->tmp, f->value, 2);
    } else {
        c->kind = CELL_TEXT;            /* 百分点 is no number of its own */
        words_signed(&b->tmp, f->value * 100, 2);
        buf_str(&b->tmp, layout_word(s->l, "points"));
    }
    c->text = kept(b);
}

static void cell_figure(struct build *b, const struct scene *s,
                        struct cell *c, const struct figure *f)
{
    str unit = measure(s, f->metric);

    if (str_is(unit, "points"))
        cell_number(b, c, f->value, 2);
    else if (str_is(unit, "percent") && f->has_denominator)
        cell_rate(b, c, f->value);
    else
        cell_number(b, c, f->value, 0);
}

static void cell_range(struct build *b, const struct scene *s,
                       const struct column *col, struct cell *c,
                       const struct figure *f)
{
    const struct figure *to = words_figure(s, col->to);

    if (!to || !to->has_value) {
        c->text = layout_word(s->l, "none");
        return;
    }
    buf_clear(&b->tmp);
    words_number(&b->tmp, f->value, 0);
    buf_text(&b->tmp, "–");
    words_number(&b->tmp, to->value, 0);
    c->text = kept(b);
    c->has_value = true;
    c->value = f->value;
}

/* What stands where there is no value: the reason, a text, or a dash. */
static void cell_empty(const struct scene *s, const struct column *col,
                       struct cell *c, const struct figure *f)
{
    bool zero = f && (str_is(f->note, "基数为0") ||
                      (f->has_denominator && f->denominator == 0 &&
                       col->as != AS_CHANGE));

    c->text = !f || zero || !f->note.n ? layout_word(s->l, "none") : f->note;
    if (!column_numeric(col) && col->as != AS_YES && f)
        c->text = f->note;
}

/* The beginning of a long text, and where the rest is. */
static str clipped(struct build *b, const struct scene *s, str text,
                   long most, long long record)
{
    if (most <= 0 || text_length(text) <= (size_t)most)
        return text;
    buf_clear(&b->tmp);
    buf_str(&b->tmp, str_head(text, text_pos(text, (size_t)most)));
    buf_text(&b->tmp, "……");
    if (record)
        buf_fmt(&b->tmp, "（%.*s%lld）", PSTR(layout_word(s->l, "record")),
                record);
    return kept(b);
}

static void cell_fill(struct build *b, const struct scene *s,
                      const struct column *col, struct cell *c)
{
    str ref = col->metric;
    const struct figure *f;

    *c = (struct cell){ .kind = CELL_TEXT };
    if (col->address.n) {
        ref = said(b, s, col->address);
    }
    f = ref.n ? words_figure(s, ref) : NULL;
    if (f && f->has_numerator && f->has_denominator) {
        c->numerator = f->numerator;
        c->denominator = f->denominator;
        c->has_base = col->as == AS_RATE || col->as == AS_FIGURE;
    }
    if (!f || (!f->has_value && col->as != AS_DAY)) {
        cell_empty(s, col, c, f);
        c->text = clipped(b, s, c->text, col->clip, 0);
        return;
    }
    switch (col->as) {
    case AS_COUNT:  cell_number(b, c, f->value, 0); break;
    case AS_ONE:    cell_number(b, c, f->value, 1); break;
    case AS_TWO:    cell_number(b, c, f->value, 2); break;
    case AS_RATE:   cell_rate(b, c, f->value); break;
    case AS_CHANGE: cell_change(b, s, c, f); break;
    case AS_RANGE:  cell_range(b, s, col, c, f); break;
    case AS_FIGURE: cell_figure(b, s, c, f); break;
    case AS_YES:    c->text = layout_word(s->l, f->value != 0 ? "yes"
                                                              : "no"); break;
    case AS_TEXT:
    case AS_LONG:
        c->record = (long long)f->value;
        c->text = clipped(b, s, f->note, col->clip, c->record);
        break;
    case AS_NOTE:
        c->text = f->note;
        break;
    case AS_DAY:
        buf_clear(&b->tmp);
        c->text = words_day(&b->tmp, f->note) ? kept(b) : f->note;
        break;
    }
}

/* Rows of the same unit, and of the same problem, have the same number: the
 * how-manieth new one, from 0. */
static void row_numbers(struct doc_table *t, struct row_of *r)
{
    size_t units = 0, problems = 0;

    for (const struct row_of *o = t->row; o < r; o++) {
        units = o->unit_no >= units ? o->unit_no + 1 : units;
        problems = o->problem_no >= problems ? o->problem_no + 1 : problems;
    }
    r->unit_no = units;
    r->problem_no = problems;
    for (const struct row_of *o = t->row; o < r; o++) {
        if (str_eq(o->unit, r->unit))
            r->unit_no = o->unit_no;
        if (str_eq(o->problem, r->problem))
            r->problem_no = o->problem_no;
    }
}

/* Numbers that a chart wants beside the figures: #row, #unit, #problem. */
static void cell_counter(struct build *b, const struct doc_table *t,
                         str what, struct cell *c)
{
    const struct row_of *r = &t->row[t->n_row];
    size_t n = str_is(what, "#unit") ? r->unit_no
               : str_is(what, "#problem") ? r->problem_no : t->n_row;

    *c = (struct cell){ .kind = CELL_NUMBER };
    cell_number(b, c, (double)n, 0);
}

static void row_fill(struct build *b, struct scene *row, struct doc_table *t,
                     str order, bool gap)
{
    struct row_of *r = &t->row[t->n_row];

    r->unit = row->unit;
    r->problem = row->problem;
    r->total = row->unit.n == 0;
    r->gap = gap;
    row_numbers(t, r);
    if (order.n) {
        const struct figure *f = words_figure(row, order);

        r->key = f && f->has_value ? f->value : -HUGE_VAL;
    }
    r->cell = arena_array(b->mem, struct cell, t->n_column);
    for (size_t i = 0; i < t->n_column; i++) {
        const struct column *col = &t->column[i];

        if (col->metric.n && col->metric.p[0] == '#')
            cell_counter(b, t, col->metric, &r->cell[i]);
        else
            cell_fill(b, row, col, &r->cell[i]);
        if (col->as == AS_CHANGE && str_is(r->cell[i].text, NO_PAST)) {
            r->cell[i].text = layout_word(row->l, "none");
            t->no_past = true;          /* said once, under the table */
        }
    }
    for (size_t i = 0; r->total && i < t->n_column; i++)
        if (str_is(t->column[i].metric, "name"))
            r->cell[i].text = layout_word(row->l, "total");
        else if (t->column[i].below ||
                 str_eq(r->cell[i].text, layout_word(row->l, "none")))
            r->cell[i].text = STR("");  /* a total is not of everything */
    t->n_row++;
}

/* Rows by falling key; those of the same key stay as they were. */
static void rows_order(struct doc_table *t)
{
    for (size_t i = 1; i < t->n_row; i++) {
        struct row_of one = t->row[i];
        size_t k = i;

        for (; k > 0 && t->row[k - 1].key < one.key; k--)
            t->row[k] = t->row[k - 1];
        t->row[k] = one;
    }
}

/* How many rows the section has (without the total) that `rows` lets in. */
static size_t rows_in(const struct scene *s, const struct block *from,
                      size_t *all)
{
    struct scene row = *s;
    size_t n = 0, i;

    for (i = 0; figures_row(s->f, row.section, i, &row.unit, &row.problem);
         i++)
        n += (row.unit.n || str_is(from->section, "meta")) &&
             words_true(&row, &from->rows);
    *all = i;
    return n;
}

static void table_fill(struct build *b, const struct block *from,
                       struct doc_table *t)
{
    struct scene row = b->scene;
    size_t all, n, k = 0;
    bool gap = false;

    row.in_row = true;
    row.section = str_c(b->mem, from->section);
    n = rows_in(&row, from, &all);
    *t = (struct doc_table){ .section = from->section,
                             .column = from->column,
                             .n_column = from->n_column };
    t->row = arena_array(b->mem, struct row_of, all + 1);
    for (size_t i = 0; i < 2 * all; i++) {      /* rows, then the total */
        bool total;

        figures_row(b->scene.f, row.section, i % all, &row.unit,
                    &row.problem);
        total = row.unit.n == 0 && !str_is(from->section, "meta");
        if (total != (i >= all) || (total ? !from->total || n == 0
                                          : !words_true(&row, &from->rows)))
            continue;
        if (!total && (from->first || from->last)) {
            bool out = k >= from->first && k + from->last < n;

            k++;
            if (out) {
                gap = from->last > 0;
                continue;
            }
        }
        row_fill(b, &row, t, from->order, gap);
        gap = false;
    }
    if (from->order.n)
        rows_order(t);
}

static void build_text(struct build *b, const struct block *from)
{
    struct doc_block *out;

    buf_clear(&b->tmp);
    for (size_t i = 0; i < from->n_sentence; i++)
        words_sentence(&b->scene, &from->sentence[i], &b->tmp);
    if (!b->tmp.n)
        return;
    out = add(b, DOC_TEXT);
    out->style = from->style;
    out->id = from->id;
    out->text = kept(b);
}

/* Do all the figures of a condition have values? */
static bool can_tell(const struct scene *s, const struct conds *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct figure *f = words_figure(s, c->at[i].ref);

        if (!f || !f->has_value)
            return false;
    }
    return true;
}

static void build_cards(struct build *b, const struct block *from)
{
    struct doc_block *out = add(b, DOC_CARDS);

    out->id = from->id;
    out->title = said(b, &b->scene, from->title);
    out->card = arena_array(b->mem, struct doc_card,
                            from->n_card ? from->n_card : 1);
    for (size_t i = 0; i < from->n_card; i++) {
        const struct card *c = &from->card[i];
        struct doc_card *o = &out->card[out->n_card];

        *o = (struct doc_card){ .label = c->label, .unit = c->unit };
        o->value = said(b, &b->scene, c->value);
        if (!o->value.n) {
            o->value = layout_word(b->scene.l, "none");
            o->unit = STR("");
        }
        buf_clear(&b->tmp);
        for (size_t k = 0; k < c->n_note; k++)
            words_sentence(&b->scene, &c->note[k], &b->tmp);
        o->note = kept(b);
        o->judged = c->judged && can_tell(&b->scene, &c->alarm);
        o->alarm = o->judged && words_true(&b->scene, &c->alarm);
        out->n_card++;
    }
}

static int build_block(struct build *b, const struct block *from,
                       struct err *e)
{
    struct doc_block *out;

    if (!words_true(&b->scene, &from->when))
        return 0;
    if (from->kind == BLOCK_TEXT || from->kind == BLOCK_CARDS) {
        (from->kind == BLOCK_TEXT ? build_text : build_cards)(b, from);
        return 0;
    }
    out = add(b, from->kind == BLOCK_TABLE ? DOC_TABLE
              : from->kind == BLOCK_CHART ? DOC_CHART : DOC_RECORDS);
    out->id = from->id;
    out->from = from;
    out->title = said(b, &b->scene, from->title);
    out->note = said(b, &b->scene, from->note);
    if (from->kind == BLOCK_RECORDS) {
        if (doc_records(b->db, b->scene.l, b->span, out, b->mem, e))
            return -1;
    } else {
        table_fill(b, from, &out->table);
    }
    if (out->table.no_past)
        out->note = str_join(b->mem, out->note,
                             layout_word(b->scene.l, "no_past"));
    if (!out->table.n_row) {
        out->kind = DOC_TEXT;
        out->style = STR("empty");
        out->text = said(b, &b->scene, from->empty);
        if (!out->text.n)
            b->d->n--;                  /* nothing to say about nothing */
    }
    return 0;
}

static int build_part(struct build *b, const struct part *p, struct err *e)
{
    struct doc_block *head;
    size_t before = b->d->n;

    if (!words_true(&b->scene, &p->when))
        return 0;
    head = add(b, DOC_PART);
    head->id = p->id;
    b->scene.part = b->parts + 1;
    head->title = said(b, &b->scene, p->heading);
    b->scene.part = 0;
    for (size_t i = 0; i < p->n_block; i++)
        if (build_block(b, &p->block[i], e))
            return -1;
    if (b->d->n == before + 1)
        b->d->n = before;               /* a heading over nothing */
    else
        b->parts += str_has(p->heading, STR("{no}"));
    return 0;
}

struct doc *doc_build(struct store *db, const struct layout *l,
                      const struct figures *f, const struct span *s,
                      struct arena *a, struct err *e)
{
    char day[DATE_TEXT];
    struct doc *d = arena_new(a, struct doc);
    struct build b = { .db = db, .span = s, .d = d, .mem = a };
    int rc = 0;

    b.scene = (struct scene){ .f = f, .l = l, .mem = a, .kind = s->kind };
    d->l = l;
    d->f = f;
    d->name = s->name;
    date_print(s->first, day);
    d->first_day = str_dup(a, str_of(day));
    date_print(s->last, day);
    d->last_day = str_dup(a, str_of(day));
    d->as_of = s->as_of;
    d->title = said(&b, &b.scene, l->title[s->kind]);
    d->issue = said(&b, &b.scene, l->issue[s->kind]);
    d->subtitle = said(&b, &b.scene, l->subtitle);
    for (size_t i = 0; i < l->n_part && !rc; i++)
        rc = build_part(&b, &l->part[i], e);
    buf_release(&b.tmp);
    return rc ? NULL : d;
}

bool doc_is_sheet(const struct doc_block *b)
{
    return b->kind == DOC_TABLE || b->kind == DOC_RECORDS ||
           (b->kind == DOC_CHART && b->from->sheet.n);
}

void cell_plain(const struct cell *c, struct buf *out)
{
    if (!c->has_value || c->kind == CELL_TEXT)
        buf_str(out, c->text);
    else if (c->kind == CELL_PERCENT)
        buf_fmt(out, "%.*f%%", c->decimals, c->value * 100);
    else
        buf_fmt(out, "%.*f", c->decimals, c->value);
}
