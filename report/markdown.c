/* markdown.c - a document as Markdown; used for the summary in a mail. */
#include "report/doc.h"

#include <stdio.h>

#include "lib/io.h"
#include "report/escape.h"
#include "lib/banned.h"

static void table_write(const struct doc_table *t, struct buf *out)
{
    for (size_t i = 0; i < t->n_column; i++) {
        buf_text(out, i ? " | " : "| ");
        escape_markdown(out, t->column[i].head);
    }
    buf_text(out, " |\n");
    for (size_t i = 0; i < t->n_column; i++)
        buf_text(out, column_numeric(&t->column[i]) ? "| ---: "
                                                    : "| --- ");
    buf_text(out, "|\n");
    for (size_t r = 0; r < t->n_row; r++) {
        for (size_t i = 0; i < t->n_column; i++) {
            buf_text(out, i ? " | " : "| ");
            escape_markdown(out, t->row[r].cell[i].text);
        }
        buf_text(out, " |\n");
    }
    buf_char(out, '\n');
}

static void block_write(const struct doc_block *b, struct buf *out)
{
    if (b->kind != DOC_PART && b->title.n) {
        buf_text(out, "**");
        escape_markdown(out, b->title);
        buf_text(out, "**\n\n");
    }
    switch (b->kind) {
    case DOC_PART:
        if (!b->title.n)
            break;
        buf_text(out, "## ");
        escape_markdown(out, b->title);
        buf_text(out, "\n\n");
        break;
    case DOC_TEXT:
        escape_markdown(out, b->text);
        buf_text(out, "\n\n");
        break;
    case DOC_CARDS:
        for (size_t i = 0; i < b->n_card; i++) {
            buf_text(out, "- ");
            escape_markdown(out, b->card[i].label);
            buf_text(out, " ");
            escape_markdown(out, b->card[i].value);
            escape_markdown(out, b->card[i].unit);
            buf_text(out, b->card[i].note.n ? "，" : "");
            escape_markdown(out, b->card[i].note);
            buf_char(out, '\n');
        }
        buf_char(out, '\n');
        break;
    case DOC_TABLE:
    case DOC_RECORDS:
    case DOC_CHART:
        table_write(&b->table, out);
        break;
    }
    if (b->note.n && b->kind != DOC_PART) {
        escape_markdown(out, b->note);
        buf_text(out, "\n\n");
    }
}

int markdown_write(const struct doc *d, const char *path, struct err *e)
{
    struct buf out = { 0 };
    int rc;

    buf_text(&out, "# ");
    escape_markdown(&out, d->title);
    escape_markdown(&out, d->issue);
    buf_text(&out, "\n\n");
    if (d->subtitle.n) {
        escape_markdown(&out, d->subtitle);
        buf_text(&out, "\n\n");
    }
    for (size_t i = 0; i < d->n; i++)
        block_write(&d->block[i], &out);
    rc = io_write(path, buf_view(&out), e);
    buf_release(&out);
    return rc;
}
