/* escape.h - text of others made harmless in each kind of output. */
#ifndef ESCAPE_H
#define ESCAPE_H

#include "lib/str.h"

/* As HTML or XML text, or inside a quoted attribute.  Direction marks and
 * control characters are left out: a citizen's text cannot turn the line. */
void escape_html(struct buf *out, str s);

/* As plain text: only what is not seen is left out. */
void escape_plain(struct buf *out, str s);

/* As Markdown text on one line, in a table cell too. */
void escape_markdown(struct buf *out, str s);

/* Bytes as base64, on one line. */
void escape_base64(struct buf *out, str s);

/* As a field of a tab-separated data file that gnuplot reads: no tab, line
 * break, quote or backslash is left. */
void escape_field(struct buf *out, str s);

#endif
