/* doc.c - a layout and the figures together: the document. */
#include "report/doc.h"

#include <math.h>

#include "lib/date.h"
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
    struct pen pen;
    size_t parts;               /* numbered ones so far */
};

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
    cell_number(&b->pen, c, (double)n, 0);
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
            cell_fill(&b->pen, row, col, &r->cell[i]);
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

    buf_clear(&b->pen.tmp);
    for (size_t i = 0; i < from->n_sentence; i++)
        words_sentence(&b->scene, &from->sentence[i], &b->pen.tmp);
    if (!b->pen.tmp.n)
        return;
    out = add(b, DOC_TEXT);
    out->style = from->style;
    out->id = from->id;
    out->text = pen_kept(&b->pen);
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
    out->title = pen_said(&b->pen, &b->scene, from->title);
    out->card = arena_array(b->mem, struct doc_card,
                            from->n_card ? from->n_card : 1);
    for (size_t i = 0; i < from->n_card; i++) {
        const struct card *c = &from->card[i];
        struct doc_card *o = &out->card[out->n_card];

        *o = (struct doc_card){ .label = c->label, .unit = c->unit };
        o->value = pen_said(&b->pen, &b->scene, c->value);
        if (!o->value.n) {
            o->value = layout_word(b->scene.l, "none");
            o->unit = STR("");
        }
        buf_clear(&b->pen.tmp);
        for (size_t k = 0; k < c->n_note; k++)
            words_sentence(&b->scene, &c->note[k], &b->pen.tmp);
        o->note = pen_kept(&b->pen);
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
    out = add(b, from->kind == BLOCK_TABLE || from->typical ? DOC_TABLE
              : from->kind == BLOCK_CHART ? DOC_CHART : DOC_RECORDS);
    out->id = from->id;
    out->from = from;
    out->title = pen_said(&b->pen, &b->scene, from->title);
    out->note = pen_said(&b->pen, &b->scene, from->note);
    if (from->kind == BLOCK_RECORDS) {
        if (doc_records(b->db, b->scene.l, b->scene.f, b->span, out, b->mem,
                        e))
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
        out->text = pen_said(&b->pen, &b->scene, from->empty);
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
    head->title = pen_said(&b->pen, &b->scene, p->heading);
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
    struct build b = { .db = db, .span = s, .d = d, .mem = a,
                       .pen = { .mem = a } };
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
    d->title = pen_said(&b.pen, &b.scene, l->title[s->kind]);
    d->issue = pen_said(&b.pen, &b.scene, l->issue[s->kind]);
    d->subtitle = pen_said(&b.pen, &b.scene, l->subtitle);
    for (size_t i = 0; i < l->n_part && !rc; i++)
        rc = build_part(&b, &l->part[i], e);
    buf_release(&b.pen.tmp);
    return rc ? NULL : d;
}

bool doc_is_sheet(const struct doc_block *b)
{
    return b->kind == DOC_TABLE || b->kind == DOC_RECORDS ||
           (b->kind == DOC_CHART && b->from->sheet.n);
}
