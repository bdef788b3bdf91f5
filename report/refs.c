/* refs.c - reference rows and indicators, read once for a report. */
#include "report/figures.h"

#include <stdlib.h>

#include "lib/banned.h"

struct named { str id; int at; };

static int by_id(const void *x, const void *y)
{
    const struct named *a = x, *b = y;

    return str_cmp(a->id, b->id);
}

static int refs_add(struct refs *r, struct arena *a, str id, str name,
                    size_t *cap)
{
    r->at = mem_room(r->at, (size_t)r->n, cap);
    r->at[r->n] = (struct ref){ .id = str_dup(a, id),
                                .name = str_dup(a, name) };
    return r->n++;
}

/* All rows are read: move them to the arena and make the index. */
static void refs_close(struct refs *r, struct arena *a)
{
    struct ref *all = arena_array(a, struct ref, (size_t)r->n);
    struct named *order = arena_array(a, struct named, (size_t)r->n);

    for (int i = 0; i < r->n; i++) {
        all[i] = r->at[i];
        order[i] = (struct named){ all[i].id, i };
    }
    mem_free(r->at);
    r->at = all;
    qsort(order, (size_t)r->n, sizeof *order, by_id);
    r->by_id = arena_array(a, int, (size_t)r->n);
    for (int i = 0; i < r->n; i++)
        r->by_id[i] = order[i].at;
}

int refs_find(const struct refs *r, str id)
{
    int low = 0, high = r->n - 1;

    while (low <= high) {
        int mid = (low + high) / 2;
        int c = str_cmp(r->at[r->by_id[mid]].id, id);

        if (c == 0)
            return r->by_id[mid];
        if (c < 0)
            low = mid + 1;
        else
            high = mid - 1;
    }
    return 0;
}

typedef void fill_fn(struct job *j, struct ref *r, struct stmt *s);

static int load(struct job *j, struct refs *r, enum sql_id id, fill_fn *fill)
{
    struct stmt *s = store_stmt(j->db, id);
    size_t cap = 0;
    int more;

    refs_add(r, &j->mem, STR(""), STR(""), &cap);
    while ((more = stmt_step(s, NOWHERE, j->e)) > 0) {
        int at = refs_add(r, &j->mem, stmt_col_text(s, id == SQL_ref_regions ?
                          "code" : "id"), stmt_col_text(s, "name"), &cap);

        fill(j, &r->at[at], s);
    }
    refs_close(r, &j->mem);
    return more;
}

static void fill_region(struct job *j, struct ref *r, struct stmt *s)
{
    r->county = str_is(stmt_col_text(s, "level"), "county");
    r->served = stmt_col_int(s, "served") != 0;
    r->people = stmt_col_real(s, "population");
    r->office = str_dup(&j->mem, stmt_col_text(s, "office"));
    r->due = str_dup(&j->mem, stmt_col_text(s, "unit"));
}

static void fill_dept(struct job *j, struct ref *r, struct stmt *s)
{
    r->office = str_dup(&j->mem, stmt_col_text(s, "office"));
    r->letter = !str_is(stmt_col_text(s, "kind"), "provincial");
}

static void fill_item(struct job *j, struct ref *r, struct stmt *s)
{
    r->parent = refs_find(&j->depts, stmt_col_text(s, "dept_id"));
    r->due = str_dup(&j->mem, stmt_col_text(s, "due"));
}

static void fill_problem(struct job *j, struct ref *r, struct stmt *s)
{
    r->duty = str_dup(&j->mem, stmt_col_text(s, "duty"));
    r->clause = str_dup(&j->mem, stmt_col_text(s, "clause"));
    r->counts = stmt_col_int(s, "counts") != 0;
}

static void fill_topic(struct job *j, struct ref *r, struct stmt *s)
{
    (void)j, (void)r, (void)s;
}

static const char *const sum_names[] = {
#define AS_NAME(name) #name,
    SUMS(AS_NAME)
#undef AS_NAME
};

/* One term: "n_bad" or "10*n_level5". */
static bool term(str word, double sign, struct terms *t)
{
    str left = word, name;
    double factor = 1;

    if (str_find(word, STR("*")) < word.n) {
        str_cut(&left, '*', &name);
        if (!str_real(str_trim(name), &factor))
            return false;
        word = str_trim(left);
    }
    for (int i = 0; i < SUM_COUNT && t->n < TERMS; i++)
        if (str_is(word, sum_names[i])) {
            t->at[t->n].factor = sign * factor;
            t->at[t->n++].sum = (enum sum)i;
            return true;
        }
    return false;
}

bool terms_read(str text, struct terms *t)
{
    double sign = 1;
    str word;

    while (str_cut(&text, ' ', &word)) {
        if (str_is(word, "+"))
            sign = 1;
        else if (str_is(word, "-"))
            sign = -1;
        else if (word.n && !term(word, sign, t))
            return false;
    }
    return t->n > 0;
}

static int source_of(str name)
{
    return str_is(name, "rating") ? RATING : str_is(name, "ticket") ? TICKET :
           str_is(name, "message") ? MESSAGE : SOURCES;
}

static int load_indicators(struct job *j)
{
    struct stmt *s = store_stmt(j->db, SQL_ref_indicators);
    size_t cap = 0;
    int more;

    while ((more = stmt_step(s, NOWHERE, j->e)) > 0) {
        struct indicator x = {
            .id = str_dup(&j->mem, stmt_col_text(s, "id")),
            .name = str_dup(&j->mem, stmt_col_text(s, "name")),
            .kind = str_dup(&j->mem, stmt_col_text(s, "kind")),
            .formula = str_dup(&j->mem, stmt_col_text(s, "formula")),
            .excluded = str_dup(&j->mem, stmt_col_text(s, "excluded")),
            .remark = str_dup(&j->mem, stmt_col_text(s, "remark")),
            .source = source_of(stmt_col_text(s, "source")),
            .units = stmt_col_int(s, "units") != 0,
            .matures = stmt_col_int(s, "matures") != 0,
            .min_n = stmt_col_real(s, "min_n"),
            .weight = stmt_col_real(s, "weight"),
        };

        j->indicators = mem_room(j->indicators, (size_t)j->indicators_n,
                                 &cap);
        j->indicators[j->indicators_n++] = x;
        if (!terms_read(stmt_col_text(s, "numerator"), &x.numerator) ||
            !terms_read(stmt_col_text(s, "denominator"), &x.denominator))
            return err_set(j->e, ERR_CONFIG, NOWHERE,
                           N_("indicators.csv: %.*s: numerator and denominator "
                              "must be sums of columns of rollup"),
                           PSTR(x.id));
        j->indicators[j->indicators_n - 1] = x;
    }
    return more;
}

int refs_load(struct job *j)
{
    if (load(j, &j->regions, SQL_ref_regions, fill_region) ||
        load(j, &j->depts, SQL_ref_depts, fill_dept) ||
        load(j, &j->items, SQL_ref_items, fill_item) ||
        load(j, &j->problems, SQL_ref_problems, fill_problem) ||
        load(j, &j->topics, SQL_ref_topics, fill_topic) ||
        load_indicators(j))
        return -1;
    for (int i = 1; i < j->regions.n; i++)      /* its unit, read as text */
        j->regions.at[i].parent = refs_find(&j->regions,
                                            j->regions.at[i].due);
    j->workdays = workdays_load(j->db, j->e);
    return j->workdays ? 0 : -1;
}

void refs_release(struct job *j)
{
    mem_free(j->indicators);
    workdays_free(j->workdays);
}
