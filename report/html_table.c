/* html_table.c - a table of the page. */
#include "report/html.h"

#include <math.h>
#include <stdio.h>

#include "lib/json.h"
#include "report/escape.h"
#include "lib/banned.h"

static void attr(struct buf *out, const char *name, str value)
{
    if (!value.n)
        return;
    buf_fmt(out, " %s=\"", name);
    escape_html(out, value);
    buf_char(out, '"');
}

/* Columns that stand in the row itself; the others stand below it. */
static bool beside(const struct column *c)
{
    return !c->below && c->head.n;
}

static void head(const struct doc_table *t, struct buf *out)
{
    buf_text(out, "<thead><tr>");
    for (size_t i = 0; i < t->n_column; i++) {
        const struct column *c = &t->column[i];

        if (!beside(c))
            continue;
        buf_fmt(out, "<th scope=\"col\"%s>",
                column_numeric(c) ? " class=\"n\"" : "");
        escape_html(out, c->head);
        buf_text(out, "</th>");
    }
    buf_text(out, "</tr></thead>\n");
}

/* The largest value of a column, for its bars; the total left out. */
static double largest(const struct doc_table *t, size_t column)
{
    double most = 0;

    for (size_t r = 0; r < t->n_row; r++) {
        const struct cell *c = &t->row[r].cell[column];

        if (!t->row[r].total && c->has_value && c->value > most)
            most = c->value;
    }
    return most;
}

static void bar(const struct doc_table *t, size_t column,
                const struct cell *c, struct buf *out)
{
    double most = largest(t, column);

    if (most > 0 && c->value > 0)
        buf_fmt(out, "<svg class=\"bar\" viewBox=\"0 0 100 6\" "
                "preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect "
                "width=\"%.1f\" height=\"6\"/></svg>",
                fmin(100, 100 * c->value / most));
}

static void number(const struct cell *c, const struct column *col,
                   const struct row_of *r, struct buf *out)
{
    bool link = col->drill.n && !r->total && c->has_value && c->value > 0;

    if (link) {
        buf_text(out, "<a href=\"#records\"");
        attr(out, "data-drill", col->drill);
        attr(out, "data-unit", r->unit);
        attr(out, "data-problem", r->problem);
        buf_char(out, '>');
    }
    escape_html(out, c->text);
    if (link)
        buf_text(out, "</a>");
    if (c->has_base && c->has_value) {
        buf_fmt(out, "<small>%.0f/%.0f</small>", c->numerator,
                c->denominator);
    }
}

static void cell(const struct doc_table *t, const struct row_of *r,
                 size_t i, bool first, struct buf *out)
{
    const struct column *col = &t->column[i];
    const struct cell *c = &r->cell[i];
    bool n = column_numeric(col);
    const char *tag = first ? "th" : "td";

    buf_fmt(out, "<%s%s", tag, first ? " scope=\"row\"" : "");
    if (n)
        buf_fmt(out, " class=\"n%s\"", c->has_value ? "" : " none");
    else
        buf_fmt(out, " class=\"%s\"", col->as == AS_LONG ? "long"
                : col->as == AS_DAY ? "short day"
                : col->width > 16 ? "name" : "short");
    if (n && c->has_value)
        buf_fmt(out, " data-v=\"%.10g\"", c->value);
    buf_char(out, '>');
    if (n)
        number(c, col, r, out);
    else if (col->as == AS_LONG) {
        buf_text(out, "<bdi>");
        escape_html(out, c->text);
        buf_text(out, "</bdi>");
    } else
        escape_html(out, c->text);
    if (col->bar && c->has_value && !r->total)
        bar(t, i, c, out);
    buf_fmt(out, "</%s>", tag);
}

/* The long texts of a row, one under the other. */
static void below(const struct doc *d, const struct doc_table *t,
                  const struct row_of *r, size_t width, struct buf *out)
{
    bool any = false;

    for (size_t i = 0; i < t->n_column; i++) {
        const struct column *col = &t->column[i];

        if (!col->below || !r->cell[i].text.n)
            continue;
        if (!any)
            buf_fmt(out, "<tr class=\"below\"><td colspan=\"%zu\"><dl>",
                    width);
        any = true;
        buf_fmt(out, "<div class=\"%s\"><dt>", col->as == AS_LONG ? "long"
                                               : "short");
        escape_html(out, col->head);
        escape_html(out, layout_word(d->l, "colon"));
        buf_text(out, "</dt><dd><bdi>");
        escape_html(out, r->cell[i].text);
        buf_text(out, "</bdi></dd></div>");
    }
    if (any)
        buf_text(out, "</dl></td></tr>\n");
}

static void row(const struct doc *d, const struct doc_table *t,
                const struct row_of *r, struct buf *out)
{
    size_t width = 0, first = t->n_column;
    bool group = false;

    for (size_t i = 0; i < t->n_column; i++) {
        width += beside(&t->column[i]);
        group = group || t->column[i].below;
        if (first == t->n_column && beside(&t->column[i]) &&
            t->column[i].as == AS_TEXT)
            first = i;
    }
    if (group)
        buf_text(out, "<tbody>");
    if (r->gap)
        buf_fmt(out, "<tr class=\"gap\"><td colspan=\"%zu\">……</td></tr>\n",
                width);
    buf_fmt(out, "<tr%s", r->total ? " class=\"total\"" : "");
    attr(out, "data-city", r->city);
    attr(out, "data-county", r->county);
    attr(out, "data-lead", r->lead);
    attr(out, "data-item", r->item);
    attr(out, "data-kind", r->kind);
    if (r->record)
        buf_fmt(out, " id=\"r%lld\"", r->record);
    buf_char(out, '>');
    for (size_t i = 0; i < t->n_column; i++)
        if (beside(&t->column[i]))
            cell(t, r, i, i == first, out);
    buf_text(out, "</tr>\n");
    if (group) {
        below(d, t, r, width, out);
        buf_text(out, "</tbody>\n");
    }
}

void html_table(const struct doc *d, const struct doc_block *b,
                struct buf *out)
{
    const struct doc_table *t = &b->table;
    const char *inner = b->kind == DOC_CHART ? "-table" : "";
    bool group = false;

    for (size_t i = 0; i < t->n_column; i++)
        group = group || t->column[i].below;
    buf_text(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
             "aria-label=\"");
    escape_html(out, b->title);
    buf_fmt(out, "\">\n<table id=\"%.*s%s\"%s>\n", PSTR(b->id), inner,
            b->from->filter && !inner[0] && t->n_row > 1
            ? " class=\"filter\"" : "");
    buf_text(out, "<caption>");
    escape_html(out, b->title);
    buf_text(out, "</caption>\n");
    head(t, out);
    if (!group)
        buf_text(out, "<tbody>\n");
    for (size_t i = 0; i < t->n_row; i++)
        row(d, t, &t->row[i], out);
    buf_fmt(out, "%s</table>\n</div>\n", group ? "" : "</tbody>\n");
}

void html_words(const struct doc *d, struct buf *out)
{
    static const char *const keys[] = { "filter", "filter_all", "sort_hint",
                                        "sort_by",
                                        "shown", "reset", "of_records",
                                        "query" };

    buf_char(out, '{');
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        buf_fmt(out, "%s\"%s\":", i ? "," : "", keys[i]);
        json_string(out, layout_word(d->l, keys[i]));
    }
    buf_text(out, ",\"first\":");
    json_string(out, d->first_day);
    buf_text(out, ",\"last\":");
    json_string(out, d->last_day);
    buf_char(out, '}');
}
