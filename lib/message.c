/* message.c - a stored message in the language of whoever reads it. */
#include "lib/message.h"

#include "lib/banned.h"

enum { HOLES = 8, ARGUMENTS = 2 * HOLES + 2 };

/* A copy of s with `from`, one or two bytes, made `to`. */
static str swapped(struct arena *a, str s, str from, char to)
{
    char *p = str_c(a, s);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        bool here = str_starts(str_from(s, i), from);

        p[n++] = here ? to : s.p[i];
        i += here ? from.n - 1 : 0;
    }
    return (str){ p, n };
}

/* Cut the text before the next conversion off *form. Gives the number of the
 * argument that the conversion prints, from 1; 0: the form ends. `*next`
 * counts them where they carry no number. */
static int cut_hole(str *form, str *before, int *next)
{
    size_t at = str_find(*form, STR("%"));
    int number = 0;
    str s;

    *before = str_head(*form, at);
    s = str_from(*form, at + 1);
    if (at == form->n)
        return *form = s, 0;
    for (; s.n && !strchr("diouxXeEfgGcs", s.p[0]); s = str_from(s, 1)) {
        if (s.p[0] == '*')
            ++*next;                    /* a width is an argument, too */
        if (s.p[0] == '$' && s.p[-1] >= '1' && s.p[-1] <= '9' && !number)
            number = s.p[-1] - '0';
    }
    *form = str_from(s, 1);
    ++*next;
    return number ? number : *next < ARGUMENTS ? *next : ARGUMENTS - 1;
}

str message_shown(struct arena *a, str form, str text)
{
    str shown = form.n ? str_of(_(str_c(a, form))) : form;
    str value[ARGUMENTS] = { { 0 } }, before, after, rest;
    int next = 0, hole;
    struct buf out = { 0 };

    if (str_eq(shown, form))
        return text;
    form = swapped(a, form, STR("%%"), '\1');  /* a sign, and no hole */
    shown = swapped(a, shown, STR("%%"), '\1');
    rest = swapped(a, text, STR("%"), '\1');
    do {
        hole = cut_hole(&form, &before, &next);
        if (!str_starts(rest, before))
            return text;
        rest = str_from(rest, before.n);
        if (hole) {
            after = str_head(form, str_find(form, STR("%")));
            value[hole] = after.n ? str_head(rest, str_find(rest, after))
                                  : rest;
            rest = str_from(rest, value[hole].n);
        }
    } while (hole);
    next = 0;
    do {
        hole = cut_hole(&shown, &before, &next);
        buf_str(&out, before);
        buf_str(&out, hole ? value[hole] : rest);
    } while (hole);
    text = swapped(a, buf_view(&out), STR("\1"), '%');
    buf_release(&out);
    return text;
}
