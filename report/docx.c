/* docx.c - a document for Word and WPS in the layout of GB/T 9704.
 *
 * Fonts, sizes and margins stand in schemas/report/docx/; what is written here
 * is the body.  The same document gives the same bytes.
 */
#include "report/docx.h"

#include <stdio.h>

#include "lib/io.h"
#include "report/escape.h"
#include "lib/banned.h"

enum { TWIPS = 8845, EMU = 5616000 };   /* text 156 mm wide */

static const char document_head[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<w:document xmlns:w=\"http://schemas.openxmlformats.org/"
    "wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/"
    "officeDocument/2006/relationships\" xmlns:wp=\"http://schemas."
    "openxmlformats.org/drawingml/2006/wordprocessingDrawing\" xmlns:a=\""
    "http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:pic=\""
    "http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>\n";

static const char document_tail[] =
    "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/>"
    "<w:footerReference w:type=\"even\" r:id=\"rId4\"/>"
    "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" "
    "w:right=\"1474\" w:bottom=\"1984\" w:left=\"1587\" w:header=\"851\" "
    "w:footer=\"1400\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>\n";

void docx_text(struct buf *out, const char *style, str text)
{
    buf_fmt(out, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/></w:pPr><w:r>"
            "<w:t xml:space=\"preserve\">", style);
    escape_html(out, text);
    buf_text(out, "</w:t></w:r></w:p>\n");
}

void docx_page_break(struct buf *out)
{
    buf_text(out, "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>\n");
}

/* The share of a column in the width of the page. */
static long weight(const struct column *c)
{
    if (c->width)
        return c->width > 24 ? 24 : c->width < 6 ? 6 : c->width;
    return c->as == AS_CHANGE ? 8 : column_numeric(c) ? 6 : 9;
}

static bool beside(const struct column *c)
{
    return !c->below && c->head.n;
}

static size_t grid(const struct doc_table *t, struct buf *out)
{
    long all = 0;
    size_t n = 0;

    for (size_t i = 0; i < t->n_column; i++)
        if (beside(&t->column[i])) {
            all += weight(&t->column[i]);
            n++;
        }
    buf_text(out, "<w:tblGrid>");
    for (size_t i = 0; i < t->n_column; i++)
        if (beside(&t->column[i]))
            buf_fmt(out, "<w:gridCol w:w=\"%ld\"/>",
                    TWIPS * weight(&t->column[i]) / (all ? all : 1));
    buf_text(out, "</w:tblGrid>\n");
    return n;
}

static void cell_open(struct buf *out, size_t span)
{
    buf_text(out, "<w:tc><w:tcPr><w:tcW w:w=\"0\" w:type=\"auto\"/>");
    if (span > 1)
        buf_fmt(out, "<w:gridSpan w:val=\"%zu\"/>", span);
    buf_text(out, "</w:tcPr>");
}

static void cell_put(struct buf *out, const char *style, str text)
{
    cell_open(out, 1);
    docx_text(out, style, text);
    buf_text(out, "</w:tc>");
}

static void head_row(const struct doc_table *t, struct buf *out)
{
    buf_text(out, "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (size_t i = 0; i < t->n_column; i++)
        if (beside(&t->column[i]))
            cell_put(out, "TableHead", t->column[i].head);
    buf_text(out, "</w:tr>\n");
}

/* Below a row: long texts each in a paragraph of its own, short ones in one
 * line. */
static void below_row(const struct doc *d, const struct doc_table *t,
                      const struct row_of *r, size_t span, struct buf *out)
{
    struct buf line = { 0 };
    bool any = false, was_long = false;

    for (size_t i = 0; i < t->n_column; i++) {
        const struct column *c = &t->column[i];

        if (!c->below || !r->cell[i].text.n)
            continue;
        if (!any) {
            buf_text(out, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            cell_open(out, span);
        }
        any = true;
        if (line.n && (was_long || c->as == AS_LONG)) {
            docx_text(out, "TableNote", buf_view(&line));
            buf_clear(&line);
        }
        buf_text(&line, line.n ? "　" : "");
        buf_str(&line, c->head);
        buf_str(&line, layout_word(d->l, "colon"));
        buf_str(&line, r->cell[i].text);
        was_long = c->as == AS_LONG;
    }
    if (any) {
        docx_text(out, "TableNote", buf_view(&line));
        buf_text(out, "</w:tc></w:tr>\n");
    }
    buf_release(&line);
}

static void row_put(const struct doc *d, const struct doc_table *t,
                    const struct row_of *r, size_t span, struct buf *out)
{
    if (r->gap) {
        buf_text(out, "<w:tr>");
        cell_open(out, span);
        docx_text(out, "TableHead", STR("……"));
        buf_text(out, "</w:tc></w:tr>\n");
    }
    buf_text(out, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
    for (size_t i = 0; i < t->n_column; i++)
        if (beside(&t->column[i]))
            cell_put(out, r->total ? "TableTotal"
                     : column_numeric(&t->column[i]) ? "TableNumber"
                     : "TableText", r->cell[i].text);
    buf_text(out, "</w:tr>\n");
    below_row(d, t, r, span, out);
}

void docx_table(const struct doc *d, const struct doc_block *b,
                struct buf *out)
{
    const struct doc_table *t = &b->table;
    size_t span;

    if (b->title.n)
        docx_text(out, "TableTitle", b->title);
    buf_text(out, "<w:tbl><w:tblPr><w:tblStyle w:val=\"Figures\"/>"
             "<w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblLayout w:type=\""
             "fixed\"/></w:tblPr>");
    span = grid(t, out);
    head_row(t, out);
    for (size_t i = 0; i < t->n_row; i++)
        row_put(d, t, &t->row[i], span, out);
    buf_text(out, "</w:tbl>\n");
    docx_text(out, "TableNote", b->note);   /* a table wants one after it */
}

static void cards(const struct doc_block *b, struct buf *out)
{
    static const char *const styles[] = { "TableText", "CardValue",
                                          "TableNote" };

    if (!b->n_card)
        return;
    buf_text(out, "<w:tbl><w:tblPr><w:tblStyle w:val=\"Figures\"/>"
             "<w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblLayout w:type=\""
             "fixed\"/></w:tblPr><w:tblGrid>");
    for (size_t i = 0; i < b->n_card; i++)
        buf_fmt(out, "<w:gridCol w:w=\"%zu\"/>", TWIPS / b->n_card);
    buf_text(out, "</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>");
    for (size_t i = 0; i < b->n_card; i++) {
        const struct doc_card *c = &b->card[i];
        struct buf value = { 0 };

        buf_str(&value, c->value);
        buf_str(&value, c->unit);
        cell_open(out, 1);
        docx_text(out, styles[0], c->label);
        docx_text(out, styles[1], buf_view(&value));
        docx_text(out, styles[2], c->note);
        buf_text(out, "</w:tc>");
        buf_release(&value);
    }
    buf_text(out, "</w:tr></w:tbl>\n");
    docx_text(out, "TableNote", STR(""));
}

static void picture(const struct doc_block *b, unsigned number,
                    struct buf *out)
{
    long high = b->width ? EMU / b->width * b->height : EMU / 2;
    long most = 2 * (long)EMU / 3 * 2, wide = EMU;      /* within a page */

    if (high > most) {
        wide = (long)((double)EMU * (double)most / (double)high);
        high = most;
    }
    buf_fmt(out, "<w:p><w:pPr><w:pStyle w:val=\"Picture\"/></w:pPr><w:r>"
            "<w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" "
            "distR=\"0\"><wp:extent cx=\"%ld\" cy=\"%ld\"/><wp:docPr "
            "id=\"%u\" name=\"%.*s\" descr=\"", wide, high, number,
            PSTR(b->id));
    escape_html(out, b->title);
    buf_fmt(out, "\"/><a:graphic><a:graphicData uri=\"http://schemas."
            "openxmlformats.org/drawingml/2006/picture\"><pic:pic>"
            "<pic:nvPicPr><pic:cNvPr id=\"%u\" name=\"%.*s\"/><pic:cNvPicPr/>"
            "</pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rIdP%u\"/>"
            "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>"
            "<a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"%ld\" cy=\"%ld\"/>"
            "</a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom>"
            "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
            "</w:drawing></w:r></w:p>\n", number, PSTR(b->id), number, wide,
            high);
}

static void block(const struct doc *d, const struct doc_block *b,
                  unsigned *pictures, struct buf *out)
{
    switch (b->kind) {
    case DOC_PART:
        if (b->title.n)
            docx_text(out, "Heading1", b->title);
        break;
    case DOC_TEXT:
        docx_text(out, str_is(b->style, "small") ? "TableNote"
                       : "BodyText", b->text);
        break;
    case DOC_CARDS:
        cards(b, out);
        break;
    case DOC_CHART:
        docx_text(out, "TableTitle", b->title);
        if (b->png.n)
            picture(b, ++*pictures, out);
        else
            docx_text(out, "BodyText", b->missing);
        docx_text(out, "TableNote", b->note);
        break;
    case DOC_TABLE:
        docx_table(d, b, out);
        break;
    case DOC_RECORDS:
        break;                          /* for the screen, not for paper */
    }
}

static void body(const struct doc *d, struct buf *out)
{
    unsigned pictures = 0;
    size_t last = d->n;

    docx_text(out, "Title", d->title);
    docx_text(out, "Issue", d->issue);
    docx_text(out, "Period", d->subtitle);
    for (size_t i = 0; i < d->n; i++)   /* a heading over nothing is left out */
        if (d->block[i].kind == DOC_PART && i + 1 < d->n &&
            d->block[i + 1].kind == DOC_RECORDS &&
            (i + 2 == d->n || d->block[i + 2].kind == DOC_PART))
            last = i;
    for (size_t i = 0; i < d->n; i++)
        if (i != last)
            block(d, &d->block[i], &pictures, out);
}

/* The links of the body: styles, settings, footers, pictures. */
static void links(const struct doc *d, struct buf *out)
{
    static const char base[] = "http://schemas.openxmlformats.org/"
                               "officeDocument/2006/relationships";
    unsigned n = 0;

    buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\""
             "?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/"
             "package/2006/relationships\">");
    buf_fmt(out, "<Relationship Id=\"rId1\" Type=\"%s/styles\" Target=\""
            "styles.xml\"/>", base);
    buf_fmt(out, "<Relationship Id=\"rId2\" Type=\"%s/settings\" Target=\""
            "settings.xml\"/>", base);
    buf_fmt(out, "<Relationship Id=\"rId3\" Type=\"%s/footer\" Target=\""
            "footer-odd.xml\"/>", base);
    buf_fmt(out, "<Relationship Id=\"rId4\" Type=\"%s/footer\" Target=\""
            "footer-even.xml\"/>", base);
    for (size_t i = 0; i < d->n; i++)
        if (d->block[i].png.n) {
            n++;
            buf_fmt(out, "<Relationship Id=\"rIdP%u\" Type=\"%s/image\" "
                    "Target=\"media/%u.png\"/>", n, base, n);
        }
    buf_text(out, "</Relationships>\n");
}

static void about(const struct doc *d, struct buf *out)
{
    buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\""
             "?>\n<cp:coreProperties xmlns:cp=\"http://schemas."
             "openxmlformats.org/package/2006/metadata/core-properties\" "
             "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\""
             "http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/"
             "XMLSchema-instance\"><dc:title>");
    escape_html(out, d->title);
    escape_html(out, d->issue);
    buf_fmt(out, "</dc:title><dcterms:created xsi:type=\"dcterms:W3CDTF\">"
            "%.10sT%.8s+08:00</dcterms:created></cp:coreProperties>\n",
            d->as_of.p, d->as_of.p + 11);
}

/* Parts that stand in files: an office may change its fonts. */
static int fixed_parts(struct zip *z, const char *schemas, struct arena *a,
                       struct err *e)
{
    static const struct { const char *file, *part; } parts[] = {
        { "content-types.xml", "[Content_Types].xml" },
        { "links.xml", "_rels/.rels" },
        { "styles.xml", "word/styles.xml" },
        { "settings.xml", "word/settings.xml" },
        { "footer-odd.xml", "word/footer-odd.xml" },
        { "footer-even.xml", "word/footer-even.xml" },
    };

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        str path = str_fmt(a, "%s/report/docx/%s", schemas, parts[i].file);
        str text;

        if (io_read(path.p, 1 << 20, a, &text, e))
            return -1;
        zip_add(z, parts[i].part, text);
    }
    return 0;
}

int docx_finish(const struct doc *d, const char *schemas, const char *path,
                str inner, struct err *e)
{
    struct arena mem = { 0 };
    struct buf out = { 0 };
    struct zip z = { 0 };
    unsigned n = 0;
    int rc = fixed_parts(&z, schemas, &mem, e);

    if (rc)
        goto done;
    buf_text(&out, document_head);
    buf_str(&out, inner);
    buf_text(&out, document_tail);
    zip_add(&z, "word/document.xml", buf_view(&out));
    buf_clear(&out);
    links(d, &out);
    zip_add(&z, "word/_rels/document.xml.rels", buf_view(&out));
    buf_clear(&out);
    about(d, &out);
    zip_add(&z, "docProps/core.xml", buf_view(&out));
    for (size_t i = 0; i < d->n; i++)
        if (d->block[i].png.n)
            zip_add(&z, str_fmt(&mem, "word/media/%u.png", ++n).p,
                    d->block[i].png);
    zip_end(&z);
    rc = io_write(path, buf_view(&z.out), e);
done:
    zip_release(&z);
    buf_release(&out);
    arena_release(&mem);
    return rc;
}

int docx_write(const struct doc *d, const char *schemas, const char *path,
               struct err *e)
{
    struct buf out = { 0 };
    int rc;

    body(d, &out);
    rc = docx_finish(d, schemas, path, buf_view(&out), e);
    buf_release(&out);
    return rc;
}
