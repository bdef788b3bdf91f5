/* cell.c - what one cell of a table says of its figure. */
#include "report/cell.h"

#include "lib/text.h"
#include "report/words.h"
#include "lib/banned.h"

str pen_kept(struct pen *p)
{
    str s = str_dup(p->mem, buf_view(&p->tmp));

    buf_clear(&p->tmp);
    return s;
}

str pen_said(struct pen *p, const struct scene *s, str text)
{
    buf_clear(&p->tmp);
    if (!words_say(s, text, &p->tmp))
        return STR("");
    return pen_kept(p);
}

/* What an indicator is measured in: percent where nothing says otherwise. */
static str measure(const struct scene *s, str metric)
{
    static const char *const ends[] = { "_prev", "_change" };
    const struct figure *f;

    for (size_t i = 0; i < 2; i++)
        if (str_ends(metric, str_of(ends[i])))
            metric = str_head(metric, metric.n - strlen(ends[i]));
    f = figure_get(s->f, "definition", metric, STR(""), "unit");
    return f ? f->note : STR("percent");
}

void cell_number(struct pen *p, struct cell *c, double v,
                        int decimals)
{
    c->kind = CELL_NUMBER;
    c->decimals = decimals;
    c->has_value = true;
    c->value = v;
    buf_clear(&p->tmp);
    words_number(&p->tmp, v, decimals);
    c->text = pen_kept(p);
}

static void cell_rate(struct pen *p, struct cell *c, double v)
{
    c->kind = CELL_PERCENT;
    c->decimals = 2;
    c->has_value = true;
    c->value = v;
    buf_clear(&p->tmp);
    words_number(&p->tmp, v * 100, 2);
    buf_char(&p->tmp, '%');
    c->text = pen_kept(p);
}

/* +12.3% of a count, +1.25个百分点 of a rate, +0.12 of a score. */
static void cell_change(struct pen *p, const struct scene *s,
                        struct cell *c, const struct figure *f)
{
    bool points = !f->has_denominator && !str_is(measure(s, f->metric),
                                                 "percent");

    c->has_value = true;
    c->value = f->value;
    buf_clear(&p->tmp);
    if (f->has_denominator) {
        c->kind = CELL_PERCENT;
        c->decimals = 1;
        words_signed(&p->tmp, f->value * 100, 1);
        buf_char(&p->tmp, '%');
    } else if (points) {
        c->kind = CELL_NUMBER;
        c->decimals = 2;
        words_signed(&p->tmp, f->value, 2);
    } else {
        c->kind = CELL_TEXT;            /* 百分点 is no number of its own */
        words_signed(&p->tmp, f->value * 100, 2);
        buf_str(&p->tmp, layout_word(s->l, "points"));
    }
    c->text = pen_kept(p);
}

static void cell_figure(struct pen *p, const struct scene *s,
                        struct cell *c, const struct figure *f)
{
    str unit = measure(s, f->metric);

    if (str_is(unit, "points"))
        cell_number(p, c, f->value, 2);
    else if (str_is(unit, "percent") && f->has_denominator)
        cell_rate(p, c, f->value);
    else
        cell_number(p, c, f->value, 0);
}

static void cell_range(struct pen *p, const struct scene *s,
                       const struct column *col, struct cell *c,
                       const struct figure *f)
{
    const struct figure *to = words_figure(s, col->to);

    if (!to || !to->has_value) {
        c->text = layout_word(s->l, "none");
        return;
    }
    buf_clear(&p->tmp);
    words_number(&p->tmp, f->value, 0);
    buf_text(&p->tmp, "–");
    words_number(&p->tmp, to->value, 0);
    c->text = pen_kept(p);
    c->has_value = true;
    c->value = f->value;
}

/* What stands where there is no value: the reason, a text, or a dash. */
static void cell_empty(const struct scene *s, const struct column *col,
                       struct cell *c, const struct figure *f)
{
    bool zero = f && (str_is(f->note, "基数为0") ||
                      (f->has_denominator && f->denominator == 0 &&
                       col->as != AS_CHANGE));

    c->text = !f || zero || !f->note.n ? layout_word(s->l, "none") : f->note;
    if (!column_numeric(col) && col->as != AS_YES && f)
        c->text = f->note;
}

/* The beginning of a long text, and where the rest is. */
static str clipped(struct pen *p, const struct scene *s, str text,
                   long most, long long record)
{
    if (most <= 0 || text_length(text) <= (size_t)most)
        return text;
    buf_clear(&p->tmp);
    buf_str(&p->tmp, str_head(text, text_pos(text, (size_t)most)));
    buf_text(&p->tmp, "……");
    if (record)
        buf_fmt(&p->tmp, "（%.*s%lld）", PSTR(layout_word(s->l, "record")),
                record);
    return pen_kept(p);
}

void cell_fill(struct pen *p, const struct scene *s,
                      const struct column *col, struct cell *c)
{
    str ref = col->metric;
    const struct figure *f;

    *c = (struct cell){ .kind = CELL_TEXT };
    if (col->address.n)
        ref = pen_said(p, s, col->address);
    f = ref.n ? words_figure(s, ref) : NULL;
    if (f && f->has_numerator && f->has_denominator) {
        c->numerator = f->numerator;
        c->denominator = f->denominator;
        c->has_base = col->as == AS_RATE || col->as == AS_FIGURE;
    }
    if (!f || (!f->has_value && col->as != AS_DAY)) {
        cell_empty(s, col, c, f);
        c->text = clipped(p, s, c->text, col->clip, 0);
        return;
    }
    switch (col->as) {
    case AS_COUNT:  cell_number(p, c, f->value, 0); break;
    case AS_ONE:    cell_number(p, c, f->value, 1); break;
    case AS_TWO:    cell_number(p, c, f->value, 2); break;
    case AS_RATE:   cell_rate(p, c, f->value); break;
    case AS_CHANGE: cell_change(p, s, c, f); break;
    case AS_RANGE:  cell_range(p, s, col, c, f); break;
    case AS_FIGURE: cell_figure(p, s, c, f); break;
    case AS_YES:    c->text = layout_word(s->l, f->value != 0 ? "yes"
                                                              : "no"); break;
    case AS_TEXT:
    case AS_LONG:
        c->record = (long long)f->value;
        c->text = clipped(p, s, f->note, col->clip, c->record);
        break;
    case AS_NOTE:
        c->text = f->note;
        break;
    case AS_DAY:
        buf_clear(&p->tmp);
        c->text = words_day(&p->tmp, f->note) ? pen_kept(p) : f->note;
        break;
    }
}

void cell_plain(const struct cell *c, struct buf *out)
{
    if (!c->has_value || c->kind == CELL_TEXT)
        buf_str(out, c->text);
    else if (c->kind == CELL_PERCENT)
        buf_fmt(out, "%.*f%%", c->decimals, c->value * 100);
    else
        buf_fmt(out, "%.*f", c->decimals, c->value);
}
