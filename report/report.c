/* report.c - the command of stage 3: the report of a period. */
#include "report/report.h"

#include <stdio.h>

#include "lib/io.h"
#include "report/doc.h"
#include "report/gnuplot.h"
#include "report/layout.h"
#include "report/mail.h"
#include "report/order.h"
#include "report/span.h"
#include "report/sweep.h"
#include "lib/banned.h"

struct report_args {
    const char *db, *week, *month, *from, *to, *out, *format, *as_of;
    struct opt_list orders, mailto;
    bool no_charts;
};

static const struct opt report_opts[] = {
    TEXT(struct report_args, week, "week", "YYYY-Wnn", "an ISO week"),
    TEXT(struct report_args, month, "month", "YYYY-MM", "a month"),
    TEXT(struct report_args, from, "from", "DAY", "first day of any span"),
    TEXT(struct report_args, to, "to", "DAY", "its last day"),
    TEXT(struct report_args, out, "out", "DIR",
         "folder for the files; made if need be; required"),
    TEXT(struct report_args, format, "format", "LIST",
         "html, csv, md, txt, xlsx, docx, png; default html,csv,md"),
    LIST(struct report_args, orders, "orders", "ITEM/KIND",
         "a paper (督办单, 函告) on this problem, too; repeatable"),
    LIST(struct report_args, mailto, "mailto", "ADDRESS",
         "mail the summary there by the local sendmail; repeatable"),
    TEXT(struct report_args, as_of, "as-of", "TIME",
         "what was known then; default now"),
    FLAG(struct report_args, no_charts, "no-charts",
         "leave the charts out; their tables stay"),
    TEXT(struct report_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

/* A report at work. */
struct job {
    const struct env *env;
    const struct report_args *args;
    struct store *db;
    struct span span;
    const struct figures *figures;
    struct arena mem;
    struct doc *full, *mail;    /* built when a format first asks for it */
    bool no_gnuplot, asked_font, font;
};

static const char *path_of(struct job *j, const char *end)
{
    return str_fmt(&j->mem, "%s/%.*s%s", j->args->out, PSTR(j->span.name),
                   end).p;
}

static int full_doc(struct job *j, struct err *e)
{
    const struct layout *l;

    if (j->full)
        return 0;
    l = layout_load(j->env->schemas, "report", &j->mem, e);
    if (!l)
        return -1;
    j->full = doc_build(j->db, l, j->figures, &j->span, &j->mem, e);
    return j->full ? 0 : -1;
}

static int charts(struct job *j, bool png, struct err *e)
{
    if (j->args->no_charts)
        return 0;
    if (png && !j->asked_font && gnuplot_font(&j->font, e))
        return -1;
    j->asked_font = j->asked_font || png;
    if (png && !j->font)
        return err_set(e, ERR_CONFIG, NOWHERE,
                       N_("no font for Chinese is installed (fc-list :lang="
                          "zh-cn): the pictures would show boxes; install "
                          "fonts-noto-cjk or use --no-charts"));
    return doc_charts(j->full, j->env->schemas, png, &j->mem,
                      &j->no_gnuplot, e);
}

static int write_html(struct job *j, struct err *e)
{
    if (full_doc(j, e))
        return -1;
    if (charts(j, false, e))
        return -1;
    return html_write(j->full, j->env->schemas, path_of(j, ".html"), e);
}

static int write_csv(struct job *j, struct err *e)
{
    return full_doc(j, e) || csv_report(j->full, path_of(j, "-csv"), e)
           ? -1 : 0;
}

static int mail_doc(struct job *j, struct err *e)
{
    const struct layout *l;

    if (j->mail)
        return 0;
    l = layout_load(j->env->schemas, "mail", &j->mem, e);
    if (!l)
        return -1;
    j->mail = doc_build(j->db, l, j->figures, &j->span, &j->mem, e);
    return j->mail ? 0 : -1;
}

static int write_md(struct job *j, struct err *e)
{
    return mail_doc(j, e) || markdown_write(j->mail, path_of(j, ".md"), e)
           ? -1 : 0;
}

static int write_txt(struct job *j, struct err *e)
{
    return mail_doc(j, e) || text_write(j->mail, path_of(j, ".txt"), e)
           ? -1 : 0;
}

static int write_xlsx(struct job *j, struct err *e)
{
    return full_doc(j, e) || xlsx_write(j->full, path_of(j, ".xlsx"), e)
           ? -1 : 0;
}

static int write_docx(struct job *j, struct err *e)
{
    return full_doc(j, e) || charts(j, true, e) ||
           docx_write(j->full, j->env->schemas, path_of(j, ".docx"), e)
           ? -1 : 0;
}

static int write_png(struct job *j, struct err *e)
{
    return full_doc(j, e) || charts(j, true, e) ||
           png_report(j->full, path_of(j, "-png"), e) ? -1 : 0;
}

static const struct {
    const char *name;
    int (*write)(struct job *j, struct err *e);
} formats[] = {
    { "html", write_html }, { "csv", write_csv }, { "md", write_md },
    { "txt", write_txt },
    { "xlsx", write_xlsx }, { "docx", write_docx }, { "png", write_png },
};

enum { FORMATS = sizeof formats / sizeof formats[0] };

bool report_writes(str format)
{
    for (int i = 0; i < FORMATS; i++)
        if (str_is(format, formats[i].name))
            return true;
    return false;
}

static int formats_read(const char *list, bool wanted[FORMATS],
                        struct err *e)
{
    str rest = str_of(list ? list : "html,csv,md"), one;

    while (str_cut(&rest, ',', &one)) {
        if (!report_writes(one))
            return err_set(e, ERR_USAGE, NOWHERE,
                           N_("--format: no format \"%.*s\""), PSTR(one));
        for (int i = 0; i < FORMATS; i++)
            wanted[i] = wanted[i] || str_is(one, formats[i].name);
    }
    return 0;
}

/* Work the figures out, store them, read them back.  The transaction stays
 * open while the records behind them are shown as of the same moment; a report
 * whose files cannot be written is not stored. */
static int figures_of(struct job *j, struct err *e)
{
    long long id;

    if (store_begin(j->db, e) ||
        figures_compute(j->db, &j->span, &id, e))
        return -1;
    j->figures = figures_load(j->db, id, &j->mem, e);
    return j->figures ? 0 : -1;
}

static int write_orders(struct job *j, struct err *e)
{
    return full_doc(j, e) ||
           order_write(j->full, j->span.kind, &j->args->orders,
                       j->env->schemas, path_of(j, "-orders.docx"), e)
           ? -1 : 0;
}

static int send_mail(struct job *j, struct err *e)
{
    const struct report_args *o = j->args;

    for (size_t i = 0; i < o->mailto.n; i++)
        if (mail_doc(j, e) || mail_send(j->mail, o->mailto.at[i], e))
            return -1;
    return 0;
}

static int report_run(const struct env *env, void *args, int argc,
                      char **argv, struct err *e)
{
    struct job j = { .env = env, .args = args };
    const struct report_args *o = args;
    bool wanted[FORMATS] = { false };
    int rc = -1;

    (void)argc, (void)argv;
    if (!o->out)
        return err_set(e, ERR_USAGE, NOWHERE, N_("--%s is needed"), "out");
    for (size_t i = 0; i < o->mailto.n; i++)
        if (mail_check(o->mailto.at[i], e))
            return -1;
    if (formats_read(o->format, wanted, e) ||
        span_read(o->week, o->month, o->from, o->to, o->as_of, env->now,
                  &j.mem, &j.span, e))
        goto done;
    j.db = store_open(o->db, STORE_WRITE, e);
    if (!j.db || io_mkdir(o->out, e) || figures_of(&j, e))
        goto done;
    sweep(o->out, j.span.name);
    if (o->orders.n && write_orders(&j, e))
        goto done;
    for (int i = 0; i < FORMATS; i++)
        if (wanted[i] && formats[i].write(&j, e))
            goto done;
    if (figures_done(j.db, e) || store_commit(j.db, e))
        goto done;
    if (send_mail(&j, e))
        goto done;
    rc = 0;
    if (j.no_gnuplot)
        rc = err_set(e, ERR_CONFIG, NOWHERE,
                     N_("gnuplot is not installed: the report was written "
                        "without its charts"));
done:
    if (rc && j.db)
        store_rollback(j.db);
    store_close(j.db);
    arena_release(&j.mem);
    return rc;
}

const struct command cmd_report = {
    "report", "", "write the report of a week, a month or any span",
    "Works out every figure, stores it (view v_figure) and writes the files\n"
    "DIR/NAME.html, DIR/NAME-csv/, DIR/NAME.md and so on, NAME being 2026-W47\n"
    "or 2026-11 or 2026-01-01_2026-03-31. The same database and --as-of give\n"
    "the same bytes.",
    report_opts, sizeof report_opts / sizeof report_opts[0],
    sizeof(struct report_args), 0, 0, report_run
};
