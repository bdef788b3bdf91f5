/* order.c - a paper to the unit for each problem that the office chooses. */
#include "report/order.h"

#include <stdio.h>

#include "report/docx.h"
#include "report/escape.h"
#include "lib/banned.h"

struct field {
    str label;
    struct sentence *text;
    size_t n;
    long lines;                 /* empty lines left to write in */
};

struct paper {                  /* 督办单 or 函告 */
    str title;
    struct field *field;
    size_t n;
};

struct papers { struct paper duban, local, letter; };

static int field_read(const struct yaml *y, struct field *f, struct arena *a,
                      struct err *e)
{
    static const char *const keys[] = { "label", "text", "lines", NULL };
    const struct yaml *text = yaml_get(y, "text");

    if (yaml_want(y, YAML_MAP, "a field", e) || yaml_known(y, keys, e) ||
        yaml_text(y, "label", &f->label, e) ||
        yaml_whole(y, "lines", 0, 20, &f->lines, e))
        return -1;
    if (!text)
        return 0;
    return layout_sentences(text, STR("problem"), &f->text, &f->n, a, e);
}

static int paper_read(const struct yaml *root, const char *key,
                      struct paper *p, struct arena *a, struct err *e)
{
    static const char *const keys[] = { "title", "fields", NULL };
    const struct yaml *y = yaml_get(root, key);
    const struct yaml *list = yaml_get(y, "fields");

    if (!y || !list)
        return err_set(e, ERR_CONFIG, y ? y->at : root->at,
                       N_("%s is needed"), y ? "fields" : key);
    if (yaml_want(y, YAML_MAP, key, e) || yaml_known(y, keys, e) ||
        yaml_text(y, "title", &p->title, e) ||
        yaml_want(list, YAML_LIST, "fields", e))
        return -1;
    p->n = list->n;
    p->field = arena_array(a, struct field, list->n ? list->n : 1);
    for (size_t i = 0; i < list->n; i++)
        if (field_read(&list->item[i], &p->field[i], a, e))
            return -1;
    return 0;
}

static int papers_read(const char *schemas, struct papers *p,
                       struct arena *a, struct err *e)
{
    static const char *const keys[] = { "order", "local", "letter", NULL };
    struct yaml *root = yaml_file(str_fmt(a, "%s/report/order.yaml",
                                          schemas).p, a, e);

    return !root || yaml_known(root, keys, e) ||
           paper_read(root, "order", &p->duban, a, e) ||
           paper_read(root, "local", &p->local, a, e) ||
           paper_read(root, "letter", &p->letter, a, e) ? -1 : 0;
}

static void field_put(const struct scene *row, const struct field *f,
                      struct buf *out)
{
    struct buf text = { 0 };

    for (size_t i = 0; i < f->n; i++)
        words_sentence(row, &f->text[i], &text);
    if (text.n || f->lines) {
        buf_text(out, "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr>"
                 "<w:tcW w:w=\"1700\" w:type=\"dxa\"/><w:vAlign w:val=\""
                 "center\"/></w:tcPr>");
        docx_text(out, "OrderLabel", f->label);
        buf_text(out, "</w:tc><w:tc><w:tcPr><w:tcW w:w=\"7145\" w:type=\""
                 "dxa\"/></w:tcPr>");
        if (text.n)
            docx_text(out, "OrderField", buf_view(&text));
        for (long i = 0; i < f->lines; i++)
            docx_text(out, "OrderField", STR(""));
        buf_text(out, "</w:tc></w:tr>\n");
    }
    buf_release(&text);
}

static void paper_put(const struct scene *row, const struct paper *p,
                      struct buf *out)
{
    docx_text(out, "Title", p->title);
    docx_text(out, "TableNote", STR(""));
    buf_text(out, "<w:tbl><w:tblPr><w:tblStyle w:val=\"Figures\"/>"
             "<w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblLayout w:type=\""
             "fixed\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"1700\"/>"
             "<w:gridCol w:w=\"7145\"/></w:tblGrid>\n");
    for (size_t i = 0; i < p->n; i++)
        field_put(row, &p->field[i], out);
    buf_text(out, "</w:tbl>\n");
    docx_text(out, "TableNote", STR(""));
}

/* The row of a problem list that an ID names: ITEM/KIND, CITY:ITEM/KIND. */
static int row_find(const struct doc *d, const char *id, struct scene *row,
                    struct err *e)
{
    str rest = str_of(id);

    row->in_row = true;
    if (str_cut(&rest, '/', &row->unit) && row->unit.n && rest.n) {
        row->section = str_find(row->unit, STR(":")) < row->unit.n
                       ? "local" : "problem";
        row->problem = rest;
        if (figure_get(d->f, row->section, row->unit, row->problem,
                       "observed"))
            return 0;
    }
    return err_set(e, ERR_USAGE, NOWHERE,
                   N_("--orders: \"%s\" is no problem of this report's list "
                      "(ITEM/KIND or CITY:ITEM/KIND, such as 2-06/onsite or "
                      "350500:2-06/onsite)"), id);
}

int order_write(const struct doc *d, enum span_kind kind,
                const struct opt_list *ids, const char *schemas,
                const char *path, struct err *e)
{
    struct arena mem = { 0 };
    struct papers papers = { 0 };
    struct scene row = { .f = d->f, .l = d->l, .mem = &mem, .kind = kind };
    struct doc plain = *d;              /* without the report's pictures */
    struct buf out = { 0 };
    int rc = papers_read(schemas, &papers, &mem, e);

    plain.n = 0;
    for (size_t i = 0; i < ids->n && !rc; i++) {
        const struct figure *paper;

        rc = row_find(d, ids->at[i], &row, e);
        if (rc)
            break;
        paper = words_figure(&row, STR("paper"));
        if (i)
            docx_page_break(&out);
        paper_put(&row, strcmp(row.section, "local") == 0 ? &papers.local :
                  paper && str_is(paper->note, "函告") ? &papers.letter :
                  &papers.duban, &out);
    }
    if (!rc)
        rc = docx_finish(&plain, schemas, path, buf_view(&out), e);
    buf_release(&out);
    arena_release(&mem);
    return rc;
}
