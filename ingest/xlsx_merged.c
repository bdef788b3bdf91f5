/* xlsx_merged.c - merged cells: what stands in the first, in all of them. */
#include "ingest/xlsx.h"

#include <stdlib.h>

#include "ingest/xml.h"
#include "lib/banned.h"

enum { MERGED_MAX = 1 << 20 };

struct range {
    long top, bottom;
    size_t left, right;
    struct buf value;           /* once its first row has passed */
};

struct merged {
    struct range *at;           /* by their first row */
    size_t n, cap;
    struct range **open;        /* those that the row at hand is in */
    size_t n_open, cap_open, next;
    bool too_many;
};

static void on_begin(void *self, const char *name, const struct xml_attr *a)
{
    struct merged *m = self;
    struct range r = { 0 };
    const char *p;

    if (strcmp(name, "mergeCell") != 0)
        return;
    p = xml_attr(a, "ref");
    p = p ? xlsx_ref(p, &r.left, &r.top) : "";
    if (*p != ':')
        return;
    xlsx_ref(p + 1, &r.right, &r.bottom);
    if (r.top < 1 || r.bottom < r.top || r.right < r.left ||
        r.right >= XLSX_COLUMNS)
        return;
    m->too_many = m->n == MERGED_MAX;
    if (m->too_many)
        return;
    m->at = mem_room(m->at, m->n, &m->cap);
    m->at[m->n++] = r;
}

static void on_end(void *self, const char *name)
{
    (void)self, (void)name;
}

static int by_top(const void *a, const void *b)
{
    const struct range *x = a, *y = b;

    return (x->top > y->top) - (x->top < y->top);
}

struct merged *merged_read(struct zipfile *zip, long i, const char *path,
                           struct err *e)
{
    static const struct xml_events events = { on_begin, on_end, NULL };
    struct zipentry *entry = zipfile_entry(zip, i, e);
    struct merged *m;
    struct xml *x;
    int rc;

    if (!entry)
        return NULL;
    m = mem_grow(NULL, sizeof *m);
    *m = (struct merged){ 0 };
    x = xml_open(path, zipentry_read, entry, &events, m);
    rc = xml_all(x, e);
    xml_close(x);
    zipentry_close(entry);
    if (rc == 0 && m->too_many)
        rc = err_set(e, ERR_DATA, (struct where){ path, 0 },
                     N_("more than %d merged cells"), MERGED_MAX);
    if (rc) {
        merged_free(m);
        return NULL;
    }
    if (m->n)
        qsort(m->at, m->n, sizeof *m->at, by_top);
    return m;
}

/* The ranges that row `row` is in; rows come in order. */
static void open_ranges(struct merged *m, long row)
{
    size_t kept = 0;

    for (size_t i = 0; i < m->n_open; i++)
        if (m->open[i]->bottom >= row)
            m->open[kept++] = m->open[i];
        else
            buf_release(&m->open[i]->value);
    m->n_open = kept;
    for (; m->next < m->n && m->at[m->next].top <= row; m->next++) {
        if (m->n_open == XLSX_COLUMNS)
            continue;                   /* they overlap: no program does so */
        m->open = mem_room(m->open, m->n_open, &m->cap_open);
        m->open[m->n_open++] = &m->at[m->next];
    }
}

size_t merged_width(struct merged *m, long row)
{
    size_t width = 0;

    open_ranges(m, row);
    for (size_t i = 0; i < m->n_open; i++)
        if (m->open[i]->right >= width)
            width = m->open[i]->right + 1;
    return width;
}

size_t merged_fill(struct merged *m, long row, str *cells)
{
    size_t filled = 0;

    for (size_t i = 0; i < m->n_open; i++) {
        struct range *r = m->open[i];

        if (row == r->top) {
            buf_clear(&r->value);
            buf_str(&r->value, cells[r->left]);
        }
        for (size_t c = r->left; c <= r->right && r->value.n; c++) {
            cells[c] = buf_view(&r->value);
            filled += r->value.n;
        }
    }
    return filled;
}

void merged_free(struct merged *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->n; i++)
        buf_release(&m->at[i].value);
    mem_free(m->open);
    mem_free(m->at);
    mem_free(m);
}
