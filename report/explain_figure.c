/* explain_figure.c - the command explain figure: the query, the records and
 * their source lines behind any printed figure. */
#include <math.h>
#include <stdio.h>

#include "report/figures.h"
#include "report/report.h"
#include "report/trace.h"

#include "lib/banned.h"

struct explain_args { const char *db; long rows; bool sql; };

static const struct opt explain_opts[] = {
    INT(struct explain_args, rows, "rows", "N",
        "records to print; default 20, -1 all"),
    FLAG(struct explain_args, sql, "sql", "print the text of the query too"),
    TEXT(struct explain_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

/* REPORT/section/unit/problem/metric, or a number. */
static int find(struct store *db, const char *what, long long *id,
                struct err *e)
{
    static const char *const names[] = { ":report", ":section", ":unit",
                                         ":problem", ":metric" };
    struct stmt *s = store_stmt(db, SQL_trace_find);
    str rest = str_of(what), part;
    int n = 0, got;

    if (str_int(rest, id))
        return 0;
    for (; n < 5 && str_cut(&rest, '/', &part); n++)
        stmt_text(s, names[n], part);
    if (n != 5 || rest.p)
        return err_set(e, ERR_USAGE, NOWHERE,
                       N_("\"%s\" is neither a number nor "
                          "REPORT/section/unit/problem/metric"), what);
    got = stmt_step(s, NOWHERE, e);
    if (got == 0)
        return err_set(e, ERR_INPUT, NOWHERE, N_("no figure %s"), what);
    if (got > 0)
        *id = stmt_col_int(s, "id");
    stmt_reset(s);
    return got > 0 ? 0 : -1;
}

static int read_figure(struct store *db, long long id, struct traced *f,
                       struct arena *a, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_trace_figure);
    int got;

    stmt_int(s, ":id", id);
    got = stmt_step(s, NOWHERE, e);
    if (got == 0)
        return err_set(e, ERR_INPUT, NOWHERE,
                       N_("no figure %lld; a report that was computed again "
                          "has new numbers"), id);
    if (got < 0)
        return -1;
    *f = (struct traced){
        .report = str_dup(a, stmt_col_text(s, "report")),
        .section = str_dup(a, stmt_col_text(s, "section")),
        .unit = str_dup(a, stmt_col_text(s, "unit")),
        .problem = str_dup(a, stmt_col_text(s, "problem")),
        .metric = str_dup(a, stmt_col_text(s, "metric")),
        .note = str_dup(a, stmt_col_text(s, "note")),
        .numerator = stmt_col_real(s, "numerator"),
        .denominator = stmt_col_real(s, "denominator"),
        .value = stmt_col_real(s, "value"),
        .has_numerator = !stmt_col_null(s, "numerator"),
        .has_denominator = !stmt_col_null(s, "denominator"),
        .has_value = !stmt_col_null(s, "value"),
    };
    stmt_reset(s);
    return 0;
}

static void print_numbers(bool has_n, double n, bool has_d, double d,
                          bool has_v, double v, str note)
{
    if (has_n && has_d)
        printf("%.10g / %.10g = ", n, d);
    if (has_v)
        printf("%.10g", v);
    else
        printf("-");
    printf(note.n ? "  %.*s\n" : "\n", PSTR(note));
}

static int print_row(struct store *db, long long id, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_trace_row);
    int more;

    stmt_int(s, ":id", id);
    printf("%s\n", _("the row that it stands in:"));
    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        printf("  %-16.*s ", PSTR(stmt_col_text(s, "metric")));
        print_numbers(!stmt_col_null(s, "numerator"),
                      stmt_col_real(s, "numerator"),
                      !stmt_col_null(s, "denominator"),
                      stmt_col_real(s, "denominator"),
                      !stmt_col_null(s, "value"), stmt_col_real(s, "value"),
                      stmt_col_text(s, "note"));
    }
    return more;
}

struct days { str as_of; long first, last; };

/* The days whose records count, and the moment as of which. */
static int days_of(struct store *db, const struct traced *f,
                   const struct trace *t, struct days *d, struct arena *a,
                   struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_trace_report);

    stmt_text(s, ":name", f->report);
    if (stmt_step(s, NOWHERE, e) < 0)
        return -1;
    d->as_of = str_dup(a, stmt_col_text(s, "as_of"));
    date_read(stmt_col_text(s, t->before ? "prev_first_day" : "first_day"),
              &d->first);
    date_read(stmt_col_text(s, t->before ? "prev_last_day" : "last_day"),
              &d->last);
    stmt_reset(s);
    if (t->weeks)
        d->first = d->last - 7 * t->weeks + 1;
    if (t->whole) {
        d->last -= date_weekday(d->last) % 7 + 7 * t->back;
        d->first = d->last - 7 * t->whole + 1;
    }
    if (t->days) {
        d->first = t->days;
        d->last = d->first + 6 < d->last ? d->first + 6 : d->last;
    }
    return 0;
}

/* A spike counts its window of weeks. */
static int window_of(struct store *db, long long id, struct trace *t,
                     struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_trace_row);
    int more;

    stmt_int(s, ":id", id);
    while (t->weeks && (more = stmt_step(s, NOWHERE, e)) != 0) {
        if (more < 0)
            return -1;
        if (str_is(stmt_col_text(s, "metric"), "window"))
            t->weeks = (long)stmt_col_int(s, "value");
    }
    stmt_reset(s);
    return 0;
}

struct adding {
    int n;
    struct { double factor; const char *column; } at[TERMS];
};

/* "10*n_level5 + 8*n_level4 - pending", by columns of trace_records. */
static struct adding sum_read(str text, struct arena *a)
{
    struct adding t = { 0 };
    double sign = 1;
    str word, factor;

    while (str_cut(&text, ' ', &word)) {
        double x = 1;

        if (str_is(word, "+") || str_is(word, "-")) {
            sign = str_is(word, "+") ? 1 : -1;
            continue;
        }
        if (!word.n || t.n == TERMS)
            continue;
        if (str_find(word, STR("*")) < word.n) {
            str_cut(&word, '*', &factor);
            str_real(factor, &x);
        }
        t.at[t.n].factor = sign * x;
        t.at[t.n++].column = str_c(a, word);
    }
    return t;
}

static double sum_of(const struct adding *t, struct stmt *s)
{
    double v = 0;

    for (int i = 0; i < t->n; i++)
        v += t->at[i].factor * stmt_col_real(s, t->at[i].column);
    return v;
}

static struct stmt *query(struct store *db, const struct trace *t,
                          const struct days *d, struct arena *a, bool print)
{
    struct stmt *s = store_stmt(db, SQL_trace_records);
    char first[DATE_TEXT], last[DATE_TEXT];
    const struct { const char *name; str v; } texts[] = {
        { ":first", (date_print(d->first, first), str_of(first)) },
        { ":last", (date_print(d->last, last), str_of(last)) },
        { ":as_of", d->as_of }, { ":source", t->source }, { ":city", t->city },
        { ":county", t->county }, { ":lead", t->lead }, { ":item", t->item },
        { ":problem", t->problem }, { ":topic", t->topic },
        { ":placed", t->placed },
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        stmt_text(s, texts[i].name, str_dup(a, texts[i].v));
        if (print && texts[i].v.n)
            printf(" %s='%.*s'", texts[i].name, PSTR(texts[i].v));
    }
    stmt_int(s, ":id", t->id);
    stmt_int(s, ":problems", t->problems);
    stmt_int(s, ":texts", t->texts);
    if (print)
        printf(" :problems=%d :texts=%d :id=%lld\n", t->problems, t->texts,
               t->id);
    return s;
}

static void print_record(struct stmt *s, double adds)
{
    printf("  %lld  %.*s %.*s  %.*s  %.*s %.*s %.*s  %.*s:%lld  %+.10g\n",
           stmt_col_int(s, "id"), PSTR(stmt_col_text(s, "source")),
           PSTR(stmt_col_text(s, "source_id")), PSTR(stmt_col_text(s, "day")),
           PSTR(stmt_col_text(s, "region")), PSTR(stmt_col_text(s, "item_id")),
           PSTR(stmt_col_text(s, "problem")),
           PSTR(stmt_col_text(s, "source_file")),
           stmt_col_int(s, "source_line"), adds);
}

static bool agrees(const struct traced *f, const struct trace *t, double up,
                   double down)
{
    if (t->denominator.n)
        return fabs(up - f->numerator) < 1e-9 &&
               fabs(down - f->denominator) < 1e-9;
    return fabs(up - (f->has_numerator ? f->numerator : f->value)) < 1e-9;
}

/* Print the records and add them up; ERR_DATA when that is not what the report
 * printed. */
static int print_records(struct store *db, const struct traced *f,
                         const struct trace *t, const struct days *d,
                         const struct explain_args *o, struct arena *a,
                         struct err *e)
{
    struct adding up = sum_read(t->numerator, a);
    struct adding down = sum_read(t->denominator, a);
    long rows = o->rows ? o->rows : 20, shown = 0, behind = 0;
    double n = 0, m = 0;
    struct stmt *s;
    int more;

    printf(_("query: %s, %s, with"), sql[SQL_trace_records].name,
           sql[SQL_trace_records].place);
    s = query(db, t, d, a, true);
    if (o->sql)
        printf("%s", sql[SQL_trace_records].text);
    printf(t->denominator.n ? _("counted: (%.*s) / (%.*s)\n")
                            : _("counted: %.*s\n"), PSTR(t->numerator),
           PSTR(t->denominator));
    printf("%s\n", _("records (number, source, day, place, item, problem, "
                     "line of the source, adds):"));
    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        double adds = sum_of(&up, s);

        n += adds;
        m += sum_of(&down, s);
        if (adds < 0 || adds > 0) {
            behind++;
            if (rows < 0 || shown < rows) {
                print_record(s, adds);
                shown++;
            }
        }
    }
    if (more < 0)
        return -1;
    if (shown < behind)
        printf(_("  ... and %ld more (--rows=-1 prints all)\n"),
               behind - shown);
    printf(t->denominator.n ? _("%ld records add up to %.10g of %.10g\n")
                            : _("%ld records add up to %.10g\n"), behind, n,
           m);
    if (agrees(f, t, n, m))
        return 0;
    return err_set(e, ERR_DATA, NOWHERE,
                   N_("this is not what the report printed: the records were "
                      "changed behind its back, or texts were purged"));
}

static int explain(struct store *db, const char *what,
                   const struct explain_args *o, struct arena *a,
                   struct err *e)
{
    struct job past = { .db = db, .e = e };
    struct traced f;
    struct trace t;
    struct days d = { 0 };
    long long id;
    bool needed;
    int records;

    if (find(db, what, &id, e) || read_figure(db, id, &f, a, e))
        return -1;
    printf("%.*s/%.*s/%.*s/%.*s/%.*s\n", PSTR(f.report), PSTR(f.section),
           PSTR(f.unit), PSTR(f.problem), PSTR(f.metric));
    print_numbers(f.has_numerator, f.numerator, f.has_denominator,
                  f.denominator, f.has_value, f.value, f.note);
    records = trace_find(db, &f, &t, a, e);
    if (records < 0)
        return -1;
    if (t.words)
        printf(_("worked out: %s\n"), _(t.words));
    if (records == 0 || (!f.has_value && !f.has_numerator))
        return print_row(db, id, e);
    if (window_of(db, id, &t, e) || days_of(db, &f, &t, &d, a, e) ||
        past_begin(&past, d.as_of, d.first, d.last, &needed) ||
        print_records(db, &f, &t, &d, o, a, e))
        return -1;
    return past_end(&past);
}

static int explain_run(const struct env *env, void *args, int argc,
                       char **argv, struct err *e)
{
    const struct explain_args *o = args;
    struct arena mem = { 0 };
    struct store *db;
    int rc;

    (void)env, (void)argc;
    db = store_open(o->db, STORE_WRITE, e);
    if (!db)
        return -1;
    rc = store_begin(db, e) || explain(db, argv[0], o, &mem, e) ? -1 : 0;
    store_rollback(db);         /* only the way back in time wrote anything */
    store_close(db);
    arena_release(&mem);
    return rc;
}

const struct command cmd_explain_figure = {
    "explain figure", "ID|ADDRESS",
    "the query and the records behind a printed figure",
    "ID is a number of v_figure; an address reads\n"
    "REPORT/section/unit/problem/metric, for example\n"
    "2026-W47/city/350300//observed. The records are those of the report's "
    "own\nmoment, and they are added up again.",
    explain_opts, sizeof explain_opts / sizeof explain_opts[0],
    sizeof(struct explain_args), 1, 1, explain_run
};
