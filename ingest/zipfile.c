/* zipfile.c - a ZIP archive that nobody trusts, by libzip. */
#define _GNU_SOURCE
#include "ingest/zipfile.h"

#include <strings.h>
#include <unistd.h>
#include <zip.h>

#include "ingest/encoding.h"
#include "lib/text.h"
#include "lib/banned.h"

enum { ENTRIES_MAX = 65536 };
static const unsigned long long FREE_BYTES = 256ULL << 20, RATIO = 200;

struct zipfile {
    zip_t *raw;
    const char *path;
    bool inconsistent;
    char **name;
    long n;
    struct arena mem;
};

struct zipentry {
    zip_file_t *raw;
    const struct zipfile *zip;
    const char *name;
    unsigned long long packed, read;
};

static int fail(const struct zipfile *z, struct err *e, const char *name,
                const char *why)
{
    struct where at = { z->path, 0 };

    return name ? err_set(e, ERR_DATA, at, N_("in the archive, %s: %s"), name,
                          why)
                : err_set(e, ERR_DATA, at, N_("the archive is damaged: %s"),
                          why);
}

/* A name as UTF-8: what is none is GBK, as Windows writes it in China. */
static void name_text(const char *raw, struct buf *out)
{
    struct encoding *c = text_valid(str_of(raw)) ? NULL
                         : encoding_open("GB18030");
    struct buf in = { 0 };

    if (!c) {
        buf_text(out, raw);
        return;
    }
    buf_text(&in, raw);
    encoding_add(c, &in, true, out);
    buf_release(&in);
    encoding_close(c);
}

/* The name with slashes, as UTF-8; in no way a path out of the archive. */
static int take_name(struct zipfile *z, long i, struct err *e)
{
    const char *raw = zip_get_name(z->raw, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
    struct buf b = { 0 }, text = { 0 };
    str s, part, rest;
    bool bad = false;

    name_text(raw, &text);
    for (s = buf_view(&text); s.n; ) {
        uint32_t c = text_next(&s);

        bad = bad || c < 0x20;
        buf_code(&b, c == '\\' ? '/' : c < 0x20 ? '?' : c);
    }
    z->name[i] = str_c(&z->mem, buf_view(&b));
    buf_release(&b);
    buf_release(&text);
    rest = str_of(z->name[i]);
    while (str_cut(&rest, '/', &part))
        bad = bad || str_is(part, "..");
    return bad ? err_set(e, ERR_DATA, (struct where){ z->path, 0 },
                         N_("in the archive, %s: a name that leads elsewhere"),
                         z->name[i]) : 0;
}

/* NULL with *code set. */
static zip_t *open_raw(int fd, int flags, int *code)
{
    int copy = dup(fd);
    zip_t *raw = copy < 0 ? NULL : zip_fdopen(copy, flags, code);

    if (copy < 0)
        *code = ZIP_ER_READ;
    else if (!raw)
        close(copy);
    return raw;
}

struct zipfile *zipfile_open(int fd, const char *path, struct err *e)
{
    struct zipfile *z = mem_grow(NULL, sizeof *z);
    zip_error_t why;
    int code = 0;

    *z = (struct zipfile){ .path = path };
    z->raw = open_raw(fd, ZIP_CHECKCONS, &code);
    if (!z->raw && code == ZIP_ER_INCONS) {
        z->inconsistent = true;
        z->raw = open_raw(fd, 0, &code);
    }
    if (!z->raw) {
        zip_error_init_with_code(&why, code);
        fail(z, e, NULL, zip_error_strerror(&why));
        zip_error_fini(&why);
        goto failed;
    }
    z->n = (long)zip_get_num_entries(z->raw, 0);
    if (z->n > ENTRIES_MAX) {
        fail(z, e, NULL, _("too many entries"));
        goto failed;
    }
    z->name = arena_array(&z->mem, char *, z->n > 0 ? (size_t)z->n : 1);
    for (long i = 0; i < z->n; i++)
        if (take_name(z, i, e))
            goto failed;
    return z;
failed:
    zipfile_close(z);
    return NULL;
}

void zipfile_close(struct zipfile *z)
{
    if (!z)
        return;
    if (z->raw)
        zip_discard(z->raw);
    arena_release(&z->mem);
    mem_free(z);
}

bool zipfile_inconsistent(const struct zipfile *z)
{
    return z->inconsistent;
}

long zipfile_count(const struct zipfile *z)
{
    return z->n;
}

const char *zipfile_name(const struct zipfile *z, long i)
{
    return z->name[i];
}

bool zipfile_absolute(const struct zipfile *z, long i)
{
    const char *name = z->name[i];

    return name[0] == '/' || (name[0] && name[1] == ':');
}

long zipfile_find(const struct zipfile *z, str name)
{
    while (name.n && name.p[0] == '/')
        name = str_from(name, 1);
    if (!name.n)
        return -1;
    for (long i = 0; i < z->n; i++) {
        const char *have = z->name[i];

        while (*have == '/')
            have++;
        if (strlen(have) == name.n && strncasecmp(have, name.p, name.n) == 0)
            return i;
    }
    return -1;
}

struct zipentry *zipfile_entry(struct zipfile *z, long i, struct err *e)
{
    struct zipentry *x;
    zip_stat_t st;
    zip_file_t *raw;

    if (zip_stat_index(z->raw, (zip_uint64_t)i, 0, &st) != 0 ||
        !(raw = zip_fopen_index(z->raw, (zip_uint64_t)i, 0))) {
        fail(z, e, z->name[i], zip_strerror(z->raw));
        return NULL;
    }
    x = mem_grow(NULL, sizeof *x);
    *x = (struct zipentry){ .raw = raw, .zip = z, .name = z->name[i],
                            .packed = st.valid & ZIP_STAT_COMP_SIZE
                                      ? st.comp_size : 0 };
    return x;
}

long zipentry_read(void *entry, char *p, size_t n, struct err *e)
{
    struct zipentry *x = entry;
    zip_int64_t got = zip_fread(x->raw, p, n);

    if (got < 0)
        return fail(x->zip, e, x->name, zip_file_strerror(x->raw));
    x->read += (unsigned long long)got;
    if (x->read > FREE_BYTES && x->read / RATIO > x->packed)
        return fail(x->zip, e, x->name,
                    _("unpacks to more than 200 times its size: refused"));
    return (long)got;
}

void zipentry_close(struct zipentry *x)
{
    if (!x)
        return;
    zip_fclose(x->raw);
    mem_free(x);
}
