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

int doc_records(struct store *db, const struct layout *l,
                const struct span *s, struct doc_block *b, struct arena *a,
                struct err *e)
{
    struct stmt *q = store_stmt(db, SQL_paper_records);
    struct doc_table *t = &b->table;
    struct row_of *grown;
    char first[DATE_TEXT], last[DATE_TEXT];
    size_t cap = 0;
    int more;

    *t = (struct doc_table){ .column = b->from->column,
                             .n_column = b->from->n_column };
    date_print(s->first, first);
    date_print(s->last, last);
    stmt_text(q, ":first", str_of(first));
    stmt_text(q, ":last", str_of(last));
    while ((more = stmt_step(q, NOWHERE, e)) > 0) {
        if (t->n_row == cap) {
            cap = cap ? 2 * cap : 64;
            grown = arena_array(a, struct row_of, cap);
            if (t->n_row)
                memcpy(grown, t->row, t->n_row * sizeof *grown);
            t->row = grown;
        }
        row_read(l, q, t, &t->row[t->n_row++], a);
    }
    return more;
}
