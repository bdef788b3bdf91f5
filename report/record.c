/* record.c - a bounded number of masked records behind the figures. */
#include "report/doc.h"

#include <stdio.h>

#include "lib/date.h"
#include "lib/text.h"
#include "lib/banned.h"

enum { SHOWN = 240 };           /* characters of a text */

/* Title and text as one, cut and marked. */
static str wording(struct stmt *s, struct arena *a)
{
    str title = stmt_col_text(s, "title"), text = stmt_col_text(s, "text");
    bool same = !title.n || str_has(text, title) || str_eq(title, text);
    str all = same ? text : !text.n ? title
              : str_fmt(a, "%.*s：%.*s", PSTR(title), PSTR(text));
    size_t n = text_length(all);

    if (n <= SHOWN)
        return str_dup(a, all);
    return str_join(a, str_head(all, text_pos(all, SHOWN)), STR("……"));
}

static str column_text(const struct layout *l, struct stmt *s, str metric,
                       struct arena *a)
{
    str city = stmt_col_text(s, "city_name"), place;

    if (str_is(metric, "text"))
        return wording(s, a);
    if (str_is(metric, "state"))
        return layout_word(l, str_c(a, stmt_col_text(s, "state")));
    if (str_is(metric, "breach"))
        return layout_word(l, stmt_col_int(s, "breach") ? "yes" : "no");
    if (str_is(metric, "place")) {
        place = stmt_col_text(s, "place");
        return str_eq(city, place) || !place.n ? str_dup(a, city)
               : str_join(a, city, place);
    }
    return str_dup(a, stmt_col_text(s, str_c(a, metric)));
}

static void row_read(const struct layout *l, struct stmt *s,
                     struct doc_table *t, struct row_of *r, struct arena *a)
{
    r->record = stmt_col_int(s, "id");
    r->city = str_dup(a, stmt_col_text(s, "city"));
    r->county = str_dup(a, stmt_col_text(s, "region"));
    r->lead = str_dup(a, stmt_col_text(s, "lead"));
    r->item = str_dup(a, stmt_col_text(s, "item_id"));
    r->kind = str_dup(a, stmt_col_text(s, "problem"));
    r->cell = arena_array(a, struct cell, t->n_column);
    for (size_t i = 0; i < t->n_column; i++) {
        r->cell[i].text = column_text(l, s, t->column[i].metric, a);
        if (str_is(t->column[i].metric, "id"))
            r->cell[i].text = str_fmt(a, "%lld", r->record);
    }
}

/* The first few records behind each row of a section that leads to them. */
static const struct {
    const char *section;
    enum sql_id sample;
    int most;
} behind[] = {
    { "problem", SQL_sample_line, 5 }, { "city", SQL_sample_place, 3 },
    { "county", SQL_sample_place, 3 }, { "dept", SQL_sample_lead, 10 },
};

/* Their numbers as a JSON list; day by day until there are enough. */
static int samples_add(struct store *db, const struct span *s,
                       enum sql_id sample, int most, str unit, str kind,
                       struct buf *ids, struct err *e)
{
    int more = 0;

    for (long d = s->first; d <= s->last && most > 0; d++) {
        struct stmt *q = store_stmt(db, sample);
        char day[DATE_TEXT];

        date_print(d, day);
        stmt_text(q, ":day", str_of(day));
        stmt_text(q, ":unit", unit);
        if (kind.n)
            stmt_text(q, ":kind", kind);
        stmt_int(q, ":most", most);
        while ((more = stmt_step(q, NOWHERE, e)) > 0) {
            buf_fmt(ids, "%s%lld", ids->n > 1 ? "," : "",
                    stmt_col_int(q, "id"));
            most--;
        }
        if (more < 0)
            return -1;
    }
    return 0;
}

static int samples(struct store *db, const struct figures *f,
                   const struct span *s, struct buf *ids, struct err *e)
{
    str unit, kind;

    buf_char(ids, '[');
    for (size_t k = 0; k < sizeof behind / sizeof behind[0]; k++)
        for (size_t i = 0;
             figures_row(f, behind[k].section, i, &unit, &kind); i++)
            if (unit.n && samples_add(db, s, behind[k].sample, behind[k].most,
                                      unit, kind, ids, e))
                return -1;
    buf_char(ids, ']');
    return 0;
}

struct reading {                /* of a block of records */
    struct store *db;
    const struct layout *l;
    const struct span *span;
    struct doc_table *t;
    size_t cap;
    struct arena *a;
};

/* The records of a JSON list of numbers, one row each. */
static int rows_read(struct reading *x, str ids, struct err *e)
{
    struct stmt *q = store_stmt(x->db, SQL_paper_records);
    struct doc_table *t = x->t;
    struct row_of *grown;
    int more;

    stmt_text(q, ":ids", ids);
    stmt_text(q, ":as_of", x->span->as_of);
    while ((more = stmt_step(q, NOWHERE, e)) > 0) {
        if (t->n_row == x->cap) {
            x->cap = x->cap ? 2 * x->cap : 64;
            grown = arena_array(x->a, struct row_of, x->cap);
            if (t->n_row)
                memcpy(grown, t->row, t->n_row * sizeof *grown);
            t->row = grown;
        }
        row_read(x->l, q, t, &t->row[t->n_row++], x->a);
    }
    return more;
}

/* The typical record of each problem of the list that came more than once, in
 * the list's order. */
static int typical(struct reading *x, const struct figures *f, size_t most,
                   struct err *e)
{
    str unit, kind;

    for (size_t i = 0; x->t->n_row < most &&
         figures_row(f, "problem", i, &unit, &kind); i++) {
        const struct figure *n = figure_get(f, "problem", unit, kind,
                                            "observed");
        const struct figure *id = figure_get(f, "problem", unit, kind,
                                             "example");

        if (unit.n && n && n->value > 1 && id && id->has_value &&
            rows_read(x, str_fmt(x->a, "[%.0f]", id->value), e))
            return -1;
    }
    for (size_t i = 0; i < x->t->n_row; i++)    /* links lead to the samples */
        x->t->row[i] = (struct row_of){ .cell = x->t->row[i].cell };
    return 0;
}

int doc_records(struct store *db, const struct layout *l,
                const struct figures *f, const struct span *s,
                struct doc_block *b, struct arena *a, struct err *e)
{
    struct reading x = { db, l, s, &b->table, 0, a };
    struct buf ids = { 0 };
    int rc;

    b->table = (struct doc_table){ .column = b->from->column,
                                   .n_column = b->from->n_column };
    if (b->from->typical)
        return typical(&x, f, b->from->first ? b->from->first : SIZE_MAX, e);
    rc = samples(db, f, s, &ids, e) || rows_read(&x, buf_view(&ids), e) ? -1
                                                                        : 0;
    buf_release(&ids);
    return rc;
}
