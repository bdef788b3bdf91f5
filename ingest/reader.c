/* reader.c - choosing a reader; CSV in every encoding. */
#define _GNU_SOURCE
#include "ingest/reader.h"

#include <errno.h>
#include <iconv.h>
#include <unistd.h>

#include "lib/text.h"
#include "lib/banned.h"

struct csv_state {
    struct source *source;
    struct csv *csv;
    iconv_t stream;             /* UTF-16: the whole stream; or (iconv_t)-1 */
    iconv_t cell;               /* other encodings: cell by cell; or -1 */
    struct buf raw_in;          /* UTF-16 bytes not yet converted */
    bool skipped_bom, at_end, guarded;
    const str *header;
    size_t columns;             /* of the header; 0 before it is read */
    struct arena mem;           /* of the row given last */
    str *cells;
    size_t cap;
};

static const iconv_t NONE = (iconv_t)-1;

/* Bytes for the CSV parser: UTF-16 as UTF-8, all else as it stands. */
static long supply(void *from, char *p, size_t n, struct err *e)
{
    struct csv_state *c = from;
    char part[32768], *in, *out = p;
    size_t left, room = n;
    ssize_t got;

    if (c->stream == NONE) {
        do
            got = read(c->source->fd, p, n);
        while (got < 0 && errno == EINTR);
    } else {
        got = c->at_end ? 0 : read(c->source->fd, part, sizeof part);
        if (got == 0)
            c->at_end = true;
    }
    if (got < 0)
        return err_sys(e, (struct where){ c->source->path, 0 }, "%s",
                       _("cannot read"));
    if (c->stream == NONE) {
        size_t bom = c->skipped_bom ? 0 : (size_t)c->source->bom;

        c->skipped_bom = true;
        if (bom && (size_t)got >= bom) {
            memmove(p, p + bom, (size_t)got - bom);
            got -= (ssize_t)bom;
            if (got == 0)
                return supply(from, p, n, e);
        }
        return got;
    }
    buf_add(&c->raw_in, part, (size_t)got);
    if (!c->skipped_bom && c->raw_in.n >= 2) {
        memmove(c->raw_in.p, c->raw_in.p + c->source->bom,
                c->raw_in.n -= (size_t)c->source->bom);
        c->skipped_bom = true;
    }
    in = c->raw_in.p;
    left = c->raw_in.n;
    while (left >= 2 && room >= 8 &&
           iconv(c->stream, &in, &left, &out, &room) == (size_t)-1 &&
           errno == EILSEQ) {           /* a lone surrogate: a wrong byte */
        *out++ = (char)0xFF;
        room--;
        in += 2;
        left -= 2;
    }
    if (left == 1 && c->at_end) {
        *out++ = (char)0xFF;            /* half a character at the end */
        left = 0;
    }
    memmove(c->raw_in.p, in, left);
    c->raw_in.n = left;
    if (out == p && !c->at_end)
        return supply(from, p, n, e);
    return out - p;
}

/* A cell as UTF-8; false when it cannot be. */
static bool decode(struct csv_state *c, str in, str *out)
{
    char *from = (char *)in.p, *to, *start;
    size_t left = in.n, room = in.n * 3 + 8;
    bool ascii = true;

    for (size_t i = 0; i < in.n && ascii; i++)
        ascii = (unsigned char)in.p[i] < 0x80;
    *out = in;
    if (ascii)
        return true;
    if (c->cell == NONE)
        return text_valid(in);
    start = to = arena_bytes(&c->mem, room);
    iconv(c->cell, NULL, NULL, NULL, NULL);
    if (iconv(c->cell, &from, &left, &to, &room) == (size_t)-1 || left)
        return false;
    *out = (str){ start, (size_t)(to - start) };
    return true;
}

/* Bytes of any kind made printable: what is no UTF-8 becomes U+FFFD, what is
 * longer than 1 MiB is cut and says so. */
static str printable(struct arena *a, str s)
{
    struct buf b = { 0 };
    size_t whole = s.n, most = (size_t)1 << 20;
    str out;

    s = str_head(s, most);
    while (s.n)
        buf_code(&b, text_next(&s));
    if (whole > most)
        buf_fmt(&b, "...[%zu bytes]", whole);
    out = str_dup(a, buf_view(&b));
    buf_release(&b);
    return out;
}

/* A record whose cells do not fit the header.  Too few is what programs leave
 * out at the end, except where the file breaks off; too many means that what
 * separates the cells is not where it should be. */
static const char *shape(const struct csv_state *c,
                         struct reader_row *row, bool ends)
{
    if (!c->columns)
        return NULL;
    if (row->n < c->columns && !ends)
        return "cut_off";
    row->few = row->n < c->columns;
    for (size_t i = c->columns; i < row->n; i++)
        if (str_trim(row->cell[i]).n)
            return "too_many_cells";
    return NULL;
}

static int csv_row(void *self, struct reader_row *row, struct err *e)
{
    struct csv_state *c = self;
    struct row in;
    int got = csv_next(c->csv, &in, e);

    if (got <= 0)
        return got;
    arena_reset(&c->mem);
    if (c->cap < in.n) {
        c->cap = in.n * 2;
        c->cells = mem_grow(c->cells, mem_size(c->cap, sizeof(str)));
    }
    *row = (struct reader_row){ .at = in.at, .cell = c->cells, .n = in.n,
                                .bad_column = "" };
    for (size_t i = 0; i < in.n; i++) {
        str cell = c->guarded ? csv_unguard(in.cell[i]) : in.cell[i];

        if (decode(c, cell, &c->cells[i]))
            continue;
        c->cells[i] = printable(&c->mem, cell);
        row->bad = "bad_encoding";
        if (i < c->columns)
            row->bad_column = c->header[i].p;
    }
    if (in.bad)
        row->bad = "bad_quotes";
    else if (!row->bad)
        row->bad = shape(c, row, in.ends);
    return 1;
}

static void csv_end(void *self)
{
    struct csv_state *c = self;

    csv_close(c->csv);
    if (c->stream != NONE)
        iconv_close(c->stream);
    if (c->cell != NONE)
        iconv_close(c->cell);
    buf_release(&c->raw_in);
    arena_release(&c->mem);
    mem_free(c->cells);
    mem_free(c);
}

int csv_reader(struct reader *r, const struct feed *f, struct source *s,
               struct err *e)
{
    struct csv_state *c = mem_grow(NULL, sizeof *c);
    struct reader_row row;
    str *header;
    int got = 0;

    *c = (struct csv_state){ .source = s, .stream = NONE, .cell = NONE,
                             .guarded = f->guarded };
    r->self = c;
    r->ops.next = csv_row;
    r->ops.close = csv_end;
    if (s->utf16le || s->utf16be) {
        c->stream = iconv_open("UTF-8", s->utf16le ? "UTF-16LE" : "UTF-16BE");
    } else if (!s->utf8 && f->encoding.n) {
        char *name = str_c(&r->mem, f->encoding);

        c->cell = iconv_open("UTF-8", name);
        if (c->cell == NONE)
            return err_set(e, ERR_CONFIG, (struct where){ f->path, 0 },
                           _("encoding: \"%s\" is not known here"), name);
    }
    c->csv = csv_open(s->path, supply, c, &f->csv);
    for (long i = 0; i < f->header_row; i++)
        if ((got = csv_row(c, &row, e)) <= 0)
            break;
    if (got < 0)
        return -1;
    if (got == 0)
        return err_set(e, ERR_INPUT, (struct where){ s->path, 0 }, "%s",
                       _("no header: the file holds no line of text"));
    if (row.bad)
        return err_set(e, ERR_DATA, row.at,
                       _("the header cannot be read (%s); is it "
                         "encoding: that is wrong?"), row.bad);
    header = arena_array(&r->mem, str, row.n);
    for (size_t i = 0; i < row.n; i++)
        header[i] = str_dup(&r->mem, text_clean(&r->mem, row.cell[i]));
    c->header = r->header = header;
    c->columns = r->columns = row.n;
    return 0;
}

struct reader *reader_open(const struct feed *f, struct source *s,
                           struct err *e)
{
    struct reader *r = mem_grow(NULL, sizeof *r);
    int rc = -1;

    memset(r, 0, sizeof *r);
    switch (f->format) {
    case FEED_CSV:
        rc = csv_reader(r, f, s, e);
        break;
    }
    if (rc == 0)
        return r;
    reader_close(r);
    return NULL;
}

const str *reader_header(const struct reader *r, size_t *n)
{
    *n = r->columns;
    return r->header;
}

bool reader_1904(const struct reader *r)
{
    return r->from_1904;
}

int reader_next(struct reader *r, struct reader_row *row, struct err *e)
{
    return r->ops.next(r->self, row, e);
}

void reader_close(struct reader *r)
{
    if (!r)
        return;
    if (r->self)
        r->ops.close(r->self);
    arena_release(&r->mem);
    mem_free(r);
}
