/* xlsx_strings.c - the shared strings of a workbook, however many. */
#define _GNU_SOURCE
#include "ingest/xlsx.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/banned.h"

static const size_t IN_MEMORY = (size_t)48 << 20;

struct strings {
    struct buf text;            /* of the strings in memory; then unwritten */
    uint64_t *end;              /* where each string ends */
    size_t n, cap;
    uint64_t written;           /* bytes that are in the file */
    int fd;                     /* -1: all in memory */
};

struct strings *strings_new(void)
{
    struct strings *s = mem_grow(NULL, sizeof *s);

    *s = (struct strings){ .fd = -1 };
    return s;
}

void strings_free(struct strings *s)
{
    if (!s)
        return;
    if (s->fd >= 0)
        close(s->fd);
    buf_release(&s->text);
    mem_free(s->end);
    mem_free(s);
}

static int flush_out(struct strings *s, struct err *e)
{
    const char *dir = getenv("TMPDIR");
    char name[4096];

    if (s->fd < 0) {
        snprintf(name, sizeof name, "%s/duban.XXXXXX",
                 dir && dir[0] ? dir : "/tmp");
        s->fd = mkostemp(name, 0);
        if (s->fd < 0)
            return err_sys(e, NOWHERE, N_("cannot keep the strings of "
                                          "the workbook"));
        unlink(name);
    }
    for (size_t done = 0; done < s->text.n; ) {
        ssize_t w = write(s->fd, s->text.p + done, s->text.n - done);

        if (w < 0)
            return err_sys(e, NOWHERE, N_("cannot keep the strings of "
                                          "the workbook"));
        done += (size_t)w;
    }
    s->written += s->text.n;
    buf_clear(&s->text);
    return 0;
}

int strings_add(struct strings *s, str text, struct err *e)
{
    buf_str(&s->text, text);
    s->end = mem_room(s->end, s->n, &s->cap);
    s->end[s->n++] = s->written + s->text.n;
    return s->text.n > IN_MEMORY ? flush_out(s, e) : 0;
}

bool strings_get(struct strings *s, size_t i, struct buf *out)
{
    uint64_t from;
    size_t n, head;

    if (i >= s->n)
        return false;
    from = i ? s->end[i - 1] : 0;
    n = (size_t)(s->end[i] - from);
    if (from >= s->written) {
        buf_add(out, s->text.p + (from - s->written), n);
        return true;
    }
    head = out->n;
    while (out->n - head < n) {
        char part[65536];
        size_t want = n - (out->n - head);
        ssize_t got = pread(s->fd, part, want < sizeof part ? want
                                                            : sizeof part,
                            (off_t)(from + (out->n - head)));

        if (got <= 0)
            return false;
        buf_add(out, part, (size_t)got);
    }
    return true;
}

void xlsx_unescape(struct buf *b)
{
    size_t to = 0;

    for (size_t i = 0; i < b->n; ) {
        uint32_t c = 0;
        int k = 2;

        while (k < 6 && i + 6 < b->n && strchr("0123456789ABCDEFabcdef",
                                               b->p[i + (size_t)k])) {
            char d = b->p[i + (size_t)k++];

            c = c << 4 | (uint32_t)(d <= '9' ? d - '0' : (d | 32) - 'a' + 10);
        }
        if (k == 6 && b->p[i] == '_' && b->p[i + 1] == 'x' &&
            b->p[i + 6] == '_' && c && !(c >= 0xD800 && c <= 0xDFFF)) {
            struct buf one = { 0 };

            buf_code(&one, c);          /* never longer than what it was */
            memcpy(b->p + to, one.p, one.n);
            to += one.n;
            buf_release(&one);
            i += 7;
        } else {
            b->p[to++] = b->p[i++];
        }
    }
    b->n = to;
}
