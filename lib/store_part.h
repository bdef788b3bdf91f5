/* store_part.h - what the files of the store share. */
#ifndef STORE_PART_H
#define STORE_PART_H

#include "lib/store.h"

struct store {
    struct sqlite3 *raw;
    char *path;                 /* as opened */
    const char *name;           /* as the user wrote it */
    int lock;                   /* descriptor, or -1 */
    struct stmt *stmt;          /* SQL_COUNT of them */
    double deadline;            /* of the running query; 0 none */
    bool in_doubt;              /* store_broken() is at work */
};

/* Not open yet; for store_close(). */
struct store *store_new(const char *path);
/* The path with its folder resolved, for mem_free(): SQLite is told to follow
 * no link. */
char *store_full_path(const char *path);
/* Open db->path, and how SQLite is to behave. */
int store_connect(struct store *db, enum store_mode mode, struct err *e);
/* For writers: a log beside the database, safe against loss of power. */
int store_log_ahead(struct store *db, struct err *e);
/* Open to->path and copy all of `from` into it. */
int store_copy(struct store *to, struct store *from, struct err *e);

/* After a failure that a sound database does not give: has it not the schema
 * that it says it has, or is something in it damaged?  All of it is read,
 * unless `schema` alone is in doubt. */
bool store_broken(struct store *db, bool schema);

/* Is table.column in the NULL-ended list? */
bool guard_hides(const char *const *list, const char *table, const char *col);
/* Does the SQL function only compute? */
bool guard_computes(const char *name);

#endif
