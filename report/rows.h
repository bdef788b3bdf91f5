/* rows.h - the rows of a statement as a table for people or programs. */
#ifndef ROWS_H
#define ROWS_H

#include "lib/store.h"
#include "lib/table.h"

/* Step through `s` and print its rows to standard output, at most `most`;
 * when there are more, a line on standard error says so. */
int rows_print(struct stmt *s, enum table_format format, long most,
               const char *prog, struct err *e);

#endif
