/* words.c - figures as words. */
#include "report/words.h"

#include <math.h>
#include <stdio.h>

#include "lib/date.h"
#include "lib/text.h"
#include "report/known.h"
#include "lib/banned.h"

enum form { FORM_AUTO, FORM_COUNT, FORM_ONE, FORM_TWO, FORM_RATE, FORM_PAIR,
            FORM_CHANGE, FORM_NOTE, FORM_INNER, FORM_DAY, FORM_ABS,
            FORM_BASE, FORM_PLAIN, FORM_QUOTE };

enum { QUOTED = 200 };          /* characters of a quotation */

static const struct { const char *name; enum form form; } forms[] = {
    { "count", FORM_COUNT }, { "one", FORM_ONE }, { "two", FORM_TWO },
    { "rate", FORM_RATE }, { "pair", FORM_PAIR }, { "change", FORM_CHANGE },
    { "note", FORM_NOTE }, { "day", FORM_DAY }, { "abs", FORM_ABS },
    { "base", FORM_BASE }, { "plain", FORM_PLAIN }, { "inner", FORM_INNER },
    { "quote", FORM_QUOTE },
};

void words_number(struct buf *out, double v, int decimals)
{
    char digits[64];
    int n, whole;

    if (fabs(v) < 0.5 * pow(10, -decimals))
        v = 0;                          /* no "-0" */
    n = snprintf(digits, sizeof digits, "%.*f", decimals, fabs(v));
    whole = decimals ? n - decimals - 1 : n;
    if (v < 0)
        buf_text(out, "−");
    for (int i = 0; i < n; i++) {
        buf_char(out, digits[i]);
        if (i + 1 < whole && (whole - i - 1) % 3 == 0)
            buf_char(out, ',');
    }
}

void words_signed(struct buf *out, double v, int decimals)
{
    if (v >= 0.5 * pow(10, -decimals))
        buf_char(out, '+');
    words_number(out, v, decimals);
}

bool words_day(struct buf *out, str day)
{
    struct date d;

    if (!time_read(day, &d))
        return false;
    buf_fmt(out, "%d年%d月%d日", d.year, d.month, d.day);
    if (day.n > 10 && (d.hour || d.minute))
        buf_fmt(out, "%d时%02d分", d.hour, d.minute);
    return true;
}

/* Cut an address into its parts; row is -1 where it names a unit. */
static bool parts(str ref, str out[4], size_t *n)
{
    str rest = ref, one;

    for (*n = 0; str_cut(&rest, '/', &one); (*n)++)
        if (*n == 4)
            return false;
        else
            out[*n] = one;
    return true;
}

static const struct figure *by_row(const struct scene *s, str section,
                                   str metric)
{
    size_t at = str_find(section, STR("#"));
    const char *name = str_c(s->mem, str_head(section, at));
    long long row = 0;
    str unit, problem;

    if (!str_int(str_from(section, at + 1), &row) || row < 0 ||
        !figures_row(s->f, name, (size_t)row, &unit, &problem))
        return NULL;
    if (unit.n == 0 && row > 0)         /* the total is no row of a list */
        return NULL;
    return figure_get(s->f, name, unit, problem, str_c(s->mem, metric));
}

const struct figure *words_figure(const struct scene *s, str ref)
{
    str part[4], unit, problem = { "", 0 };
    size_t n;

    if (str_find(ref, STR("/")) == ref.n)
        return s->in_row ? figure_get(s->f, s->section, s->unit, s->problem,
                                      str_c(s->mem, ref)) : NULL;
    if (!parts(ref, part, &n) || n < 2)
        return NULL;
    if (n == 2)
        return by_row(s, part[0], part[1]);
    unit = str_is(part[1], "-") ? STR("") : part[1];
    if (n == 4)
        problem = part[2];
    return figure_get(s->f, str_c(s->mem, part[0]), unit, problem,
                      str_c(s->mem, part[n - 1]));
}

/* The address of a condition: overview/{source}/records in a row. */
static str cond_address(const struct scene *s, str ref)
{
    struct buf at = { 0 };

    if (str_has(ref, STR("{")) && words_say(s, ref, &at))
        ref = str_dup(s->mem, buf_view(&at));
    buf_release(&at);
    return ref;
}

bool words_true(const struct scene *s, const struct conds *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct cond *one = &c->at[i];
        const struct figure *f = words_figure(s, cond_address(s, one->ref));
        bool value = f && f->has_value, ok = false;

        switch (one->op) {
        case COND_THERE: ok = value || (f && f->note.n); break;
        case COND_NOT:   ok = !value && !(f && f->note.n); break;
        case COND_GT:    ok = value && f->value > one->than; break;
        case COND_LT:    ok = value && f->value < one->than; break;
        case COND_EQ:    ok = value && f->value == one->than; break;
        case COND_NE:    ok = value && f->value != one->than; break;
        }
        if (!ok)
            return false;
    }
    return true;
}

/* A change in a sentence: 环比上升12.3%, 环比下降1.20个百分点, or why not. */
static void say_change(const struct scene *s, const struct figure *f,
                       struct buf *out)
{
    double shown = fabs(f->value) * 100;
    int decimals = f->has_denominator ? 1 : 2;

    if (shown < 0.5 * pow(10, -decimals)) {
        buf_str(out, layout_word(s->l, "same"));
        return;
    }
    buf_str(out, layout_word(s->l, f->value > 0 ? "up" : "down"));
    words_number(out, shown, decimals);
    if (f->has_denominator)
        buf_char(out, '%');
    else
        buf_str(out, layout_word(s->l, "points"));
}

static void say_rate(const struct figure *f, bool base, struct buf *out)
{
    words_number(out, f->value * 100, 2);
    buf_char(out, '%');
    if (base && f->has_denominator) {
        buf_text(out, "（");
        words_number(out, f->numerator, 0);
        buf_char(out, '/');
        words_number(out, f->denominator, 0);
        buf_text(out, "）");
    }
}

static void say_number(double v, struct buf *out)
{
    words_number(out, v, v == floor(v) ? 0 : 1);
}

/* A text for use inside “ ”: its own “ ” become ‘ ’. */
static void say_inner(str text, struct buf *out)
{
    while (text.n) {
        if (str_starts(text, STR("“")) || str_starts(text, STR("”"))) {
            buf_text(out, str_starts(text, STR("“")) ? "‘" : "’");
            text = str_from(text, strlen("“"));
        } else {
            buf_char(out, text.p[0]);
            text = str_from(text, 1);
        }
    }
}

static bool say_figure(const struct scene *s, const struct figure *f,
                       enum form form, struct buf *out)
{
    if (!f)
        return false;
    if (form == FORM_QUOTE && text_length(f->note) > QUOTED) {
        say_inner(str_head(f->note, text_pos(f->note, QUOTED)), out);
        buf_text(out, "……");
        return true;
    }
    if (form == FORM_INNER || form == FORM_QUOTE) {
        say_inner(f->note, out);
        return f->note.n > 0;
    }
    if (form == FORM_NOTE || (!f->has_value && form != FORM_DAY &&
                              form != FORM_BASE)) {
        bool rate = f->has_denominator &&
                    !str_ends(f->metric, STR("_change"));

        if (rate && form != FORM_NOTE)
            return false;               /* 基数为0, 样本不足: not in a sentence */
        buf_str(out, f->note);
        return f->note.n > 0;
    }
    if (form == FORM_AUTO)
        form = str_ends(f->metric, STR("_change")) ? FORM_CHANGE
               : f->has_denominator ? FORM_RATE : FORM_AUTO;
    switch (form) {
    case FORM_AUTO:   say_number(f->value, out); break;
    case FORM_COUNT:  words_number(out, f->value, 0); break;
    case FORM_ONE:    words_number(out, f->value, 1); break;
    case FORM_TWO:    words_number(out, f->value, 2); break;
    case FORM_ABS:    say_number(fabs(f->value), out); break;
    case FORM_RATE:   say_rate(f, false, out); break;
    case FORM_PAIR:   say_rate(f, true, out); break;
    case FORM_CHANGE: say_change(s, f, out); break;
    case FORM_DAY:    return words_day(out, f->note);
    case FORM_BASE:   words_number(out, f->denominator, 0);
                      return f->has_denominator;
    case FORM_PLAIN:  buf_fmt(out, "%.0f", f->value); break;
    case FORM_NOTE:
    case FORM_INNER:
    case FORM_QUOTE:  break;
    }
    return true;
}

static str meta(const struct scene *s, const char *metric)
{
    const struct figure *f = figure_get(s->f, "meta", STR(""), STR(""),
                                        metric);

    return f ? f->note : STR("");
}

/* 2026年11月16日至22日: what both days share is said once. */
static bool say_period(str first, str last, struct buf *out)
{
    struct date a, b;

    if (!time_read(first, &a) || !time_read(last, &b))
        return false;
    words_day(out, first);
    if (str_eq(first, last))
        return true;
    buf_text(out, "至");
    if (a.year != b.year)
        buf_fmt(out, "%d年", b.year);
    if (a.year != b.year || a.month != b.month)
        buf_fmt(out, "%d月", b.month);
    buf_fmt(out, "%d日", b.day);
    return true;
}

/* 一 … 九十九. */
static void say_ordinal(size_t n, struct buf *out)
{
    static const char *const digits[] = { "", "一", "二", "三", "四", "五",
                                          "六", "七", "八", "九" };

    if (n >= 20)
        buf_text(out, digits[n / 10 % 10]);
    if (n >= 10)
        buf_text(out, "十");
    buf_text(out, digits[n % 10]);
}

/* Words of the report itself; -1 where the name is none of them. */
static int say_word(const struct scene *s, str name, struct buf *out)
{
    str report = meta(s, "report"), year, rest = report;
    long long n = 0;

    if (str_is(name, "title"))
        return words_say(s, s->l->title[s->kind], out);
    if (str_is(name, "issue"))
        return words_say(s, s->l->issue[s->kind], out);
    if (str_is(name, "no")) {
        say_ordinal(s->part, out);
        return s->part > 0;
    }
    if (str_is(name, "period"))
        return say_period(meta(s, "first_day"), meta(s, "last_day"), out);
    if (str_is(name, "before"))
        return say_period(meta(s, "prev_first_day"), meta(s, "prev_last_day"),
                          out);
    if (str_is(name, "as_of"))
        return words_day(out, meta(s, "as_of"));
    if (str_is(name, "unfinished"))     /* the last day, if it is not over */
        return str_cmp(str_head(meta(s, "as_of"), 10),
                       meta(s, "last_day")) <= 0 &&
               words_day(out, meta(s, "last_day"));
    if (!str_cut(&rest, '-', &year))
        return str_is(name, "year") || str_is(name, "number") ? 0 : -1;
    if (str_is(name, "year")) {
        buf_str(out, year);
        return 1;
    }
    if (!str_is(name, "number"))
        return -1;
    if (rest.n && rest.p[0] == 'W')
        rest = str_from(rest, 1);
    if (!str_int(rest, &n))
        return 0;
    buf_fmt(out, "%lld", n);
    return 1;
}

/* The place that `rest` begins with, cut off: {ref:form}. */
static bool place(str *rest, str *ref, str *form)
{
    size_t end = str_find(*rest, STR("}")), colon;
    str in;

    if (end == rest->n)
        return false;
    in = str_from(str_head(*rest, end), 1);
    *rest = str_from(*rest, end + 1);
    colon = str_find(in, STR(":"));
    *ref = str_head(in, colon);
    *form = str_from(in, colon + 1);
    return true;
}

static bool form_of(str name, enum form *out)
{
    *out = FORM_AUTO;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (str_is(name, forms[i].name)) {
            *out = forms[i].form;
            return true;
        }
    return name.n == 0;
}

static bool say_place(const struct scene *s, str ref, enum form form,
                      struct buf *out)
{
    int word;

    if (s->in_row && str_is(ref, "unit")) {
        buf_str(out, s->unit);
        return true;
    }
    if (s->in_row && str_is(ref, "problem")) {
        buf_str(out, s->problem);
        return true;
    }
    if (known_word(ref) && (word = say_word(s, ref, out)) >= 0)
        return word > 0;
    return say_figure(s, words_figure(s, ref), form, out);
}

bool words_say(const struct scene *s, str text, struct buf *out)
{
    size_t began = out->n;
    str ref, name;
    enum form form;

    while (text.n) {
        size_t at = str_find(text, STR("{"));

        buf_str(out, str_head(text, at));
        text = str_from(text, at);
        if (!text.n)
            break;
        if (!place(&text, &ref, &name) || !form_of(name, &form) ||
            !say_place(s, ref, form, out)) {
            out->n = began;
            return false;
        }
    }
    return true;
}

bool words_sentence(const struct scene *s, const struct sentence *t,
                    struct buf *out)
{
    if (t->list.n)
        return words_list(s, t, out);
    return words_true(s, &t->when) && words_say(s, t->text, out);
}

int words_check_address(str ref, str section, struct where at, struct err *e)
{
    str part[4];
    size_t n;

    if (str_find(ref, STR("/")) == ref.n) {
        if (section.n && known_metric(section, ref))
            return 0;
        return err_set(e, ERR_CONFIG, at, section.n
                       ? _("section %.*s has no figure \"%.*s\"")
                       : _("%.*s\"%.*s\" is no address of a figure"),
                       PSTR(section), PSTR(ref));
    }
    if (!parts(ref, part, &n) || n < 2)
        return err_set(e, ERR_CONFIG, at,
                       N_("\"%.*s\" is no address of a figure"), PSTR(ref));
    part[0] = str_head(part[0], str_find(part[0], STR("#")));
    if (!known_section(part[0]))
        return err_set(e, ERR_CONFIG, at, N_("no section \"%.*s\""),
                       PSTR(part[0]));
    if (str_find(ref, STR("{")) != ref.n || known_metric(part[0], part[n - 1]))
        return 0;
    return err_set(e, ERR_CONFIG, at, N_("section %.*s has no figure \"%.*s\""),
                   PSTR(part[0]), PSTR(part[n - 1]));
}

int words_check(str text, str section, struct where at, struct err *e)
{
    str ref, name;
    enum form form;

    while ((text = str_from(text, str_find(text, STR("{")))).n) {
        if (!place(&text, &ref, &name))
            return err_set(e, ERR_CONFIG, at,
                           N_("a { without its }"));
        if (!form_of(name, &form))
            return err_set(e, ERR_CONFIG, at,
                           N_("\"%.*s\" is no form of a figure"), PSTR(name));
        if (known_word(ref) || (section.n && (str_is(ref, "unit") ||
                                              str_is(ref, "problem"))))
            continue;
        if (words_check_address(ref, section, at, e))
            return -1;
    }
    return 0;
}
