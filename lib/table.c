/* table.c - rows for people and programs. */
#include "lib/table.h"

#include "lib/csv.h"
#include "lib/io.h"
#include "lib/json.h"
#include "lib/text.h"
#include "lib/banned.h"

struct table {
    enum table_format format;
    struct arena mem;
    size_t columns, rows, cap, cap2;
    str *names, **cells;        /* one array of `columns` a row */
    bool **numbers;
};

int table_format(const char *name, enum table_format *out, struct err *e)
{
    static const char *const names[] = { "table", "csv", "json", "md" };

    *out = TABLE_TABLE;
    if (!name)
        return 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0) {
            *out = (enum table_format)i;
            return 0;
        }
    return err_set(e, ERR_USAGE, NOWHERE,
                   N_("--format: \"%s\" is not table, csv, json or md"), name);
}

struct table *table_new(enum table_format format, const char *const *names,
                        size_t columns)
{
    struct table *t = mem_grow(NULL, sizeof *t);

    *t = (struct table){ .format = format, .columns = columns };
    t->names = arena_array(&t->mem, str, columns);
    for (size_t i = 0; i < columns; i++)
        t->names[i] = str_dup(&t->mem, str_of(names[i]));
    return t;
}

void table_add(struct table *t, const str *cells, const bool *numbers)
{
    str *row = arena_array(&t->mem, str, t->columns);
    bool *num = arena_array(&t->mem, bool, t->columns);

    for (size_t i = 0; i < t->columns; i++) {
        if (cells[i].p)
            row[i] = str_dup(&t->mem, cells[i]);
        num[i] = numbers && numbers[i];
    }
    t->cells = mem_room(t->cells, t->rows, &t->cap);
    t->numbers = mem_room(t->numbers, t->rows, &t->cap2);
    t->cells[t->rows] = row;
    t->numbers[t->rows++] = num;
}

/* One line of text for a cell of a printed table. */
static str one_line(struct arena *a, str s)
{
    char *p = arena_bytes(a, s.n + 1);

    for (size_t i = 0; i < s.n; i++)
        p[i] = (unsigned char)s.p[i] < ' ' ? ' ' : s.p[i];
    return (str){ p, s.n };
}

static void pad(struct buf *out, str s, size_t width, bool right)
{
    size_t w = text_width(s);

    for (size_t i = w; right && i < width; i++)
        buf_char(out, ' ');
    buf_str(out, s);
    for (size_t i = w; !right && i < width; i++)
        buf_char(out, ' ');
}

static void aligned(struct table *t, struct buf *out)
{
    bool md = t->format == TABLE_MD;
    size_t *width = arena_array(&t->mem, size_t, t->columns);

    for (size_t c = 0; c < t->columns; c++) {
        width[c] = text_width(t->names[c]);
        for (size_t r = 0; r < t->rows; r++) {
            str *cell = &t->cells[r][c];
            size_t w;

            *cell = one_line(&t->mem, *cell);
            w = text_width(*cell);
            if (w > width[c])
                width[c] = w;
        }
    }
    for (size_t r = 0; r <= t->rows; r++) {
        const str *row = r ? t->cells[r - 1] : t->names;

        for (size_t c = 0; c < t->columns; c++) {
            bool right = r && t->numbers[r - 1][c];

            buf_text(out, md ? "| " : c ? "  " : "");
            if (md) {
                for (size_t i = 0; i < row[c].n; i++) {
                    if (row[c].p[i] == '|')
                        buf_char(out, '\\');
                    buf_char(out, row[c].p[i]);
                }
                buf_char(out, ' ');
            } else if (c + 1 == t->columns && !right) {
                buf_str(out, row[c]);
            } else {
                pad(out, row[c], width[c], right);
            }
        }
        buf_text(out, md ? "|\n" : "\n");
        if (r)
            continue;
        for (size_t c = 0; c < t->columns; c++) {
            buf_text(out, md ? "| --- " : c ? "  " : "");
            for (size_t i = 0; !md && i < width[c]; i++)
                buf_char(out, '-');
        }
        buf_text(out, md ? "|\n" : "\n");
    }
}

static void as_csv(struct table *t, struct buf *out)
{
    for (size_t r = 0; r <= t->rows; r++) {
        const str *row = r ? t->cells[r - 1] : t->names;

        for (size_t c = 0; c < t->columns; c++) {
            if (c)
                buf_char(out, ',');
            csv_write(out, row[c], ',', r && !t->numbers[r - 1][c]);
        }
        buf_text(out, "\r\n");
    }
}

static void as_json(struct table *t, struct buf *out)
{
    buf_text(out, "[");
    for (size_t r = 0; r < t->rows; r++) {
        buf_text(out, r ? ",\n " : "\n ");
        for (size_t c = 0; c < t->columns; c++) {
            buf_text(out, c ? "," : "{");
            json_string(out, t->names[c]);
            buf_char(out, ':');
            if (!t->cells[r][c].p)
                buf_text(out, "null");
            else if (t->numbers[r][c])
                buf_str(out, t->cells[r][c]);
            else
                json_string(out, t->cells[r][c]);
        }
        buf_char(out, '}');
    }
    buf_text(out, t->rows ? "\n]\n" : "]\n");
}

int table_print(struct table *t, FILE *out, struct err *e)
{
    struct buf b = { 0 };

    switch (t->format) {
    case TABLE_TABLE:
    case TABLE_MD:
        aligned(t, &b);
        break;
    case TABLE_CSV:
        as_csv(t, &b);
        break;
    case TABLE_JSON:
        as_json(t, &b);
        break;
    }
    if (b.n)
        fwrite(b.p, 1, b.n, out);
    buf_release(&b);
    return io_flush(out, e);
}

void table_free(struct table *t)
{
    if (!t)
        return;
    arena_release(&t->mem);
    mem_free(t->cells);
    mem_free(t->numbers);
    mem_free(t);
}
