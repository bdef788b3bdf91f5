/* pairs.c - two columns of a small reference file. */
#include "analyze/pairs.h"

#include <fcntl.h>
#include <unistd.h>

#include "lib/csv.h"
#include "lib/text.h"
#include "lib/banned.h"

static long from_fd(void *fd, char *p, size_t n, struct err *e)
{
    ssize_t got = read(*(int *)fd, p, n);

    return got >= 0 ? got : err_sys(e, NOWHERE, N_("cannot read"));
}

static int column(const struct row *header, const char *name, struct err *e)
{
    for (size_t i = 0; i < header->n; i++) {
        str s = header->cell[i];

        if (i == 0 && str_starts(s, STR("\xEF\xBB\xBF")))
            s = str_from(s, 3);
        if (str_is(s, name))
            return (int)i;
    }
    return err_set(e, ERR_CONFIG, header->at, N_("no column \"%s\""), name);
}

static int rows(struct pairs *p, struct csv *c, const char *key,
                const char *value, struct arena *a, struct err *e)
{
    struct pair *at = NULL;
    size_t cap = 0;
    struct row row;
    int k = -1, v = -1, more = csv_next(c, &row, e);

    if (more > 0 && ((k = column(&row, key, e)) < 0 ||
                     (v = column(&row, value, e)) < 0))
        more = -1;
    while (more > 0 && (more = csv_next(c, &row, e)) > 0) {
        bool full = row.n > (size_t)k && row.n > (size_t)v;

        if (row.bad || !full || !text_valid(row.cell[k]) ||
            !text_valid(row.cell[v])) {
            more = err_set(e, ERR_CONFIG, row.at, "%s", row.bad ? row.bad
                           : _("too few columns, or no valid UTF-8"));
        } else if (row.cell[k].n) {
            at = mem_room(at, p->n, &cap);
            at[p->n++] = (struct pair){ str_dup(a, row.cell[k]),
                                        str_dup(a, row.cell[v]), row.at };
        }
    }
    p->at = arena_array(a, struct pair, p->n);
    for (size_t i = 0; i < p->n; i++)
        p->at[i] = at[i];
    mem_free(at);
    return more < 0 ? -1 : 0;
}

int pairs_load(struct pairs *p, const char *schemas, const char *file,
               const char *key, const char *value, struct arena *a,
               struct err *e)
{
    const char *path = str_c(a, str_fmt(a, "%s/%s", schemas, file));
    struct csv_form form = { 0 };
    int fd = open(path, O_RDONLY | O_CLOEXEC), rc;
    struct csv *c;

    *p = (struct pairs){ 0 };
    if (fd < 0)
        return err_sys(e, (struct where){ path, 0 }, N_("cannot open"));
    c = csv_open(path, from_fd, &fd, &form);
    rc = rows(p, c, key, value, a, e);
    csv_close(c);
    close(fd);
    return rc;
}
