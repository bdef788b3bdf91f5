/* rows.c - the rows of a statement as a table for people or programs. */
#include "report/rows.h"

#include "lib/banned.h"

int rows_print(struct stmt *s, enum table_format format, long most,
               const char *prog, struct err *e)
{
    struct arena mem = { 0 };
    struct table *t = NULL;
    const char **names;
    str *cells;
    bool *numbers;
    long n = 0;
    int columns = stmt_columns(s), more, rc = -1;

    names = arena_array(&mem, const char *, (size_t)columns);
    cells = arena_array(&mem, str, (size_t)columns);
    numbers = arena_array(&mem, bool, (size_t)columns);
    for (int i = 0; i < columns; i++)
        names[i] = stmt_name(s, i);
    t = table_new(format, names, (size_t)columns);
    while ((more = stmt_step(s, NOWHERE, e)) > 0) {
        if (n++ == most) {
            err_warn(prog, NOWHERE, _("there are more than %ld rows; the "
                                      "first %ld are printed (--rows)"),
                     most, most);
            break;
        }
        for (int i = 0; i < columns; i++) {
            numbers[i] = stmt_number(s, i);
            cells[i] = stmt_at(s, i);
        }
        table_add(t, cells, numbers);
    }
    rc = more < 0 ? -1 : table_print(t, stdout, e);
    table_free(t);
    arena_release(&mem);
    return rc;
}
