/* str.h - text as pointer and length, and a buffer that grows to a ceiling.
 *
 * A str owns nothing and need not end in NUL; {NULL, 0} is the empty one.
 * What a function makes lives in the arena passed to it.
 */
#ifndef STR_H
#define STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "lib/arena.h"

typedef struct str { const char *p; size_t n; } str;

#define STR(lit)  ((str){ "" lit, sizeof(lit) - 1 })
#define PSTR(s)   (int)(s).n, (s).p ? (s).p : ""        /* for "%.*s" */

static inline str str_of(const char *s)
{
    return (str){ s, s ? strlen(s) : 0 };
}

/* The rest of s behind `at`, or the empty one; at most its first n bytes. */
static inline str str_from(str s, size_t at)
{
    if (at >= s.n)
        return (str){ s.p ? s.p + s.n : NULL, 0 };
    return (str){ s.p + at, s.n - at };
}

static inline str str_head(str s, size_t n)
{
    return (str){ s.p, n < s.n ? n : s.n };
}

bool str_eq(str a, str b);
bool str_is(str a, const char *b);
int str_cmp(str a, str b);                      /* by bytes, as memcmp */
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
bool str_has(str s, str part);
str str_trim(str s);                            /* ASCII blanks off both ends */
uint64_t str_hash(str s);

/* Cut the next field off *rest at `sep`; false when nothing is left. */
bool str_cut(str *rest, char sep, str *field);

/* Position of `part` in s, or s.n. */
size_t str_find(str s, str part);

/* Whole numbers and decimals: the whole text must be one. */
bool str_int(str s, long long *out);
bool str_real(str s, double *out);

str str_dup(struct arena *a, str s);            /* also ends in NUL */
char *str_c(struct arena *a, str s);            /* a C string */
__attribute__((format(printf, 2, 3)))
str str_fmt(struct arena *a, const char *fmt, ...);     /* also ends in NUL */
str str_join(struct arena *a, str x, str y);

/* A buffer.  Zeroed is empty and without ceiling; `max` is the most bytes it
 * may hold.  Past it nothing is added and `full` is set: check it once. */
struct buf {
    char *p;
    size_t n, cap, max;
    bool full;
};

void buf_add(struct buf *b, const void *p, size_t n);
void buf_char(struct buf *b, char c);
void buf_str(struct buf *b, str s);
void buf_text(struct buf *b, const char *s);
__attribute__((format(printf, 2, 3)))
void buf_fmt(struct buf *b, const char *fmt, ...);
void buf_code(struct buf *b, uint32_t code);    /* a code point as UTF-8 */
str buf_view(const struct buf *b);              /* until the next change */
void buf_clear(struct buf *b);                  /* keeps the memory */
void buf_release(struct buf *b);

#endif
