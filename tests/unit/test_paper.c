/* test_paper.c - what prints: numbers, escaping, periods, pictures.
 * links: report
 */
#include <stdlib.h>

#include "lib/date.h"
#include "report/escape.h"
#include "report/gnuplot.h"
#include "report/span.h"
#include "report/words.h"
#include "test.h"

typedef void escape(struct buf *out, str s);

static void same(struct test *t, escape *f, const char *text,
                 const char *want)
{
    struct buf out = { 0 };

    f(&out, str_of(text));
    buf_char(&out, 0);
    CHECK_TEXT(t, out.p, want);
    buf_release(&out);
}

static void test_escape(struct test *t)
{
    same(t, escape_html, "<a href=\"x\">'&'", "&lt;a href=&quot;x&quot;&gt;"
         "&#39;&amp;&#39;");
    same(t, escape_html, "一\xe2\x80\xae二\xe2\x81\xa6三\x01四\xef\xbb\xbf",
         "一二三四");                   /* marks that turn the line, a BOM */
    same(t, escape_html, "\xf0\x9f\x99\x82 \xd9\x85", "\xf0\x9f\x99\x82 "
         "\xd9\x85");
    same(t, escape_html, "\xff", "\xef\xbf\xbd");
    same(t, escape_markdown, "a|b\n*c* <d> #e", "a\\|b \\*c\\* &lt;d> \\#e");
    same(t, escape_field, "a\tb\nc\"d\\e`f", "a b c'd'e'f");
    same(t, escape_plain, "a\x1b[31mb\ttab", "a[31mb\ttab");
    same(t, escape_base64, "", "");
    same(t, escape_base64, "f", "Zg==");
    same(t, escape_base64, "fo", "Zm8=");
    same(t, escape_base64, "foobar", "Zm9vYmFy");
}

static void number(struct test *t, double v, int decimals, bool sign,
                   const char *want)
{
    struct buf out = { 0 };

    (sign ? words_signed : words_number)(&out, v, decimals);
    buf_char(&out, 0);
    CHECK_TEXT(t, out.p, want);
    buf_release(&out);
}

static void test_numbers(struct test *t)
{
    number(t, 0, 0, false, "0");
    number(t, -0.001, 2, false, "0.00");
    number(t, 999, 0, false, "999");
    number(t, 1000, 0, false, "1,000");
    number(t, 1234567.891, 1, false, "1,234,567.9");
    number(t, -12345, 0, false, "−12,345");
    number(t, 0.04, 1, true, "0.0");
    number(t, 0.05, 1, true, "+0.1");
    number(t, 12.34, 1, true, "+12.3");
    number(t, -12.34, 1, true, "−12.3");
}

struct period { const char *week, *month, *from, *to, *want; };

static void test_spans(struct test *t)
{
    static const struct period periods[] = {
        { "2026-W47", 0, 0, 0, "2026-11-16 2026-11-22 2026-11-09 2026-11-15" },
        { "2026-W01", 0, 0, 0, "2025-12-29 2026-01-04 2025-12-22 2025-12-28" },
        { "2026-W53", 0, 0, 0, "2026-12-28 2027-01-03 2026-12-21 2026-12-27" },
        { "2025-W53", 0, 0, 0, NULL }, { "2026-W00", 0, 0, 0, NULL },
        { "26-W47", 0, 0, 0, NULL },   { "2026-W4x", 0, 0, 0, NULL },
        { 0, "2026-01", 0, 0, "2026-01-01 2026-01-31 2025-12-01 2025-12-31" },
        { 0, "2024-02", 0, 0, "2024-02-01 2024-02-29 2024-01-01 2024-01-31" },
        { 0, "2026-00", 0, 0, NULL },  { 0, "2026-13", 0, 0, NULL },
        { 0, 0, "2026-01-01", "2026-03-31",
          "2026-01-01 2026-03-31 2025-10-03 2025-12-31" },
        { 0, 0, "2026-03-01", "2026-03-01",
          "2026-03-01 2026-03-01 2026-02-28 2026-02-28" },
        { 0, 0, "2026-03-02", "2026-03-01", NULL },
        { 0, 0, "2026-02-30", "2026-03-01", NULL },
        { 0, 0, "2026-03-01", 0, NULL },
        { "2026-W47", "2026-11", 0, 0, NULL }, { 0, 0, 0, 0, NULL },
    };
    struct arena mem = { 0 };

    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        const struct period *p = &periods[i];
        char day[4][DATE_TEXT], got[64];
        struct span s;
        struct err e = { 0 };
        int rc = span_read(p->week, p->month, p->from, p->to, NULL,
                           "2026-11-24 08:30:00", &mem, &s, &e);

        CHECK(t, (rc == 0) == (p->want != NULL));
        if (rc || !p->want)
            continue;
        date_print(s.first, day[0]);
        date_print(s.last, day[1]);
        date_print(s.prev_first, day[2]);
        date_print(s.prev_last, day[3]);
        snprintf(got, sizeof got, "%s %s %s %s", day[0], day[1], day[2],
                 day[3]);
        CHECK_TEXT(t, got, p->want);
        CHECK_TEXT(t, s.as_of.p, "2026-11-24 08:30:00");
    }
    arena_release(&mem);
}

static void clean(struct test *t, const char *svg, const char *want)
{
    struct arena mem = { 0 };
    struct err e = { 0 };
    str out = { NULL, 0 };
    int rc = svg_clean(str_of(svg), "c", NOWHERE, &mem, &out, &e);

    CHECK(t, (rc == 0) == (want != NULL));
    if (rc == 0 && want)
        CHECK_TEXT(t, out.p, want);
    arena_release(&mem);
}

#define SVG "<svg xmlns=\"http://www.w3.org/2000/svg\""

static void test_svg(struct test *t)
{
    clean(t, "<?xml version=\"1.0\"?>\n<svg width=\"9\" viewBox=\"0 0 9 9\">"
          "<title>x</title><g id=\"a\" fill='none'>\n<path d='M0,0 L1,1 '/>"
          "</g></svg>", SVG " viewBox=\"0 0 9 9\"><g fill=\"none\"><path "
          "d=\"M0,0 L1,1 \"/></g></svg>");
    clean(t, "<svg><script>alert(1)</script><g><script/></g></svg>",
          SVG "><g></g></svg>");
    clean(t, "<svg><g onclick='x' style='y' fill='url(#z)'></g></svg>",
          SVG "><g></g></svg>");
    clean(t, "<svg><a href='javascript:x'><text>in</text></a></svg>",
          SVG "></svg>");
    clean(t, "<svg><circle id='gpPt5' r='1'/><use xlink:href='#gpPt5'/></svg>",
          SVG "><circle id=\"c-gpPt5\" r=\"1\"/><use href=\"#c-gpPt5\"/>"
          "</svg>");
    clean(t, "<svg><use xlink:href='http://x/y'/></svg>", SVG "><use/></svg>");
    clean(t, "<svg><text> &lt;b&gt; &amp;amp; </text></svg>",
          SVG "><text>&lt;b&gt; &amp;amp;</text></svg>");
    clean(t, "<svg><g></g>", NULL);
    clean(t, "no picture", NULL);
    clean(t, "<svg><g broken></svg>", NULL);
    clean(t, "<svg><", NULL);
    clean(t, "", NULL);
}

int main(void)
{
    struct test t = { 0 };

    test_escape(&t);
    test_numbers(&t);
    test_spans(&t);
    test_svg(&t);
    return test_end(&t, "paper");
}
