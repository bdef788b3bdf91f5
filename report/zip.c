/* zip.c - a ZIP file of a few parts. */
#include "report/zip.h"

#include "lib/banned.h"

enum { VERSION = 20, DAY_1980 = 1 << 5 | 1, UTF8_NAMES = 0x0800 };

static uint32_t crc_of(str s)
{
    uint32_t crc = 0xffffffff;

    for (size_t i = 0; i < s.n; i++) {
        crc ^= (unsigned char)s.p[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

static void put(struct buf *b, uint32_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_char(b, (char)(v >> (8 * i) & 0xff));
}

/* What the head of a part and its line in the index have in common. */
static void describe(struct buf *b, const char *name, str content)
{
    uint32_t n = (uint32_t)content.n;

    put(b, VERSION, 2);
    put(b, UTF8_NAMES, 2);
    put(b, 0, 2);                       /* stored */
    put(b, 0, 2);                       /* midnight, */
    put(b, DAY_1980, 2);                /* 1980-01-01 */
    put(b, crc_of(content), 4);
    put(b, n, 4);
    put(b, n, 4);
    put(b, (uint32_t)strlen(name), 2);
    put(b, 0, 2);
}

void zip_add(struct zip *z, const char *name, str content)
{
    uint32_t at = (uint32_t)z->out.n;

    put(&z->out, 0x04034b50, 4);
    describe(&z->out, name, content);
    buf_text(&z->out, name);
    buf_str(&z->out, content);

    put(&z->index, 0x02014b50, 4);
    put(&z->index, VERSION, 2);
    describe(&z->index, name, content);
    put(&z->index, 0, 2);               /* no comment */
    put(&z->index, 0, 2);               /* disk */
    put(&z->index, 0, 2);
    put(&z->index, 0, 4);
    put(&z->index, at, 4);
    buf_text(&z->index, name);
    z->parts++;
}

void zip_end(struct zip *z)
{
    uint32_t at = (uint32_t)z->out.n;

    buf_str(&z->out, buf_view(&z->index));
    put(&z->out, 0x06054b50, 4);
    put(&z->out, 0, 4);
    put(&z->out, z->parts, 2);
    put(&z->out, z->parts, 2);
    put(&z->out, (uint32_t)z->index.n, 4);
    put(&z->out, at, 4);
    put(&z->out, 0, 2);
}

void zip_release(struct zip *z)
{
    buf_release(&z->out);
    buf_release(&z->index);
}
