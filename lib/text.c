/* text.c - Unicode by utf8proc. */
#include "lib/text.h"

#include <utf8proc.h>

#include "lib/err.h"
#include "lib/banned.h"

static size_t sequence(const unsigned char *p, size_t n)
{
    unsigned c = p[0];

    if (c < 0x80)
        return 1;
    if (c >= 0xC2 && c <= 0xDF)
        return n > 1 && (p[1] & 0xC0) == 0x80 ? 2 : 0;
    if (c >= 0xE0 && c <= 0xEF)
        return n > 2 && p[1] >= (c == 0xE0 ? 0xA0 : 0x80) &&
               p[1] <= (c == 0xED ? 0x9F : 0xBF) &&
               (p[2] & 0xC0) == 0x80 ? 3 : 0;
    if (c >= 0xF0 && c <= 0xF4)
        return n > 3 && p[1] >= (c == 0xF0 ? 0x90 : 0x80) &&
               p[1] <= (c == 0xF4 ? 0x8F : 0xBF) &&
               (p[2] & 0xC0) == 0x80 && (p[3] & 0xC0) == 0x80 ? 4 : 0;
    return 0;
}

bool text_valid(str s)
{
    const unsigned char *p = (const unsigned char *)s.p;

    for (size_t i = 0; i < s.n; ) {
        size_t n;

        if (p[i] >= 0xE1 && p[i] <= 0xEC && i + 2 < s.n &&
            (p[i + 1] & 0xC0) == 0x80 && (p[i + 2] & 0xC0) == 0x80) {
            i += 3;                     /* most of any Chinese text */
            continue;
        }
        n = p[i] < 0x80 ? 1 : sequence(p + i, s.n - i);
        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

uint32_t text_next(str *s)
{
    const unsigned char *p = (const unsigned char *)s->p;
    size_t n;
    uint32_t c;

    if (s->n == 0)
        return 0;
    n = sequence(p, s->n);
    switch (n) {
    case 1:
        c = p[0];
        break;
    case 2:
        c = (p[0] & 31u) << 6 | (p[1] & 63u);
        break;
    case 3:
        c = (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
        break;
    case 4:
        c = (p[0] & 7u) << 18 | (p[1] & 63u) << 12 | (p[2] & 63u) << 6 |
            (p[3] & 63u);
        break;
    default:
        n = 1;
        c = 0xFFFD;
    }
    *s = str_from(*s, n);
    return c;
}

/* Characters that NFKC surely leaves alone: ASCII, common CJK, CJK marks. */
static bool plain(uint32_t c)
{
    return (c >= 0x20 && c < 0x7F) || c == '\n' ||
           (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3001 && c <= 0x3015) ||
           c == 0x2018 || c == 0x2019 || c == 0x201C || c == 0x201D ||
           c == 0x2014;
}

/* Bytes at the front that no step of cleaning changes: printable ASCII but the
 * blank and the _ of escapes, and common CJK.  Most of any text. */
static size_t untouched(str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t i = 0;

    while (i < s.n) {
        if (p[i] > 0x20 && p[i] < 0x7F && p[i] != '_')
            i++;
        else if (p[i] >= 0xE4 && p[i] <= 0xE9 && i + 2 < s.n &&
                 (p[i] > 0xE4 || p[i + 1] >= 0xB8))
            i += 3;             /* U+4E00 to U+9FFF; the text is valid */
        else
            break;
    }
    return i;
}

/* Full-width ASCII, which is NFKC for its narrow twin, and the wide blank. */
static bool wide(uint32_t c)
{
    return (c >= 0xFF01 && c <= 0xFF5E) || c == 0x3000;
}

static uint32_t narrowed(uint32_t c)
{
    return c == 0x3000 ? ' ' : c - 0xFF01 + '!';
}

/* Only plain and full-width characters: no need of the big tables. */
static str narrow(struct arena *a, str s)
{
    char *out = arena_bytes(a, s.n + 1);
    size_t n = 0;

    while (s.n) {
        str rest = s;
        uint32_t c;

        size_t same = untouched(s);

        if (same) {
            memcpy(out + n, s.p, same);
            n += same;
            s = str_from(s, same);
            continue;
        }
        c = text_next(&rest);
        if (wide(c)) {
            out[n++] = (char)narrowed(c);
        } else {
            memcpy(out + n, s.p, s.n - rest.n);
            n += s.n - rest.n;
        }
        s = rest;
    }
    out[n] = 0;
    return (str){ out, n };
}

str text_nfkc(struct arena *a, str s)
{
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t n;
    bool some_wide = false, easy = true;
    str rest = s, made;

    for (;;) {
        uint32_t c;

        rest = str_from(rest, untouched(rest));
        if (!rest.n || !easy)
            break;
        c = text_next(&rest);
        some_wide = some_wide || wide(c);
        easy = plain(c) || wide(c);
    }
    if (easy)
        return some_wide ? narrow(a, s) : s;
    n = utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n,
                     &out, UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                     UTF8PROC_STABLE);
    if (n < 0)
        panic("NFKC: %s", utf8proc_errmsg(n));
    made = str_dup(a, (str){ (char *)out, (size_t)n });
    mem_free(out);
    return made;
}

/* What carries no text: control, format and other ignorable characters. */
static bool ignorable(uint32_t c)
{
    if (c < 0x20)
        return c != '\n' && c != '\t' && c != '\r';
    if (c < 0x7F)
        return false;
    if (c < 0xA0)
        return c != 0x85;
    if (c >= 0x4E00 && c <= 0x9FFF)
        return false;
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CN:
        return true;
    default:
        return (c >= 0xFE00 && c <= 0xFE0F) || c == 0x034F || c == 0x3164 ||
               c == 0x115F || c == 0x1160;
    }
}

static bool blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == 0xA0 || c == 0x3000 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
           c == 0x1680;
}

static bool line_end(uint32_t c)
{
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 ||
           c == 0x2029 || c == 0x0B || c == 0x0C;
}

/* `_x000D_` and its kind, as spreadsheets write control characters. */
static bool escaped(str s, uint32_t *c)
{
    *c = 0;
    if (s.n < 7 || s.p[0] != '_' || s.p[1] != 'x' || s.p[6] != '_')
        return false;
    for (int i = 2; i < 6; i++) {
        char d = s.p[i];
        int v = d >= '0' && d <= '9' ? d - '0' : d >= 'A' && d <= 'F'
                ? d - 'A' + 10 : d >= 'a' && d <= 'f' ? d - 'a' + 10 : -1;

        if (v < 0)
            return false;
        *c = *c << 4 | (uint32_t)v;
    }
    return *c < 0x20;
}

static bool clean_already(str s)
{
    uint32_t last = '\n';

    if (memchr(s.p, '_', s.n) && str_has(s, STR("_x00")))
        return false;
    for (;;) {
        size_t same = untouched(s);
        uint32_t c;

        s = str_from(s, same);
        if (same)
            last = 'x';
        if (!s.n)
            break;
        c = text_next(&s);
        if (!plain(c) || ((c == ' ' || c == '\n') &&
                          (last == ' ' || last == '\n')))
            return false;
        last = c;
    }
    return last != ' ' && last != '\n';
}

/* The usual text, in one pass: plain and full-width characters, blanks and
 * line ends.  false: something else, or an escape, is in it. */
static bool clean_usual(struct arena *a, str s, str *made)
{
    char *out = arena_bytes(a, s.n + 1);
    bool gap = false, line = false;
    size_t n = 0;

    while (s.n) {
        size_t same = untouched(s);
        str rest = str_from(s, same);
        uint32_t c = 0;

        if (!same) {
            c = text_next(&rest);
            c = wide(c) ? narrowed(c) : c;
            if (c == '_' || !(plain(c) || c == '\t' || c == '\r'))
                return false;
            line = line || c == '\n' || c == '\r';
            gap = gap || c == ' ' || c == '\t';
        }
        if (same || !(c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
            if ((line || gap) && n)
                out[n++] = line ? '\n' : ' ';
            gap = line = false;
            if (c && c < 0x80) {
                out[n++] = (char)c;
            } else {
                memcpy(out + n, s.p, s.n - rest.n);
                n += s.n - rest.n;
            }
        }
        s = rest;
    }
    out[n] = 0;
    *made = (str){ out, n };
    return true;
}

str text_clean(struct arena *a, str s)
{
    struct buf b = { 0 };
    bool gap = false, line = false;
    size_t before = s.n;
    str out;

    if (s.n == 0 || clean_already(s))
        return s;
    if (clean_usual(a, s, &out))
        return out;
    s = text_nfkc(a, s);
    while (s.n) {
        size_t same = untouched(s);
        str rest = s;
        uint32_t c, x;

        if (same) {
            if ((line || gap) && b.n)
                buf_char(&b, line ? '\n' : ' ');
            gap = line = false;
            buf_add(&b, s.p, same);
            s = str_from(s, same);
            continue;
        }
        c = text_next(&rest);
        if (c == '_' && escaped(s, &x)) {
            rest = str_from(s, 7);
            c = x;
        }
        if (line_end(c)) {
            line = true;
        } else if (blank(c)) {
            gap = true;
        } else if (!ignorable(c)) {
            if ((line || gap) && b.n)
                buf_char(&b, line ? '\n' : ' ');
            gap = line = false;
            buf_add(&b, s.p, s.n - rest.n);
        }
        s = rest;
    }
    out = str_dup(a, buf_view(&b));
    buf_release(&b);
    /* What was taken out may have stood inside another escape. */
    return out.n < before && str_has(out, STR("_x00")) ? text_clean(a, out)
                                                        : out;
}

size_t text_width(str s)
{
    size_t w = 0;

    while (s.n) {
        uint32_t c = text_next(&s);
        int n = c < 0x20 ? 0 : utf8proc_charwidth((utf8proc_int32_t)c);

        w += n > 0 ? (size_t)n : 0;
    }
    return w;
}

size_t text_length(str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return n;
}

size_t text_pos(str s, size_t at)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        if (((unsigned char)s.p[i] & 0xC0) != 0x80 && n++ == at)
            return i;
    return s.n;
}

const char *text_version(void)
{
    return utf8proc_version();
}
