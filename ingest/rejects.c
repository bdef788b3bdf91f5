/* rejects.c - look at, take out and load again what could not be used. */
#include "ingest/ingest.h"

#include <stdio.h>

#include "ingest/load.h"
#include "ingest/record.h"
#include "lib/io.h"
#include "lib/table.h"
#include "lib/banned.h"

struct rejects_args {
    const char *db, *feed, *format, *out;
    bool all;
};

#define DB_OPT  TEXT(struct rejects_args, db, "db", "FILE", \
    "the database; default $DUBAN_DB, then ./duban.db")

static const struct opt list_opts[] = {
    TEXT(struct rejects_args, feed, "feed", "NAME", "of this feed alone"),
    FLAG(struct rejects_args, all, "all", "those, too, that were replayed"),
    TEXT(struct rejects_args, format, "format", "NAME",
         "table, csv, json or md; default table"),
    DB_OPT,
};

static int list_run(const struct env *env, void *args, int argc, char **argv,
                    struct err *e)
{
    static const char *const names[] = { "id", "feed", "source_file",
        "source_line", "column_name", "code", "reason", "mended_by" };
    enum { N = sizeof names / sizeof names[0] };
    static const bool numbers[N] = { true, false, false, true, false, false,
                                     false, true };
    const struct rejects_args *o = args;
    enum table_format format;
    struct arena mem = { 0 };
    struct table *t = NULL;
    struct store *db;
    struct stmt *s;
    str cells[N];
    int more = -1;

    (void)env, (void)argc, (void)argv;
    if (table_format(o->format, &format, e))
        return -1;
    db = store_open(o->db, STORE_READ, e);
    if (!db)
        return -1;
    t = table_new(format, names, N);
    s = store_stmt(db, SQL_reject_list);
    stmt_int(s, ":mended", o->all);
    stmt_text(s, ":feed", str_of(o->feed));
    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        for (int i = 0; i < N; i++)
            cells[i] = stmt_col_text(s, names[i]);
        if (format == TABLE_TABLE)      /* for people; 5 and 6: see names */
            cells[6] = record_reason_shown(&mem, cells[5], cells[6]);
        table_add(t, cells, numbers);
        arena_reset(&mem);
    }
    if (more == 0)
        more = table_print(t, stdout, e);
    arena_release(&mem);
    table_free(t);
    store_close(db);
    return more;
}

const struct command cmd_rejects_list = {
    "rejects list", "", "records that could not be used, with place and "
    "reason", NULL, list_opts, sizeof list_opts / sizeof list_opts[0],
    sizeof(struct rejects_args), 0, 0, list_run
};

static const struct opt export_opts[] = {
    TEXT(struct rejects_args, feed, "feed", "NAME",
         "the rejects of this feed; required"),
    TEXT(struct rejects_args, out, "out", "FILE",
         "write here; default standard output"),
    DB_OPT,
};

struct names { str *at; size_t n, cap; };

static long from_text(void *from, char *p, size_t n, struct err *e)
{
    str *rest = from;
    size_t k = rest->n < n ? rest->n : n;

    (void)e;
    if (k)
        memcpy(p, rest->p, k);
    *rest = str_from(*rest, k);
    return (long)k;
}

/* The cells of one line of CSV, in the arena. */
static int cells_of(str line, struct arena *a, str **cells, size_t *n,
                    struct err *e)
{
    struct csv_form form = { 0 };
    struct csv *csv = csv_open("reject", from_text, &line, &form);
    struct row row;
    int got = csv_next(csv, &row, e);

    *n = 0;
    *cells = NULL;
    if (got > 0) {
        *cells = arena_array(a, str, row.n);
        for (*n = 0; *n < row.n; ++*n)
            (*cells)[*n] = str_dup(a, row.cell[*n]);
    }
    csv_close(csv);
    return got < 0 ? -1 : 0;
}

static const char *const fixed[] = { LOAD_REJECT_ID, "reject_file",
    "reject_line", "reject_column", "reject_reason", "reject_raw" };
enum { FIXED = sizeof fixed / sizeof fixed[0] };

static void add_name(struct names *names, str name)
{
    for (size_t i = 0; i < FIXED; i++)
        if (str_is(name, fixed[i]))
            return;                     /* a reject of a replay */
    for (size_t i = 0; i < names->n; i++)
        if (str_eq(names->at[i], name))
            return;
    names->at = mem_room(names->at, names->n, &names->cap);
    names->at[names->n++] = name;
}

static int all_names(struct store *db, const char *feed, struct arena *a,
                     struct names *names, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_reject_headers);
    int more;

    stmt_text(s, ":feed", str_of(feed));
    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        str *cells;
        size_t n;

        if (cells_of(stmt_col_text(s, "header"), a, &cells, &n, e))
            return -1;
        for (size_t i = 0; i < n; i++)
            add_name(names, cells[i]);
    }
    return more;
}

/* One reject as a line: where it came from, then its cells by name. */
static int export_one(struct stmt *s, const struct names *names,
                      struct buf *line, struct arena *a, struct err *e)
{
    str *header = NULL, *cells = NULL;
    size_t n_header = 0, n_cells = 0;
    bool split = stmt_col_int(s, "cells") != 0;

    if (split && (cells_of(stmt_col_text(s, "header"), a, &header, &n_header,
                           e) ||
                  cells_of(stmt_col_text(s, "raw"), a, &cells, &n_cells, e)))
        return -1;
    buf_clear(line);
    buf_fmt(line, "%lld,", stmt_col_int(s, "id"));
    csv_write(line, stmt_col_text(s, "source_file"), ',', true);
    buf_fmt(line, ",%lld,", stmt_col_int(s, "source_line"));
    csv_write(line, stmt_col_text(s, "column_name"), ',', true);
    buf_char(line, ',');
    csv_write(line, stmt_col_text(s, "reason"), ',', true);
    buf_char(line, ',');
    if (!split)
        csv_write(line, stmt_col_text(s, "raw"), ',', true);
    for (size_t i = 0; i < names->n; i++) {
        buf_char(line, ',');
        for (size_t k = 0; k < n_header && k < n_cells; k++)
            if (str_eq(header[k], names->at[i])) {
                csv_write(line, cells[k], ',', true);
                break;
            }
    }
    buf_text(line, "\r\n");
    return 0;
}

static int export_all(struct store *db, const char *feed, FILE *out,
                      struct err *e)
{
    struct arena mem = { 0 }, scratch = { 0 };
    struct names names = { 0 };
    struct buf line = { 0 };
    struct stmt *s;
    int more = -1;

    if (all_names(db, feed, &mem, &names, e))
        goto done;
    buf_text(&line, "\xEF\xBB\xBF");    /* so that Excel takes it as UTF-8 */
    for (size_t i = 0; i < FIXED; i++)
        buf_fmt(&line, i ? ",%s" : "%s", fixed[i]);
    for (size_t i = 0; i < names.n; i++) {
        buf_char(&line, ',');
        csv_write(&line, names.at[i], ',', true);
    }
    buf_text(&line, "\r\n");
    fwrite(line.p, 1, line.n, out);
    s = store_stmt(db, SQL_reject_export);
    stmt_text(s, ":feed", str_of(feed));
    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        if (export_one(s, &names, &line, &scratch, e)) {
            more = -1;
            break;
        }
        fwrite(line.p, 1, line.n, out); /* checked when it is flushed */
        arena_reset(&scratch);
    }
done:
    buf_release(&line);
    mem_free(names.at);
    arena_release(&mem);
    arena_release(&scratch);
    return more;
}

static int export_run(const struct env *env, void *args, int argc,
                      char **argv, struct err *e)
{
    const struct rejects_args *o = args;
    struct io_out out = { 0 };
    struct store *db;
    int rc = -1;

    (void)env, (void)argc, (void)argv;
    if (!o->feed)
        return err_set(e, ERR_USAGE, NOWHERE, N_("--%s is needed"), "feed");
    db = store_open(o->db, STORE_READ, e);
    if (!db)
        return -1;
    if (!o->out)
        rc = export_all(db, o->feed, stdout, e);
    else if (io_create(&out, o->out, e) == 0)
        rc = export_all(db, o->feed, out.file, e) || io_commit(&out, e)
             ? -1 : 0;
    io_abort(&out);
    store_close(db);
    return rc;
}

const struct command cmd_rejects_export = {
    "rejects export", "", "the rejects of a feed as a CSV file to be "
    "corrected",
    "Correct the cells and leave the columns reject_* as they are; then load\n"
    "the file with: duban rejects replay. A reporter stands as a key that\n"
    "tells nothing but lets a replay recognise him.",
    export_opts, sizeof export_opts / sizeof export_opts[0],
    sizeof(struct rejects_args), 0, 0, export_run
};

static const struct opt replay_opts[] = {
    TEXT(struct rejects_args, feed, "feed", "NAME",
         "the feed whose rejects they are; required"),
    DB_OPT,
};

static int replay_run(const struct env *env, void *args, int argc,
                      char **argv, struct err *e)
{
    const struct rejects_args *o = args;
    struct arena mem = { 0 };
    struct feed feed;
    struct load l;
    int rc = -1;

    (void)argc;
    if (load_open(&l, env, o->db, o->feed, &mem, e))
        goto done;
    feed = *l.feed;                     /* its columns, our kind of file */
    feed.format = FEED_CSV;
    feed.csv = (struct csv_form){ .delimiter = ',' };
    feed.header_row = 1;
    feed.encoding = STR("");
    feed.guarded = true;
    feed.reject_share = 1;
    l.feed = &feed;
    l.replay = true;
    rc = load_file(&l, argv[0], e);
done:
    load_close(&l);
    arena_release(&mem);
    return rc;
}

const struct command cmd_rejects_replay = {
    "rejects replay", "FILE", "load a corrected file of rejects export",
    "A batch like any other. Each reject that the file names is marked as\n"
    "mended; a row that still cannot be used is a reject of the new batch.",
    replay_opts, sizeof replay_opts / sizeof replay_opts[0],
    sizeof(struct rejects_args), 1, 1, replay_run
};
