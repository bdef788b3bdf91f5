/* source.c - the bytes of a source: unpacked, hashed, and looked at. */
#define _GNU_SOURCE
#include "ingest/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "lib/hash.h"
#include "lib/banned.h"

static const long long GZ_FREE = 256LL << 20, GZ_RATIO = 200;

static struct where place(const struct source *s)
{
    return (struct where){ s->path, 0 };
}

/* A file without a name, for what must be read twice. */
static int spool_open(const struct source *s, struct err *e)
{
    const char *dir = getenv("TMPDIR");
    char name[4096];
    int fd;

    snprintf(name, sizeof name, "%s/duban.XXXXXX",
             dir && dir[0] ? dir : "/tmp");
    fd = mkostemp(name, O_CLOEXEC);
    if (fd < 0)
        return err_sys(e, place(s), N_("cannot keep a copy in %s"),
                       dir && dir[0] ? dir : "/tmp");
    unlink(name);
    return fd;
}

typedef long read_fn(void *from, char *p, size_t n, struct err *e);

/* All that `read` gives in a file without a name; its descriptor. */
static int spool(const struct source *s, read_fn *from, void *arg,
                 struct err *e)
{
    int fd = spool_open(s, e);
    char part[65536];
    long n;

    if (fd < 0)
        return -1;
    while ((n = from(arg, part, sizeof part, e)) > 0)
        for (ssize_t done = 0, w; done < n; done += w)
            if ((w = write(fd, part + done, (size_t)(n - done))) < 0) {
                err_sys(e, place(s), N_("cannot keep a copy"));
                close(fd);
                return -1;
            }
    if (n == 0 && lseek(fd, 0, SEEK_SET) == 0)
        return fd;
    close(fd);
    return -1;
}

struct plain { const struct source *s; int fd; };

static long read_plain(void *from, char *p, size_t n, struct err *e)
{
    const struct plain *x = from;
    ssize_t got;

    do
        got = read(x->fd, p, n);
    while (got < 0 && errno == EINTR);
    return got < 0 ? err_sys(e, place(x->s), N_("cannot read")) : got;
}

static long read_gz(struct source *s, char *p, size_t n, struct err *e)
{
    int got = gzread(s->gz, p, (unsigned)n), code;
    const char *why = gzerror(s->gz, &code), *colon = strstr(why, ": ");

    if (got < 0 || (got == 0 && code == Z_BUF_ERROR))
        return err_set(e, ERR_DATA, place(s),
                       N_("the .gz is damaged or cut off: %s"),
                       colon ? colon + 2 : why);
    if (gztell(s->gz) > GZ_FREE &&
        gztell(s->gz) / GZ_RATIO > (long long)gzoffset(s->gz))
        return err_set(e, ERR_DATA, place(s),
                       N_("unpacks to more than 200 times its size: refused"));
    return got;
}

long source_read(void *source, char *p, size_t n, struct err *e)
{
    struct source *s = source;
    struct plain x = { s, s->fd };

    if (s->gz)
        return read_gz(s, p, n, e);
    if (s->entry)
        return zipentry_read(s->entry, p, n, e);
    return read_plain(&x, p, n, e);
}

int source_rewind(struct source *s, struct err *e)
{
    if (s->gz)
        return gzrewind(s->gz) == 0 ? 0
               : err_set(e, ERR_IO, place(s), N_("cannot read"));
    if (s->outer) {
        zipentry_close(s->entry);
        s->entry = zipfile_entry(s->outer, s->index, e);
        return s->entry ? 0 : -1;
    }
    return lseek(s->fd, 0, SEEK_SET) == 0 ? 0
           : err_sys(e, place(s), N_("cannot read"));
}

struct look {                   /* what the first pass over the bytes finds */
    int need;                   /* bytes still to come in this character */
    unsigned low, high;         /* bounds of the next byte */
    long long good, bad;        /* multi-byte characters, wrong bytes */
    long long zero[2];          /* NULs at even and odd places */
    long long little, big;      /* separators as UTF-16 writes them */
    unsigned last;
};

static bool separator(unsigned c)
{
    return c == '\n' || c == ',' || c == '\t' || c == '"';
}

static void look_at(struct look *l, const unsigned char *p, size_t n,
                    long long at)
{
    for (size_t i = 0; i < n; i++) {
        unsigned c = p[i];

        if (!l->need && l->last && c >= 0xE1 && c <= 0xEC && i + 2 < n &&
            (p[i + 1] & 0xC0) == 0x80 && (p[i + 2] & 0xC0) == 0x80) {
            l->good++;                  /* most of a Chinese text */
            l->last = p[i + 2];
            i += 2;
            continue;
        }
        if ((at + (long long)i) & 1) {
            l->little += c == 0 && separator(l->last);
            l->big += l->last == 0 && separator(c);
        }
        l->last = c;
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
        if (c < 0x80) {
            if (c == 0)
                l->zero[(at + (long long)i) & 1]++;
            continue;
        }
        l->low = 0x80, l->high = 0xBF;
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

/* Are the upper halves (at `high` of each four bytes) of all characters at
 * the front zero? */
static bool is_utf32(const struct source *s, size_t high)
{
    for (size_t i = 0; i < 4; i++)
        if (s->n_head < 16 || s->bytes % 4 || s->head[4 * i + high] ||
            s->head[4 * i + high + 1])
            return false;
    return true;
}

/* Do two ASCII characters stand at the front, their upper halves at `high`
 * of each two bytes? */
static bool is_ascii16(const struct source *s, size_t high)
{
    for (size_t i = 0; i < 2; i++)
        if (s->n_head < 4 || s->bytes % 2 || s->head[2 * i + high] ||
            !s->head[2 * i + 1 - high] || s->head[2 * i + 1 - high] & 0x80)
            return false;
    return true;
}

/* The encoding that a byte order mark, or the bytes themselves, prove. */
static void decide(struct source *s, const struct look *l)
{
    static const struct { const char *mark; int n; const char *name; }
    marks[] = {
        { "\xFF\xFE\0\0", 4, "UTF-32LE" }, { "\0\0\xFE\xFF", 4, "UTF-32BE" },
        { "\xEF\xBB\xBF", 3, "UTF-8" }, { "\xFF\xFE", 2, "UTF-16LE" },
        { "\xFE\xFF", 2, "UTF-16BE" },
    };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (s->n_head >= (size_t)marks[i].n &&
            memcmp(s->head, marks[i].mark, (size_t)marks[i].n) == 0) {
            s->bom = marks[i].n;
            s->encoding = marks[i].name;
            return;
        }
    if (is_utf32(s, 2))
        s->encoding = "UTF-32LE";
    else if (is_utf32(s, 0))
        s->encoding = "UTF-32BE";
    else if ((l->little > 1 && l->zero[1] > 4 * l->zero[0]) ||
             is_ascii16(s, 1))
        s->encoding = "UTF-16LE";
    else if ((l->big > 1 && l->zero[0] > 4 * l->zero[1]) ||
             is_ascii16(s, 0))
        s->encoding = "UTF-16BE";
    /* Valid UTF-8 is proof; a few wrong bytes among many right characters is
     * UTF-8 that was damaged, and rejects only the records they stand in. */
    else if (l->bad + (l->need > 0) <= l->good / 9)
        s->encoding = "UTF-8";
}

static int first_pass(struct source *s, struct err *e)
{
    struct hash *h = hash_new();
    struct look l = { 0 };
    char part[65536];
    long n;

    while ((n = source_read(s, part, sizeof part, e)) > 0) {
        size_t room = sizeof s->head - s->n_head;

        hash_add(h, (str){ part, (size_t)n });
        look_at(&l, (unsigned char *)part, (size_t)n, s->bytes);
        if (s->n_head == (size_t)s->bytes) {
            room = room < (size_t)n ? room : (size_t)n;
            memcpy(s->head + s->n_head, part, room);
            s->n_head += room;
        }
        s->bytes += n;
    }
    hash_hex(h, s->sha256);
    if (n < 0)
        return -1;
    if (s->bytes == 0)
        return err_set(e, ERR_INPUT, place(s), N_("the file is empty"));
    decide(s, &l);
    return source_rewind(s, e);
}

static bool begins(const struct source *s, const char *with, size_t n)
{
    return s->n_head >= n && memcmp(s->head, with, n) == 0;
}

/* A workbook, or an archive of files?  Both are read in any order. */
static int open_zip(struct source *s, struct err *e)
{
    if (s->gz || s->entry) {
        int fd = spool(s, source_read, s, e);

        if (fd < 0)
            return -1;
        if (s->gz)
            gzclose(s->gz);
        zipentry_close(s->entry);
        s->gz = s->entry = NULL;
        s->outer = NULL;
        s->fd = fd;
    }
    s->zip = zipfile_open(s->fd, s->path, e);
    if (!s->zip)
        return -1;
    if (zipfile_find(s->zip, STR("xl/workbook.bin")) >= 0 ||
        (zipfile_find(s->zip, STR("mimetype")) >= 0 &&
         zipfile_find(s->zip, STR("content.xml")) >= 0))
        return err_set(e, ERR_DATA, place(s),
                       N_("a workbook of another kind (.xlsb, .ods): open it "
                          "and save it as .xlsx or CSV"));
    s->kind = zipfile_find(s->zip, STR("[Content_Types].xml")) >= 0 ||
              zipfile_find(s->zip, STR("xl/workbook.xml")) >= 0 ||
              zipfile_find(s->zip, STR("_rels/.rels")) >= 0
              ? SOURCE_WORKBOOK : SOURCE_ARCHIVE;
    if (s->kind == SOURCE_WORKBOOK)     /* some programs write them so */
        return 0;
    if (zipfile_inconsistent(s->zip) || zipfile_count(s->zip) == 0)
        return err_set(e, ERR_DATA, place(s), zipfile_count(s->zip) == 0
                       ? N_("the archive holds nothing")
                       : N_("the archive is damaged: its parts contradict "
                            "each other"));
    return 0;
}

/* What comes instead of data now and then. */
static int refuse(const struct source *s, struct err *e)
{
    str head = str_from((str){ s->head, s->n_head }, (size_t)s->bom);

    if (begins(s, "\xD0\xCF\x11\xE0", 4))
        return err_set(e, ERR_DATA, place(s),
                       N_("an old Excel workbook (.xls), or one with a "
                          "password: open it and save it as .xlsx or CSV"));
    head = str_trim(head);
    if (str_starts(head, STR("<!DOCTYPE")) || str_starts(head, STR("<html"))
        || str_starts(head, STR("<!doctype")) ||
        str_starts(head, STR("<HTML")))
        return err_set(e, ERR_DATA, place(s),
                       N_("a web page, no data; did a login page or an error "
                          "come instead?"));
    if (begins(s, "%PDF-", 5))
        return err_set(e, ERR_DATA, place(s), N_("a PDF, no data"));
    return 0;
}

/* Everything after the bytes can be read. */
static int settle(struct source *s, struct err *e)
{
    if (first_pass(s, e) || refuse(s, e))
        goto failed;
    if ((begins(s, "PK\3\4", 4) || begins(s, "PK\5\6", 4)) && open_zip(s, e))
        goto failed;
    return 0;
failed:
    source_close(s);
    return -1;
}

static int open_gz(struct source *s, struct err *e)
{
    unsigned char magic[2];

    if (pread(s->fd, magic, 2, 0) != 2 || magic[0] != 0x1F ||
        magic[1] != 0x8B)
        return 0;
    s->gz = gzdopen(s->fd, "rb");
    if (!s->gz)
        return err_sys(e, place(s), N_("cannot read"));
    s->fd = -1;                         /* gzclose() closes it */
    gzbuffer(s->gz, 128 * 1024);
    return 0;
}

int source_open(struct source *s, const char *path, struct err *e)
{
    struct where at = { path, 0 };
    struct stat st;
    bool input = strcmp(path, "-") == 0;

    memset(s, 0, sizeof *s);
    s->path = input ? _("(standard input)") : path;
    s->fd = input ? dup(0) : open(path, O_RDONLY | O_CLOEXEC);
    if (s->fd < 0)
        return err_sys(e, at, N_("cannot open"));
    if (fstat(s->fd, &st) != 0) {
        err_sys(e, at, N_("cannot look at it"));
        goto failed;
    }
    if (S_ISDIR(st.st_mode)) {
        err_set(e, ERR_INPUT, at, N_("is a folder, not a file"));
        goto failed;
    }
    if (input || !S_ISREG(st.st_mode)) {
        struct plain x = { s, s->fd };
        int fd = spool(s, read_plain, &x, e);

        if (fd < 0)
            goto failed;
        close(s->fd);
        s->fd = fd;
    }
    if (open_gz(s, e) == 0)
        return settle(s, e);
failed:
    source_close(s);
    return -1;
}

int source_member(struct source *s, const struct source *archive, long i,
                  struct err *e)
{
    const char *name = zipfile_name(archive->zip, i);
    const char *base = strrchr(name, '/');
    struct arena mem = { 0 };

    base = base ? base + 1 : name;
    if (!base[0] || base[0] == '.' || strncmp(name, "__MACOSX/", 9) == 0 ||
        strcmp(base, "Thumbs.db") == 0 || strcmp(base, "desktop.ini") == 0)
        return 0;
    if (zipfile_absolute(archive->zip, i))
        return err_set(e, ERR_DATA, place(archive),
                       N_("in the archive, %s: a name that leads elsewhere"),
                       name);
    memset(s, 0, sizeof *s);
    s->fd = -1;
    s->path = str_fmt(&mem, "%s:%s", archive->path, name).p;
    s->mem = mem;
    s->outer = archive->zip;
    s->index = i;
    s->entry = zipfile_entry(archive->zip, i, e);
    if (!s->entry) {
        source_close(s);
        return -1;
    }
    if (settle(s, e))
        return -1;
    if (s->kind != SOURCE_ARCHIVE)
        return 1;
    err_set(e, ERR_DATA, place(s),
            N_("an archive in an archive is not opened"));
    source_close(s);
    return -1;
}

int source_bytes(struct source *s, const char *name, str bytes,
                 struct err *e)
{
    memset(s, 0, sizeof *s);
    s->path = name;
    s->fd = memfd_create("duban", MFD_CLOEXEC);
    for (ssize_t done = 0, n; s->fd >= 0 && (size_t)done < bytes.n; done += n)
        if ((n = write(s->fd, bytes.p + done, bytes.n - (size_t)done)) < 0)
            break;
    if (s->fd >= 0 && lseek(s->fd, 0, SEEK_END) == (off_t)bytes.n &&
        lseek(s->fd, 0, SEEK_SET) == 0) {
        if (open_gz(s, e) == 0)
            return settle(s, e);
    } else {
        err_sys(e, place(s), N_("cannot keep a copy"));
    }
    source_close(s);
    return -1;
}

void source_close(struct source *s)
{
    zipfile_close(s->zip);
    zipentry_close(s->entry);
    if (s->gz)
        gzclose(s->gz);
    if (s->fd >= 0)
        close(s->fd);
    arena_release(&s->mem);
    s->zip = NULL;
    s->entry = NULL;
    s->gz = NULL;
    s->fd = -1;
}
