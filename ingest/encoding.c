/* encoding.c - bytes in some encoding as UTF-8, by iconv. */
#include "ingest/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <strings.h>

#include "lib/banned.h"

struct encoding {
    iconv_t cd;
    size_t unit;                /* bytes that are skipped where one is wrong */
    bool gb, pairs;             /* pairs: two bytes a character, mostly */
};

struct encoding *encoding_open(const char *name)
{
    struct encoding *c;
    iconv_t cd;

    if (strcasecmp(name, "big5") == 0)  /* what is written as Big5 is more */
        name = "BIG5-HKSCS";
    else if (strcasecmp(name, "gbk") == 0 || strcasecmp(name, "gb2312") == 0)
        name = "GB18030";
    cd = iconv_open("UTF-8", name);
    if (cd == (iconv_t)-1)
        return NULL;
    c = mem_grow(NULL, sizeof *c);
    *c = (struct encoding){ cd, 1, strcasecmp(name, "GB18030") == 0, false };
    c->pairs = c->gb || strncasecmp(name, "BIG5", 4) == 0;
    if (strncasecmp(name, "UTF-16", 6) == 0)
        c->unit = 2;
    else if (strncasecmp(name, "UTF-32", 6) == 0)
        c->unit = 4;
    return c;
}

void encoding_close(struct encoding *c)
{
    if (!c)
        return;
    iconv_close(c->cd);
    mem_free(c);
}

/* glibc reads A3 A0, the wide blank of many Chinese exports, as the private
 * U+E5E5; everybody else as U+3000. */
static void settle_gb(char *p, size_t n)
{
    for (size_t i = 0; i + 3 <= n; i++)
        if (p[i] == '\xEE' && memcmp(p + i, "\xEE\x97\xA5", 3) == 0)
            memcpy(p + i, "\xE3\x80\x80", 3);
}

void encoding_add(struct encoding *c, struct buf *in, bool end,
                  struct buf *out)
{
    char *from = in->p, part[16384];
    size_t left = in->n;

    while (left) {
        char *to = part;
        size_t room = sizeof part;
        int rc = iconv(c->cd, &from, &left, &to, &room) == (size_t)-1
                 ? errno : 0;

        if (c->gb)
            settle_gb(part, (size_t)(to - part));
        buf_add(out, part, (size_t)(to - part));
        if (rc == EINVAL && !end)
            break;                      /* half a character */
        if (rc == EINVAL || rc == EILSEQ) {
            size_t skip = rc == EINVAL || left < c->unit ? left : c->unit;

            if (c->gb && from[0] == '\x80')
                buf_text(out, "€");     /* Windows writes it so */
            else
                buf_char(out, '\xFF');
            if (c->pairs && left > 1 && (from[1] & 0x80) &&
                (unsigned char)from[0] > 0x80 &&
                (unsigned char)from[0] < 0xFF)
                skip = 2;               /* a pair that means nothing */
            from += skip;
            left -= skip;
            iconv(c->cd, NULL, NULL, NULL, NULL);
        }
    }
    if (left)
        memmove(in->p, from, left);
    in->n = left;
}
