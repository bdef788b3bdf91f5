/* needles.c - where many literals stand in a text, by libhs. */
#include "lib/needles.h"

#include <stdio.h>

#ifdef HAVE_HS
#include <hs.h>
#endif

#include "lib/err.h"
#include "lib/hash.h"
#include "lib/io.h"
#include "lib/banned.h"

#ifndef HAVE_HS

struct needles *needles_new(const str *literal, size_t n, const char *cache,
                            const char **note, const char **why)
{
    (void)literal, (void)n, (void)cache;
    *note = NULL;
    *why = _("built without libhs");
    return NULL;
}

void needles_free(struct needles *x)
{
    (void)x;
}

struct needles_run *needles_run_new(const struct needles *x)
{
    (void)x;
    return NULL;
}

void needles_run_free(struct needles_run *r)
{
    (void)r;
}

bool needles_scan(struct needles_run *r, str text, needles_fn *fn, void *to)
{
    (void)r, (void)text, (void)fn, (void)to;
    return false;
}

#else

struct needles {
    hs_database_t *db;
    const str *literal;
    size_t n;
};

static void key_of(const struct needles *x, char out[HASH_HEX])
{
    struct hash *h = hash_new();
    hs_platform_info_t platform;        /* a database is for one kind of CPU */

    memset(&platform, 0, sizeof platform);
    hash_add(h, str_of(hs_version()));
    if (hs_populate_platform(&platform) == HS_SUCCESS)
        hash_add(h, (str){ (char *)&platform, sizeof platform });
    for (size_t i = 0; i < x->n; i++) {
        hash_add(h, x->literal[i]);
        hash_add(h, STR("\n"));
    }
    hash_hex(h, out);
}

enum { HEAD = 2 * (HASH_HEX - 1) };     /* key and digest of what follows */

/* 1 loaded, 0 not there, -1 damaged. */
static int cache_load(struct needles *x, const char *path, const char *key)
{
    struct arena mem = { 0 };
    char sum[HASH_HEX];
    struct err e;
    str all;
    int rc = -1;

    if (io_read(path, (size_t)1 << 30, &mem, &all, &e)) {
        arena_release(&mem);
        return e.kind == ERR_INPUT ? 0 : -1;
    }
    if (all.n > HEAD && str_eq(str_head(all, HASH_HEX - 1), str_of(key))) {
        str body = str_from(all, HEAD);

        hash_of(body, sum);
        if (str_starts(str_from(all, HASH_HEX - 1), str_of(sum)) &&
            hs_deserialize_database(body.p, body.n, &x->db) == HS_SUCCESS)
            rc = 1;
    }
    arena_release(&mem);
    return rc;
}

/* A cache that cannot be written is no error: the next run compiles again. */
static void cache_save(const struct needles *x, const char *folder,
                       const char *path, const char *key)
{
    char sum[HASH_HEX], *bytes = NULL;
    struct buf all = { 0 };
    size_t n = 0;
    struct err e;

    if (hs_serialize_database(x->db, &bytes, &n) != HS_SUCCESS)
        return;
    hash_of((str){ bytes, n }, sum);
    buf_text(&all, key);
    buf_text(&all, sum);
    buf_add(&all, bytes, n);
    if (io_mkdir(folder, &e) == 0)
        io_write(path, buf_view(&all), &e);
    buf_release(&all);
    mem_free(bytes);
}

/* A literal as a pattern of its own. */
static const char *quoted(struct arena *a, str s)
{
    struct buf b = { 0 };
    const char *out;

    for (size_t i = 0; i < s.n; i++)
        buf_fmt(&b, "\\x%02x", (unsigned char)s.p[i]);
    out = str_c(a, buf_view(&b));
    buf_release(&b);
    return out;
}

static bool has_letter(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= 'a' && s.p[i] <= 'z')
            return true;
    return false;
}

static bool compile(struct needles *x)
{
    size_t n = x->n;
    struct arena mem = { 0 };
    const char **text = arena_array(&mem, const char *, n);
    unsigned *flags = arena_array(&mem, unsigned, n);
    unsigned *id = arena_array(&mem, unsigned, n);
    hs_compile_error_t *why = NULL;
    bool ok;

    for (size_t i = 0; i < n; i++) {
        text[i] = quoted(&mem, x->literal[i]);
        flags[i] = has_letter(x->literal[i]) ? HS_FLAG_CASELESS : 0;
        id[i] = (unsigned)i;
    }
    ok = hs_compile_multi(text, flags, id, (unsigned)n, HS_MODE_BLOCK, NULL,
                          &x->db, &why) == HS_SUCCESS;
    if (why)
        hs_free_compile_error(why);
    arena_release(&mem);
    return ok;
}

static bool database(struct needles *x, const char *cache,
                     const char **note)
{
    char key[HASH_HEX], path[4096];
    int rc = 0;

    key_of(x, key);
    snprintf(path, sizeof path, "%s/%.32s.hs", cache ? cache : "", key);
    if (cache)
        rc = cache_load(x, path, key);
    if (rc == 1)
        return true;
    if (rc < 0)
        *note = _("the cache of compiled patterns was damaged and is made "
                  "again");
    if (!compile(x))
        return false;
    if (cache)
        cache_save(x, cache, path, key);
    return true;
}

struct needles *needles_new(const str *literal, size_t n, const char *cache,
                            const char **note, const char **why)
{
    struct needles *x;

    *note = NULL;
    if (hs_valid_platform() != HS_SUCCESS) {
        *why = _("libhs does not run on this processor");
        return NULL;
    }
    x = mem_grow(NULL, sizeof *x);
    *x = (struct needles){ .literal = literal, .n = n };
    if (!database(x, cache, note)) {
        *why = _("libhs cannot compile the literals");
        needles_free(x);
        return NULL;
    }
    return x;
}

void needles_free(struct needles *x)
{
    if (!x)
        return;
    hs_free_database(x->db);
    mem_free(x);
}

/* --- scanning --- */

struct needles_run {
    const struct needles *x;
    hs_scratch_t *scratch;
    str text;
    needles_fn *fn;
    void *to;
};

struct needles_run *needles_run_new(const struct needles *x)
{
    struct needles_run *r;

    if (!x)
        return NULL;
    r = mem_grow(NULL, sizeof *r);
    *r = (struct needles_run){ .x = x };
    if (hs_alloc_scratch(x->db, &r->scratch) != HS_SUCCESS)
        panic("%s", _("out of memory"));
    return r;
}

void needles_run_free(struct needles_run *r)
{
    if (!r)
        return;
    hs_free_scratch(r->scratch);
    mem_free(r);
}

/* The literal stands in the text, byte by byte but for the case of letters. */
static bool stands(str literal, const char *p)
{
    if (memcmp(p, literal.p, literal.n) == 0)
        return true;
    for (size_t i = 0; i < literal.n; i++) {
        char c = p[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 'a' - 'A');
        if (c != literal.p[i])
            return false;
    }
    return true;
}

/* libhs tells where a literal ends; it is not taken at its word. */
static int hit(unsigned id, unsigned long long from, unsigned long long to,
               unsigned flags, void *run)
{
    struct needles_run *r = run;
    str literal = r->x->literal[id];

    (void)from, (void)flags;
    if (to >= literal.n && stands(literal, r->text.p + to - literal.n))
        r->fn(r->to, (int)id, (size_t)to - literal.n);
    return 0;
}

bool needles_scan(struct needles_run *r, str text, needles_fn *fn, void *to)
{
    r->text = text;
    r->fn = fn;
    r->to = to;
    return text.n == 0 || hs_scan(r->x->db, text.p, (unsigned)text.n, 0,
                                  r->scratch, hit, r) == HS_SUCCESS;
}

#endif
