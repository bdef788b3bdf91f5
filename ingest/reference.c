/* reference.c - the reference data of schemas/ into the database. */
#include "ingest/reference.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/csv.h"
#include "lib/date.h"
#include "lib/banned.h"

struct ref {                    /* a small CSV file with a header */
    struct store *db;
    const char *schemas;
    struct arena mem;
    str header[32];
    size_t columns;
    struct row row;
    long seq;                   /* rows before this one */
    struct err *e;
};

typedef int row_fn(struct ref *r);

static str get(const struct ref *r, const char *column)
{
    for (size_t i = 0; i < r->columns && i < r->row.n; i++)
        if (str_is(r->header[i], column))
            return r->row.cell[i];
    return STR("");
}

static long from_fd(void *fd, char *p, size_t n, struct err *e)
{
    ssize_t got = read(*(int *)fd, p, n);

    return got >= 0 ? got : err_sys(e, NOWHERE, N_("cannot read"));
}

static int each(struct ref *r, const char *name, const char *needed,
                row_fn *fn)
{
    struct csv_form form = { 0 };
    const char *path = str_fmt(&r->mem, "%s/%s", r->schemas, name).p;
    struct csv *csv;
    int got, rc = -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return err_sys(r->e, (struct where){ path, 0 },
                       N_("cannot open"));
    csv = csv_open(path, from_fd, &fd, &form);
    r->columns = 0;
    r->seq = 0;
    got = csv_next(csv, &r->row, r->e);
    for (size_t i = 0; got > 0 && i < r->row.n && i < 32; i++)
        r->header[r->columns++] = str_dup(&r->mem, r->row.cell[i]);
    if (got > 0 && !str_is(r->header[0], needed)) {
        err_set(r->e, ERR_CONFIG, (struct where){ path, 1 },
                N_("the first column must be \"%s\""), needed);
        goto done;
    }
    while (got > 0 && (got = csv_next(csv, &r->row, r->e)) > 0) {
        if (r->row.bad || r->row.n != r->columns) {
            err_set(r->e, ERR_CONFIG, r->row.at,
                    N_("%zu cells where the header has %zu"), r->row.n,
                    r->columns);
            goto done;
        }
        if (fn(r))
            goto done;
        r->seq++;
    }
    rc = got;
done:
    csv_close(csv);
    close(fd);
    return rc;
}

static int step(struct ref *r, struct stmt *s)
{
    return stmt_step(s, r->row.at, r->e);
}

static int bad(struct ref *r, const char *what, str value)
{
    return err_set(r->e, ERR_CONFIG, r->row.at, N_("%s: \"%.*s\" is not known"),
                   what, PSTR(value));
}

static int dept(struct ref *r)
{
    struct stmt *s = store_stmt(r->db, SQL_dept_save);
    str aliases = get(r, "aliases"), alias;

    stmt_text(s, ":id", get(r, "id"));
    stmt_int(s, ":seq", r->seq);
    stmt_text(s, ":name", get(r, "name"));
    stmt_text(s, ":short_name", get(r, "short_name"));
    stmt_text(s, ":kind", get(r, "kind"));
    if (step(r, s))
        return -1;
    while (str_cut(&aliases, '|', &alias)) {
        if (!alias.n)
            continue;
        s = store_stmt(r->db, SQL_dept_alias_save);
        stmt_text(s, ":alias", alias);
        stmt_text(s, ":dept_id", get(r, "id"));
        if (step(r, s))
            return -1;
    }
    return 0;
}

struct forms {                  /* forms.csv and deadlines.csv, in memory */
    str form[32], code[32], online[32];
    str deadline[32], due[32], state[32];
    size_t n_forms, n_deadlines;
};

struct item_ref {
    struct ref r;               /* first: the same address */
    struct forms f;
    const char *list;
};

static int form(struct ref *r)
{
    struct forms *f = &((struct item_ref *)r)->f;

    if (f->n_forms == 32)
        return bad(r, "form", get(r, "form"));
    f->form[f->n_forms] = str_dup(&r->mem, get(r, "form"));
    f->code[f->n_forms] = str_dup(&r->mem, get(r, "form_code"));
    f->online[f->n_forms++] = str_dup(&r->mem, get(r, "online"));
    return 0;
}

static int deadline(struct ref *r)
{
    struct forms *f = &((struct item_ref *)r)->f;
    long day;

    if (f->n_deadlines == 32 || (get(r, "due").n &&
                                 !date_read(get(r, "due"), &day)))
        return bad(r, "due", get(r, "due"));
    f->deadline[f->n_deadlines] = str_dup(&r->mem, get(r, "deadline"));
    f->due[f->n_deadlines] = str_dup(&r->mem, get(r, "due"));
    f->state[f->n_deadlines++] = str_dup(&r->mem, get(r, "state"));
    return 0;
}

static size_t index_of(const str *list, size_t n, str v)
{
    size_t i = 0;

    while (i < n && !str_eq(list[i], v))
        i++;
    return i;
}

/* The unit's id for 省人社厅 or 省药品监督管理局, as the plan spells it. */
static int lead(struct ref *r, str name, str *id)
{
    struct stmt *s = store_stmt(r->db, SQL_dept_of_short_name);
    int more;

    stmt_text(s, ":name", name);
    more = step(r, s);
    if (more < 0)
        return -1;
    if (more == 0)
        return bad(r, "lead_provincial", name);
    *id = str_dup(&r->mem, stmt_col_text(s, "id"));
    stmt_reset(s);
    return 0;
}

static int item(struct ref *r)
{
    static const char *const same[][2] = {      /* parameter, column */
        { ":id", "id" }, { ":name", "name" }, { ":scenario", "scenario" },
        { ":lead_national", "lead_national" },
        { ":support_national", "support_national" },
        { ":lead_provincial", "lead_provincial" }, { ":form", "form" },
        { ":deadline", "deadline" },
        { ":deadline_national", "deadline_national" },
    };
    struct item_ref *x = (struct item_ref *)r;
    size_t f = index_of(x->f.form, x->f.n_forms, get(r, "form"));
    size_t d = index_of(x->f.deadline, x->f.n_deadlines, get(r, "deadline"));
    long long batch, seq;
    struct stmt *s;
    str id;

    if (f == x->f.n_forms)
        return bad(r, "form", get(r, "form"));
    if (d == x->f.n_deadlines)
        return bad(r, "deadline", get(r, "deadline"));
    if (!str_int(get(r, "batch"), &batch) || !str_int(get(r, "seq"), &seq))
        return bad(r, "batch/seq", get(r, "seq"));
    if (lead(r, get(r, "lead_provincial"), &id))
        return -1;
    s = store_stmt(r->db, SQL_item_save);
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        stmt_text(s, same[i][0], get(r, same[i][1]));
    stmt_text(s, ":list", str_of(x->list));
    stmt_int(s, ":batch", batch);
    stmt_int(s, ":seq", seq);
    stmt_text(s, ":form_code", x->f.code[f]);
    stmt_int(s, ":online", str_is(x->f.online[f], "1"));
    stmt_text_or_null(s, ":due", x->f.due[d]);
    stmt_text(s, ":state", x->f.state[d]);
    stmt_text(s, ":dept_id", id);
    return step(r, s);
}

static int problem(struct ref *r)
{
    struct stmt *s = store_stmt(r->db, SQL_problem_save);

    stmt_text(s, ":id", get(r, "id"));
    stmt_int(s, ":seq", r->seq);
    stmt_text(s, ":name", get(r, "name"));
    stmt_text(s, ":duty", get(r, "duty"));
    stmt_text(s, ":clause", get(r, "clause"));
    stmt_int(s, ":counts", str_is(get(r, "counts"), "1"));
    return step(r, s);
}

static int topic(struct ref *r)
{
    struct stmt *s = store_stmt(r->db, SQL_topic_save);

    stmt_text(s, ":id", get(r, "id"));
    stmt_text(s, ":name", get(r, "name"));
    return step(r, s);
}

struct region_ref {
    struct ref r;
    struct { str code; long long n; } people[64];
    size_t n;
};

static int population(struct ref *r)
{
    struct region_ref *x = (struct region_ref *)r;

    if (x->n == 64 || !str_int(get(r, "population"), &x->people[x->n].n))
        return bad(r, "population", get(r, "population"));
    x->people[x->n++].code = str_dup(&r->mem, get(r, "code"));
    return 0;
}

static int region(struct ref *r)
{
    struct region_ref *x = (struct region_ref *)r;
    struct stmt *s = store_stmt(r->db, SQL_region_save);
    str code = get(r, "code"), parent = get(r, "parent"), unit;
    bool province = str_ends(code, STR("0000"));
    bool city = !province && str_ends(code, STR("00"));

    unit = province ? STR("") : city ? code : parent;
    if (str_is(code, "350128"))         /* 平潭: the tenth city-level unit */
        unit = code;
    stmt_text(s, ":code", code);
    stmt_text(s, ":name", get(r, "name"));
    stmt_text(s, ":level", province ? STR("province") : city ? STR("city")
                           : STR("county"));
    stmt_text(s, ":parent", parent);
    stmt_text(s, ":unit", unit);
    stmt_null(s, ":population");
    for (size_t i = 0; i < x->n; i++)
        if (str_eq(x->people[i].code, code))
            stmt_int(s, ":population", x->people[i].n);
    stmt_int(s, ":served", !str_is(code, "350527"));    /* 金门: no data */
    return step(r, s);
}

static int region_alias(struct ref *r)
{
    struct stmt *s = store_stmt(r->db, SQL_region_alias_save);

    stmt_text(s, ":alias", get(r, "alias"));
    stmt_text(s, ":code", get(r, "code"));
    return step(r, s);
}

static int old_code(struct ref *r)
{
    struct stmt *s = store_stmt(r->db, SQL_region_alias_save);
    str name = get(r, "old_name");

    stmt_text(s, ":alias", get(r, "old_code"));
    stmt_text(s, ":code", get(r, "current_code"));
    if (step(r, s))
        return -1;
    if (str_has(name, STR("(")))        /* 三元区(旧码): the name lives on */
        return 0;
    s = store_stmt(r->db, SQL_region_alias_save);
    stmt_text(s, ":alias", name);
    stmt_text(s, ":code", get(r, "current_code"));
    return step(r, s);
}

static int calendar(struct ref *r)
{
    struct stmt *s = store_stmt(r->db, SQL_calendar_save);
    long day;

    if (!date_read(get(r, "date"), &day))
        return bad(r, "date", get(r, "date"));
    stmt_text(s, ":day", get(r, "date"));
    stmt_text(s, ":kind", get(r, "kind"));
    stmt_text(s, ":name", get(r, "name"));
    return step(r, s);
}

/* The two tables of the report: each column by its name. */
static int columns_as_they_are(struct ref *r, struct stmt *s,
                               const char *const *names, const char *numbers)
{
    for (; *names; names++) {
        str v = get(r, *names + 1);
        double x;

        if (!str_has(str_of(numbers), str_of(*names))) {
            stmt_text(s, *names, v);
            continue;
        }
        if (!str_real(v, &x))
            return bad(r, *names + 1, v);
        stmt_real(s, *names, x);
    }
    return step(r, s);
}

static int indicator(struct ref *r)
{
    static const char *const names[] = {
        ":id", ":name", ":source", ":numerator", ":denominator", ":kind",
        ":better", ":units", ":matures", ":min_n", ":weight", ":formula",
        ":excluded", ":remark", NULL
    };
    struct stmt *s = store_stmt(r->db, SQL_indicator_save);

    stmt_int(s, ":seq", r->seq);
    return columns_as_they_are(r, s, names, ":units :matures :min_n :weight");
}

static int volume(struct ref *r)
{
    static const char *const names[] = { ":unit", ":n", ":source", NULL };

    return columns_as_they_are(r, store_stmt(r->db, SQL_volume_save), names,
                               ":n");
}

int reference_load(struct store *db, const char *schemas, struct err *e)
{
    struct item_ref items = { .r = { .db = db, .schemas = schemas, .e = e } };
    struct region_ref regions = { .r = items.r };
    struct ref *i = &items.r, *g = &regions.r;
    int rc = -1;

    if (each(i, "departments.csv", "id", dept) ||
        each(i, "forms.csv", "form", form) ||
        each(i, "deadlines.csv", "deadline", deadline))
        goto done;
    items.list = "跨省通办";
    if (each(i, "catalog.csv", "id", item))
        goto done;
    items.list = "省内通办";
    if (each(i, "catalog-province.csv", "id", item) ||
        each(i, "problems.csv", "id", problem) ||
        each(i, "topics.csv", "id", topic) ||
        each(g, "population.csv", "code", population) ||
        each(g, "regions.csv", "code", region) ||
        each(g, "region_names.csv", "alias", region_alias) ||
        each(g, "regions_old_codes.csv", "old_code", old_code) ||
        each(g, "holidays.csv", "date", calendar) ||
        each(g, "indicators.csv", "id", indicator) ||
        each(g, "volumes.csv", "unit", volume))
        goto done;
    rc = 0;
done:
    arena_release(&items.r.mem);
    arena_release(&regions.r.mem);
    return rc;
}
