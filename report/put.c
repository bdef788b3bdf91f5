/* put.c - figures into the table, a row at a time. */
#include "report/figures.h"

#include "lib/banned.h"

static void put(struct job *j, const char *metric, const double *numerator,
                const double *denominator, const double *value, str note)
{
    struct stmt *s;

    if (j->failed)
        return;
    s = store_stmt(j->db, SQL_figure_save);
    stmt_int(s, ":report_id", j->report_id);
    stmt_text(s, ":section", str_of(j->section));
    stmt_int(s, ":seq", j->seq);
    stmt_text(s, ":unit", j->unit);
    stmt_text(s, ":problem", j->problem);
    stmt_text(s, ":metric", str_of(metric));
    stmt_null(s, ":numerator");
    stmt_null(s, ":denominator");
    stmt_null(s, ":value");
    if (numerator)
        stmt_real(s, ":numerator", *numerator);
    if (denominator)
        stmt_real(s, ":denominator", *denominator);
    if (value)
        stmt_real(s, ":value", *value);
    stmt_text(s, ":note", note);
    if (stmt_step(s, NOWHERE, j->e)) {
        err_while(j->e, "%s/%.*s/%.*s/%s", j->section, PSTR(j->unit),
                  PSTR(j->problem), metric);
        j->failed = true;
    }
}

void put_row(struct job *j, const char *section, long seq, str unit,
             str problem, str name)
{
    j->section = section;
    j->seq = seq;
    j->unit = unit;
    j->problem = problem;
    put_text(j, "name", name);
}

void put_number(struct job *j, const char *metric, double v)
{
    put(j, metric, NULL, NULL, &v, STR(""));
}

void put_noted(struct job *j, const char *metric, double v, str note)
{
    put(j, metric, NULL, NULL, &v, note);
}

void put_text(struct job *j, const char *metric, str v)
{
    put(j, metric, NULL, NULL, NULL, v);
}

void put_flag(struct job *j, const char *metric, bool yes, str why)
{
    put_noted(j, metric, yes, why);
}

void put_none(struct job *j, const char *metric, str why)
{
    put(j, metric, NULL, NULL, NULL, why);
}

/* The value of a rate; false where none can be given. */
static bool rate(double numerator, double denominator, double min_n,
                 double *value, str *why)
{
    *why = denominator <= 0 ? STR("基数为0") :
           denominator < min_n ? STR("样本不足") : STR("");
    *value = denominator > 0 ? numerator / denominator : 0;
    return !why->n;
}

void put_rate(struct job *j, const char *metric, double numerator,
              double denominator, double min_n)
{
    double v;
    str why;
    bool known = rate(numerator, denominator, min_n, &v, &why);

    put(j, metric, &numerator, &denominator, known ? &v : NULL, why);
}

void put_change(struct job *j, const char *metric, double now, double before)
{
    const char *prev = str_fmt(&j->mem, "%s_prev", metric).p;
    const char *change = str_fmt(&j->mem, "%s_change", metric).p;
    double more = now - before, v = before > 0 ? more / before : 0;

    put_number(j, metric, now);
    put_number(j, prev, before);
    if (before > 0)
        put(j, change, &more, &before, &v, STR(""));
    else
        put(j, change, &more, &before, NULL, STR("上期为0，不计环比"));
}

void put_parts(struct job *j, double now, double before, double printed,
               double late)
{
    if (!j->printed_as_of.n) {
        put_none(j, "printed_prev", STR("上期未出报告"));
        put_none(j, "real", STR("上期未出报告"));
        put_none(j, "late", STR("上期未出报告"));
        put_none(j, "reclassified", STR("上期未出报告"));
        return;
    }
    put_number(j, "printed_prev", printed);
    put_number(j, "real", now - before);
    put_number(j, "late", late);
    put_number(j, "reclassified", before - printed - late);
}

/* Are the cases of the period ripe?  No deadline lies ahead; where there are
 * none, ten working days have passed. */
static bool ripe(const struct job *j, const struct sums *now)
{
    char ripe_on[DATE_TEXT];

    if (now->v[SUM_n_due] > 0)
        return now->v[SUM_pending] <= 0;
    date_print(workdays_after(j->workdays, j->span->last, 10), ripe_on);
    return str_cmp(str_head(j->span->as_of, 10), str_of(ripe_on)) > 0;
}

void put_indicators(struct job *j, int source, bool units_only,
                    const struct sums *now, const struct sums *before)
{
    for (int i = 0; i < j->indicators_n; i++) {
        const struct indicator *x = &j->indicators[i];
        double a = terms_value(&x->numerator, now), v, w;
        double b = terms_value(&x->denominator, now);
        str why, why_prev;
        bool known, known_prev;

        if (x->source != source || (units_only && !x->units))
            continue;
        known = rate(a, b, x->min_n, &v, &why);
        put(j, x->id.p, &a, &b, known ? &v : NULL, why);
        if (!before)
            continue;
        a = terms_value(&x->numerator, before);
        b = terms_value(&x->denominator, before);
        known_prev = rate(a, b, x->min_n, &w, &why_prev);
        put(j, str_fmt(&j->mem, "%s_prev", x->id.p).p, &a, &b,
            known_prev ? &w : NULL, why_prev);
        v -= w;
        if (known && known_prev && x->matures && !ripe(j, now)) {
            known = false;
            why = STR("未到期不比");
        }
        put(j, str_fmt(&j->mem, "%s_change", x->id.p).p, NULL, NULL,
            known && known_prev ? &v : NULL,
            known && known_prev ? STR("") : known ? why_prev : why);
    }
}

void put_shrinkage(struct job *j, const struct rank_fit *fit)
{
    put_number(j, "phi", fit->phi);
    put_number(j, "tau2", fit->tau2);
    if (fit->alike)
        put_none(j, "shrinkage", STR("差异未超出随机波动"));
    else
        put_number(j, "shrinkage", fit->a);
}
