/* record.c - from a row of cells to a record: the fields and their parsers. */
#include "ingest/record.h"

#include <stdio.h>

#include "ingest/mask.h"
#include "lib/workday.h"
#include "lib/date.h"
#include "lib/message.h"
#include "lib/text.h"
#include "lib/banned.h"

/* Name, offset, type.  A field of the wrong type does not compile. */
#define AT(f, type)   #f, offsetof(struct record, f) + \
                      0 * _Generic(((struct record *)0)->f, type: 1)
#define TEXT(f)       { AT(f, str), FIELD_TEXT }        /* cleaned, masked */
#define WORD(f)       { AT(f, str), FIELD_WORD }        /* the same, short */
#define CODE(f)       { AT(f, str), FIELD_CODE }        /* cleaned */
#define TIME(f)       { AT(f, str), FIELD_TIME }
#define LEVEL(f)      { AT(f, long long), FIELD_LEVEL } /* 1..5, 0 none */
#define BOOL(f)       { AT(f, long long), FIELD_BOOL }
#define COUNT(f)      { AT(f, long long), FIELD_COUNT }

const struct field fields[] = {
    CODE(source_id),    CODE(case_no),      TIME(created_at),
    WORD(region_text),  WORD(dept_text),    WORD(kind),
    WORD(channel),      TEXT(title),        TEXT(text),
    CODE(item_code),    TEXT(item_name),    WORD(tags),
    WORD(status),       TIME(due_at),       TIME(closed_at),
    TEXT(reply),        TIME(replied_at),   TIME(updated_at),
    CODE(reporter_phone), CODE(reporter_name), CODE(reporter_id),
    LEVEL(rating),
    LEVEL(satisfied),   BOOL(is_default),   BOOL(responded),
    BOOL(solved),       BOOL(visited),      BOOL(appealed),
    BOOL(unreasonable), COUNT(reopened),    COUNT(returned),
};
const int fields_n = sizeof fields / sizeof fields[0];

struct cells { size_t at[FEED_FROM_MAX], n; };

struct layout {
    struct { struct cells from, also; } *column;
    const str *header;
    enum use *use;
    size_t n;
};

static const size_t ABSENT = (size_t)-1;

static size_t header_find(const str *header, size_t n, str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(header[i], name))
            return i;
    return ABSENT;
}

/* Where the headers `names` stand; -1 when one of them stands twice. */
static int find_all(struct cells *out, const str *names, size_t n_names,
                    const str *header, size_t n, struct where at,
                    struct err *e)
{
    for (size_t i = 0; i < n_names; i++) {
        size_t k = header_find(header, n, names[i]);

        if (k == ABSENT)
            continue;
        if (header_find(header + k + 1, n - k - 1, names[i]) != ABSENT)
            return err_set(e, ERR_DATA, at,
                           N_("the column \"%.*s\" stands twice in the "
                              "header"), PSTR(names[i]));
        out->at[out->n++] = k;
    }
    return 0;
}

static int no_column(const struct feed *f, const struct feed_column *col,
                     const str *header, size_t n, struct where at,
                     struct err *e)
{
    struct buf has = { .max = 300 };
    int rc;

    for (size_t i = 0; i < n && has.n < 200; i++) {
        buf_text(&has, i ? ", " : "");
        buf_str(&has, str_head(header[i], text_pos(header[i], 20)));
    }
    if (!n)
        buf_text(&has, "-");
    rc = err_set(e, ERR_DATA, at,
                 N_("no column \"%.*s\", which the feed %.*s needs (%s:%ld); "
                    "the header has: %.*s"), PSTR(col->from[0]),
                 PSTR(f->name), f->path, col->line, PSTR(buf_view(&has)));
    buf_release(&has);
    return rc;
}

static void note_use(struct layout *l, size_t c,
                     const struct feed_column *col)
{
    const struct field *f = &fields[col->field];
    enum use use = strncmp(f->name, "reporter_", 9) == 0 ? USE_REPORTER
                   : f->type >= FIELD_CODE ? USE_CODE : USE_TEXT;

    for (size_t i = 0; i < l->column[c].from.n; i++)
        l->use[l->column[c].from.at[i]] = use;
    for (size_t i = 0; i < l->column[c].also.n; i++)
        l->use[l->column[c].also.at[i]] = use;
}

enum use layout_use(const struct layout *l, size_t i)
{
    return i < l->n ? l->use[i] : USE_TEXT;
}

struct layout *layout_bind(const struct feed *f, const str *header, size_t n,
                           struct where at, struct arena *a, struct err *e)
{
    struct layout *l = arena_new(a, struct layout);

    l->column = arena_alloc(a, mem_size(f->n_columns, sizeof *l->column));
    l->header = header;
    l->use = arena_array(a, enum use, n);
    l->n = n;
    for (size_t c = 0; c < f->n_columns; c++) {
        const struct feed_column *col = &f->columns[c];

        if (find_all(&l->column[c].from, col->from, col->n_from, header, n,
                     at, e) ||
            find_all(&l->column[c].also, col->also, col->n_also, header, n,
                     at, e))
            return NULL;
        if (col->need != NEED_NONE && !l->column[c].from.n &&
            !col->constant.p) {
            no_column(f, col, header, n, at, e);
            return NULL;
        }
        note_use(l, c, col);
    }
    return l;
}

static str cell_of(const struct cells *cells, size_t i,
                   const struct reader_row *row)
{
    size_t k = cells->at[i];

    return k < row->n ? str_trim(row->cell[k]) : STR("");
}

/* The value of a field: the first of its headers that is not empty, then
 * what is appended.  *header tells which header it came from. */
static str gather(const struct mapper *m, size_t c,
                  const struct reader_row *row, size_t *header,
                  struct arena *a)
{
    const struct feed_column *col = &m->feed->columns[c];
    const struct cells *from = &m->layout->column[c].from;
    const struct cells *also = &m->layout->column[c].also;
    str all = STR("");

    *header = from->n ? from->at[0] : ABSENT;
    if (col->constant.p)
        return col->constant;
    for (size_t i = 0; i < from->n && !all.n; i++) {
        all = cell_of(from, i, row);
        if (all.n)
            *header = from->at[i];
    }
    for (size_t i = 0; i < also->n && all.n; i++) {
        str cell = cell_of(also, i, row);

        if (cell.n)
            all = str_join(a, str_join(a, all, col->join), cell);
    }
    return all;
}

/* Through the value map.  false: the value is not in it. */
static bool translate(const struct feed_column *col, str *cell)
{
    if (!col->n_values)
        return true;
    for (size_t i = 0; i < col->n_values; i++)
        if (str_eq(col->values[i].from, *cell)) {
            *cell = col->values[i].to;
            return true;
        }
    return false;
}

static bool read_time(str cell, const struct mapper *m, struct arena *a,
                      str *out)
{
    struct date d;
    double serial;
    char text[TIME_TEXT];
    bool ok = m->feed->time_format.n &&
              time_scan(cell, m->feed->time_format, &d);

    ok = ok || time_read(cell, &d);
    if (!ok && m->feed->serial_times && str_real(cell, &serial))
        ok = time_of_serial(serial, m->from_1904, &d);
    if (!ok)
        return false;
    time_print(&d, text);
    *out = str_dup(a, str_of(text));
    return true;
}

static bool read_bool(str s, long long *out)
{
    static const char *const yes[] = { "1", "是", "true", "TRUE", "Y", "y",
                                       "yes", "有", "已解决", "已联系" };
    static const char *const no[] = { "0", "否", "false", "FALSE", "N", "n",
                                      "no", "无", "未解决", "未联系" };

    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        if (str_is(s, yes[i])) {
            *out = 1;
            return true;
        }
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        if (str_is(s, no[i])) {
            *out = 0;
            return true;
        }
    return false;
}

/* Parse the cell into the field; NULL or the reason code. */
static const char *parse(struct record *r, const struct field *f, str cell,
                         const struct mapper *m, struct arena *a)
{
    void *at = (char *)r + f->offset;

    switch (f->type) {
    case FIELD_TEXT:
        *(str *)at = mask_text(a, text_clean(a, cell), NULL, 0, NULL);
        return NULL;
    case FIELD_WORD:
        *(str *)at = mask_text(a, cell, NULL, 0, NULL);
        return NULL;
    case FIELD_CODE:
        *(str *)at = cell;
        return NULL;
    case FIELD_TIME:
        return cell.n == 0 || read_time(cell, m, a, at) ? NULL : "bad_date";
    case FIELD_LEVEL:
        if (cell.n == 1 && cell.p[0] >= '0' && cell.p[0] <= '5')
            *(long long *)at = cell.p[0] - '0';
        else if (cell.n)
            return "bad_level";
        return NULL;
    case FIELD_BOOL:
        return cell.n == 0 || read_bool(cell, at) ? NULL : "bad_value";
    case FIELD_COUNT:
        if (cell.n == 0 || str_int(cell, at))
            return NULL;
        return read_bool(cell, at) ? NULL : "bad_number";
    }
    return NULL;
}

static const struct { const char *code, *text; } reasons[] = {
    { "missing", N_("is empty") },
    { "bad_date", N_("\"%.*s\" is not a date") },
    { "bad_level", N_("\"%.*s\" is not a level") },
    { "bad_value", N_("\"%.*s\" is not one of the known values") },
    { "bad_number", N_("\"%.*s\" is not a whole number") },
};

enum { REASONS = sizeof reasons / sizeof reasons[0] };

static str reason(struct arena *a, const char *code, str cell)
{
    str shown = mask_text(a, text_clean(a, str_head(cell, text_pos(cell, 40))),
                          NULL, 0, NULL);

    for (int i = 0; i < REASONS; i++)
        if (strcmp(code, reasons[i].code) == 0) {
            str text = str_of(reasons[i].text);
            size_t hole = str_find(text, STR("%.*s"));

            return str_join(a, str_join(a, str_head(text, hole),
                                        hole < text.n ? shown : STR("")),
                            str_from(text, hole + 4));
        }
    return str_of(code);
}

str record_reason_shown(struct arena *a, str code, str stored)
{
    for (int i = 0; i < REASONS; i++)
        if (str_is(code, reasons[i].code))
            return message_shown(a, str_of(reasons[i].text), stored);
    return message_shown(a, stored, stored);
}

static void note(struct gap_note *gaps, size_t *n, const char *column, str v)
{
    if (*n < GAPS)
        gaps[(*n)++] = (struct gap_note){ column, v };
}

/* One column of the feed; false: the record cannot be used. */
static bool map_column(struct record *out, size_t c,
                       const struct reader_row *row, const struct mapper *m,
                       struct arena *a, struct bad *bad,
                       struct gap_note *gaps, size_t *n_gaps)
{
    const struct feed_column *col = &m->feed->columns[c];
    const struct field *f = &fields[col->field];
    size_t at;
    str cell = gather(m, c, row, &at, a), raw = cell;
    const char *header = at == ABSENT ? f->name
                                      : m->layout->header[at].p;
    const char *code = NULL;

    *bad = (struct bad){ header, "missing", { 0 } };
    if (f->type != FIELD_TEXT && cell.n)
        cell = text_clean(a, cell);
    if (col->need == NEED_VALUE && cell.n == 0) {
        bad->reason = reason(a, "missing", cell);
        return false;
    }
    if (!translate(col, &cell) && cell.n) {
        if (col->unknown == UNKNOWN_REJECT) {
            code = f->type == FIELD_LEVEL ? "bad_level" : "bad_value";
            *bad = (struct bad){ header, code, reason(a, code, raw) };
            return false;
        }
        note(gaps, n_gaps, header, cell);
        if (col->unknown == UNKNOWN_EMPTY)
            cell = STR("");
    }
    code = parse(out, f, cell, m, a);
    if (!code)
        return true;
    if (col->need == NEED_VALUE || col->unknown == UNKNOWN_REJECT) {
        *bad = (struct bad){ header, code, reason(a, code, raw) };
        return false;
    }
    note(gaps, n_gaps, header, cell);
    return true;
}

/* The reporter's own name, wherever it stands in a text. */
static void hide_name(struct record *r, struct arena *a)
{
    str name = r->reporter_name;

    r->title = mask_this_name(a, r->title, name);
    r->text = mask_this_name(a, r->text, name);
    r->reply = mask_this_name(a, r->reply, name);
}

/* Due at the end of the n-th working day after the day of the record. */
static void default_due(struct record *r, const struct mapper *m,
                        struct arena *a)
{
    long day;
    char text[DATE_TEXT];

    if (r->due_at.n || !m->feed->due_days ||
        !date_read(str_head(r->created_at, 10), &day))
        return;
    date_print(workdays_after(m->workdays, day, m->feed->due_days), text);
    r->due_at = str_fmt(a, "%s 23:59:59", text);
    r->due_default = true;
}

/* A rating that nobody gave, though the system counts it. */
static void default_rating(struct record *r)
{
    if (r->rating == 0 || str_is(r->channel, "系统默认"))
        r->is_default = 1;
    else if (r->is_default < 0)
        r->is_default = 0;
}

bool record_map(struct record *out, const struct reader_row *row,
                const struct mapper *m, struct arena *a, struct bad *bad,
                struct gap_note *gaps, size_t *n_gaps)
{
    *out = (struct record){ .is_default = -1, .responded = -1, .solved = -1,
                            .visited = -1 };
    for (size_t c = 0; c < m->feed->n_columns; c++)
        if (!map_column(out, c, row, m, a, bad, gaps, n_gaps))
            return false;
    out->region = places_region(m->places, out->region_text, STR(""));
    if (out->region_text.n && !out->region.n)
        note(gaps, n_gaps, "region", out->region_text);
    if (!out->region.n && out->dept_text.n)     /* 福州市社保中心 */
        out->region = places_region(m->places, out->dept_text, STR(""));
    out->dept_id = places_unit(m->places, out->dept_text);
    if (out->dept_text.n && !out->dept_id.n)
        note(gaps, n_gaps, "dept", out->dept_text);
    hide_name(out, a);
    if (str_is(m->feed->source, "rating"))
        default_rating(out);
    default_due(out, m, a);
    if (!out->updated_at.n)             /* what can be known of its age */
        out->updated_at = str_cmp(out->closed_at, out->replied_at) > 0
                          ? out->closed_at : out->replied_at;
    return true;
}
