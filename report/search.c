/* search.c - full-text search that is right for Chinese words of any length.
 *
 * Every pair of neighbouring letters of a text is a word of the index, and so
 * is the last letter of each run.  A word that is looked for becomes its
 * pairs (one letter: all pairs that begin with it); instr() on the text itself
 * then decides, so that the answer equals that of reading everything.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>

#include "lib/text.h"
#include "report/report.h"
#include "report/rows.h"
#include "lib/banned.h"

enum { WORDS = 4, BATCH = 20000 };

/* Chinese characters, ASCII letters and digits; all else ends a run. */
static bool letter(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c < 0x80 && isalnum((int)c));
}

static void put(struct buf *out, uint32_t c)
{
    buf_code(out, c < 0x80 ? (uint32_t)tolower((int)c) : c);
}

static void run_end(struct buf *out, uint32_t last)
{
    if (last) {
        put(out, last);
        buf_char(out, ' ');
    }
}

/* The words of the index for a text. */
static void tokens_of(struct buf *out, str text)
{
    uint32_t last = 0;

    while (text.n) {
        uint32_t c = text_next(&text);

        if (!letter(c)) {
            run_end(out, last);
            last = 0;
            continue;
        }
        if (last) {
            put(out, last);
            put(out, c);
            buf_char(out, ' ');
        }
        last = c;
    }
    run_end(out, last);
}

/* What the index must hold for `word` to be in a text, as terms of a MATCH
 * expression; nothing for a word without letters. */
static void terms_of(struct buf *out, str word)
{
    uint32_t last = 0;
    size_t length = 0;

    for (;;) {
        uint32_t c = word.n ? text_next(&word) : 0;

        if (letter(c) && length++ > 0) {
            buf_text(out, out->n ? " AND \"" : "\"");
            put(out, last);
            put(out, c);
            buf_char(out, '"');
        } else if (!letter(c)) {
            if (length == 1) {
                buf_text(out, out->n ? " AND \"" : "\"");
                put(out, last);
                buf_text(out, "\" *");
            }
            length = 0;
        }
        last = c;
        if (!c)
            return;
    }
}

/* --- the index --- */

struct index_args {
    const char *db;
};

static const struct opt index_opts[] = {
    TEXT(struct index_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

static int number(struct store *db, enum sql_id id, const char *column,
                  long long *out, struct err *e)
{
    struct stmt *s = store_stmt(db, id);

    if (stmt_step(s, NOWHERE, e) < 0)
        return -1;
    *out = stmt_col_int(s, column);
    stmt_reset(s);
    return 0;
}

static int index_one(struct store *db, long long id, long long version,
                     str tokens, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_search_doc_add);

    stmt_int(s, ":id", id);
    stmt_int(s, ":version", version);
    if (stmt_step(s, NOWHERE, e))
        return -1;
    s = store_stmt(db, SQL_search_text_add);
    stmt_int(s, ":doc", store_last_id(db));
    stmt_text(s, ":tokens", tokens);
    return stmt_step(s, NOWHERE, e);
}

/* The next records into the index; how many in *n. */
static int index_some(struct store *db, long long upto, long *n,
                      struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_search_pending);
    struct buf tokens = { 0 };
    int more, rc = -1;

    stmt_int(s, ":upto", upto);
    stmt_int(s, ":most", BATCH);
    *n = 0;
    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        buf_clear(&tokens);
        tokens_of(&tokens, stmt_col_text(s, "text"));
        if (index_one(db, stmt_col_int(s, "id"), stmt_col_int(s, "version"),
                      buf_view(&tokens), e))
            goto done;
        ++*n;
    }
    rc = more;
done:
    buf_release(&tokens);
    return rc;
}

static int index_all(const struct env *env, struct store *db, struct err *e)
{
    long long upto, newest, done = 0;
    struct stmt *s;
    long n = BATCH;

    if (number(db, SQL_search_upto, "upto", &upto, e) ||
        number(db, SQL_search_newest, "newest", &newest, e))
        return -1;
    while (n == BATCH) {
        if (store_begin(db, e))
            return -1;
        if (index_some(db, upto, &n, e) || store_commit(db, e)) {
            store_rollback(db);
            return -1;
        }
        done += n;
        if (env->progress)
            fprintf(stderr, _("\r%lld texts indexed "), done);
    }
    if (env->progress)
        fputc('\n', stderr);
    s = store_stmt(db, SQL_search_upto_set);
    stmt_int(s, ":upto", newest);
    return stmt_step(s, NOWHERE, e);
}

static int index_run(const struct env *env, void *args, int argc,
                     char **argv, struct err *e)
{
    const struct index_args *o = args;
    struct store *db = store_open(o->db, STORE_WRITE, e);
    int rc;

    (void)argc, (void)argv;
    if (!db)
        return -1;
    rc = index_all(env, db, e);
    store_close(db);
    return rc;
}

const struct command cmd_index = {
    "index", "", "bring the index of `duban search` up to date",
    "Search is exact without it too, only slower: what is not in the index\n"
    "yet is read.",
    index_opts, sizeof index_opts / sizeof index_opts[0],
    sizeof(struct index_args), 0, 0, index_run
};

/* --- search --- */

struct search_args {
    const char *db, *format, *source, *region, *item, *problem, *from, *to;
    long rows;
    bool whole;
};

static const struct opt search_opts[] = {
    TEXT(struct search_args, source, "source", "SOURCE",
         "only rating, ticket or message"),
    TEXT(struct search_args, region, "region", "CODE",
         "only this region: a code or its beginning (3505)"),
    TEXT(struct search_args, item, "item", "ID", "only this item (2-06)"),
    TEXT(struct search_args, problem, "problem", "ID",
         "only this kind of problem (delay)"),
    TEXT(struct search_args, from, "from", "DAY", "from this day on"),
    TEXT(struct search_args, to, "to", "DAY", "up to this day"),
    FLAG(struct search_args, whole, "whole",
         "the whole text, not the part around the first hit"),
    INT(struct search_args, rows, "rows", "N",
        "print at most N records, the newest first (default 100)"),
    TEXT(struct search_args, format, "format", "FORMAT",
         "table (default), csv, json or md"),
    TEXT(struct search_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

static str lower(struct arena *a, str s)
{
    char *p = arena_bytes(a, s.n + 1);

    for (size_t i = 0; i < s.n; i++)
        p[i] = (char)((unsigned char)s.p[i] < 0x80
                      ? tolower((unsigned char)s.p[i]) : s.p[i]);
    return (str){ p, s.n };
}

/* Mark each hit of the words with 【】; unless `whole`, only what stands
 * around the first hit is kept. */
static str excerpt(struct arena *a, str text, const str *words, size_t n,
                   bool whole)
{
    enum { BEFORE = 20, AFTER = 60 };           /* characters */
    str low = lower(a, text), out;
    struct buf b = { 0 };
    size_t first = low.n, from = 0, to = text.n;

    for (size_t i = 0; i < n; i++) {
        size_t at = str_find(low, words[i]);

        first = at < first ? at : first;
    }
    if (!whole && first < low.n) {
        size_t chars = text_length(str_head(text, first));

        from = chars > BEFORE ? text_pos(text, chars - BEFORE) : 0;
        to = text_pos(text, chars + AFTER);
    } else if (!whole) {                        /* the hit is in the title */
        to = text_pos(text, BEFORE + AFTER);
    }
    buf_text(&b, from ? "…" : "");
    for (size_t i = from; i < to; ) {
        size_t hit = 0;

        for (size_t k = 0; k < n; k++)
            if (words[k].n > hit && str_starts(str_from(low, i), words[k]))
                hit = words[k].n;
        if (hit) {
            buf_text(&b, "【");
            buf_add(&b, text.p + i, hit);
            buf_text(&b, "】");
        } else {
            buf_char(&b, text.p[i]);
        }
        i += hit ? hit : 1;
    }
    buf_text(&b, to < text.n ? "…" : "");
    out = str_dup(a, buf_view(&b));
    buf_release(&b);
    return out;
}

static int bind(struct store *db, struct stmt *s, const struct search_args *o,
                const str *words, size_t n, str tokens, struct err *e)
{
    static const char *const names[WORDS] = { ":word1", ":word2", ":word3",
                                              ":word4" };
    long long upto;

    if (number(db, SQL_search_upto, "upto", &upto, e))
        return -1;
    for (size_t i = 0; i < WORDS; i++)
        stmt_text(s, names[i], i < n ? words[i] : STR(""));
    stmt_text(s, ":tokens", tokens);
    stmt_int(s, ":upto", upto);
    stmt_text(s, ":source", str_of(o->source));
    stmt_text(s, ":region", str_of(o->region));
    stmt_text(s, ":item", str_of(o->item));
    stmt_text(s, ":problem", str_of(o->problem));
    stmt_text(s, ":from", str_of(o->from));
    stmt_text(s, ":to", str_of(o->to));
    stmt_int(s, ":most", o->rows + 1);
    return 0;
}

static int print(struct stmt *s, const struct search_args *o,
                 const str *words, size_t n, enum table_format format,
                 const struct env *env, struct err *e)
{
    static const char *const names[] = { "id", "day", "source", "region",
        "item", "problem", "title", "text", "place" };
    struct table *t = table_new(format, names, 9);
    struct arena mem = { 0 };
    long rows = 0;
    int more, rc;

    while ((more = stmt_step(s, NOWHERE, e)) > 0 && rows++ < o->rows) {
        str region = stmt_col_text(s, "region_name");
        str cells[] = {
            stmt_col_text(s, "id"), stmt_col_text(s, "day"),
            stmt_col_text(s, "source"), region,
            stmt_col_text(s, "item_name"), stmt_col_text(s, "problem_name"),
            excerpt(&mem, stmt_col_text(s, "title"), words, n, true),
            excerpt(&mem, stmt_col_text(s, "text"), words, n, o->whole),
            str_fmt(&mem, "%.*s:%lld", PSTR(stmt_col_text(s, "source_file")),
                    stmt_col_int(s, "source_line")),
        };

        table_add(t, cells, (bool[9]){ true });
        arena_reset(&mem);
    }
    if (more > 0)
        err_warn(env->prog, NOWHERE,
                 _("more than %ld records; the newest are printed (--rows)"),
                 o->rows);
    rc = more < 0 ? -1 : table_print(t, stdout, e);
    table_free(t);
    arena_release(&mem);
    return rc;
}

static int search_run(const struct env *env, void *args, int argc,
                      char **argv, struct err *e)
{
    struct search_args *o = args;
    struct arena mem = { 0 };
    struct buf tokens = { 0 };
    struct store *db = NULL;
    enum table_format format;
    str words[WORDS];
    struct stmt *s;
    int rc = -1;

    o->rows = o->rows ? o->rows : 100;
    if (table_format(o->format, &format, e))
        return -1;
    for (int i = 0; i < argc; i++) {
        if (!text_valid(str_of(argv[i])) || !argv[i][0]) {
            err_set(e, ERR_USAGE, NOWHERE, N_("a word is UTF-8 text"));
            goto done;
        }
        words[i] = lower(&mem, text_nfkc(&mem, str_of(argv[i])));
        terms_of(&tokens, words[i]);
    }
    db = store_open(o->db, STORE_READ, e);
    if (!db)
        goto done;
    s = store_stmt(db, SQL_search_find);
    if (bind(db, s, o, words, (size_t)argc, buf_view(&tokens), e))
        goto done;
    rc = print(s, o, words, (size_t)argc, format, env, e);
    if (rc == 0)
        stmt_reset(s);
done:
    store_close(db);
    buf_release(&tokens);
    arena_release(&mem);
    return rc;
}

const struct command cmd_search = {
    "search", "WORD...", "find records by the words in their title and text",
    "Up to four words, all of which must be there, each exactly as written\n"
    "(upper and lower case alike). Hits stand in 【】. Newest first.",
    search_opts, sizeof search_opts / sizeof search_opts[0],
    sizeof(struct search_args), 1, WORDS, search_run
};
