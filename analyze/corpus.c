/* corpus.c - many texts, from the database or a file. */
#include "analyze/corpus.h"

#include "analyze/gold.h"
#include "analyze/record.h"
#include "lib/banned.h"

enum { PART = 1024 };

static int from_file(const char *file, const char *schemas, corpus_fn *fn,
                     void *to, struct err *e)
{
    struct arena mem = { 0 };
    struct regions *g = regions_load(schemas, &mem, e);
    struct golds all;
    int rc = g ? gold_load(&all, file, g, e) : -1;

    if (rc == 0) {
        for (size_t i = 0; i < all.n && rc == 0; i++)
            rc = fn(to, all.at[i].id, &all.at[i].doc, e);
        gold_free(&all);
    }
    arena_release(&mem);
    return rc;
}

static int from_store(struct store *db, corpus_fn *fn, void *to,
                      struct err *e)
{
    struct arena mem = { 0 };
    long long after = 0;
    int rc = 0, n;

    do {
        struct stmt *s = store_stmt(db, SQL_pending_all);
        int more;

        arena_reset(&mem);
        stmt_int(s, ":after", after);
        stmt_int(s, ":n", PART);
        for (n = 0; rc == 0 && (more = stmt_step(s, NOWHERE, e)) != 0; n++) {
            struct record x;

            if (more < 0) {
                rc = -1;
                break;
            }
            rc = record_read(&x, s, &mem, e);
            after = x.id;
            if (rc == 0)
                rc = fn(to, str_fmt(&mem, "%lld", x.id), &x.doc, e);
        }
        if (rc)
            stmt_reset(s);
    } while (rc == 0 && n == PART);
    arena_release(&mem);
    return rc;
}

int corpus_each(const char *db, const char *file, const char *schemas,
                corpus_fn *fn, void *to, struct err *e)
{
    struct store *s;
    int rc;

    if (file)
        return from_file(file, schemas, fn, to, e);
    s = store_open(db, STORE_READ, e);
    rc = s ? from_store(s, fn, to, e) : -1;
    store_close(s);
    return rc;
}
