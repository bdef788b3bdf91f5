/* escape.c - text of others made harmless in each kind of output. */
#include "report/escape.h"

#include "lib/text.h"
#include "lib/banned.h"

/* Characters that are not shown but change what is: controls, direction marks
 * and embeddings, line separators, tags, non-characters. */
static bool unseen(uint32_t c)
{
    return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) ||
           c == 0x061c || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
           c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
           (c & 0xfffe) == 0xfffe || (c >= 0xe0000 && c <= 0xe0fff);
}

void escape_html(struct buf *out, str s)
{
    while (s.n) {
        uint32_t c = text_next(&s);

        switch (c) {
        case '<':  buf_text(out, "&lt;"); break;
        case '>':  buf_text(out, "&gt;"); break;
        case '&':  buf_text(out, "&amp;"); break;
        case '"':  buf_text(out, "&quot;"); break;
        case '\'': buf_text(out, "&#39;"); break;
        default:
            if (!unseen(c))
                buf_code(out, c);
        }
    }
}

void escape_plain(struct buf *out, str s)
{
    while (s.n) {
        uint32_t c = text_next(&s);

        if (!unseen(c))
            buf_code(out, c);
    }
}

void escape_markdown(struct buf *out, str s)
{
    while (s.n) {
        uint32_t c = text_next(&s);

        if (c == '\n' || c == '\t')
            c = ' ';
        if (unseen(c))
            continue;
        if (c == '<')
            buf_text(out, "&lt;");
        else if (c == '&')
            buf_text(out, "&amp;");
        else if (c < 0x80 && strchr("\\`*_[]#|~!", (int)c))
            buf_fmt(out, "\\%c", (int)c);
        else
            buf_code(out, c);
    }
}

void escape_base64(struct buf *out, str s)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"
                                 "pqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < s.n; i += 3) {
        uint32_t v = 0;

        for (size_t k = 0; k < 3; k++)
            v = v << 8 | (i + k < s.n ? (unsigned char)s.p[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            buf_char(out, i + k > s.n ? '=' : digits[v >> (18 - 6 * k) & 63]);
    }
}

void escape_field(struct buf *out, str s)
{
    while (s.n) {
        uint32_t c = text_next(&s);

        if (c == '\n' || c == '\t')
            c = ' ';
        else if (c == '"' || c == '\\' || c == '`')
            c = '\'';
        if (!unseen(c))
            buf_code(out, c);
    }
}
