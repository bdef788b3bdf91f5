/* json_guard.c - bytes that are no JSON though yajl would let them pass. */
#include "lib/json_part.h"
#include "lib/banned.h"

static const char *guard_byte(struct json_guard *g, unsigned char c)
{
    if (g->need) {
        if (c < g->low || c > g->high)
            return "wrong UTF-8";
        g->low = 0x80, g->high = 0xBF;
        g->need--;
        return NULL;
    }
    if (g->escape == 1) {
        g->escape = c == 'u' ? 2 : 0;
        g->unit = 0;
        return g->pair && c != 'u' ? _("half a surrogate pair") : NULL;
    }
    if (g->escape) {
        g->unit = g->unit << 4 | (unsigned)(c <= '9' ? c - '0'
                                            : (c | 32) - 'a' + 10);
        if (++g->escape < 6)
            return NULL;
        g->escape = 0;
        if (g->pair != (g->unit >> 10 == 0x37))
            return "half a surrogate pair";
        g->pair = g->unit >> 10 == 0x36;
        return NULL;
    }
    if (c == '\\') {
        g->escape = 1;
        return NULL;
    }
    if (g->pair)
        return "half a surrogate pair";
    if (c < 0x80)
        return c < 0x20 && c != '\n' && c != '\r' && c != '\t'
               ? _("a control character") : NULL;
    g->low = 0x80, g->high = 0xBF;
    if (c >= 0xC2 && c <= 0xDF)
        g->need = 1;
    else if (c >= 0xE0 && c <= 0xEF)
        g->need = 2, g->low = c == 0xE0 ? 0xA0 : 0x80,
        g->high = c == 0xED ? 0x9F : 0xBF;
    else if (c >= 0xF0 && c <= 0xF4)
        g->need = 3, g->low = c == 0xF0 ? 0x90 : 0x80,
        g->high = c == 0xF4 ? 0x8F : 0xBF;
    else
        return "wrong UTF-8";
    return NULL;
}

const char *json_guard(struct json_guard *g, const char *p, size_t n,
                       size_t *at)
{
    *at = 0;
    if (g->refused && n) {
        bool anew = g->refused == JSON_ANEW;

        *g = (struct json_guard){ 0 };
        if (anew && guard_byte(g, (unsigned char)p[0]))
            *g = (struct json_guard){ 0 };
        *at = 1;
    }
    for (; *at < n; ++*at) {
        unsigned char c = (unsigned char)p[*at];
        bool escape = g->escape > 0;
        const char *why;

        if (c >= 0x20 && c < 0x80 && c != '\\' && !g->need && !g->escape &&
            !g->pair)
            continue;
        why = guard_byte(g, c);
        if (why) {
            g->refused = escape ? JSON_PASS : JSON_ANEW;
            return why;
        }
    }
    return NULL;
}
