/* xlsx.c - what a workbook says about its sheets, strings and styles. */
#include "ingest/xlsx.h"

#include <ctype.h>
#include <limits.h>

#include "ingest/xml.h"
#include "lib/banned.h"

enum { PARTS_MAX = 65536 };

struct rel { str id, type, part; };

struct rels {                   /* of one part */
    struct arena *a;
    str dir;                    /* what targets are relative to */
    struct rel *at;
    size_t n, cap;
};

/* target as seen from the folder `dir`, without "." and ".." */
static str resolve(str dir, str target, struct arena *a)
{
    struct buf b = { 0 };
    str part, rest;

    for (size_t i = 0; i < target.n; i++)
        if (target.p[i] == '\\')
            ((char *)target.p)[i] = '/';        /* our own copy */
    rest = str_starts(target, STR("/")) ? target
           : str_join(a, str_join(a, dir, STR("/")), target);
    while (str_cut(&rest, '/', &part)) {
        if (part.n == 0 || str_is(part, "."))
            continue;
        if (str_is(part, "..")) {
            while (b.n && b.p[--b.n] != '/')
                ;
            continue;
        }
        if (b.n)
            buf_char(&b, '/');
        buf_str(&b, part);
    }
    part = str_dup(a, buf_view(&b));
    buf_release(&b);
    return part;
}

static str dir_of(str part)
{
    while (part.n && part.p[part.n - 1] != '/')
        part.n--;
    return str_head(part, part.n ? part.n - 1 : 0);
}

static str base_of(str part)
{
    return str_from(part, dir_of(part).n + (dir_of(part).n > 0));
}

/* Run the events over an entry, if it is there; with `must` it has to be. */
static int run(struct workbook *b, str part, const struct xml_events *events,
               void *self, bool must, struct err *e)
{
    long i = zipfile_find(b->zip, part);
    struct zipentry *entry;
    struct xml *x;
    int rc;

    if (i < 0)
        return !must ? 0
               : err_set(e, ERR_DATA, (struct where){ b->path, 0 },
                         N_("no .xlsx workbook: %.*s is missing"), PSTR(part));
    entry = zipfile_entry(b->zip, i, e);
    if (!entry)
        return -1;
    x = xml_open(b->path, zipentry_read, entry, events, self);
    rc = xml_all(x, e);
    if (rc)
        err_while(e, N_("reading %.*s"), PSTR(part));
    xml_close(x);
    zipentry_close(entry);
    return rc;
}

static void nothing(void *self, const char *name)
{
    (void)self, (void)name;
}

static str attr_of(const struct xml_attr *a, const char *name,
                   struct arena *mem)
{
    return str_dup(mem, str_of(xml_attr(a, name)));
}

static void on_rel(void *self, const char *name, const struct xml_attr *a)
{
    struct rels *r = self;
    const char *type = xml_attr(a, "Type"), *mode = xml_attr(a, "TargetMode");
    const char *slash = type ? strrchr(type, '/') : NULL;

    if (strcmp(name, "Relationship") != 0 || !slash ||
        (mode && strcmp(mode, "External") == 0) || r->n == PARTS_MAX)
        return;
    r->at = mem_room(r->at, r->n, &r->cap);
    r->at[r->n++] = (struct rel){ attr_of(a, "Id", r->a),
                                  str_dup(r->a, str_of(slash + 1)),
                                  resolve(r->dir, attr_of(a, "Target", r->a),
                                          r->a) };
}

/* The relations of a part ("" the package). */
static int read_rels(struct workbook *b, str part, struct rels *out,
                     struct err *e)
{
    static const struct xml_events events = { on_rel, nothing, NULL };
    str dir = dir_of(part);
    str name = str_fmt(&b->mem, "%.*s%s_rels/%.*s.rels", PSTR(dir),
                       dir.n ? "/" : "", PSTR(base_of(part)));

    *out = (struct rels){ .a = &b->mem, .dir = dir };
    return run(b, name, &events, out, false, e);
}

static str part_of_type(const struct rels *r, const char *type)
{
    for (size_t i = 0; i < r->n; i++)
        if (str_is(r->at[i].type, type))
            return r->at[i].part;
    return STR("");
}

/* --- the workbook part --- */

struct on_workbook { struct workbook *b; const struct rels *rels; size_t cap; };

static void on_sheet(void *self, const char *name, const struct xml_attr *a)
{
    struct on_workbook *x = self;
    struct workbook *b = x->b;
    const char *state = xml_attr(a, "state"), *v = xml_attr(a, "date1904");
    str id = str_of(xml_attr(a, "id"));

    if (strcmp(name, "workbookPr") == 0 && v)
        b->from_1904 = strcmp(v, "1") == 0 || strcmp(v, "true") == 0;
    if (strcmp(name, "sheet") != 0)
        return;
    for (size_t i = 0; i < x->rels->n; i++) {
        const struct rel *r = &x->rels->at[i];

        if (!str_eq(r->id, id))
            continue;
        b->sheet = mem_room(b->sheet, b->n_sheets, &x->cap);
        b->sheet[b->n_sheets++] = (struct sheet){
            attr_of(a, "name", &b->mem),
            str_is(r->type, "worksheet") ? r->part : STR(""),
            state && (strcmp(state, "hidden") == 0 ||
                      strcmp(state, "veryHidden") == 0) };
        return;
    }
}

/* --- styles: which numbers are dates --- */

struct on_styles {
    struct workbook *b;
    bool in_formats;
    struct { long id; enum number_kind kind; } *custom;
    size_t n, cap, cap2;
};

/* What a format code makes of a number: a date where it holds y, m, d, h or s
 * outside of quotes, escapes and brackets; [h] counts hours on. */
static enum number_kind kind_of_code(const char *p)
{
    for (; *p; p++) {
        if (*p == '"') {
            p = strchr(p + 1, '"');
            if (!p)
                break;
        } else if ((*p == '\\' || *p == '_' || *p == '*') && p[1]) {
            p++;
        } else if (*p == '[') {
            if (strchr("hHmMsS", p[1]) && p[1] &&
                (p[2] == ']' || (p[2] == p[1] && p[3] == ']')))
                return NUMBER_ELAPSED;
            p = strchr(p, ']');
            if (!p)
                break;
        } else if (strncmp(p, "General", 7) == 0) {
            p += 6;
        } else if (strchr("yYmMdDhHsS", *p)) {
            return NUMBER_DATE;
        }
    }
    return NUMBER_PLAIN;
}

static enum number_kind kind_of_id(const struct on_styles *x, long id)
{
    for (size_t i = 0; i < x->n; i++)
        if (x->custom[i].id == id)
            return x->custom[i].kind;
    if (id == 46)
        return NUMBER_ELAPSED;
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) ||
           (id >= 45 && id <= 47) || (id >= 50 && id <= 58)
           ? NUMBER_DATE : NUMBER_PLAIN;
}

static void on_style(void *self, const char *name, const struct xml_attr *a)
{
    struct on_styles *x = self;
    struct workbook *b = x->b;
    const char *code = xml_attr(a, "formatCode");
    long long id = 0;

    if (strcmp(name, "cellXfs") == 0)
        x->in_formats = true;
    str_int(str_of(xml_attr(a, "numFmtId")), &id);
    if (strcmp(name, "numFmt") == 0 && code && x->n < PARTS_MAX) {
        x->custom = mem_room(x->custom, x->n, &x->cap);
        x->custom[x->n].id = (long)id;
        x->custom[x->n++].kind = kind_of_code(code);
    } else if (x->in_formats && strcmp(name, "xf") == 0 &&
               b->n_styles < PARTS_MAX) {
        b->style = mem_room(b->style, b->n_styles, &x->cap2);
        b->style[b->n_styles++] = (unsigned char)kind_of_id(x, (long)id);
    }
}

static void on_style_end(void *self, const char *name)
{
    struct on_styles *x = self;

    if (strcmp(name, "cellXfs") == 0)
        x->in_formats = false;
}

static int read_styles(struct workbook *b, str part, struct err *e)
{
    static const struct xml_events events = { on_style, on_style_end, NULL };
    struct on_styles x = { .b = b };
    int rc = run(b, part, &events, &x, false, e);

    mem_free(x.custom);
    return rc;
}

/* --- shared strings --- */

struct on_strings {
    struct strings *to;
    struct buf text;
    int phonetic;               /* how deep inside of <rPh> */
    bool in_text;
    struct err e;
    bool failed;
};

static void on_string(void *self, const char *name, const struct xml_attr *a)
{
    struct on_strings *x = self;

    (void)a;
    if (strcmp(name, "si") == 0)
        buf_clear(&x->text);
    x->phonetic += strcmp(name, "rPh") == 0;
    x->in_text = strcmp(name, "t") == 0 && !x->phonetic;
}

static void on_string_end(void *self, const char *name)
{
    struct on_strings *x = self;

    x->in_text = false;
    x->phonetic -= strcmp(name, "rPh") == 0;
    if (strcmp(name, "si") != 0)
        return;
    xlsx_unescape(&x->text);
    if (!x->failed)
        x->failed = strings_add(x->to, buf_view(&x->text), &x->e) != 0;
}

static void on_string_text(void *self, str s)
{
    struct on_strings *x = self;

    if (x->in_text)
        buf_str(&x->text, s);
}

static int read_strings(struct workbook *b, str part, struct err *e)
{
    static const struct xml_events events = { on_string, on_string_end,
                                              on_string_text };
    struct on_strings x = { .to = b->strings };
    int rc = run(b, part, &events, &x, false, e);

    buf_release(&x.text);
    if (rc == 0 && x.failed) {
        *e = x.e;
        rc = -1;
    }
    return rc;
}

const char *xlsx_ref(const char *ref, size_t *column, long *row)
{
    size_t n = 0;

    for (; isalpha((unsigned char)*ref); ref++)
        n = n > XLSX_COLUMNS ? n : n * 26 + (size_t)(*ref & 31);
    *column = n && n <= XLSX_COLUMNS ? n - 1 : XLSX_COLUMNS;
    for (*row = 0; isdigit((unsigned char)*ref); ref++)
        *row = *row > INT_MAX / 20 ? *row : *row * 10 + (*ref - '0');
    return ref;
}

int sheetbook_open(struct workbook *b, struct zipfile *zip, const char *path,
                  struct err *e)
{
    static const struct xml_events events = { on_sheet, nothing, NULL };
    struct rels top = { 0 }, rels = { 0 };
    struct on_workbook x = { .b = b, .rels = &rels };
    str part;
    bool cells = false;
    int rc = -1;

    *b = (struct workbook){ .zip = zip, .path = path,
                            .strings = strings_new() };
    if (read_rels(b, STR(""), &top, e))
        goto done;
    part = part_of_type(&top, "officeDocument");
    if (!part.n)
        part = STR("xl/workbook.xml");
    if (read_rels(b, part, &rels, e) || run(b, part, &events, &x, true, e) ||
        read_styles(b, part_of_type(&rels, "styles"), e) ||
        read_strings(b, part_of_type(&rels, "sharedStrings"), e))
        goto done;
    for (size_t i = 0; i < b->n_sheets; i++)
        cells = cells || b->sheet[i].part.n;
    rc = cells ? 0
         : err_set(e, ERR_DATA, (struct where){ path, 0 },
                   N_("the workbook has no sheet of cells"));
done:
    mem_free(top.at);
    mem_free(rels.at);
    return rc;
}

void sheetbook_close(struct workbook *b)
{
    strings_free(b->strings);
    mem_free(b->sheet);
    mem_free(b->style);
    arena_release(&b->mem);
    *b = (struct workbook){ 0 };
}
