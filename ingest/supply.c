/* supply.c - a source as UTF-8, part by part, for a parser. */
#include "ingest/encoding.h"
#include "ingest/reader_part.h"

#include "lib/text.h"
#include "lib/banned.h"

struct supply {
    struct source *source;
    struct encoding *encoding;  /* NULL: UTF-8 already */
    struct buf in, out;         /* not yet converted; not yet given */
    size_t given;
    bool begun, ended;
};

struct supply *supply_open(struct source *s, const struct feed *f,
                           struct err *e)
{
    const char *name = s->encoding;
    struct supply *x;
    struct arena mem = { 0 };
    struct encoding *encoding = NULL;

    if (!name && f->encoding.n)
        name = str_c(&mem, f->encoding);
    if (name && strcmp(name, "UTF-8") != 0) {
        encoding = encoding_open(name);
        if (!encoding) {
            err_set(e, ERR_CONFIG, (struct where){ f->path, 0 },
                    N_("encoding: \"%s\" is not known here"), name);
            arena_release(&mem);
            return NULL;
        }
    }
    arena_release(&mem);
    x = mem_grow(NULL, sizeof *x);
    *x = (struct supply){ .source = s, .encoding = encoding };
    return x;
}

void supply_close(struct supply *s)
{
    if (!s)
        return;
    encoding_close(s->encoding);
    buf_release(&s->in);
    buf_release(&s->out);
    mem_free(s);
}

/* As source_read(), without the byte order mark. */
static long bytes(struct supply *s, char *p, size_t n, struct err *e)
{
    size_t bom = (size_t)s->source->bom, have = 0;
    long got = source_read(s->source, p, n, e);

    if (s->begun || got <= 0 || !bom)
        return s->begun = true, got;
    s->begun = true;
    for (have = (size_t)got; have < bom; have += (size_t)got) {
        got = source_read(s->source, p + have, n - have, e);
        if (got <= 0)
            return got;
    }
    memmove(p, p + bom, have - bom);
    return have > bom ? (long)(have - bom) : source_read(s->source, p, n, e);
}

long supply_read(void *supply, char *p, size_t n, struct err *e)
{
    struct supply *s = supply;
    char part[32768];
    long got;

    if (!s->encoding)
        return bytes(s, p, n, e);
    while (s->given == s->out.n && !s->ended) {
        buf_clear(&s->out);
        s->given = 0;
        got = bytes(s, part, sizeof part, e);
        if (got < 0)
            return -1;
        s->ended = got == 0;
        buf_add(&s->in, part, (size_t)got);
        encoding_add(s->encoding, &s->in, s->ended, &s->out);
    }
    if (s->out.n - s->given < n)
        n = s->out.n - s->given;
    if (n)
        memcpy(p, s->out.p + s->given, n);
    s->given += n;
    return (long)n;
}

str reader_printable(struct arena *a, str s)
{
    struct buf b = { 0 };
    size_t whole = s.n, most = (size_t)1 << 20;
    str out;

    s = str_head(s, most);
    while (s.n) {
        uint32_t c = text_next(&s);

        buf_code(&b, c);
    }
    if (whole > most)
        buf_fmt(&b, "...[%zu bytes]", whole);
    out = str_dup(a, buf_view(&b));
    buf_release(&b);
    return out;
}
