/* rows.c - show what the readers make of a file, one way for every format.
 * links: ingest
 *
 * rows [OPTION]... FILE    the rows as JSON arrays, one a line; a row that is
 *                          malformed as "! reason"
 *   --delimiter C, --quote C, --escape C, --encoding NAME,
 *   --sheet N              the N-th sheet, from 0, hidden ones counted
 *   --loose                numbers, times and empty cells as one of the ways
 *                          to write them
 * rows --expected FILE     a JSON file of arrays or objects the same way
 * rows --text FILE         the text of a file as UTF-8 (with --encoding)
 * rows --json FILE         exit code 0 where it is JSON
 * rows --nfkc FILE         the lines of a Unicode NormalizationTest.txt
 * rows --zip FILE          the entries of an archive, read to their end
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "ingest/reader.h"
#include "ingest/reader_part.h"
#include "ingest/xlsx.h"
#include "lib/io.h"
#include "lib/json.h"
#include "lib/text.h"
#include "lib/banned.h"

struct args {
    const char *mode, *file;
    bool loose;
    const char *sheet;
    struct feed feed;
};

static const size_t FILE_MAX_BYTES = (size_t)256 << 20;

/* 1.50 is 1.5, 2021-01-01T00:00:00 is 2021-01-01; for --loose. */
static str settle(str s, struct arena *a)
{
    static const char *const tails[] = { " 00:00:00", ".000", "000" };
    double d;

    s = str_trim(s);
    if (str_real(s, &d) && isfinite(d))
        return str_fmt(a, "%.12g", d == 0 ? 0 : d);
    if (s.n >= 16 && s.p[4] == '-' && s.p[10] == 'T') {
        char *p = str_c(a, s);

        p[10] = ' ';
        s = s.n == 16 ? str_fmt(a, "%s:00", p) : (str){ p, s.n };
    }
    if (s.n == 5 && s.p[2] == ':')
        s = str_fmt(a, "%.*s:00", PSTR(s));
    if (s.n > 10 && (s.p[4] == '-' || s.p[2] == ':'))
        for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++)
            if (str_ends(s, str_of(tails[i])))
                s.n -= strlen(tails[i]);
    if (str_is(s, "True") || str_is(s, "true"))
        return STR("TRUE");
    return str_is(s, "False") || str_is(s, "false") ? STR("FALSE") : s;
}

static void print_row(const struct args *o, const str *cells, size_t n)
{
    struct arena mem = { 0 };
    struct buf b = { 0 };

    if (o->loose)
        while (n && str_trim(cells[n - 1]).n == 0)
            n--;
    if (!(o->loose && n == 0)) {
        buf_char(&b, '[');
        for (size_t i = 0; i < n; i++) {
            if (i)
                buf_char(&b, ',');
            json_string(&b, o->loose ? settle(cells[i], &mem) : cells[i]);
        }
        buf_text(&b, "]\n");
        fwrite(b.p, 1, b.n, stdout);
    }
    buf_release(&b);
    arena_release(&mem);
}

/* The name of the N-th sheet into s->sheet. */
static int sheet_name(const struct args *o, struct source *s,
                      struct arena *a, struct err *e)
{
    struct workbook b;
    long long i = 0;
    int rc = sheetbook_open(&b, s->zip, s->path, e);

    str_int(str_of(o->sheet), &i);
    if (rc == 0 && (size_t)i >= b.n_sheets)
        rc = err_set(e, ERR_DATA, (struct where){ s->path, 0 },
                     "no sheet %s", o->sheet);
    if (rc == 0)
        s->sheet = str_c(a, b.sheet[i].name);
    sheetbook_close(&b);
    return rc;
}

static int show_rows(const struct args *o, struct err *e)
{
    struct reader r = { .feed = &o->feed };
    struct reader_row row;
    struct source s;
    int rc = -1, got;

    if (source_open(&s, o->file, e))
        return -1;
    r.path = s.path;
    if (s.kind == SOURCE_ARCHIVE) {
        err_set(e, ERR_DATA, (struct where){ o->file, 0 }, "no table");
        goto done;
    }
    if (o->sheet && s.kind == SOURCE_WORKBOOK && sheet_name(o, &s, &r.mem, e))
        goto done;
    if (s.kind == SOURCE_WORKBOOK ? reader_xlsx(&r, &o->feed, &s, e)
                                  : reader_csv(&r, &o->feed, &s, e))
        goto done;
    while ((got = r.next(r.self, &row, e)) > 0) {
        if (row.bad)
            printf("! %s\n", row.bad);
        else
            print_row(o, row.cell, row.n);
        if (!r.columns && s.kind == SOURCE_TEXT)
            r.columns = row.n;          /* for rows that are cut off */
        if (!r.header) {
            str *none = arena_array(&r.mem, str, row.n ? row.n : 1);

            for (size_t i = 0; i < row.n; i++)
                none[i] = STR("");
            r.header = none;
        }
    }
    rc = got;
done:
    if (r.self)
        r.close(r.self);
    arena_release(&r.mem);
    source_close(&s);
    return rc;
}

static str value(const struct json *j)
{
    return j->kind == JSON_TRUE ? STR("TRUE") : j->kind == JSON_FALSE
           ? STR("FALSE") : j->kind == JSON_NULL ? STR("") : j->text;
}

static int show_expected(const struct args *o, struct err *e)
{
    struct arena mem = { 0 };
    const struct json *root = NULL;
    const char *why;
    str text, cells[256];
    bool first = true;

    if (io_read(o->file, FILE_MAX_BYTES, &mem, &text, e))
        return -1;
    root = json_parse(text, &mem, &why);
    if (!root)
        return err_set(e, ERR_DATA, (struct where){ o->file, 0 }, "%s", why);
    for (const struct json *row = root->child; row; row = row->next) {
        size_t n = 0;

        for (const struct json *c = row->child; c && n < 256 && first &&
             row->kind == JSON_OBJECT; c = c->next)
            cells[n++] = c->key;
        if (n)
            print_row(o, cells, n);
        n = 0;
        for (const struct json *c = row->child; c && n < 256; c = c->next)
            cells[n++] = value(c);
        print_row(o, cells, n);
        first = false;
    }
    arena_release(&mem);
    return 0;
}

static int show_text(const struct args *o, struct err *e)
{
    struct supply *supply;
    struct source s;
    char part[65536];
    long n = -1;

    if (source_open(&s, o->file, e))
        return -1;
    if (o->feed.encoding.n)
        s.encoding = o->feed.encoding.p;
    supply = supply_open(&s, &o->feed, e);
    while (supply && (n = supply_read(supply, part, sizeof part, e)) > 0)
        fwrite(part, 1, (size_t)n, stdout);
    supply_close(supply);
    source_close(&s);
    return n < 0 ? -1 : 0;
}

/* As a feed would read it: the stream of one record that is the top. */
static int check_json(const struct args *o, struct err *e)
{
    struct arena mem = { 0 };
    struct supply *supply;
    struct buf all = { 0 };
    struct source s;
    char part[65536];
    const char *why;
    long n = -1;
    int rc = -1;

    if (source_open(&s, o->file, e))
        return -1;
    supply = supply_open(&s, &o->feed, e);
    while (supply && (n = supply_read(supply, part, sizeof part, e)) > 0)
        buf_add(&all, part, (size_t)n);
    if (n == 0)
        rc = json_parse(buf_view(&all), &mem, &why) ? 0
             : err_set(e, ERR_DATA, (struct where){ o->file, 0 }, "%s", why);
    buf_release(&all);
    supply_close(supply);
    source_close(&s);
    arena_release(&mem);
    return rc;
}

static str codes(str s, struct arena *a)
{
    struct buf b = { 0 };
    str word, out;

    while (str_cut(&s, ' ', &word))
        buf_code(&b, (uint32_t)strtoul(str_c(a, word), NULL, 16));
    out = str_dup(a, buf_view(&b));
    buf_release(&b);
    return out;
}

/* Columns c1..c5: c4 is the NFKC of each of them. */
static int check_nfkc(const struct args *o, struct err *e)
{
    struct arena mem = { 0 }, scratch = { 0 };
    long passed = 0, failed = 0;
    str text, line;

    if (io_read(o->file, FILE_MAX_BYTES, &mem, &text, e))
        return -1;
    while (str_cut(&text, '\n', &line)) {
        str c[5], part;
        size_t n = 0;

        if (!line.n || line.p[0] == '#' || line.p[0] == '@')
            continue;
        while (n < 5 && str_cut(&line, ';', &part))
            c[n++] = codes(part, &scratch);
        for (size_t i = 0; n == 5 && i < 5; i++)
            if (str_eq(text_nfkc(&scratch, c[i]), c[3]))
                passed++;
            else
                failed++;
        arena_reset(&scratch);
    }
    printf("%ld %ld\n", passed, failed);
    arena_release(&scratch);
    arena_release(&mem);
    return 0;
}

static int read_zip(const struct args *o, struct err *e)
{
    struct source s;
    char part[65536];
    int rc = 0;

    if (source_open(&s, o->file, e))
        return -1;
    if (s.kind == SOURCE_TEXT)
        rc = err_set(e, ERR_DATA, (struct where){ o->file, 0 }, "%s",
                     "no archive");
    for (long i = 0; rc == 0 && i < zipfile_count(s.zip); i++) {
        struct zipentry *entry;
        long n = -1;

        if (s.kind == SOURCE_ARCHIVE && zipfile_absolute(s.zip, i)) {
            rc = err_set(e, ERR_DATA, (struct where){ o->file, 0 }, "%s",
                         "an absolute name");
            break;
        }
        entry = zipfile_entry(s.zip, i, e);

        while (entry && (n = zipentry_read(entry, part, sizeof part, e)) > 0)
            ;
        rc = n < 0 ? -1 : 0;
        zipentry_close(entry);
        printf("%s\n", zipfile_name(s.zip, i));
    }
    source_close(&s);
    return rc;
}

static const char *parse(struct args *o, int argc, char **argv)
{
    o->feed = (struct feed){ .sheet = STR("first"), .hidden_rows = true,
                             .path = "rows" };
    for (int i = 1; i < argc; i++) {
        const char *a = argv[i], *v = argv[i + 1];

        if (strcmp(a, "--loose") == 0)
            o->loose = true;
        else if (strcmp(a, "--delimiter") == 0 && v)
            o->feed.csv.delimiter = argv[++i][0];
        else if (strcmp(a, "--escape") == 0 && v)
            o->feed.csv.escape = argv[++i][0];
        else if (strcmp(a, "--encoding") == 0 && v)
            o->feed.encoding = str_of(argv[++i]);
        else if (strcmp(a, "--quote") == 0 && v)
            o->feed.csv.quote = argv[++i][0];
        else if (strcmp(a, "--sheet") == 0 && v)
            o->sheet = argv[++i];
        else if (strncmp(a, "--", 2) == 0)
            o->mode = a + 2;
        else
            o->file = a;
    }
    return o->file;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(const struct args *o, struct err *e);
    } modes[] = {
        { "rows", show_rows }, { "expected", show_expected },
        { "text", show_text }, { "json", check_json },
        { "nfkc", check_nfkc }, { "zip", read_zip },
    };
    struct args o = { .mode = "rows" };
    struct err e = { 0 };

    if (!parse(&o, argc, argv))
        return ERR_USAGE;
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
        if (strcmp(o.mode, modes[i].name) == 0)
            return modes[i].run(&o, &e) == 0 && fflush(stdout) == 0
                   ? 0 : err_print(&e, "rows");
    return ERR_USAGE;
}
