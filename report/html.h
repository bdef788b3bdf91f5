/* html.h - parts of the page that html.c puts together. */
#ifndef HTML_H
#define HTML_H

#include "report/doc.h"

/* A table with its head, rows, bars and links to the records behind. */
void html_table(const struct doc *d, const struct doc_block *b,
                struct buf *out);

/* The words that the script shows, as one JSON object. */
void html_words(const struct doc *d, struct buf *out);

#endif
