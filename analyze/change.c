/* change.c - what a run must look at. */
#include "analyze/change.h"

#include "lib/pcre.h"
#include "lib/text.h"
#include "lib/banned.h"

/* More than one line in so many: to ask first would take longer than to look
 * at everything. */
enum { SHARE = 4 };

/* --- which lines differ --- */

struct lines { str *at; size_t n; };

static struct lines lines_of(str s, struct arena *a)
{
    struct lines l = { NULL, 0 };
    size_t n = 1;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n';
    l.at = arena_array(a, str, n);
    while (str_cut(&s, '\n', &l.at[l.n]))
        l.n++;
    return l;
}

/* Where each line stands in the other set, from 1; 0: not there. */
static size_t *places(const struct lines *l, const struct lines *in,
                      struct arena *a)
{
    size_t *place = arena_array(a, size_t, l->n + 1);
    bool *taken = arena_array(a, bool, in->n + 1);

    for (size_t i = 0, next = 0; i < l->n; i++)
        for (size_t k = 0; k < in->n && !place[i]; k++) {
            size_t at = (next + k) % in->n;     /* most follow each other */

            if (taken[at] || !str_eq(l->at[i], in->at[at]))
                continue;
            taken[at] = true;
            place[i] = at + 1;
            next = at + 1;
        }
    return place;
}

/* Keep the longest row of lines that stand in the same order in both, since
 * rules fire in their order: the place of the others becomes 0. */
static void in_order(size_t *place, size_t n, struct arena *a)
{
    size_t *length = arena_array(a, size_t, n + 1);     /* of the row that */
    size_t best = 0, last = (size_t)-1;                 /* ends here */

    for (size_t i = 0; i < n; i++) {
        if (!place[i])
            continue;
        for (size_t k = 0; k < i; k++)
            if (place[k] && place[k] < place[i] && length[k] > length[i])
                length[i] = length[k];
        best = ++length[i] > best ? length[i] : best;
    }
    for (size_t i = n; i-- > 0;)
        if (place[i] && best && length[i] == best && place[i] < last) {
            last = place[i];
            best--;
        } else {
            place[i] = 0;
        }
}

/* The lines of either set that the other has not, or not in that order. */
static size_t differing(str was, str is, struct buf *out)
{
    struct arena mem = { 0 };
    struct lines old = lines_of(was, &mem), new = lines_of(is, &mem);
    size_t *place = places(&new, &old, &mem), n = 0;
    bool *kept = arena_array(&mem, bool, old.n + 1);

    in_order(place, new.n, &mem);
    for (size_t i = 0; i < new.n; i++)
        kept[place[i]] = true;
    for (size_t i = 0; i < old.n + new.n; i++) {
        bool is_old = i < old.n;

        if (is_old ? kept[i + 1] : place[i - old.n] != 0)
            continue;
        buf_str(out, is_old ? old.at[i] : new.at[i - old.n]);
        buf_char(out, '\n');
        n++;
    }
    arena_release(&mem);
    return n;
}

static size_t count_lines(str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n';
    return n;
}

static void all(struct change *c, const char *why)
{
    *c = (struct change){ .scope = SCOPE_ALL, .why = why };
}

void change_between(struct change *c, str was, const struct rules *is)
{
    str lines = is->lines, first[2] = { { NULL, 0 }, { NULL, 0 } };
    struct buf b = { 0 };

    *c = (struct change){ .scope = SCOPE_CONCERNED };
    str_cut(&was, '\n', &first[0]);
    str_cut(&lines, '\n', &first[1]);
    if (!str_eq(first[0], first[1])) {
        all(c, first[0].n ? _("the settings or the table of characters "
                              "changed")
                          : _("the rules that made the labels are not known"));
        return;
    }
    c->lines = differing(was, lines, &b);
    if (c->lines * SHARE > count_lines(lines))
        all(c, _("more than a quarter of the rules changed"));
    else if (c->lines)
        c->rules = rules_of_lines(buf_view(&b), is->fold);
    if (c->lines && c->scope == SCOPE_CONCERNED && !c->rules)
        all(c, _("the rules that made the labels cannot be read any more"));
    buf_release(&b);
}

/* --- which set made the labels --- */

/* The program, and the libraries whose tables decide what matches. */
static str engine(struct arena *a)
{
    char pcre[64];

    pcre_version(pcre);
    return str_fmt(a, "duban %s, PCRE2 %s, utf8proc %s", DUBAN_VERSION, pcre,
                   text_version());
}

/* A row of rule_set_standing. */
static void judge_standing(struct change *c, struct stmt *s,
                           const struct rules *r)
{
    struct arena mem = { 0 };

    if (stmt_col_int(s, "stopped"))
        all(c, _("a run with other rules was stopped half way"));
    else if (!str_eq(stmt_col_text(s, "engine"), engine(&mem)))
        all(c, _("another version of the program or of its libraries made "
                 "the labels"));
    else if (str_is(stmt_col_text(s, "hash"), r->hash))
        *c = (struct change){ .scope = SCOPE_NEW };
    else
        change_between(c, stmt_col_text(s, "lines"), r);
    arena_release(&mem);
}

int change_begin(struct change *c, struct store *db, const struct rules *r,
                 bool whatever, const char *now, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_rule_set_standing);
    int found;

    all(c, NULL);
    stmt_text(s, ":hash", str_of(r->hash));
    found = stmt_step(s, NOWHERE, e);
    if (found < 0)
        return -1;
    if (found && !whatever)
        judge_standing(c, s, r);
    stmt_reset(s);
    s = store_stmt(db, SQL_rule_set_begin);
    stmt_text(s, ":hash", str_of(r->hash));
    stmt_text(s, ":at", str_of(now));
    stmt_int(s, ":rules", (long long)r->n_active);
    return stmt_step(s, NOWHERE, e);
}

int change_done(const struct change *c, struct store *db,
                const struct rules *r, struct err *e)
{
    struct arena mem = { 0 };
    struct stmt *s;
    int rc;

    if (c->scope == SCOPE_NEW)
        return 0;
    if (store_begin(db, e))
        return -1;
    s = store_stmt(db, SQL_rule_set_past);
    stmt_text(s, ":hash", str_of(r->hash));
    rc = stmt_step(s, NOWHERE, e);
    if (rc == 0) {
        s = store_stmt(db, SQL_rule_set_done);
        stmt_text(s, ":hash", str_of(r->hash));
        stmt_text(s, ":engine", engine(&mem));
        stmt_text(s, ":lines", r->lines);
        rc = stmt_step(s, NOWHERE, e);
    }
    arena_release(&mem);
    if (rc == 0)
        return store_commit(db, e);
    store_rollback(db);
    return -1;
}

void change_release(struct change *c)
{
    rules_free(c->rules);
    c->rules = NULL;
}
