/* test_reference.c - reference data, names and codes of places, working days.
 * links: ingest
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ingest/place.h"
#include "ingest/reference.h"
#include "lib/date.h"
#include "lib/store.h"
#include "lib/workday.h"
#include "tests/unit/test.h"

#include "lib/banned.h"

static void count(struct test *t, struct store *db, const char *what,
                  const char *query, long long want)
{
    struct err e = { 0 };
    struct stmt *s = store_query(db, str_of(query), 5, NULL, &e);
    long long n = -1;

    if (s && stmt_step(s, NOWHERE, &e) > 0)
        str_int(stmt_at(s, 0), &n);
    stmt_close(s);
    if (n != want)
        printf("%s: %lld\n", what, n);
    CHECK(t, n == want);
}

/* The plan's own counts: they prove that no row was lost or misread. */
static void counts(struct test *t, struct store *db)
{
    static const struct { const char *what, *sql; long long n; } table[] = {
        { "items", "SELECT count(*) FROM item WHERE list = '跨省通办'", 137 },
        { "of batch 1", "SELECT count(*) FROM item WHERE batch = 1", 57 },
        { "of batch 2", "SELECT count(*) FROM item WHERE batch = 2", 72 },
        { "of batch 3", "SELECT count(*) FROM item WHERE batch = 3", 8 },
        { "ids", "SELECT count(*) FROM item WHERE id = "
          "printf('%d-%02d', batch, seq)", 137 },
        { "units", "SELECT count(*) FROM dept", 16 },
        { "regions", "SELECT count(*) FROM region", 94 },
        { "cities", "SELECT count(*) FROM region WHERE level = 'city'", 9 },
        { "ranked units", "SELECT count(DISTINCT unit) FROM region "
          "WHERE unit <> ''", 10 },
        { "people", "SELECT sum(population) FROM region "
          "WHERE level = 'city'", 41540086 },
        { "not served", "SELECT count(*) FROM region WHERE served = 0", 1 },
        { "problems", "SELECT count(*) FROM problem", 13 },
    };
    static const struct { const char *name; long long n; } units[] = {
        { "省人社厅", 33 }, { "省市场监管局", 23 }, { "省自然资源厅", 19 },
        { "省公安厅", 9 }, { "省住建厅", 8 }, { "省医保局", 8 },
        { "省残联", 7 }, { "省司法厅", 6 }, { "省药监局", 6 },
        { "省民政厅", 5 }, { "省卫健委", 5 }, { "省邮政管理局", 4 },
        { "省生态环境厅", 1 }, { "省商务厅", 1 }, { "省交通运输厅", 1 },
        { "濒管办福州办事处", 1 },
    };
    static const struct { const char *form; long long n; } forms[] = {
        { "online", 51 }, { "online_joint", 2 }, { "mail", 22 },
        { "none", 19 }, { "apply_online", 17 }, { "collect", 12 },
        { "any_window", 6 }, { "agent", 3 }, { "joint", 2 },
        { "in_person", 2 }, { "not_here", 1 },
    };
    char text[200];

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        count(t, db, table[i].what, table[i].sql, table[i].n);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        snprintf(text, sizeof text, "SELECT count(*) FROM item i JOIN dept d "
                 "ON d.id = i.dept_id WHERE d.short_name = '%s'",
                 units[i].name);
        count(t, db, units[i].name, text, units[i].n);
    }
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        snprintf(text, sizeof text, "SELECT count(*) FROM item "
                 "WHERE form_code = '%s'", forms[i].form);
        count(t, db, forms[i].form, text, forms[i].n);
    }
}

static void regions(struct test *t, struct places *p)
{
    static const struct { const char *text, *code; } table[] = {
        { "350102", "350102" }, { "350102000", "350102" },
        { "350102000000", "350102" }, { "350102003001", "350102" },
        { "350000", "350000" }, { "350100", "350100" },
        { "350402", "350404" }, { "350681", "350604" },     /* retired */
        { "350182000000", "350112" }, { "350625", "350605" },
        { "3501", "" }, { "440106", "" }, { "350199", "" }, { "", "" },
        { "鼓楼区", "350102" }, { "福州市鼓楼区", "350102" },
        { "福建省福州市鼓楼区", "350102" }, { "福建省福州市", "350100" },
        { "福州/鼓楼", "350102" }, { "福州 鼓楼", "350102" },
        { "福州-鼓楼区", "350102" }, { "鼓楼", "350102" },
        { "沙县", "350405" }, { "沙县区", "350405" },
        { "三明市沙县", "350405" }, { "龙海市", "350604" },
        { "龙海区", "350604" }, { "漳州市龙海市", "350604" },
        { "长乐市", "350112" }, { "建阳市", "350703" },
        { "永定县", "350803" }, { "龙岩市永定区", "350803" },
        { "梅列区", "350404" }, { "长泰县", "350605" },
        { "平潭综合实验区", "350128" }, { "平潭综合试验区", "350128" },
        { "平潭县", "350128" }, { "福州市平潭县", "350128" },
        { "平潭", "350128" }, { "福建省平潭综合实验区", "350128" },
        { "福建省", "350000" }, { "福建", "350000" }, { "厦门", "350200" },
        { "厦门市思明区湖滨北路1号", "350203" }, { "武夷山市", "350782" },
        { "南平市武夷山", "350782" }, { "泉州市晋江市", "350582" },
        { "泉州晋江", "350582" }, { "宁德市蕉城区", "350902" },
        { "福建省泉州市安溪县城厢镇", "350524" },
        { "莆田市城厢区", "350302" }, { "永安市", "350481" },
        { "福清市龙田镇", "350181" },
        { "广东省广州市", "" }, { "江苏省南京市鼓楼区", "" },
        { "江苏南京鼓楼区", "" }, { "河南省开封市鼓楼区", "" },
        { "北京市朝阳区", "" }, { "火星", "" },
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct arena mem = { 0 };
        str got = places_region(p, str_of(table[i].text), STR(""));

        if (!str_is(got, table[i].code))
            printf("%s: ", table[i].text);
        CHECK_TEXT(t, str_c(&mem, got), table[i].code);
        arena_release(&mem);
    }
}

static void units(struct test *t, struct places *p)
{
    static const struct { const char *text, *id; } table[] = {
        { "福建省人力资源和社会保障厅", "hrss" }, { "省人社厅", "hrss" },
        { "福州市社保中心", "hrss" }, { "鼓楼区人社局", "hrss" },
        { "福建省市场监督管理局", "market" }, { "省市场监管局", "market" },
        { "福州市医疗保障局", "medins" }, { "省医保局", "medins" },
        { "厦门市公安局", "police" }, { "某某科技有限公司", "" },
        { "", "" },
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct arena mem = { 0 };
        str got = places_unit(p, str_of(table[i].text));

        if (!str_is(got, table[i].id))
            printf("%s: ", table[i].text);
        CHECK_TEXT(t, str_c(&mem, got), table[i].id);
        arena_release(&mem);
    }
}

static void workdays(struct test *t, const struct workdays *w)
{
    static const struct { const char *from; long n; const char *to; }
    table[] = {
        { "2026-11-20", 1, "2026-11-23" },      /* over a week-end */
        { "2026-11-23", 5, "2026-11-30" },
        { "2026-09-30", 1, "2026-10-08" },      /* National Day */
        { "2026-09-30", 3, "2026-10-10" },      /* a Saturday that works */
        { "2020-01-23", 1, "2020-02-03" },      /* the long new year */
        { "2026-11-24", 0, "2026-11-24" },
        { "2040-01-06", 1, "2040-01-09" },      /* beyond the calendar */
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        char to[DATE_TEXT];
        long day = 0;

        date_read(str_of(table[i].from), &day);
        date_print(workdays_after(w, day, table[i].n), to);
        CHECK_TEXT(t, to, table[i].to);
    }
}

int main(void)
{
    char dir[] = "/tmp/duban-test-XXXXXX", path[64], lock[80];
    struct workdays *w = NULL;
    struct places *p = NULL;
    struct test t = { 0 };
    struct err e = { 0 };
    struct store *db;

    if (!mkdtemp(dir))
        return 2;
    snprintf(path, sizeof path, "%s/t.db", dir);
    snprintf(lock, sizeof lock, "%s.lock", path);
    db = store_open(path, STORE_CREATE, &e);
    CHECK(&t, db && store_begin(db, &e) == 0 &&
              reference_load(db, "schemas", &e) == 0 &&
              reference_load(db, "schemas", &e) == 0 &&     /* again */
              store_commit(db, &e) == 0);
    if (db) {
        counts(&t, db);
        p = places_load(db, &e);
        w = workdays_load(db, &e);
    }
    CHECK(&t, p && w);
    if (p && w) {
        regions(&t, p);
        units(&t, p);
        workdays(&t, w);
    }
    if (e.msg[0])
        printf("%s\n", e.msg);
    places_free(p);
    workdays_free(w);
    store_close(db);
    unlink(path);
    unlink(lock);
    rmdir(dir);
    return test_end(&t, "test_reference");
}
