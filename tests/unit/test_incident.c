/* test_incident.c - calls and incidents.
 * links: report
 */
#include "report/incident.h"
#include "tests/unit/test.h"

#include "lib/banned.h"

#define SAID(text, region, day)  { STR(text), 1, region, day }

int main(void)
{
    const struct said calls[] = {
        SAID("我在网上申请社保转移一直没有办好，窗口让我回老家办理", 1, 10),
        SAID("我在网上申请社保转移一直没有办好，窗口让我回老家去办理", 1, 12),
        SAID("再次反映：我在网上申请社保转移一直没有办好，窗口让我回老家办理",
             1, 30),
        SAID("我在网上申请社保转移一直没有办好，窗口让我回老家办理", 2, 10),
        SAID("我在网上申请社保转移一直没有办好，窗口让我回老家办理", 1, 60),
        SAID("异地就医备案的网站打不开，提交不了", 1, 10),
        SAID("慢", 1, 10),
        SAID("慢", 1, 11),
        SAID("好", 1, 10),
    };
    struct test t = { 0 };

    CHECK(&t, incidents_count(calls, 0) == 0);
    CHECK(&t, incidents_count(calls, 1) == 1);
    CHECK(&t, incidents_count(calls, 2) == 1);          /* a word more */
    CHECK(&t, incidents_count(calls, 3) == 1);          /* repeated */
    CHECK(&t, incidents_count(calls, 4) == 2);          /* another county */
    CHECK(&t, incidents_count(calls, 5) == 3);          /* a month later */
    CHECK(&t, incidents_count(calls, 6) == 4);          /* another matter */
    CHECK(&t, incidents_count(calls, 9) == 6);          /* short texts */
    CHECK(&t, incidents_typical(calls, 1) == 0);
    CHECK(&t, incidents_typical(calls, 6) != 5);        /* not the odd one */
    return test_end(&t, "test_incident");
}
