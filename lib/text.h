/* text.h - Unicode: validity, NFKC, width; the only door to utf8proc. */
#ifndef TEXT_H
#define TEXT_H

#include "lib/str.h"

/* Is it valid UTF-8 (no surrogates, nothing past U+10FFFF)? */
bool text_valid(str s);

/* Text as it is stored: NFKC; `_x000D_` and line ends as one line feed;
 * control, zero-width and other default-ignorable characters taken out; tabs
 * and runs of blanks as one space; blanks off both ends.  `s` must be valid.
 * Gives `s` itself where nothing changes. */
str text_clean(struct arena *a, str s);

/* NFKC alone. */
str text_nfkc(struct arena *a, str s);

/* Columns on a terminal: 2 for wide characters, 0 for combining ones. */
size_t text_width(str s);

/* Number of characters, and the byte position of character i (or s.n). */
size_t text_length(str s);
size_t text_pos(str s, size_t i);

/* The next character of *s, cut off its front; 0 at the end.  A wrong byte
 * counts as U+FFFD. */
uint32_t text_next(str *s);

/* Of the library that knows the characters. */
const char *text_version(void);

#endif
