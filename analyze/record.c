/* record.c - records between the database and the judge. */
#include "analyze/record.h"

#include "lib/text.h"
#include "lib/banned.h"

int facts_load(struct facts *f, const struct rules *r, struct store *db,
               struct arena *a, struct err *e)
{
    struct stmt *s = store_stmt(db, SQL_item_facts);
    int more;

    f->at = arena_array(a, struct fact, r->n_targets + 1);
    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        str id = stmt_col_text(s, "id");

        for (size_t i = 0; i < r->n_targets; i++)
            if (r->target[i].kind == T_ITEM && str_eq(r->target[i].id, id)) {
                f->at[i].dept = str_dup(a, stmt_col_text(s, "dept_id"));
                f->at[i].online = stmt_col_int(s, "online") != 0;
                f->at[i].due = str_dup(a, stmt_col_text(s, "due"));
            }
    }
    return more;
}

static str col(struct stmt *s, const char *name, struct arena *a)
{
    return str_dup(a, stmt_col_text(s, name));
}

/* What kind of text it is; a rating without a word for it goes by its stars. */
static str kind_of(struct stmt *s, struct arena *a)
{
    long long stars = stmt_col_int(s, "rating");

    if (!stmt_col_null(s, "kind") || stmt_col_null(s, "rating"))
        return col(s, "kind", a);
    return stars <= 2 ? STR("差评") : stars >= 4 ? STR("好评") : STR("");
}

int record_read(struct record *r, struct stmt *s, struct arena *a,
                struct err *e)
{
    bool defaulted = stmt_col_int(s, "is_default") == 1;

    *r = (struct record){ .id = stmt_col_int(s, "id"),
                          .version = stmt_col_int(s, "version") };
    r->day = col(s, "day", a);
    r->doc = (struct doc){
        .field = { [F_TITLE] = col(s, "title", a),
                   [F_TEXT] = col(s, "text", a),
                   [F_ITEM_NAME] = col(s, "item_name", a) },
        .region = col(s, "region", a), .source = col(s, "source", a),
        .kind = kind_of(s, a), .item_code = col(s, "item_code", a),
        .tags = col(s, "tags", a),
        .content = str_is(stmt_col_text(s, "source"), "rating") &&
                   (defaulted || stmt_col_null(s, "rating") ||
                    stmt_col_int(s, "rating") > 2),
    };
    for (int f = 0; f < FIELDS; f++)
        if (!text_valid(r->doc.field[f]))
            return err_set(e, ERR_DATA, NOWHERE,
                           N_("record %lld: the database is damaged (a text "
                              "that is none): restore a backup"), r->id);
    return 0;
}

str record_main(const struct rules *r, const struct verdict *v,
                enum target_kind kind)
{
    return v->n_labels[kind] ? r->target[v->label[kind][0].target].id
                             : (str){ NULL, 0 };
}

str record_lead(const struct facts *f, const struct verdict *v)
{
    return v->n_labels[T_ITEM] ? f->at[v->label[T_ITEM][0].target].dept
                               : (str){ NULL, 0 };
}

static bool breach(const struct fact *item, str problem, str day)
{
    if (!item || !item->due.n || str_cmp(item->due, day) > 0)
        return false;                   /* not promised yet */
    return str_is(problem, "territory") ||
           (item->online && (str_is(problem, "onsite") ||
                             str_is(problem, "documents")));
}

bool record_breach(const struct rules *r, const struct facts *f,
                   const struct record *x)
{
    const struct verdict *v = &x->v;

    return breach(v->n_labels[T_ITEM] ? &f->at[v->label[T_ITEM][0].target]
                                      : NULL,
                  record_main(r, v, T_PROBLEM), x->day);
}

bool record_facts_hold(const struct rules *r, const struct facts *f,
                       const struct record *x)
{
    const struct fact *item = NULL;

    for (size_t i = 0; i < r->n_targets && x->item.n && !item; i++)
        if (r->target[i].kind == T_ITEM && str_eq(r->target[i].id, x->item))
            item = &f->at[i];
    return (!x->item.n || item) &&
           str_eq(x->lead, item ? item->dept : (str){ NULL, 0 }) &&
           x->breach == breach(item, x->problem, x->day);
}
