/* table.h - rows for people and programs: table, csv, json, md. */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "lib/err.h"
#include "lib/str.h"

enum table_format { TABLE_TABLE, TABLE_CSV, TABLE_JSON, TABLE_MD };

int table_format(const char *name, enum table_format *out, struct err *e);

struct table;

struct table *table_new(enum table_format format, const char *const *names,
                        size_t columns);
/* {NULL, 0} is NULL (json: null). */
void table_add(struct table *t, const str *cells, const bool *numbers);
int table_print(struct table *t, FILE *out, struct err *e);
void table_free(struct table *t);

#endif
