/* source.c - the bytes of a source file: hashed, and its encoding looked at. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/reader.h"
#include "lib/hash.h"
#include "lib/banned.h"

/* Standard input as a file that can be read twice. */
static int spool(int in, struct err *e)
{
    const char *dir = getenv("TMPDIR");
    char name[4096], part[65536];
    ssize_t n;
    int fd;

    snprintf(name, sizeof name, "%s/duban.XXXXXX", dir && dir[0] ? dir
                                                                 : "/tmp");
    fd = mkostemp(name, O_CLOEXEC);
    if (fd < 0)
        return err_sys(e, NOWHERE, "%s", _("cannot keep standard input"));
    unlink(name);
    while ((n = read(in, part, sizeof part)) > 0)
        for (ssize_t done = 0, w; done < n; done += w)
            if ((w = write(fd, part + done, (size_t)(n - done))) < 0) {
                err_sys(e, NOWHERE, "%s", _("cannot keep standard input"));
                close(fd);
                return -1;
            }
    if (n < 0) {
        err_sys(e, NOWHERE, "%s", _("cannot read standard input"));
        close(fd);
        return -1;
    }
    return fd;
}

struct look {                   /* state of the UTF-8 check over the parts */
    int need;                   /* bytes still to come in this character */
    unsigned low, high;         /* bounds of the next byte */
    long long good, bad;        /* multi-byte characters, wrong bytes */
};

static void look_at(struct look *l, const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned c = p[i];

        if (l->need) {
            if (c >= l->low && c <= l->high) {
                l->low = 0x80, l->high = 0xBF;
                if (--l->need == 0)
                    l->good++;
                continue;
            }
            l->bad++;
            l->need = 0;
        }
        l->low = 0x80, l->high = 0xBF;
        if (c < 0x80)
            continue;
        if (c >= 0xC2 && c <= 0xDF)
            l->need = 1;
        else if (c >= 0xE0 && c <= 0xEF)
            l->need = 2, l->low = c == 0xE0 ? 0xA0 : 0x80,
            l->high = c == 0xED ? 0x9F : 0xBF;
        else if (c >= 0xF0 && c <= 0xF4)
            l->need = 3, l->low = c == 0xF0 ? 0x90 : 0x80,
            l->high = c == 0xF4 ? 0x8F : 0xBF;
        else
            l->bad++;
    }
}

static int first_pass(struct source *s, struct err *e)
{
    struct hash *h = hash_new();
    struct look l = { 0 };
    unsigned char part[65536];
    ssize_t n;

    while ((n = read(s->fd, part, sizeof part)) > 0) {
        if (s->bytes == 0 && n >= 3 && memcmp(part, "\xEF\xBB\xBF", 3) == 0)
            s->bom = 3;
        else if (s->bytes == 0 && n >= 2 && memcmp(part, "\xFF\xFE", 2) == 0)
            s->bom = 2, s->utf16le = true;
        else if (s->bytes == 0 && n >= 2 && memcmp(part, "\xFE\xFF", 2) == 0)
            s->bom = 2, s->utf16be = true;
        hash_add(h, (str){ (char *)part, (size_t)n });
        look_at(&l, part, (size_t)n);
        s->bytes += n;
    }
    hash_hex(h, s->sha256);
    if (n < 0)
        return err_sys(e, (struct where){ s->path, 0 }, "%s",
                       _("cannot read"));
    if (s->bytes == 0)
        return err_set(e, ERR_INPUT, (struct where){ s->path, 0 }, "%s",
                       _("the file is empty"));
    /* Valid UTF-8 is proof; a few wrong bytes among many right characters is
     * UTF-8 that was damaged, and rejects only the records they stand in. */
    s->utf8 = s->bom == 3 || l.bad + (l.need > 0) <= l.good / 9;
    return 0;
}

int source_open(struct source *s, const char *path, struct err *e)
{
    struct where at = { path, 0 };
    struct stat st;

    *s = (struct source){ .path = path, .fd = -1 };
    if (strcmp(path, "-") == 0) {
        s->path = _("(standard input)");
        s->fd = spool(0, e);
        if (s->fd < 0)
            return -1;
    } else if ((s->fd = open(path, O_RDONLY | O_CLOEXEC)) < 0) {
        return err_sys(e, at, "%s", _("cannot open"));
    }
    if (fstat(s->fd, &st) != 0) {
        err_sys(e, at, "%s", _("cannot look at it"));
        goto failed;
    }
    if (S_ISDIR(st.st_mode)) {
        err_set(e, ERR_INPUT, at, "%s", _("is a folder, not a file"));
        goto failed;
    }
    if (!S_ISREG(st.st_mode)) {         /* a pipe by name */
        int fd = spool(s->fd, e);

        if (fd < 0)
            goto failed;
        close(s->fd);
        s->fd = fd;
    }
    if (lseek(s->fd, 0, SEEK_SET) < 0 || first_pass(s, e))
        goto failed;
    if (lseek(s->fd, 0, SEEK_SET) < 0) {
        err_sys(e, at, "%s", _("cannot read"));
        goto failed;
    }
    return 0;
failed:
    source_close(s);
    return -1;
}

void source_close(struct source *s)
{
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
}
