/* branch.c - the alternatives that a pattern is made of. */
#include "lib/branch.h"

#include <stdbool.h>

#include "lib/banned.h"

enum { DEPTH = 40, BRANCHES = 400 };

struct list {
    str *at;
    size_t n;
    bool lost;                  /* something that is not understood */
};

/* Bytes of the first sign: an escape, a [class], or one byte. */
static size_t sign(struct list *l, str p)
{
    size_t n = 1;

    if (p.p[0] == '\\') {
        l->lost |= p.n < 2 || strchr("cQE", p.p[1]);
        return p.n < 2 ? 1 : 2;
    }
    if (p.p[0] != '[')
        return 1;
    n += n < p.n && p.p[n] == '^';
    n += n < p.n && p.p[n] == ']';
    while (n < p.n && p.p[n] != ']') {
        l->lost |= p.p[n] == '[' && n + 1 < p.n && strchr(":.=", p.p[n + 1]);
        n += p.p[n] == '\\' ? 2 : 1;
    }
    l->lost |= n >= p.n;
    return n < p.n ? n + 1 : p.n;
}

/* Bytes of what opens a group: its flags would hold beyond it. */
static size_t opens(struct list *l, str p)
{
    static const char *const plain[] = { "(?:", "(?=", "(?!", "(?<=", "(?<!",
                                         "(?>" };

    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (str_starts(p, str_of(plain[i])))
            return strlen(plain[i]);
    l->lost |= p.n > 1 && (p.p[1] == '?' || p.p[1] == '*');
    return 1;
}

/* Bytes up to the first | outside of brackets, or all; *whole: the bytes
 * between the brackets, where one pair stands around all of it. */
static size_t piece(struct list *l, str p, str *whole)
{
    size_t i = 0, head = 0, depth = 0, groups = 0;
    bool other = false;         /* something outside of brackets */

    *whole = (str){ NULL, 0 };
    while (i < p.n && (depth || p.p[i] != '|')) {
        str rest = str_from(p, i);
        size_t n;

        if (rest.p[0] == '(') {
            n = opens(l, rest);
            if (depth++ == 0 && groups++ == 0)
                head = i + n;
        } else {
            n = sign(l, rest);
            l->lost |= rest.p[0] == ')' && depth == 0;
            depth -= rest.p[0] == ')' && depth > 0;
            other |= depth == 0 && rest.p[0] != ')';
        }
        i += n;
    }
    l->lost |= depth > 0 || i > p.n;
    if (!other && groups == 1 && i > 1 && !l->lost &&
        (head == 1 || str_starts(p, STR("(?:"))))
        *whole = str_head(str_from(p, head), i - 1 - head);
    return i < p.n ? i : p.n;
}

static void take(struct list *l, str p, int depth)
{
    for (;;) {
        str inside;
        size_t n = piece(l, p, &inside);

        l->lost |= l->n == BRANCHES || depth == DEPTH;
        if (l->lost)
            return;
        if (inside.p)
            take(l, inside, depth + 1);
        else
            l->at[l->n++] = str_head(p, n);
        if (n == p.n)
            return;
        p = str_from(p, n + 1);
    }
}

str *branches(str pattern, struct arena *a, size_t *n)
{
    struct list l = { .at = arena_array(a, str, BRANCHES) };

    take(&l, pattern, 0);
    if (l.lost) {
        l.at[0] = pattern;
        l.n = 1;
    }
    *n = l.n;
    return l.at;
}
