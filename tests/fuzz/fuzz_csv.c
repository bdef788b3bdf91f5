/* fuzz_csv.c - CSV records; how the bytes arrive changes nothing. */
#include "lib/csv.h"
#include "tests/fuzz/fuzz.h"

struct bytes { str rest; size_t part; };

static long give(void *from, char *p, size_t n, struct err *e)
{
    struct bytes *b = from;

    (void)e;
    n = n < b->part ? n : b->part;
    n = n < b->rest.n ? n : b->rest.n;
    if (n)
        memcpy(p, b->rest.p, n);
    b->rest = str_from(b->rest, n);
    return (long)n;
}

static uint64_t all(str s, const struct csv_form *form, size_t part)
{
    struct bytes b = { s, part };
    struct csv *c = csv_open("in", give, &b, form);
    struct buf out = { 0 };
    struct row row;
    struct err e;
    uint64_t h;

    while (csv_next(c, &row, &e) > 0) {
        buf_fmt(&out, "%ld:%zu:%s;", row.at.line, row.n,
                row.bad ? row.bad : "");
        for (size_t i = 0; i < row.n; i++) {
            buf_fmt(&out, "%zu,", row.cell[i].n);
            buf_str(&out, row.cell[i]);
        }
    }
    h = str_hash(buf_view(&out));
    buf_release(&out);
    csv_close(c);
    return h;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct csv_form form = { 0 };
    str s;

    if (size < 2)
        return 0;
    form.delimiter = ",\t;|"[data[0] & 3];
    form.no_quotes = (data[0] & 4) != 0;
    form.escape = (data[0] & 8) ? '\\' : 0;
    s = (str){ (const char *)data + 2, size - 2 };
    HOLDS(all(s, &form, 1u << 20) == all(s, &form, 1 + data[1] % 7));
    return 0;
}
