/* figures_ratings.c - sections level and bad: the ratings, and each 差评. */
#include "report/figures.h"

#include "lib/banned.h"

enum { SHOWN = 500, FIX_DAYS = 10 };    /* working days to put a 差评 right */

static void levels(struct job *j)
{
    static const char *const names[] = { "非常不满意", "不满意", "基本满意",
                                         "满意", "非常满意" };
    struct sums s = { 0 };
    double active = 0;

    for (size_t i = 0; i < j->now.n; i++)
        if (j->now.at[i].source == RATING)
            sums_add(&s, &j->now.at[i]);
    for (int level = 5; level >= 1; level--) {
        put_row(j, "level", 5 - level, str_fmt(&j->mem, "%d", level), STR(""),
                str_of(names[level - 1]));
        put_number(j, "active", s.v[SUM_n_level1 + level - 1]);
        active += s.v[SUM_n_level1 + level - 1];
    }
    put_row(j, "level", 5, STR("default"), STR(""),
            STR("系统默认或未评价（按满意计）"));
    put_number(j, "default", s.v[SUM_n_default]);
    put_row(j, "level", 6, STR(""), STR(""), STR("合计"));
    put_number(j, "active", active);
    put_number(j, "default", s.v[SUM_n_default]);
    put_number(j, "all", s.v[SUM_n]);
}

static str name_of(const struct refs *r, str id)
{
    return r->at[refs_find(r, id)].name;
}

/* What became of it, ten working days being allowed. */
static const char *handled(const struct job *j, struct stmt *s, str due)
{
    str replied = stmt_col_text(s, "replied_at");

    if (stmt_col_int(s, "excluded"))
        return "不计";
    if (replied.n)
        return str_cmp(str_head(replied, 10), due) <= 0 ? "已整改"
                                                        : "逾期整改";
    return str_cmp(str_head(j->span->as_of, 10), due) > 0 ? "逾期未整改"
                                                          : "未到期";
}

static void put_bad(struct job *j, struct stmt *s, long seq)
{
    long day = j->span->first;
    char due[DATE_TEXT];
    str region = name_of(&j->regions, stmt_col_text(s, "region"));
    str dept = stmt_col_text(s, "dept_text");
    str item = name_of(&j->items, stmt_col_text(s, "item_id"));

    date_read(stmt_col_text(s, "day"), &day);
    date_print(workdays_after(j->workdays, day, FIX_DAYS), due);
    put_row(j, "bad", seq, str_fmt(&j->mem, "%lld", stmt_col_int(s, "id")),
            STR(""), stmt_col_text(s, "source_id"));
    put_text(j, "source_id", stmt_col_text(s, "source_id"));
    put_text(j, "day", stmt_col_text(s, "day"));
    put_text(j, "region", region);
    put_text(j, "dept", dept);
    put_text(j, "item", item);
    put_text(j, "text", stmt_col_text(s, "text"));
    put_text(j, "channel", stmt_col_text(s, "channel"));
    put_number(j, "rating", stmt_col_real(s, "rating"));
    put_flag(j, "default", stmt_col_int(s, "is_default") != 0, STR(""));
    put_text(j, "due", str_of(due));
    put_text(j, "handled", str_of(handled(j, s, str_of(due))));
}

static int bad(struct job *j)
{
    struct stmt *s = store_stmt(j->db, SQL_span_bad);
    struct sums sums = { 0 };
    long n = 0;
    int more;

    bind_span(j, s);
    while ((more = stmt_step(s, NOWHERE, j->e)) > 0) {
        if (n < SHOWN)
            put_bad(j, s, n);
        n++;
    }
    if (more < 0)
        return -1;
    for (size_t i = 0; i < j->now.n; i++)
        if (j->now.at[i].source == RATING)
            sums_add(&sums, &j->now.at[i]);
    put_row(j, "bad", n < SHOWN ? n : SHOWN, STR(""), STR(""), STR("合计"));
    put_number(j, "count", (double)n);
    put_number(j, "listed", (double)(n < SHOWN ? n : SHOWN));
    put_rate(j, "handled_in_time", sums.v[SUM_fixed_in_time],
             sums.v[SUM_fix_due], 1);
    put_rate(j, "visited", sums.v[SUM_named_visited], sums.v[SUM_named_bad],
             1);
    return 0;
}

int figures_ratings(struct job *j)
{
    levels(j);
    return bad(j);
}
