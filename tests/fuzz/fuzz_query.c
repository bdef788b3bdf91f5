/* fuzz_query.c - a person's SQL: it reads or is refused, and changes nothing.
 * The database is made once by `make fuzz` (FUZZ_DB).
 */
#include "lib/store.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const hidden[] = { "feedback.reporter", NULL };
    const char *path = getenv("FUZZ_DB");
    struct err e = { 0 };
    struct store *db = store_open(path ? path : "fuzz.db", STORE_READ, &e);
    struct stmt *s;
    int rows = 0;

    HOLDS(db);
    s = store_query(db, (str){ (const char *)data, size }, 0.2, hidden, &e);
    HOLDS(s || e.msg[0]);
    while (s && rows++ < 100 && stmt_step(s, NOWHERE, &e) > 0)
        for (int i = 0; i < stmt_columns(s); i++)
            stmt_at(s, i);
    stmt_close(s);
    store_close(db);
    return 0;
}
