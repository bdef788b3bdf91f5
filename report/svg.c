/* svg.c - keep of gnuplot's SVG what draws, for use inside a page.
 *
 * Elements and attributes that are not on the lists are left out, texts are
 * escaped anew, ids are made unique, so that several pictures can stand in
 * one page and nothing but shapes and words gets in.
 */
#include "report/gnuplot.h"

#include "report/escape.h"
#include "lib/banned.h"

static const char *const elements[] = {
    "svg", "g", "defs", "path", "rect", "circle", "line", "polygon",
    "polyline", "ellipse", "use", "text", "tspan", NULL
};

static const char *const attributes[] = {
    "viewBox", "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx",
    "ry", "width", "height", "points", "transform", "fill", "fill-opacity",
    "stroke", "stroke-width", "stroke-opacity", "stroke-linecap",
    "stroke-linejoin", "stroke-dasharray", "opacity", "color", "font-size",
    "font-weight", "font-style", "text-anchor", "dx", "dy", NULL
};

static bool listed(const char *const *list, str name)
{
    for (size_t i = 0; list[i]; i++)
        if (str_is(name, list[i]))
            return true;
    return false;
}

static bool blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The next name="value" of a tag, cut off *rest. */
static bool attribute(str *rest, str *name, str *value)
{
    size_t i = 0;
    char quote;

    *rest = str_trim(*rest);
    while (i < rest->n && rest->p[i] != '=' && !blank(rest->p[i]))
        i++;
    *name = str_head(*rest, i);
    *rest = str_trim(str_from(*rest, i));
    if (!name->n || rest->n < 2 || rest->p[0] != '=')
        return false;
    *rest = str_trim(str_from(*rest, 1));
    quote = rest->n ? rest->p[0] : 0;
    if (quote != '"' && quote != '\'')
        return false;
    *rest = str_from(*rest, 1);
    i = str_find(*rest, (str){ &quote, 1 });
    if (i == rest->n)
        return false;
    *value = str_head(*rest, i);
    *rest = str_from(*rest, i + 1);
    return true;
}

/* Values of gnuplot's own making: numbers, colours, paths, keywords. */
static bool plain(str v)
{
    if (str_has(v, STR("url")))
        return false;
    for (size_t i = 0; i < v.n; i++) {
        char c = v.p[i];

        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
              (c >= 'A' && c <= 'Z') ||
              (c && strchr(" ,.-+#%()\n\t\r", c))))
            return false;
    }
    return true;
}

static bool tag_attributes(str name, str rest, const char *prefix,
                           struct buf *out)
{
    str key, value;
    bool point;

    while (rest.n) {
        if (!attribute(&rest, &key, &value))
            return false;
        point = str_starts(value, STR("gpPt")) ||
                str_starts(value, STR("gpDot"));
        if (!plain(value) && !str_is(key, "xlink:href"))
            continue;
        if (str_is(key, "id") && point)
            buf_fmt(out, " id=\"%s-%.*s\"", prefix, PSTR(value));
        else if (str_is(key, "xlink:href") && value.n > 1 &&
                 value.p[0] == '#' && plain(value))
            buf_fmt(out, " href=\"#%s-%.*s\"", prefix,
                    PSTR(str_from(value, 1)));
        else if (listed(attributes, key) &&
                 !(str_is(name, "svg") && (str_is(key, "width") ||
                                           str_is(key, "height"))))
            buf_fmt(out, " %.*s=\"%.*s\"", PSTR(key), PSTR(value));
        rest = str_trim(rest);
    }
    return true;
}

/* Take the five entities of XML back, so that escape_html() can put them in
 * again. */
static str unescaped(str s, struct arena *a)
{
    static const struct { const char *from; char to; } names[] = {
        { "&lt;", '<' }, { "&gt;", '>' }, { "&amp;", '&' },
        { "&quot;", '"' }, { "&apos;", '\'' },
    };
    struct buf b = { 0 };
    str out;

    while (s.n) {
        size_t i, step = 1;
        char c = s.p[0];

        for (i = 0; i < sizeof names / sizeof names[0]; i++)
            if (str_starts(s, str_of(names[i].from))) {
                c = names[i].to;
                step = strlen(names[i].from);
            }
        buf_char(&b, c);
        s = str_from(s, step);
    }
    out = str_dup(a, buf_view(&b));
    buf_release(&b);
    return out;
}

static int strange(str what, struct where at, struct err *e)
{
    what = str_head(what, str_find(what, STR("\n")));
    return err_set(e, ERR_CONFIG, at,
                   N_("the picture of gnuplot is not understood at \"%.*s\""),
                   what.n > 60 ? 60 : (int)what.n, what.p ? what.p : "");
}

struct cleaner {
    struct where at;            /* of the chart in the layout */
    const char *prefix;
    struct arena *mem;
    struct buf out;
    int skip;                   /* depth inside an element left out */
    int depth;                  /* of elements kept */
    bool in_text;
};

/* One tag, without its < and >. */
static int tag(struct cleaner *c, str in, struct err *e)
{
    bool close = in.p[0] == '/', empty = in.p[in.n - 1] == '/';
    str name = close ? str_from(in, 1) : in, rest;
    size_t n = 0;

    if (empty)
        name = str_head(name, name.n - 1);
    while (n < name.n && !blank(name.p[n]))
        n++;
    rest = str_from(name, n);
    name = str_head(name, n);
    if (c->skip || !listed(elements, name)) {
        if (!empty)
            c->skip += close ? -1 : 1;
        return 0;
    }
    if (!close && c->depth == 0 && c->out.n)
        return strange(in, c->at, e);           /* a second picture */
    c->depth += close ? -1 : !empty;
    if (close) {
        buf_fmt(&c->out, "</%.*s>", PSTR(name));
    } else {
        buf_fmt(&c->out, "<%.*s", PSTR(name));
        if (str_is(name, "svg"))
            buf_fmt(&c->out, " xmlns=\"http://www.w3.org/2000/svg\"");
        if (!tag_attributes(name, rest, c->prefix, &c->out))
            return strange(in, c->at, e);
        buf_text(&c->out, empty ? "/>" : ">");
    }
    if (str_is(name, "text"))
        c->in_text = !close && !empty;
    return 0;
}

static int clean(struct cleaner *c, str svg, struct err *e)
{
    while (svg.n) {
        size_t at = str_find(svg, STR("<"));
        str text = str_head(svg, at);

        if (c->in_text && !c->skip)
            escape_html(&c->out, unescaped(str_trim(text), c->mem));
        svg = str_from(svg, at);
        if (!svg.n)
            break;
        at = str_find(svg, STR(">"));
        if (at == svg.n || at < 2)
            return strange(svg, c->at, e);
        text = str_from(str_head(svg, at), 1);
        svg = str_from(svg, at + 1);
        if (text.p[0] != '?' && text.p[0] != '!' && tag(c, text, e))
            return -1;
    }
    return 0;
}

int svg_clean(str svg, const char *name, struct where at, struct arena *a,
              str *out, struct err *e)
{
    struct cleaner c = { at, name, .mem = a };
    int rc = clean(&c, svg, e);

    if (rc == 0 && (c.depth != 0 || c.skip != 0 ||
                    !str_ends(buf_view(&c.out), STR("</svg>"))))
        rc = strange(str_from(svg, svg.n > 60 ? svg.n - 60 : 0), at,
                     e);
    if (rc == 0)
        *out = str_dup(a, buf_view(&c.out));
    buf_release(&c.out);
    return rc;
}
