/* json.c - the door to yajl: one text, or a stream of records. */
#include "lib/json_part.h"

#include <stdio.h>
#include <yajl/yajl_parse.h>

#include "lib/banned.h"

enum { RECORD_MAX = 64 << 20, PART = 65536 };

/* --- the events of one text --- */

static int on_null(void *t)
{
    json_tree_add(t, JSON_NULL, (str){ 0 });
    return 1;
}

static int on_bool(void *t, int v)
{
    json_tree_add(t, v ? JSON_TRUE : JSON_FALSE, (str){ 0 });
    return 1;
}

static int on_number(void *t, const char *p, size_t n)
{
    json_tree_add(t, JSON_NUMBER, (str){ p, n });
    return 1;
}

static int on_string(void *t, const unsigned char *p, size_t n)
{
    json_tree_add(t, JSON_STRING, (str){ p ? (const char *)p : "", n });
    return 1;
}

static int on_key(void *v, const unsigned char *p, size_t n)
{
    struct json_tree *t = v;

    t->key = str_dup(t->a, (str){ (const char *)p, n });
    return 1;
}

static int on_object(void *t) { return json_tree_open(t, JSON_OBJECT); }
static int on_array(void *t) { return json_tree_open(t, JSON_ARRAY); }
static int on_end(void *t) { return json_tree_close(t); }

/* yajl's own words for what is wrong: the first line of them. */
static const char *complaint(yajl_handle y, const char *p, size_t n,
                             struct arena *a)
{
    unsigned char *text = yajl_get_error(y, 0, (const unsigned char *)p, n);
    str s = str_of((const char *)text), line = s;
    const char *out;

    str_cut(&s, '\n', &line);
    out = str_c(a, str_trim(line));
    yajl_free_error(y, text);
    return out;
}

struct json *json_parse(str text, struct arena *a, const char **why)
{
    static const yajl_callbacks calls = { on_null, on_bool, NULL, NULL,
        on_number, on_string, on_object, on_key, on_end, on_array, on_end };
    struct json_tree t = { .a = a, .line = 1 };
    yajl_handle y = yajl_alloc(&calls, NULL, &t);
    const unsigned char *p = (const unsigned char *)text.p;
    struct json_guard guard = { 0 };
    size_t at;

    *why = json_guard(&guard, text.p, text.n, &at);
    if (*why)
        ;
    else if (yajl_parse(y, p, text.n) != yajl_status_ok ||
        yajl_complete_parse(y) != yajl_status_ok)
        *why = t.why ? t.why : complaint(y, text.p, text.n, a);
    else if (!t.root)
        *why = "no JSON text";
    yajl_free(y);
    return *why ? NULL : t.root;
}

/* --- a stream of records --- */

struct done {                           /* a record that is whole */
    struct arena mem;
    struct json *root;          /* NULL: refused, and why */
    const char *why;
    str raw;
    long line;
    struct done *next;
};

struct json_stream {
    const char *name;
    csv_source *source;
    void *from;
    str path[16];                       /* to the array of the records */
    int n_path;
    bool lines;
    yajl_handle y;
    struct json_tree t;                      /* of the record being read */
    struct done *now;                   /* given last */
    struct done *first, *last;          /* whole, not yet given */
    struct done *open;                  /* being built */
    char part[PART];
    size_t n, counted;                  /* of part: bytes; newlines counted */
    size_t fed;                         /* yajl had that much of it before */
    size_t from_at;                     /* where in part the record goes on */
    struct buf raw;                     /* of the record, earlier parts */
    long line;
    int level;                          /* containers outside of records */
    str keys[JSON_DEPTH + 1];           /* the member we are in, by level */
    bool array[JSON_DEPTH + 1], seen, ended;
    const char *why;
    struct json_guard guard;
    struct buf text;                    /* NDJSON: bytes not yet split */
    size_t text_at;                     /* ... from here on */
    struct arena mem;
};

static void count_lines(struct json_stream *s, size_t upto)
{
    for (; s->counted < upto; s->counted++)
        s->line += s->part[s->counted] == '\n';
}

/* Is the value that begins now an element of the array of records? */
static bool is_record(const struct json_stream *s)
{
    if (s->n_path == 0 && s->level == 0)
        return false;                   /* the top itself: see on_top */
    if (s->level != s->n_path + 1 || !s->array[s->level])
        return false;
    for (int i = 0; i < s->n_path; i++)
        if (!str_eq(s->keys[i + 1], s->path[i]))
            return false;
    return true;
}

static size_t consumed(const struct json_stream *s)
{
    size_t n = s->fed + yajl_get_bytes_consumed(s->y);

    return n < s->n ? n : s->n;
}

static void record_begin(struct json_stream *s)
{
    s->open = mem_grow(NULL, sizeof *s->open);
    memset(s->open, 0, sizeof *s->open);
    count_lines(s, consumed(s));
    s->open->line = s->line;
    s->t = (struct json_tree){ .a = &s->open->mem, .line = s->line };
    s->from_at = consumed(s);
    s->from_at -= s->from_at > 0;       /* the brace that was just read */
    buf_clear(&s->raw);
}

static void record_end(struct json_stream *s)
{
    struct done *d = s->open;

    buf_add(&s->raw, s->part + s->from_at, consumed(s) - s->from_at);
    d->raw = str_dup(&d->mem, buf_view(&s->raw));
    d->root = d->why ? NULL : s->t.root;
    *(s->last ? &s->last->next : &s->first) = d;
    s->last = d;
    s->open = NULL;
}

/* A value begins: true when it belongs to a record. */
static bool inside(struct json_stream *s)
{
    if (!s->open && is_record(s))
        record_begin(s);
    if (s->open) {
        count_lines(s, consumed(s));
        s->t.line = s->line;
    }
    return s->open != NULL;
}

static int after(struct json_stream *s, int ok)
{
    if (s->t.why)
        s->why = s->t.why;
    if (ok && s->open && s->t.depth == 0)
        record_end(s);
    return ok;
}

static int s_null(void *v)
{
    return inside(v) ? after(v, on_null(&((struct json_stream *)v)->t)) : 1;
}

static int s_bool(void *v, int b)
{
    return inside(v) ? after(v, on_bool(&((struct json_stream *)v)->t, b))
                     : 1;
}

static int s_number(void *v, const char *p, size_t n)
{
    return inside(v)
           ? after(v, on_number(&((struct json_stream *)v)->t, p, n)) : 1;
}

static int s_string(void *v, const unsigned char *p, size_t n)
{
    return inside(v)
           ? after(v, on_string(&((struct json_stream *)v)->t, p, n)) : 1;
}

static int s_key(void *v, const unsigned char *p, size_t n)
{
    struct json_stream *s = v;

    if (s->open)
        return on_key(&s->t, p, n);
    s->keys[s->level] = str_dup(&s->mem, (str){ (const char *)p, n });
    return 1;
}

static int s_open(struct json_stream *s, enum json_kind kind)
{
    bool top = s->level == 0 && s->n_path == 0 && kind == JSON_OBJECT;

    if (top && !s->open)                /* a top that is no array */
        record_begin(s);
    if (inside(s))
        return after(s, json_tree_open(&s->t, kind));
    if (s->level == JSON_DEPTH) {
        s->why = "more than 512 levels";
        return 0;
    }
    s->array[++s->level] = kind == JSON_ARRAY;
    s->keys[s->level] = (str){ 0 };
    if (kind == JSON_ARRAY && s->level == s->n_path + 1) {
        bool same = true;

        for (int i = 0; i < s->n_path; i++)
            same = same && str_eq(s->keys[i + 1], s->path[i]);
        s->seen = s->seen || same;
    }
    return 1;
}

static int s_object(void *v) { return s_open(v, JSON_OBJECT); }
static int s_array(void *v) { return s_open(v, JSON_ARRAY); }

static int s_end(void *v)
{
    struct json_stream *s = v;

    if (s->open) {
        if (!json_tree_close(&s->t)) {  /* the record alone is at fault */
            s->open->why = s->t.why;
            s->t.why = NULL;
        }
        return after(s, 1);
    }
    s->level--;
    return 1;
}

struct json_stream *json_open(const char *name, csv_source *source,
                              void *from, str path, bool lines)
{
    static const yajl_callbacks calls = { s_null, s_bool, NULL, NULL,
        s_number, s_string, s_object, s_key, s_end, s_array, s_end };
    struct json_stream *s = mem_grow(NULL, sizeof *s);
    str part;

    memset(s, 0, sizeof *s);
    s->name = name;
    s->source = source;
    s->from = from;
    s->lines = lines;
    s->line = 1;
    s->text.max = RECORD_MAX;
    while (s->n_path < 16 && str_cut(&path, '.', &part))
        s->path[s->n_path++] = str_dup(&s->mem, part);
    if (!lines) {
        s->y = yajl_alloc(&calls, NULL, s);
        yajl_config(s->y, yajl_dont_validate_strings, 1);   /* the guard does */
    }
    return s;
}

static int fill(struct json_stream *s, struct err *e)
{
    long n = s->source(s->from, s->part, PART, e);

    if (n < 0)
        return -1;
    s->n = (size_t)n;
    s->counted = s->fed = 0;
    s->ended = n == 0;
    return 0;
}

static int refused(struct json_stream *s, size_t at, struct err *e)
{
    const char *why = s->why ? s->why
                             : complaint(s->y, s->part, s->n, &s->mem);
    size_t column = 1;

    count_lines(s, at);
    while (column <= at && s->part[at - column] != '\n')
        column++;
    return err_set(e, ERR_DATA, (struct where){ s->name, s->line },
                   N_("column %zu: no valid JSON: %s"), column, why);
}

/* All of a part to yajl, except what the guard refuses outside of records.  In
 * a record it spoils that alone, as long as yajl takes it for a part of a
 * string; so a control character becomes DEL, which yajl takes only there. */
static int digest(struct json_stream *s, struct err *e)
{
    while (s->fed < s->n) {
        char *p = s->part + s->fed;
        size_t upto;
        const char *why = json_guard(&s->guard, p, s->n - s->fed, &upto);
        yajl_status st = yajl_parse(s->y, (unsigned char *)p, upto);

        s->why = s->t.why;
        if (st != yajl_status_ok)
            return refused(s, consumed(s), e);
        s->fed += upto;
        if (why && !s->open) {
            s->why = why;
            return refused(s, s->fed, e);
        }
        if (why) {
            s->open->why = why;
            if (p[upto] >= 0 && p[upto] < ' ')
                p[upto] = 0x7F;
        }
    }
    return 0;
}

/* Read on until a record is whole. */
static int read_on(struct json_stream *s, struct err *e)
{
    while (!s->first && !s->ended) {
        if (fill(s, e))
            return -1;
        s->from_at = 0;
        if (s->ended) {
            if (yajl_complete_parse(s->y) != yajl_status_ok)
                return refused(s, consumed(s), e);
            if (!s->seen && s->n_path)
                return err_set(e, ERR_DATA, (struct where){ s->name, 0 },
                               N_("no array of records where the feed "
                                  "says it is (records:)"));
        } else if (digest(s, e)) {
            return -1;
        }
        count_lines(s, s->n);
        if (s->open) {
            buf_add(&s->raw, s->part + s->from_at, s->n - s->from_at);
            if (s->raw.n > RECORD_MAX)
                return err_set(e, ERR_DATA,
                               (struct where){ s->name, s->open->line },
                               N_("a record of more than 64 MiB"));
        }
    }
    return 0;
}

static void done_free(struct done *d)
{
    if (d)
        arena_release(&d->mem);
    mem_free(d);
}

/* Keep reading until a line end is there; its place, or NULL at the end. */
static int line_end(struct json_stream *s, const char **end, struct err *e)
{
    size_t looked = 0, n = s->text.n - s->text_at;

    while (!(*end = n > looked ? memchr(s->text.p + s->text_at + looked, '\n',
                                        n - looked) : NULL) && !s->ended) {
        looked = n;
        if (s->text_at) {
            memmove(s->text.p, s->text.p + s->text_at, n);
            s->text.n = n;
            s->text_at = 0;
        }
        if (fill(s, e))
            return -1;
        buf_add(&s->text, s->part, s->n);
        if (s->text.full)
            return err_set(e, ERR_DATA, (struct where){ s->name, s->line },
                           N_("a line of more than 64 MiB"));
        n = s->text.n;
    }
    return 0;
}

/* The next line of NDJSON that is not empty into s->now. */
static int next_line(struct json_stream *s, const char **why, struct err *e)
{
    for (;;) {
        const char *end, *from;
        struct done *d;
        str line;

        if (line_end(s, &end, e))
            return -1;
        from = s->text.p + s->text_at;
        line = (str){ from, end ? (size_t)(end - from)
                                : s->text.n - s->text_at };
        if (!end && line.n == 0)
            return 0;
        s->text_at += line.n + (end != NULL);
        s->line++;
        if (str_trim(line).n == 0)
            continue;
        if (line.p[line.n - 1] == '\r')
            line.n--;
        d = mem_grow(NULL, sizeof *d);
        *d = (struct done){ .line = s->line - 1 };
        d->raw = str_dup(&d->mem, line);
        done_free(s->now);
        s->now = d;
        d->root = json_parse(d->raw, &d->mem, why);
        return 1;
    }
}

int json_next(struct json_stream *s, struct json **record, struct where *at,
              const char **why, struct err *e)
{
    int more = 1;

    *why = NULL;
    *record = NULL;
    if (s->lines) {
        more = next_line(s, why, e);
    } else {
        if (!s->first && read_on(s, e))
            return -1;
        if (s->first) {
            done_free(s->now);
            s->now = s->first;
            s->first = s->now->next;
            if (!s->first)
                s->last = NULL;
            *why = s->now->why;
        } else {
            more = 0;
        }
    }
    if (more <= 0)
        return more;
    *record = s->now->root;
    *at = (struct where){ s->name, s->now->line };
    return 1;
}

str json_raw(const struct json_stream *s)
{
    return s->now ? s->now->raw : (str){ 0 };
}

void json_close(struct json_stream *s)
{
    if (!s)
        return;
    if (s->y)
        yajl_free(s->y);
    done_free(s->now);
    done_free(s->open);
    while (s->first) {
        struct done *d = s->first;

        s->first = d->next;
        done_free(d);
    }
    buf_release(&s->raw);
    buf_release(&s->text);
    arena_release(&s->mem);
    mem_free(s);
}
