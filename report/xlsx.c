/* xlsx.c - every table of a report as a sheet; the only door to
 * libxlsxwriter.
 *
 * Text is always written as text: nothing that a citizen wrote becomes a
 * formula or a link.  The same document gives the same bytes.
 */
#include "report/doc.h"

#include <stdio.h>
#include <time.h>
#include <xlsxwriter.h>

#include "lib/date.h"
#include "lib/io.h"
#include "lib/text.h"
#include "report/escape.h"
#include "lib/banned.h"

enum { HEAD = 2, MOST = 32000 };        /* row of the heads; characters */

enum look { LOOK_TITLE, LOOK_NOTE, LOOK_HEAD, LOOK_TEXT, LOOK_LONG, LOOK_LINK,
            LOOK_COUNT, LOOK_ONE, LOOK_TWO, LOOK_RATE, LOOK_CHANGE,
            LOOK_WORD, LOOKS };

static const char *const numbers[LOOKS] = {
    [LOOK_COUNT] = "#,##0", [LOOK_ONE] = "#,##0.0", [LOOK_TWO] = "#,##0.00",
    [LOOK_RATE] = "0.00%", [LOOK_CHANGE] = "+0.0%;-0.0%;0.0%",
};

struct book {
    lxw_workbook *book;
    lxw_format *look[LOOKS], *bold[LOOKS];
    const struct doc *d;
    struct arena *mem;
    lxw_error rc;               /* the first mistake */
};

static void noted(struct book *b, lxw_error rc)
{
    if (b->rc == LXW_NO_ERROR)
        b->rc = rc;
}

/* Text as a cell holds it: cut and marked past Excel's limit. */
static const char *plain(struct book *b, str s)
{
    struct buf out = { 0 };
    const char *c;

    escape_plain(&out, text_length(s) <= MOST ? s
                 : str_head(s, text_pos(s, MOST)));
    if (text_length(s) > MOST)
        buf_text(&out, "……");
    c = str_c(b->mem, buf_view(&out));
    buf_release(&out);
    return c;
}

static void put(struct book *b, lxw_worksheet *w, lxw_row_t row,
                lxw_col_t col, str s, lxw_format *look)
{
    noted(b, worksheet_write_string(w, row, col, plain(b, s), look));
}

static lxw_format *look_new(struct book *b, enum look l, bool bold)
{
    lxw_format *f = workbook_add_format(b->book);

    format_set_font_name(f, l == LOOK_TITLE || l == LOOK_HEAD ? "黑体"
                                                              : "宋体");
    format_set_font_size(f, l == LOOK_TITLE ? 16 : l == LOOK_NOTE ? 10 : 11);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    if (numbers[l])
        format_set_num_format(f, numbers[l]);
    if (l == LOOK_WORD)
        format_set_align(f, LXW_ALIGN_RIGHT);
    if (l == LOOK_LONG || l == LOOK_HEAD)
        format_set_text_wrap(f);
    if (l == LOOK_HEAD) {
        format_set_bg_color(f, 0xE8EDF3);
        format_set_align(f, LXW_ALIGN_CENTER);
    }
    if (l != LOOK_TITLE && l != LOOK_NOTE && l != LOOK_LINK)
        format_set_border(f, LXW_BORDER_THIN);
    if (l == LOOK_LINK) {
        format_set_font_color(f, 0x1F4E79);
        format_set_underline(f, LXW_UNDERLINE_SINGLE);
    }
    if (bold)
        format_set_bold(f);
    return f;
}

static enum look look_of(const struct column *col, const struct cell *c)
{
    if (!column_numeric(col))
        return col->as == AS_LONG ? LOOK_LONG : LOOK_TEXT;
    if (!c->has_value || c->kind == CELL_TEXT)
        return LOOK_WORD;
    if (col->as == AS_CHANGE && c->kind == CELL_PERCENT)
        return LOOK_CHANGE;
    if (c->kind == CELL_PERCENT)
        return LOOK_RATE;
    return c->decimals == 0 ? LOOK_COUNT : c->decimals == 1 ? LOOK_ONE
                                                            : LOOK_TWO;
}

static bool has_base(const struct column *c)
{
    return c->as == AS_RATE || c->as == AS_FIGURE;
}

static void base_put(struct book *b, lxw_worksheet *w, lxw_row_t row,
                     lxw_col_t col, const struct cell *c,
                     lxw_format *const *looks)
{
    if (c->has_base) {
        noted(b, worksheet_write_number(w, row, col, c->numerator,
                                        looks[LOOK_COUNT]));
        noted(b, worksheet_write_number(w, row, col + 1, c->denominator,
                                        looks[LOOK_COUNT]));
        return;
    }
    noted(b, worksheet_write_blank(w, row, col, looks[LOOK_TEXT]));
    noted(b, worksheet_write_blank(w, row, col + 1, looks[LOOK_TEXT]));
}

static void row_put(struct book *b, lxw_worksheet *w, lxw_row_t at,
                    const struct doc_table *t, const struct row_of *r)
{
    lxw_format *const *looks = r->total ? b->bold : b->look;
    lxw_col_t col = 0;

    for (size_t i = 0; i < t->n_column; i++) {
        const struct cell *c = &r->cell[i];
        enum look l = look_of(&t->column[i], c);

        if (c->has_value && c->kind != CELL_TEXT)
            noted(b, worksheet_write_number(w, at, col, c->value, looks[l]));
        else
            put(b, w, at, col, c->text, looks[l]);
        col++;
        if (has_base(&t->column[i])) {
            base_put(b, w, at, col, c, looks);
            col += 2;
        }
    }
}

static double width_of(const struct column *c)
{
    if (c->width)
        return 2.0 * (double)c->width > 48 ? 48 : 2.0 * (double)c->width;
    if (c->as == AS_CHANGE)
        return 20;
    return column_numeric(c) ? 12 : 16;
}

/* Bars in the cells of a column, the total left out. */
static void bars(struct book *b, lxw_worksheet *w, lxw_col_t col,
                 lxw_row_t last)
{
    lxw_conditional_format f = {
        .type = LXW_CONDITIONAL_DATA_BAR, .bar_color = 0x9DBBD8,
        .bar_solid = LXW_TRUE,
        .min_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER,
        .min_value = 0
    };

    noted(b, worksheet_conditional_format_range(w, HEAD + 1, col, last, col,
                                                &f));
}

static lxw_col_t heads_put(struct book *b, lxw_worksheet *w,
                           const struct doc_table *t, lxw_row_t last)
{
    lxw_col_t col = 0;

    for (size_t i = 0; i < t->n_column; i++) {
        const struct column *c = &t->column[i];

        put(b, w, HEAD, col, c->head, b->look[LOOK_HEAD]);
        noted(b, worksheet_set_column(w, col, col, width_of(c), NULL));
        if (c->bar && last > HEAD)
            bars(b, w, col, last);
        col++;
        for (int k = 0; has_base(c) && k < 2; k++, col++) {
            put(b, w, HEAD, col,
                str_join(b->mem, c->head, layout_word(b->d->l, k
                         ? "denominator" : "numerator")),
                b->look[LOOK_HEAD]);
            noted(b, worksheet_set_column(w, col, col, 12, NULL));
        }
    }
    return col;
}

static void paper(lxw_worksheet *w, bool wide)
{
    worksheet_set_paper(w, 9);                          /* A4 */
    if (wide)
        worksheet_set_landscape(w);
    worksheet_fit_to_pages(w, 1, 0);
    worksheet_set_margins(w, 0.6, 0.6, 0.8, 0.8);
    worksheet_set_footer(w, "&C— &P —");
}

static void sheet_put(struct book *b, lxw_worksheet *w,
                      const struct doc_block *from)
{
    const struct doc_table *t = &from->table;
    lxw_row_t row = HEAD + 1, last = HEAD;
    lxw_col_t width;

    for (size_t i = 0; i < t->n_row; i++)
        last += !t->row[i].total;
    put(b, w, 0, 0, from->title, b->look[LOOK_TITLE]);
    put(b, w, 1, 0, from->note.n ? from->note : b->d->subtitle,
        b->look[LOOK_NOTE]);
    width = heads_put(b, w, t, last);
    for (size_t i = 0; i < t->n_row; i++)
        row_put(b, w, row++, t, &t->row[i]);
    worksheet_freeze_panes(w, HEAD + 1, 0);
    noted(b, worksheet_autofilter(w, HEAD, 0, last > HEAD ? last : HEAD,
                                  (lxw_col_t)(width - 1)));
    noted(b, worksheet_repeat_rows(w, HEAD, HEAD));
    paper(w, width > 6);
}

/* A name that a sheet may have: 31 characters, none of []:*?/\ and not ' at
 * its ends. */
static const char *sheet_name(struct book *b, const struct doc_block *from)
{
    str title = from->from->sheet.n ? from->from->sheet : from->title;
    struct buf out = { 0 };
    const char *name;
    size_t n = 0;

    while (title.n && n < 31) {
        uint32_t c = text_next(&title);

        if (c < 0x80 && strchr("[]:*?/\\'", (int)c))
            c = '-';
        buf_code(&out, c);
        n++;
    }
    name = str_c(b->mem, buf_view(&out));
    buf_release(&out);
    return name;
}

static void contents_put(struct book *b, lxw_worksheet *w)
{
    const struct doc *d = b->d;
    lxw_row_t row = 4;

    put(b, w, 0, 0, d->title, b->look[LOOK_TITLE]);
    put(b, w, 1, 0, d->issue, b->look[LOOK_NOTE]);
    put(b, w, 2, 0, d->subtitle, b->look[LOOK_NOTE]);
    noted(b, worksheet_set_column(w, 0, 0, 30, NULL));
    noted(b, worksheet_set_column(w, 1, 1, 16, NULL));
    noted(b, worksheet_set_column(w, 2, 2, 60, NULL));
    for (size_t i = 0; i < d->n; i++)
        for (size_t k = 0; k < d->block[i].n_card; k++, row++) {
            const struct doc_card *c = &d->block[i].card[k];

            put(b, w, row, 0, c->label, b->look[LOOK_TEXT]);
            put(b, w, row, 1, str_join(b->mem, c->value, c->unit),
                b->look[LOOK_WORD]);
            put(b, w, row, 2, c->note, b->look[LOOK_TEXT]);
        }
    row++;
    for (size_t i = 0; i < d->n; i++) {
        const struct doc_block *from = &d->block[i];
        str link;

        if (!doc_is_sheet(from))
            continue;
        link = str_fmt(b->mem, "internal:'%s'!A1", sheet_name(b, from));
        noted(b, worksheet_write_url_opt(w, row++, 0, link.p,
                                         b->look[LOOK_LINK],
                                         plain(b, from->title), NULL));
    }
    paper(w, false);
}

static void book_fill(struct book *b)
{
    struct date at = { 0 };
    lxw_doc_properties about = {
        .title = (char *)plain(b, str_join(b->mem, b->d->title, b->d->issue)),
    };
    const char *name = str_c(b->mem, layout_word(b->d->l, "contents"));

    time_read(b->d->as_of, &at);
    about.created = (time_t)date_day(at.year, at.month, at.day) * 86400 +
                    at.hour * 3600 + at.minute * 60 + at.second - 8 * 3600;
    noted(b, workbook_set_properties(b->book, &about));
    for (int l = 0; l < LOOKS; l++) {
        b->look[l] = look_new(b, (enum look)l, l == LOOK_HEAD);
        b->bold[l] = look_new(b, (enum look)l, true);
    }
    contents_put(b, workbook_add_worksheet(b->book, name));
    for (size_t i = 0; i < b->d->n; i++) {
        lxw_worksheet *w;

        if (!doc_is_sheet(&b->d->block[i]))
            continue;
        w = workbook_add_worksheet(b->book, sheet_name(b, &b->d->block[i]));
        if (!w) {
            noted(b, LXW_ERROR_SHEETNAME_ALREADY_USED);
            continue;
        }
        sheet_put(b, w, &b->d->block[i]);
    }
}

int xlsx_write(const struct doc *d, const char *path, struct err *e)
{
    struct arena mem = { 0 };
    struct book b = { .d = d, .mem = &mem };
    struct io_out out;
    lxw_error rc;

    if (io_create(&out, path, e))
        return -1;
    b.book = workbook_new(out.temp);    /* the same file: opened by its name */
    if (b.book)
        book_fill(&b);
    rc = b.book ? workbook_close(b.book) : LXW_ERROR_MEMORY_MALLOC_FAILED;
    if (b.rc != LXW_NO_ERROR)
        rc = b.rc;
    arena_release(&mem);
    if (rc != LXW_NO_ERROR) {
        io_abort(&out);
        return err_set(e, ERR_IO, (struct where){ path, 0 },
                       N_("cannot write the workbook: %s"), lxw_strerror(rc));
    }
    return io_commit(&out, e);
}
