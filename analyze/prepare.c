/* prepare.c - a text as the rules see it, and its sentences. */
#include "analyze/prepare.h"

#include <stdio.h>

#include "lib/io.h"
#include "lib/text.h"
#include "lib/banned.h"

enum { FIRST = 0x3400, LAST = 0x9FFF };

struct fold {
    uint16_t to[LAST - FIRST + 1];      /* 0: stays */
    char hash[HASH_HEX];
};

const char *fold_hash(const struct fold *f)
{
    return f->hash;
}

struct fold *fold_load(const char *schemas, struct arena *a, struct err *e)
{
    const char *path = str_c(a, str_fmt(a, "%s/simplified.csv", schemas));
    struct fold *f = arena_new(a, struct fold);
    str all, line;
    long n = 0;

    if (io_read(path, 1 << 20, a, &all, e))
        return NULL;
    hash_of(all, f->hash);
    str_cut(&all, '\n', &line);         /* the header */
    for (n = 2; str_cut(&all, '\n', &line); n++) {
        str rest = str_trim(line);
        uint32_t from = text_next(&rest), comma = text_next(&rest),
                 to = text_next(&rest);

        if (line.n == 0)
            continue;
        if (comma != ',' || !to || rest.n) {
            err_set(e, ERR_CONFIG, (struct where){ path, n },
                    N_("not two characters with a comma between them"));
            return NULL;
        }
        if (from >= FIRST && from <= LAST && to <= 0xFFFF)
            f->to[from - FIRST] = (uint16_t)to;
    }
    return f;
}

uint32_t fold_char(const struct fold *f, uint32_t c)
{
    if (c < FIRST || c > LAST || !f->to[c - FIRST])
        return c;
    return f->to[c - FIRST];
}

void prepare_pattern_char(const struct fold *f, struct buf *out, uint32_t c,
                          bool class)
{
    if (c >= 0xFF01 && c <= 0xFF5E) {   /* full width: a literal, no syntax */
        char ascii = (char)(c - 0xFEE0);
        bool word = (ascii >= '0' && ascii <= '9') ||
                    (ascii >= 'a' && ascii <= 'z') ||
                    (ascii >= 'A' && ascii <= 'Z');

        if (!word)
            buf_char(out, '\\');
        buf_char(out, ascii);
    } else if (c == 0x3000) {
        buf_char(out, ' ');
    } else if (c == 0x2026) {
        buf_text(out, class ? "." : "(?:\\.\\.\\.)");
    } else {
        buf_code(out, fold_char(f, c));
    }
}

static bool blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == 0xA0 || c == 0x3000 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F;
}

static bool line_end(uint32_t c)
{
    return (c >= 0x0A && c <= 0x0D) || c == 0x85 || c == 0x2028 ||
           c == 0x2029;
}

/* What carries no text: control and zero-width characters. */
static bool ignorable(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) ||
           c == 0xFEFF;
}

static bool chinese(uint32_t c)
{
    return c >= 0x2E80;
}

/* Characters whose NFKC is known without asking: ASCII, common Chinese, the
 * signs between them, full-width forms of ASCII. */
static bool familiar(str s)
{
    const unsigned char *p = (const unsigned char *)s.p, *end = p + s.n;

    while (p < end) {
        unsigned c;

        if (*p < 0x80) {
            p++;
            continue;
        }
        if (*p < 0xE2 || *p > 0xEF || end - p < 3)
            return false;
        c = (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
        if (!((c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xFF01 && c <= 0xFF5E) ||
              (c >= 0x3000 && c <= 0x3015) || c == 0x2014 || c == 0x2018 ||
              c == 0x2019 || c == 0x201C || c == 0x201D || c == 0x2026))
            return false;
        p += 3;
    }
    return true;
}

struct writer {
    char *p;                    /* room for what is read: nothing grows */
    size_t n;
    uint32_t last;
    size_t gap;                 /* blanks since */
    bool line;                  /* one of them ends a line */
};

static void put(struct writer *w, uint32_t c)
{
    if (w->gap && w->n) {
        if (w->line || w->gap > 1)
            w->p[w->n++] = '\n';
        else if (!chinese(c) || !chinese(w->last))
            w->p[w->n++] = ' ';
    }
    w->gap = 0;
    w->line = false;
    w->last = c;
    if (c < 0x80) {
        w->p[w->n++] = (char)c;
    } else if (c < 0x800) {
        w->p[w->n++] = (char)(0xC0 | c >> 6);
        w->p[w->n++] = (char)(0x80 | (c & 63));
    } else if (c < 0x10000) {
        w->p[w->n++] = (char)(0xE0 | c >> 12);
        w->p[w->n++] = (char)(0x80 | (c >> 6 & 63));
        w->p[w->n++] = (char)(0x80 | (c & 63));
    } else {
        w->p[w->n++] = (char)(0xF0 | c >> 18);
        w->p[w->n++] = (char)(0x80 | (c >> 12 & 63));
        w->p[w->n++] = (char)(0x80 | (c >> 6 & 63));
        w->p[w->n++] = (char)(0x80 | (c & 63));
    }
}

str prepare(const struct fold *f, struct arena *a, str s)
{
    struct writer w = { 0 };

    if (s.n == 0)
        return s;
    if (!familiar(s))
        s = text_nfkc(a, s);
    w.p = arena_bytes(a, s.n + 2);
    while (s.n) {
        uint32_t c;

        if (s.p[0] == '_' && str_starts(s, STR("_x000D_"))) {
            s = str_from(s, 7);
            w.line = true;
            w.gap++;
            continue;
        }
        c = text_next(&s);
        if (c >= 0x4E00 && c <= 0x9FFF) {
            put(&w, fold_char(f, c));
        } else if (line_end(c) || blank(c)) {
            w.line = w.line || line_end(c);
            w.gap++;
        } else if (c >= 0xFF01 && c <= 0xFF5E) {
            put(&w, c - 0xFEE0);
        } else if (c == 0x2026) {
            put(&w, '.'), put(&w, '.'), put(&w, '.');
        } else if (!ignorable(c)) {
            put(&w, fold_char(f, c));
        }
    }
    w.p[w.n] = 0;
    return (str){ w.p, w.n };
}

/* Full stops from s[i] on, if they are two or more with those before. */
static size_t dots(str s, size_t i)
{
    size_t n = 1;

    while (i + n < s.n && s.p[i + n] == '.')
        n++;
    return n > 1 || (i > 0 && s.p[i - 1] == '.') ? n : 0;
}

/* Bytes of the sign that ends a sentence at s[i], or 0. */
static size_t sign(str s, size_t i)
{
    switch (s.p[i]) {
    case '!':
    case '?':
    case ';':
    case '\n':
        return 1;
    case '.':
        return dots(s, i);
    case '\xE3':
        return i + 2 < s.n && s.p[i + 1] == '\x80' && s.p[i + 2] == '\x82'
               ? 3 : 0;
    default:
        return 0;
    }
}

struct span sentence(str text, size_t from, size_t to)
{
    struct span out = { from, to };
    size_t n = 0;

    while (out.from > 0) {              /* back, behind the last sign */
        size_t i = out.from - 1;

        n = sign(text, i);
        if (n && i + n <= from) {
            out.from = i + n;
            break;
        }
        out.from = i;
    }
    /* a hit that ends with a sign ends its sentence */
    if (to > from && (text.p[to - 1] == '!' || text.p[to - 1] == '?' ||
                      text.p[to - 1] == ';'))
        return out;
    if (to >= from + 3 && sign(text, to - 3) == 3)
        return out;
    while (out.to < text.n && !(n = sign(text, out.to)))
        out.to++;
    if (out.to < text.n && text.p[out.to] != '\n')
        out.to += n;
    return out;
}

/* Bytes of the sign that bounds a clause at s[i], or 0. */
static size_t bound(str s, size_t i)
{
    static const char *const marks[] = { ",", ":", "(", ")", "\"", "“", "”",
                                         "—" };
    str rest = str_from(s, i);

    for (size_t k = 0; k < sizeof marks / sizeof marks[0]; k++)
        if (str_starts(rest, str_of(marks[k])))
            return strlen(marks[k]);
    return sign(s, i);
}

struct span clause(str text, size_t from, size_t to)
{
    while (from > 0 && !bound(text, from - 1) &&
           (from < 3 || bound(text, from - 3) != 3))
        from--;
    while (to < text.n && !bound(text, to))
        to++;
    return (struct span){ from, to };
}
