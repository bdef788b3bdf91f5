/* test_text.c - cleaning, dates, JSON, YAML and CSV: the pure parts of lib.
 * links:
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/csv.h"
#include "lib/date.h"
#include "lib/json.h"
#include "lib/text.h"
#include "lib/yaml.h"
#include "tests/unit/test.h"

#include "lib/banned.h"

static void clean(struct test *t, struct arena *a)
{
    static const struct { const char *text, *want; } table[] = {
        { "", "" }, { "社保", "社保" }, { "  a  b ", "a b" },
        { "ＡＢ１２３", "AB123" }, { "ｶﾞ", "ガ" }, { "①", "1" },
        { "\tx\t\ty\n", "x y" }, { "一\r\n\r\n二", "一\n二" },
        { "一_x000D_二", "一\n二" }, { "一_x000d__x000A_二", "一\n二" },
        { "_x0041_", "_x0041_" }, { "a_x", "a_x" },
        { "138\xE2\x80\x8B" "0013\xEF\xBB\xBF" "8000", "13800138000" },
        { "a\xE3\x80\x80" "b\xC2\xA0" "c", "a b c" },
        { "a\x01\x7F" "b", "ab" }, { "\xC2\x85x\xE2\x80\xA8y", "x\ny" },
        { "é", "é" }, { "e\xCC\x81", "é" },
        { "\xF0\xA0\x82\x87", "\xF0\xA0\x82\x87" },
        { "\xEF\xB8\x8F好", "好" },
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        str got = text_clean(a, str_of(table[i].text));

        CHECK_TEXT(t, str_c(a, got), table[i].want);
        CHECK(t, str_eq(text_clean(a, got), got));      /* once is enough */
    }
    CHECK(t, str_is(text_clean(a, (str){ "a\0b", 3 }), "ab"));
    CHECK(t, !text_valid(STR("\xC0\x80")) && !text_valid(STR("\xED\xA0\x80"))
             && !text_valid(STR("\xF4\x90\x80\x80")) &&
             !text_valid(STR("\xE4\xB8")) && text_valid(STR("中")));
    CHECK(t, text_width(STR("中a")) == 3 && text_length(STR("中a")) == 2);
    CHECK(t, text_pos(STR("中a中"), 2) == 4);
}

static void dates(struct test *t)
{
    static const struct { const char *text, *want; } table[] = {
        { "2026-11-24 08:30:05", "2026-11-24 08:30:05" },
        { "2026-11-24T08:30:05", "2026-11-24 08:30:05" },
        { "2026-11-24", "2026-11-24 00:00:00" },
        { "2026/1/6 12:09:38", "2026-01-06 12:09:38" },
        { "2026.1.6 8:05", "2026-01-06 08:05:00" },
        { "2026年1月6日", "2026-01-06 00:00:00" },
        { "2026年1月6日 8时5分", "2026-01-06 08:05:00" },
        { "20261124", "2026-11-24 00:00:00" },
        { "20261124083005", "2026-11-24 08:30:05" },
        { "2026-11-24 08:30:05.123", "2026-11-24 08:30:05" },
        { "2026-11-24T00:30:05Z", "2026-11-24 08:30:05" },
        { "2026-11-24T08:30:05+08:00", "2026-11-24 08:30:05" },
        { "2026-11-24T08:30:05+0800", "2026-11-24 08:30:05" },
        { "2010-04-14T06:37:38-08:00", "2010-04-14 22:37:38" },
        { "2026-12-31T20:00:00-05:00", "2027-01-01 09:00:00" },
        { "2024-02-29", "2024-02-29 00:00:00" },
        { "1986-05-04 02:30:00", "1986-05-04 02:30:00" },
        { "2026-02-30", NULL }, { "2026-02-29", NULL },
        { "2026-13-01", NULL }, { "2026-00-10", NULL },
        { "0000-00-00", NULL }, { "2026-11-24 24:00:00", NULL },
        { "2026-11-24 23:59:60", NULL }, { "2026-11-24 8", NULL },
        { "26-11-24", NULL }, { "11/24/2026", NULL }, { "20261340", NULL },
        { "2026年2月30日", NULL }, { "2026-11-24x", NULL },
        { "2026-11-24 08:30:05 PM", NULL }, { "1732406400000", NULL },
        { "昨天", NULL }, { "", NULL }, { "2026-11/24", NULL },
    };
    static const struct { double serial; bool since_1904; const char *want; }
    serials[] = {
        { 42894.730092592603, false, "2017-06-08 17:31:20" },
        { 1, false, "1900-01-01 00:00:00" },
        { 59, false, "1900-02-28 00:00:00" }, { 60, false, NULL },
        { 61, false, "1900-03-01 00:00:00" }, { 0, false, NULL },
        { -1, false, NULL }, { 2958466, false, NULL },
        { 2958465.5, false, "9999-12-31 12:00:00" },
        { 1, true, "1904-01-02 00:00:00" },
        { 0, true, "1904-01-01 00:00:00" },
    };
    static const struct { const char *text, *form, *want; } forms[] = {
        { "01/31/2026 11:59:00 PM", "%m/%d/%Y %I:%M:%S %p",
          "2026-01-31 23:59:00" },
        { "1/2/2026 12:05:00 AM", "%m/%d/%Y %I:%M:%S %p",
          "2026-01-02 00:05:00" },
        { "2026-11-24", "%Y-%m-%d", "2026-11-24 00:00:00" },
        { "24.11.2026  8:05", "%d.%m.%Y %H:%M", "2026-11-24 08:05:00" },
        { "02/30/2026", "%m/%d/%Y", NULL }, { "1/2/2026x", "%m/%d/%Y", NULL },
        { "1/2/2026 13:00:00 PM", "%m/%d/%Y %I:%M:%S %p", NULL },
        { "", "%Y", NULL },
    };
    char text[TIME_TEXT];
    struct date d;
    long day;
    int y, w;

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        bool ok = time_read(str_of(table[i].text), &d);

        if (!ok != !table[i].want)
            printf("\"%s\": ", table[i].text);
        CHECK(t, ok == (table[i].want != NULL));
        if (ok && table[i].want) {
            time_print(&d, text);
            CHECK_TEXT(t, text, table[i].want);
        }
    }
    for (size_t i = 0; i < sizeof serials / sizeof serials[0]; i++) {
        bool ok = time_of_serial(serials[i].serial, serials[i].since_1904,
                                 &d);

        CHECK(t, ok == (serials[i].want != NULL));
        if (ok && serials[i].want) {
            time_print(&d, text);
            CHECK_TEXT(t, text, serials[i].want);
        }
    }
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        bool ok = time_scan(str_of(forms[i].text), str_of(forms[i].form), &d);

        CHECK(t, ok == (forms[i].want != NULL));
        if (ok && forms[i].want) {
            time_print(&d, text);
            CHECK_TEXT(t, text, forms[i].want);
        }
    }
    date_week(date_day(2027, 1, 3), &y, &w);
    CHECK(t, y == 2026 && w == 53);
    CHECK(t, date_monday(2026, 47, &day) && day == date_day(2026, 11, 16));
    CHECK(t, !date_monday(2025, 53, &day) && date_weekday(0) == 4);
    for (day = -40000; day < 80000; day += 17) {        /* there and back */
        struct date back = date_of_day(day);

        if (date_day(back.year, back.month, back.day) != day)
            break;
    }
    CHECK(t, day >= 80000);
}

static void json(struct test *t, struct arena *a)
{
    static const struct { const char *text; bool good; } table[] = {
        { "{\"a\":1,\"b\":[true,null,\"x\"]}", true }, { "[]", true },
        { "12345678901234567890.5e3", true }, { "\"\\ud83d\\ude00\"", true },
        { "{\"a\":1,\"a\":2}", false }, { "[1,]", false }, { "{a:1}", false },
        { "[1] x", false }, { "\"\\ud83d\"", false }, { "", false },
        { "\"\\ude00\"", false }, { "[1\f]", false }, { "\"\xC0\x80\"", false },
        { "NaN", false }, { "'x'", false }, { "[1", false },
        { "\"\\ud83dx\"", false }, { "\"\\ud83d\\n\"", false },
    };
    const struct json *j;
    struct buf out = { 0 };
    const char *why;
    char deep[1200];

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        j = json_parse(str_of(table[i].text), a, &why);
        if (!j != !table[i].good)
            printf("%s: ", table[i].text);
        CHECK(t, (j != NULL) == table[i].good && !j == (why != NULL));
    }
    memset(deep, '[', sizeof deep);
    CHECK(t, !json_parse((str){ deep, sizeof deep }, a, &why));
    j = json_parse(STR("{\"a\":{\"b\":[10,98765432109876543210]}}"), a, &why);
    CHECK(t, j && str_is(json_at(j, STR("a.b.1"))->text,
                         "98765432109876543210"));
    CHECK(t, j && !json_at(j, STR("a.c")) && !json_at(j, STR("a.b.2")) &&
             json_at(j, STR("")) == j);
    json_string(&out, STR("<a&\"\\\n\x01\xFF中>"));
    CHECK(t, str_is(buf_view(&out), "\"\\u003ca\\u0026\\\"\\\\\\n\\u0001"
                    "\xEF\xBF\xBD中\\u003e\""));
    buf_release(&out);
}

struct drip { str rest; size_t step; };         /* a source in small parts */

static long drip_read(void *from, char *p, size_t n, struct err *e)
{
    struct drip *d = from;
    size_t k = d->rest.n < d->step ? d->rest.n : d->step;

    (void)e;
    k = k < n ? k : n;
    if (k)
        memcpy(p, d->rest.p, k);
    d->rest = str_from(d->rest, k);
    return (long)k;
}

/* Records as text: cells by |, records by /, a malformed one with !. */
static str records(str text, size_t step, const struct csv_form *form,
                   struct arena *a)
{
    struct drip from = { text, step };
    struct csv *csv = csv_open("t", drip_read, &from, form);
    struct buf out = { 0 };
    struct row row;
    struct err e;
    str all;

    while (csv_next(csv, &row, &e) > 0) {
        buf_fmt(&out, "%ld:", row.at.line);
        for (size_t i = 0; i < row.n; i++) {
            buf_text(&out, i ? "|" : "");
            buf_str(&out, row.cell[i]);
        }
        buf_text(&out, row.bad ? "!/" : row.ends ? "/" : ".");
    }
    csv_close(csv);
    all = str_dup(a, buf_view(&out));
    buf_release(&out);
    return all;
}

static void csv(struct test *t, struct arena *a)
{
    static const struct csv_form plain = { 0 }, tab = { .delimiter = '\t' },
        bare = { .no_quotes = true }, single = { .quote = '\'' },
        escape = { .escape = '\\' };
    static const struct { const char *text, *want; const struct csv_form *f; }
    table[] = {
        { "a,b\n1,2\n", "1:a|b/2:1|2/", &plain },
        { "a,b\r\n1,2", "1:a|b/2:1|2.", &plain },
        { "a,b\r1,2\r", "1:a|b/2:1|2/", &plain },
        { "a,\"b\nc\"\nd,e\n", "1:a|b\nc/3:d|e/", &plain },
        { "\"a\"\"b\",\"\"\n", "1:a\"b|/", &plain },
        { "\n\na\n\n", "3:a/", &plain }, { "a,,\n", "1:a||/", &plain },
        { "5\" pipe,x\n", "1:5\" pipe|x/", &plain },
        { "\"a\"x,b\nc,d\n", "1:ax|b!/2:c|d/", &plain },
        { "a,\"b\nc,d\ne,f\n", "1:a|b!/2:c|d/3:e|f/", &plain },
        { "a,\"\"\"\nb,c\n", "1:a|\"!/2:b|c/", &plain },
        { "a\tb,c\n", "1:a|b,c/", &tab }, { "\"a,b\"\n", "1:\"a|b\"/", &bare },
        { "'a,b',\"c\n", "1:a,b|\"c/", &single },
        { "a\\,b,c\n", "1:a,b|c/", &escape }, { "", "", &plain },
    };
    struct buf out = { 0 };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        for (size_t step = 1; step < 6; step++)     /* parts do not matter */
            CHECK_TEXT(t, str_c(a, records(str_of(table[i].text), step,
                                           table[i].f, a)), table[i].want);
    CHECK(t, str_eq(records(STR("a\0b,c\n"), 9, &plain, a),
                    STR("1:a\0b|c/")));
    csv_write(&out, STR("=1+1"), ',', true);
    buf_char(&out, ' ');
    csv_write(&out, STR("a\"b,c"), ',', true);
    buf_char(&out, ' ');
    csv_write(&out, STR("12"), ',', true);
    CHECK(t, str_is(buf_view(&out), "\"'=1+1\" \"a\"\"b,c\" 12"));
    CHECK(t, str_is(csv_unguard(STR("'=1+1")), "=1+1") &&
             str_is(csv_unguard(STR("'s")), "'s"));
    buf_release(&out);
}

static void yaml(struct test *t, struct arena *a)
{
    static const struct { const char *text; const char *why; } table[] = {
        { "a: 1\nb: [x, y]\n", NULL }, { "", NULL },
        { "a: 1\na: 2\n", "twice" }, { "a: &x 1\nb: *x\n", "" },
        { "a: [1\n", "" }, { "\ta: 1\n", "" },
    };
    char path[] = "/tmp/duban-yaml-XXXXXX";
    int fd = mkstemp(path);

    CHECK(t, fd >= 0);
    for (size_t i = 0; fd >= 0 && i < sizeof table / sizeof table[0]; i++) {
        const struct yaml *y;
        struct err e = { 0 };
        size_t n = strlen(table[i].text);

        CHECK(t, ftruncate(fd, 0) == 0 &&
                 pwrite(fd, table[i].text, n, 0) == (ssize_t)n);
        y = yaml_file(path, a, &e);
        CHECK(t, (y != NULL) == !table[i].why);
        CHECK(t, !table[i].why || strstr(e.msg, table[i].why));
        if (i == 0 && y) {
            CHECK(t, yaml_get(y, "b")->n == 2 &&
                     yaml_get(y, "b")->at.line == 2);
            CHECK(t, str_is(yaml_get(y, "a")->text, "1") &&
                     !yaml_get(y, "c"));
        }
    }
    unlink(path);
    close(fd);
}

int main(void)
{
    struct test t = { 0 };
    struct arena mem = { 0 };

    clean(&t, &mem);
    dates(&t);
    json(&t, &mem);
    csv(&t, &mem);
    yaml(&t, &mem);
    arena_release(&mem);
    return test_end(&t, "test_text");
}
