/* gold.c - texts labelled by people, from CSV or NDJSON. */
#include "analyze/gold.h"

#include <fcntl.h>
#include <unistd.h>

#include "lib/csv.h"
#include "lib/json.h"
#include "lib/text.h"
#include "lib/banned.h"

enum { COLUMNS = 32 };

static long from_fd(void *fd, char *p, size_t n, struct err *e)
{
    ssize_t got = read(*(int *)fd, p, n);

    return got >= 0 ? got : err_sys(e, NOWHERE, N_("cannot read"));
}

static struct gold *add(struct golds *g, struct where at)
{
    g->at = mem_room(g->at, g->n, &g->cap);
    g->at[g->n] = (struct gold){ .at = at, .weight = 1 };
    return &g->at[g->n++];
}

static struct words split(struct arena *a, str s)
{
    struct words w = { arena_array(a, str, s.n / 2 + 1), 0 };
    str word;

    while (str_cut(&s, ' ', &word))
        if (word.n)
            w.at[w.n++] = word;
    return w;
}

/* One value by its name, for both formats; false: it is no number. */
static bool set(struct golds *g, struct gold *x, str name, str v)
{
    static const struct { const char *name; size_t offset; } texts[] = {
        { "id", offsetof(struct gold, id) },
        { "gid", offsetof(struct gold, id) },
        { "title", offsetof(struct gold, doc.field[F_TITLE]) },
        { "content", offsetof(struct gold, doc.field[F_TEXT]) },
        { "text", offsetof(struct gold, doc.field[F_TEXT]) },
        { "item_name", offsetof(struct gold, doc.field[F_ITEM_NAME]) },
        { "region", offsetof(struct gold, doc.region) },
        { "source", offsetof(struct gold, doc.source) },
        { "kind", offsetof(struct gold, doc.kind) },
        { "problem", offsetof(struct gold, problem) },
    };
    static const struct { const char *name; size_t offset; } lists[] = {
        { "must", offsetof(struct gold, must) },
        { "may", offsetof(struct gold, may) },
        { "problem_may", offsetof(struct gold, problem_may) },
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (str_is(name, texts[i].name))
            *(str *)((char *)x + texts[i].offset) = v;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (str_is(name, lists[i].name))
            *(struct words *)((char *)x + lists[i].offset) =
                split(&g->mem, v);
    return !str_is(name, "weight") || !v.n || str_real(v, &x->weight);
}

static int load_csv(struct golds *g, const char *path, int fd, struct err *e)
{
    struct csv_form form = { 0 };
    struct csv *c = csv_open(path, from_fd, &fd, &form);
    str header[COLUMNS];
    size_t columns = 0;
    struct row row;
    int more = csv_next(c, &row, e);

    for (; more > 0 && columns < row.n && columns < COLUMNS; columns++) {
        str s = row.cell[columns];

        if (columns == 0 && str_starts(s, STR("\xEF\xBB\xBF")))
            s = str_from(s, 3);
        header[columns] = str_dup(&g->mem, s);
    }
    while (more > 0 && (more = csv_next(c, &row, e)) > 0) {
        struct gold *x = add(g, row.at);

        for (size_t i = 0; i < columns && i < row.n; i++) {
            if (!text_valid(row.cell[i]) ||
                !set(g, x, header[i], str_dup(&g->mem, row.cell[i]))) {
                more = err_set(e, ERR_INPUT, row.at,
                               N_("column %.*s: not usable: \"%.*s\""),
                               PSTR(header[i]), PSTR(row.cell[i]));
                break;
            }
        }
    }
    csv_close(c);
    return more;
}

static str joined(struct golds *g, const struct json *j)
{
    struct buf b = { 0 };
    str out;

    if (j->kind != JSON_ARRAY)
        return str_dup(&g->mem, j->text);
    for (j = j->child; j; j = j->next) {
        buf_str(&b, j->text);
        buf_char(&b, ' ');
    }
    out = str_dup(&g->mem, buf_view(&b));
    buf_release(&b);
    return out;
}

static int load_json(struct golds *g, const char *path, int fd,
                     struct err *e)
{
    struct json_stream *s = json_open(path, from_fd, &fd, STR(""), true);
    struct json *record;
    struct where at;
    const char *why;
    int more;

    while ((more = json_next(s, &record, &at, &why, e)) > 0) {
        struct gold *x = add(g, at);

        if (!record || record->kind != JSON_OBJECT) {
            more = err_set(e, ERR_INPUT, at, "%s", why ? why
                           : _("not a JSON object"));
            break;
        }
        for (const struct json *m = record->child; m && more > 0;
             m = m->next)
            if (!set(g, x, m->key, joined(g, m)))
                more = err_set(e, ERR_INPUT, at,
                               N_("weight must be a number"));
        if (more < 0)
            break;
    }
    json_close(s);
    return more;
}

int gold_load(struct golds *g, const char *path, const struct regions *r,
              struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC), rc;
    char first = 0;

    *g = (struct golds){ 0 };
    if (fd < 0)
        return err_sys(e, (struct where){ path, 0 }, N_("cannot open"));
    if (read(fd, &first, 1) < 0 || lseek(fd, 0, SEEK_SET) < 0) {
        close(fd);
        return err_sys(e, (struct where){ path, 0 }, N_("cannot read"));
    }
    rc = first == '{' ? load_json(g, path, fd, e) : load_csv(g, path, fd, e);
    close(fd);
    for (size_t i = 0; i < g->n; i++)
        g->at[i].doc.region = regions_code(r, g->at[i].doc.region);
    if (rc == 0 && g->n == 0)
        rc = err_set(e, ERR_INPUT, (struct where){ path, 0 },
                     N_("no texts in it"));
    if (rc < 0)
        gold_free(g);
    return rc;
}

void gold_free(struct golds *g)
{
    mem_free(g->at);
    arena_release(&g->mem);
    *g = (struct golds){ 0 };
}
