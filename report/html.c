/* html.c - a document as one page: no request leaves it, nothing in it runs
 * but the script of schemas/report/page.js. */
#include "report/doc.h"

#include <stdio.h>

#include "lib/hash.h"
#include "lib/io.h"
#include "report/escape.h"
#include "report/html.h"
#include "lib/banned.h"

enum { MOST = 4 << 20 };        /* bytes of a template */

static unsigned nibble(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* 'sha256-...' of a text, as a Content-Security-Policy names it. */
static void source_hash(struct buf *out, str s)
{
    struct hash *h = hash_new();
    char hex[HASH_HEX];
    char raw[32];

    hash_add(h, s);
    hash_hex(h, hex);
    for (int i = 0; i < 32; i++)
        raw[i] = (char)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
    buf_text(out, "'sha256-");
    escape_base64(out, (str){ raw, sizeof raw });
    buf_char(out, '\'');
}

static void cards(const struct doc_block *b, struct buf *out)
{
    buf_fmt(out, "<ul class=\"cards\"%s%.*s%s>\n", b->id.n ? " id=\"" : "",
            PSTR(b->id), b->id.n ? "\"" : "");
    for (size_t i = 0; i < b->n_card; i++) {
        const struct doc_card *c = &b->card[i];

        buf_fmt(out, "<li class=\"card%s\"><span class=\"label\">",
                !c->judged ? "" : c->alarm ? " alarm" : " well");
        escape_html(out, c->label);
        buf_text(out, "</span> <span class=\"value\">");
        escape_html(out, c->value);
        buf_text(out, "<small>");
        escape_html(out, c->unit);
        buf_text(out, "</small></span>");
        if (c->note.n) {
            buf_text(out, " <span class=\"note\">");
            escape_html(out, c->note);
            buf_text(out, "</span>");
        }
        buf_text(out, "</li>\n");
    }
    buf_text(out, "</ul>\n");
}

static void text_block(const struct doc_block *b, struct buf *out)
{
    buf_fmt(out, "<p%s", b->style.n ? " class=\"" : "");
    if (b->style.n) {
        escape_html(out, b->style);
        buf_char(out, '"');
    }
    buf_char(out, '>');
    escape_html(out, b->text);
    buf_text(out, "</p>\n");
}

/* The picture with a name and a description for those who do not see it. */
static void picture(const struct doc_block *b, str svg, const char *class,
                    struct buf *out)
{
    size_t end = str_find(svg, STR(">"));
    const char *desc = b->note.n ? "-d" : "-t";

    if (!svg.n)
        return;
    buf_fmt(out, "<svg role=\"img\" aria-labelledby=\"%.*s-t\" "
            "aria-describedby=\"%.*s%s\" class=\"%s\"", PSTR(b->id),
            PSTR(b->id), desc, class);
    buf_str(out, str_from(str_head(svg, end + 1), 4));
    buf_str(out, str_from(svg, end + 1));
    buf_char(out, '\n');
}

static void chart(const struct doc *d, const struct doc_block *b,
                  struct buf *out)
{
    buf_fmt(out, "<figure id=\"%.*s\" class=\"chart\">\n<figcaption "
            "id=\"%.*s-t\">", PSTR(b->id), PSTR(b->id));
    escape_html(out, b->title);
    buf_text(out, "</figcaption>\n");
    if (b->svg.n) {
        buf_text(out, "<div class=\"plot\" role=\"group\" tabindex=\"0\" "
                 "aria-label=\"");
        escape_html(out, b->title);
        buf_text(out, "\">");
        picture(b, b->svg, b->narrow.n ? "wide" : "only", out);
        picture(b, b->narrow, "narrow", out);
        buf_text(out, "</div>\n");
    } else if (b->missing.n) {
        buf_text(out, "<p class=\"notice\">");
        escape_html(out, b->missing);
        buf_text(out, "</p>\n");
    }
    if (b->note.n) {
        buf_fmt(out, "<p class=\"note\" id=\"%.*s-d\">", PSTR(b->id));
        escape_html(out, b->note);
        buf_text(out, "</p>\n");
    }
    buf_fmt(out, "<details%s><summary>", b->svg.n ? "" : " open");
    escape_html(out, layout_word(d->l, "chart_table"));
    buf_text(out, "</summary>\n");
    html_table(d, b, out);
    buf_text(out, "</details>\n</figure>\n");
}

static void block(const struct doc *d, const struct doc_block *b,
                  struct buf *out)
{
    switch (b->kind) {
    case DOC_PART:
        break;
    case DOC_TEXT:
        text_block(b, out);
        break;
    case DOC_CARDS:
        cards(b, out);
        break;
    case DOC_CHART:
        chart(d, b, out);
        break;
    case DOC_TABLE:
    case DOC_RECORDS:
        html_table(d, b, out);
        if (b->note.n) {
            buf_text(out, "<p class=\"note\">");
            escape_html(out, b->note);
            buf_text(out, "</p>\n");
        }
        break;
    }
}

static void body(const struct doc *d, struct buf *out)
{
    bool open = false;

    for (size_t i = 0; i < d->n; i++) {
        const struct doc_block *b = &d->block[i];

        if (b->kind == DOC_PART) {
            buf_fmt(out, "%s<section id=\"%.*s\">\n", open ? "</section>\n"
                                                           : "",
                    PSTR(b->id));
            open = true;
            if (b->title.n) {
                buf_text(out, "<h2>");
                escape_html(out, b->title);
                buf_text(out, "</h2>\n");
            }
        } else {
            block(d, b, out);
        }
    }
    if (open)
        buf_text(out, "</section>\n");
}

static void contents(const struct doc *d, struct buf *out)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct doc_block *b = &d->block[i];

        if (b->kind != DOC_PART || !b->title.n)
            continue;
        buf_fmt(out, "<li><a href=\"#%.*s\">", PSTR(b->id));
        escape_html(out, b->title);
        buf_text(out, "</a></li>\n");
    }
}

/* One place of the template; false where the name is none. */
static bool place(const struct doc *d, str name, str style, str script,
                  struct buf *out)
{
    if (str_is(name, "policy")) {
        buf_text(out, "default-src 'none'; style-src ");
        source_hash(out, style);
        buf_text(out, "; script-src ");
        source_hash(out, script);
        buf_text(out, "; base-uri 'none'; form-action 'none'");
    } else if (str_is(name, "title")) {
        escape_html(out, d->title);
    } else if (str_is(name, "issue")) {
        escape_html(out, d->issue);
    } else if (str_is(name, "subtitle")) {
        escape_html(out, d->subtitle);
    } else if (str_is(name, "contents_word")) {
        escape_html(out, layout_word(d->l, "contents"));
    } else if (str_is(name, "contents")) {
        contents(d, out);
    } else if (str_is(name, "body")) {
        body(d, out);
    } else if (str_is(name, "style")) {
        buf_str(out, style);
    } else if (str_is(name, "script")) {
        buf_str(out, script);
    } else if (str_is(name, "words")) {
        html_words(d, out);
    } else {
        return false;
    }
    return true;
}

static long line_of(str text, const char *at)
{
    long n = 1;

    for (const char *p = text.p; p < at; p++)
        n += *p == '\n';
    return n;
}

static int fill(const struct doc *d, const char *path, str page, str style,
                str script, struct buf *out, struct err *e)
{
    str rest = page;

    while (rest.n) {
        size_t at = str_find(rest, STR("{{")), end;
        struct where where = { path, 0 };

        buf_str(out, str_head(rest, at));
        rest = str_from(rest, at);
        if (!rest.n)
            break;
        where.line = line_of(page, rest.p);
        end = str_find(rest, STR("}}"));
        if (end == rest.n || end > str_find(rest, STR("\n")))
            return err_set(e, ERR_CONFIG, where,
                           N_("a {{ without its }}"));
        if (!place(d, str_trim(str_from(str_head(rest, end), 2)), style,
                   script, out))
            return err_set(e, ERR_CONFIG, where,
                           N_("no place \"%.*s\""), (int)end - 2, rest.p + 2);
        rest = str_from(rest, end + 2);
    }
    return 0;
}

static int part(const char *schemas, const char *name, struct arena *a,
                const char **path, str *out, struct err *e)
{
    *path = str_fmt(a, "%s/report/%s", schemas, name).p;
    return io_read(*path, MOST, a, out, e);
}

int html_write(const struct doc *d, const char *schemas, const char *path,
               struct err *e)
{
    struct arena mem = { 0 };
    struct buf out = { 0 };
    const char *at;
    str page, style, script;
    int rc = -1;

    if (part(schemas, "page.css", &mem, &at, &style, e) ||
        part(schemas, "page.js", &mem, &at, &script, e) ||
        part(schemas, "page.html", &mem, &at, &page, e))
        goto done;
    /* A closing tag inside would end them early and break their hash. */
    if (str_has(script, STR("</script")) || str_has(style, STR("</style"))) {
        err_set(e, ERR_CONFIG, (struct where){ at, 0 },
                N_("page.css or page.js holds a closing tag"));
        goto done;
    }
    if (fill(d, at, page, style, script, &out, e))
        goto done;
    rc = io_write(path, buf_view(&out), e);
done:
    buf_release(&out);
    arena_release(&mem);
    return rc;
}
