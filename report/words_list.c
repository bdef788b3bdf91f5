/* words_list.c - a sentence over the rows of a section. */
#include "report/words.h"

#include "lib/banned.h"

struct listed { str unit, problem, note; double key; };

/* The rows that a list speaks of, in its order; how many. */
static size_t list_rows(const struct scene *s, const struct sentence *t,
                        struct listed **out)
{
    struct scene row = *s;
    struct listed *at;
    size_t n = 0, all = 0;

    while (figures_row(s->f, s->section, all, &row.unit, &row.problem))
        all++;
    at = *out = arena_array(s->mem, struct listed, all ? all : 1);
    for (size_t i = 0; i < all; i++) {
        const struct figure *f;
        size_t k = n;

        figures_row(s->f, s->section, i, &row.unit, &row.problem);
        if (row.unit.n == 0 || !words_true(&row, &t->when))
            continue;
        f = t->order.n ? words_figure(&row, t->order) : NULL;
        at[n] = (struct listed){ row.unit, row.problem, STR(""),
                                 f && f->has_value ? f->value : 0 };
        f = t->group.n ? words_figure(&row, t->group) : NULL;
        if (f)
            at[n].note = f->note;
        for (struct listed one = at[n++]; k > 0 && at[k - 1].key < one.key;
             k--) {
            at[k] = at[k - 1];
            at[k - 1] = one;
        }
    }
    return n;
}

/* The texts of rows whose note of t->group is `note` (any, where there is no
 * grouping), joined; how many. */
static size_t say_rows(const struct scene *row, const struct sentence *t,
                       const struct listed *at, size_t n, str note,
                       struct buf *out)
{
    struct scene one = *row;
    size_t said = 0;

    for (size_t i = 0; i < n && (!t->first || said < t->first); i++) {
        size_t here = out->n;

        one.unit = at[i].unit;
        one.problem = at[i].problem;
        if (t->group.n && !str_eq(at[i].note, note))
            continue;
        if (said)
            buf_str(out, t->join);
        if (words_say(&one, t->text, out))
            said++;
        else
            out->n = here;
    }
    return said;
}

/* Group after group: A、B（本期无记录）；C（无服务数据）. */
static size_t say_groups(const struct scene *row, const struct sentence *t,
                         const struct listed *at, size_t n, struct buf *out)
{
    size_t said = 0;

    for (size_t i = 0; i < n; i++) {
        bool seen = false;

        for (size_t k = 0; k < i && !seen; k++)
            seen = str_eq(at[k].note, at[i].note);
        if (seen)
            continue;
        buf_text(out, said ? "；" : "");
        said += say_rows(row, t, at, n, at[i].note, out);
        if (at[i].note.n) {
            buf_text(out, "（");
            buf_str(out, at[i].note);
            buf_text(out, "）");
        }
    }
    return said;
}

bool words_list(const struct scene *s, const struct sentence *t,
                struct buf *out)
{
    struct scene row = *s;
    struct listed *at;
    size_t began = out->n, said, n;

    row.in_row = true;
    row.section = str_c(s->mem, t->list);
    n = list_rows(&row, t, &at);
    if (n < t->least || (t->most && n > t->most) ||
        !words_say(s, t->before, out))
        return false;
    said = t->group.n ? say_groups(&row, t, at, n, out)
                      : say_rows(&row, t, at, n, STR(""), out);
    if (!said || !words_say(s, t->after, out)) {
        out->n = began;
        return false;
    }
    return true;
}
