/* mask_part.h - what the files of the masking share. */
#ifndef MASK_PART_H
#define MASK_PART_H

#include <stdbool.h>

#include "lib/str.h"

static inline bool mask_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool mask_alpha(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static inline bool mask_alnum(char c)
{
    return mask_digit(c) || mask_alpha(c);
}

/* Does one of the words (space-separated) end at s[at]?  Marks between the
 * word and the place (":", "是", "号码", ...) are passed over. */
bool mask_after(str s, size_t at, const char *words);

/* Does s begin with one of the words? */
bool mask_begins(str s, const char *words);

/* Bytes of the Chinese character at the front, or 0. */
size_t mask_han(str s);

/* Something personal that begins at s[at]: its length, or 0.  A number also
 * tells in *whole how far nothing else can begin. */
size_t mask_number(str s, size_t at, const char **token, size_t *whole);
size_t mask_spelled(str s, size_t at, const char **token, size_t *whole);
size_t mask_international(str s, size_t at);            /* at the "+" */
size_t mask_name(str s, size_t at, bool dots);          /* may s have "·"? */
size_t mask_latin_name(str s, size_t at);               /* at a letter */

#endif
