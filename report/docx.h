/* docx.h - parts of a Word document that docx.c and order.c put together. */
#ifndef DOCX_H
#define DOCX_H

#include "report/doc.h"
#include "report/zip.h"

/* A paragraph in a style of schemas/report/docx/styles.xml. */
void docx_text(struct buf *out, const char *style, str text);
void docx_page_break(struct buf *out);
void docx_table(const struct doc *d, const struct doc_block *b,
                struct buf *out);

/* Put the file together around the body `inner`; pictures are those of d. */
int docx_finish(const struct doc *d, const char *schemas, const char *path,
                str inner, struct err *e);

#endif
