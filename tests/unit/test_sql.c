/* test_sql.c - every statement of schemas/ prepares on a fresh database.
 * links:
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/store.h"
#include "tests/unit/test.h"

#include "lib/banned.h"

int main(void)
{
    char dir[] = "/tmp/duban-test-XXXXXX", path[64], lock[80];
    struct test t = { 0 };
    struct err e = { 0 };
    struct arena mem = { 0 };
    struct store *db;
    str verdict;

    if (!mkdtemp(dir))
        return 2;
    snprintf(path, sizeof path, "%s/t.db", dir);
    snprintf(lock, sizeof lock, "%s.lock", path);
    db = store_open(path, STORE_CREATE, &e);
    CHECK(&t, db != NULL);
    CHECK(&t, db && store_check_statements(db, &e) == 0);
    CHECK(&t, db && store_integrity(db, &mem, &verdict, &e) == 0 &&
              str_is(verdict, "ok"));
    if (e.msg[0])
        printf("%s\n", e.msg);
    store_close(db);
    unlink(path);
    unlink(lock);
    rmdir(dir);
    arena_release(&mem);
    return test_end(&t, "test_sql");
}
