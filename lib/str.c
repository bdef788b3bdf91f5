/* str.c - text as pointer and length. */
#define _GNU_SOURCE             /* memmem */
#include "lib/str.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/err.h"
#include "lib/banned.h"

bool str_eq(str a, str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_is(str a, const char *b)
{
    return str_eq(a, str_of(b));
}

int str_cmp(str a, str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;

    return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(str s, str prefix)
{
    return s.n >= prefix.n && str_eq(str_head(s, prefix.n), prefix);
}

bool str_ends(str s, str suffix)
{
    return s.n >= suffix.n && str_eq(str_from(s, s.n - suffix.n), suffix);
}

size_t str_find(str s, str part)
{
    const char *hit;

    if (part.n == 0)
        return 0;
    hit = s.n ? memmem(s.p, s.n, part.p, part.n) : NULL;
    return hit ? (size_t)(hit - s.p) : s.n;
}

bool str_has(str s, str part)
{
    return part.n == 0 || str_find(s, part) < s.n;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' ||
           c == '\v';
}

str str_trim(str s)
{
    while (s.n && blank(s.p[0]))
        s = str_from(s, 1);
    while (s.n && blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

uint64_t str_hash(str s)
{
    uint64_t h = 14695981039346656037u;         /* FNV-1a */

    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
    return h ^ h >> 29;
}

bool str_cut(str *rest, char sep, str *field)
{
    const char *hit;

    if (!rest->p)
        return false;
    hit = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
    if (hit) {
        *field = str_head(*rest, (size_t)(hit - rest->p));
        *rest = str_from(*rest, field->n + 1);
    } else {
        *field = *rest;
        *rest = (str){ NULL, 0 };
    }
    return true;
}

bool str_int(str s, long long *out)
{
    char text[32], *end;

    if (s.n == 0 || s.n >= sizeof text || blank(s.p[0]))
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = 0;
    errno = 0;
    *out = strtoll(text, &end, 10);
    return end == text + s.n && errno == 0;
}

bool str_real(str s, double *out)
{
    char text[64], *end;

    if (s.n == 0 || s.n >= sizeof text)
        return false;
    for (size_t i = 0; i < s.n; i++)            /* no hex, inf or nan */
        if (!strchr("0123456789+-.eE", s.p[i]) || !s.p[i])
            return false;
    memcpy(text, s.p, s.n);
    text[s.n] = 0;
    errno = 0;
    *out = strtod(text, &end);
    return end == text + s.n && errno == 0;
}

str str_dup(struct arena *a, str s)
{
    char *p = arena_bytes(a, s.n + 1);

    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = 0;
    return (str){ p, s.n };
}

char *str_c(struct arena *a, str s)
{
    return (char *)str_dup(a, s).p;
}

str str_join(struct arena *a, str x, str y)
{
    char *p = arena_bytes(a, x.n + y.n + 1);

    if (x.n)
        memcpy(p, x.p, x.n);
    if (y.n)
        memcpy(p + x.n, y.p, y.n);
    p[x.n + y.n] = 0;
    return (str){ p, x.n + y.n };
}

str str_fmt(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    char *p;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        panic("bad format %s", fmt);
    p = arena_bytes(a, (size_t)n + 1);
    va_start(ap, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return (str){ p, (size_t)n };
}

static bool buf_room(struct buf *b, size_t n)
{
    size_t need = b->n + n + 1;

    if (b->full || (b->max && b->n + n > b->max)) {
        b->full = true;
        return false;
    }
    if (need > b->cap) {
        size_t cap = b->cap ? b->cap : 256;

        while (cap < need)
            cap *= 2;
        b->p = mem_grow(b->p, cap);
        b->cap = cap;
    }
    return true;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
    if (!buf_room(b, n))
        return;
    if (n)
        memcpy(b->p + b->n, p, n);
    b->n += n;
    b->p[b->n] = 0;
}

void buf_char(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_str(struct buf *b, str s)
{
    buf_add(b, s.p, s.n);
}

void buf_text(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s));
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        panic("bad format %s", fmt);
    if (!buf_room(b, (size_t)n))
        return;
    va_start(ap, fmt);
    vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->n += (size_t)n;
}

void buf_code(struct buf *b, uint32_t c)
{
    char u[4];
    size_t n;

    if (c < 0x80) {
        u[0] = (char)c, n = 1;
    } else if (c < 0x800) {
        u[0] = (char)(0xC0 | c >> 6);
        u[1] = (char)(0x80 | (c & 63)), n = 2;
    } else if (c < 0x10000) {
        u[0] = (char)(0xE0 | c >> 12);
        u[1] = (char)(0x80 | (c >> 6 & 63));
        u[2] = (char)(0x80 | (c & 63)), n = 3;
    } else {
        u[0] = (char)(0xF0 | c >> 18);
        u[1] = (char)(0x80 | (c >> 12 & 63));
        u[2] = (char)(0x80 | (c >> 6 & 63));
        u[3] = (char)(0x80 | (c & 63)), n = 4;
    }
    buf_add(b, u, n);
}

str buf_view(const struct buf *b)
{
    return (str){ b->p, b->n };
}

void buf_clear(struct buf *b)
{
    b->n = 0;
    b->full = false;
}

void buf_release(struct buf *b)
{
    mem_free(b->p);
    *b = (struct buf){ .max = b->max };
}
