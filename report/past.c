/* past.c - the state as it was at an earlier moment.
 *
 * What changed after that moment (a version, a label) is looked up in the
 * tables of superseded states; its sums are taken off as they are and added as
 * they were, so the cost is that of the changes, not of the records.
 */
#include "report/figures.h"

#include "lib/banned.h"

static int run(struct job *j, enum sql_id id)
{
    return stmt_step(store_stmt(j->db, id), NOWHERE, j->e);
}

int past_end(struct job *j)
{
    return run(j, SQL_then_clear_states) || run(j, SQL_then_clear_sums) ? -1
                                                                        : 0;
}

int past_begin(struct job *j, str t, long first, long last, bool *needed)
{
    struct stmt *s;

    *needed = false;
    if (past_end(j))
        return -1;
    s = store_stmt(j->db, SQL_then_needed);
    stmt_text(s, ":t", t);
    if (stmt_step(s, NOWHERE, j->e) < 0)
        return -1;
    *needed = stmt_col_int(s, "needed") != 0;
    stmt_reset(s);
    if (!*needed)
        return 0;
    s = store_stmt(j->db, SQL_then_states);
    stmt_text(s, ":t", t);
    bind_days(j, s, first, last);
    if (stmt_step(s, NOWHERE, j->e))
        return -1;
    return run(j, SQL_then_sums);
}
