/* web_def.c - reading the network part of a feed definition. */
#include "ingest/web_def.h"

#include "lib/date.h"
#include "lib/banned.h"

static int choice(const struct yaml *y, const char *key,
                  const char *const *names, int *out, struct err *e)
{
    str word = { 0 };

    if (yaml_text(y, key, &word, e))
        return -1;
    for (int i = 0; word.n && names[i]; i++)
        if (str_is(word, names[i])) {
            *out = i;
            return 0;
        }
    return word.n ? err_set(e, ERR_CONFIG, y->at,
                            N_("%s: \"%.*s\" is not known"), key, PSTR(word))
                  : 0;
}

static int seconds(const struct yaml *y, const char *key, double *out,
                   struct err *e)
{
    if (yaml_number(y, key, out, e))
        return -1;
    return *out >= 0 && *out <= 86400 ? 0
           : err_set(e, ERR_CONFIG, y->at,
                     N_("%s: must be from 0 to 86400 seconds"), key);
}

static int read_pairs(struct web *w, const struct yaml *root, struct arena *a,
                      struct err *e)
{
    const struct yaml *q = yaml_get(root, "query");
    const struct yaml *h = yaml_get(root, "headers");

    if ((q && yaml_want(q, YAML_MAP, "query", e)) ||
        (h && yaml_want(h, YAML_MAP, "headers", e)))
        return -1;
    if ((q && q->n > WEB_PAIRS) || (h && h->n > WEB_PAIRS))
        return err_set(e, ERR_CONFIG, root->at,
                       N_("at most %d parameters and headers"), WEB_PAIRS);
    for (size_t i = 0; q && i < q->n; i++) {
        if (yaml_want(&q->item[i], YAML_TEXT, "query", e))
            return -1;
        w->query[w->n_query++] = (struct web_pair){ q->key[i],
                                                    q->item[i].text };
    }
    for (size_t i = 0; h && i < h->n; i++) {
        if (yaml_want(&h->item[i], YAML_TEXT, "headers", e))
            return -1;
        w->headers[w->n_headers++] = str_fmt(a, "%.*s: %.*s", PSTR(h->key[i]),
                                             PSTR(h->item[i].text)).p;
    }
    return 0;
}

static int read_pages(struct web *w, const struct yaml *y, struct err *e)
{
    static const char *const known[] = { "style", "param", "size_param",
        "size", "start", "most", "cursor", "total", NULL };
    static const char *const styles[] = { "one", "number", "offset",
        "cursor", "link", NULL };
    int style = PAGES_NUMBER;

    w->pages.most = 100000;
    if (!y)
        return 0;
    if (yaml_want(y, YAML_MAP, "pages", e) || yaml_known(y, known, e) ||
        choice(y, "style", styles, &style, e))
        return -1;
    w->pages.style = (enum page_style)style;
    w->pages.start = style == PAGES_NUMBER;
    if (yaml_text(y, "param", &w->pages.param, e) ||
        yaml_text(y, "size_param", &w->pages.size_param, e) ||
        yaml_text(y, "cursor", &w->pages.cursor, e) ||
        yaml_text(y, "total", &w->pages.total, e) ||
        yaml_whole(y, "size", 0, 1000000, &w->pages.size, e) ||
        yaml_whole(y, "start", 0, 1000000, &w->pages.start, e) ||
        yaml_whole(y, "most", 1, 10000000, &w->pages.most, e))
        return -1;
    if (style != PAGES_LINK && style != PAGES_ONE && !w->pages.param.n)
        return err_set(e, ERR_CONFIG, y->at,
                       N_("pages: needs param: (the name in the query)"));
    if (style == PAGES_CURSOR && !w->pages.cursor.n)
        return err_set(e, ERR_CONFIG, y->at,
                       N_("pages: needs cursor: (its path in the body)"));
    return 0;
}

static int read_mark(struct web *w, const struct yaml *y, struct err *e)
{
    static const char *const known[] = { "param", "format", "from",
                                         "look_back_days", NULL };
    static const char *const formats[] = { "date", "time", "iso", "epoch",
                                           NULL };
    int format = MARK_DATE;
    struct date d;

    w->mark.look_back = 3;
    if (!y)
        return 0;
    if (yaml_want(y, YAML_MAP, "watermark", e) || yaml_known(y, known, e) ||
        yaml_text(y, "param", &w->mark.param, e) ||
        yaml_text(y, "from", &w->mark.from, e) ||
        choice(y, "format", formats, &format, e) ||
        yaml_whole(y, "look_back_days", 0, 3650, &w->mark.look_back, e))
        return -1;
    w->mark.format = (enum mark_format)format;
    if (!w->mark.param.n)
        return err_set(e, ERR_CONFIG, y->at,
                       N_("watermark: needs param: (the name in the query)"));
    if (w->mark.from.n && !time_read(w->mark.from, &d))
        return err_set(e, ERR_CONFIG, y->at, N_("from: \"%.*s\" is not a time"),
                       PSTR(w->mark.from));
    return 0;
}

static int read_limits(struct web *w, const struct yaml *root, struct err *e)
{
    static const char *const known[] = { "body_mb", "connect", "stall",
        "total", "retries", "wait", "wait_most", NULL };
    const struct yaml *y = yaml_get(root, "limits");
    long mb = 64;

    w->limits = (struct fetch_limits){ .connect = 15, .stall = 60,
        .total = 900, .retries = 5, .wait = 1, .wait_most = 300 };
    if (yaml_number(root, "rate", &w->limits.rate, e))
        return -1;
    if (y && (yaml_want(y, YAML_MAP, "limits", e) ||
              yaml_known(y, known, e) ||
              yaml_whole(y, "body_mb", 1, 4096, &mb, e)
              || seconds(y, "connect", &w->limits.connect, e) ||
              seconds(y, "stall", &w->limits.stall, e) ||
              seconds(y, "total", &w->limits.total, e) ||
              seconds(y, "wait", &w->limits.wait, e) ||
              seconds(y, "wait_most", &w->limits.wait_most, e) ||
              yaml_whole(y, "retries", 0, 100, &w->limits.retries, e)))
        return -1;
    w->limits.body = (size_t)mb << 20;
    return 0;
}

static int read_secret(struct web *w, const struct yaml *y, struct err *e)
{
    static const char *const known[] = { "env", "file", "header", "query",
                                         "user", NULL };

    if (!y)
        return 0;
    if (yaml_want(y, YAML_MAP, "secret", e) || yaml_known(y, known, e) ||
        yaml_text(y, "env", &w->secret.env, e) ||
        yaml_text(y, "file", &w->secret.file, e) ||
        yaml_text(y, "header", &w->secret.header, e) ||
        yaml_text(y, "query", &w->secret.query, e) ||
        yaml_text(y, "user", &w->access.user, e))
        return -1;
    if (w->access.user.n && w->access.key.n && !w->secret.env.n &&
        !w->secret.file.n)
        return 0;                       /* the key is the secret */
    if (!w->secret.env.n == !w->secret.file.n)
        return err_set(e, ERR_CONFIG, y->at,
                       N_("secret: needs either env: or file:"));
    if (!w->secret.header.n + !w->secret.query.n + !w->access.user.n != 2)
        return err_set(e, ERR_CONFIG, y->at,
                       N_("secret: needs one of header:, query: and user:"));
    if (w->secret.header.n && !str_has(w->secret.header, STR("{}")))
        return err_set(e, ERR_CONFIG, y->at,
                       N_("header: {} stands for the secret"));
    return 0;
}

static int read_tls(struct web *w, const struct yaml *y, struct err *e)
{
    static const char *const known[] = { "cert", "key", "ca", "known_hosts",
                                         NULL };

    if (!y)
        return 0;
    return yaml_want(y, YAML_MAP, "tls", e) || yaml_known(y, known, e) ||
           yaml_text(y, "cert", &w->access.cert, e) ||
           yaml_text(y, "key", &w->access.key, e) ||
           yaml_text(y, "ca", &w->access.ca, e) ||
           yaml_text(y, "known_hosts", &w->access.known_hosts, e) ? -1 : 0;
}

static int read_url(struct web *w, const struct yaml *root, struct err *e)
{
    static const char *const schemes[] = { "https://", "http://", "ftps://",
                                           "ftp://", "sftp://", "file://" };
    enum { N = sizeof schemes / sizeof schemes[0] };
    size_t at = str_find(w->url, STR("://")), i = 0;
    str host;

    while (i < N && !str_starts(w->url, str_of(schemes[i])))
        i++;
    if (i == N)
        return err_set(e, ERR_CONFIG, root->at,
                       N_("url: must begin with https://, http://, ftps://, "
                          "ftp:// (with TLS), sftp:// or file://"));
    host = str_from(w->url, at + 3);
    host.n = str_find(host, STR("/"));
    if (str_has(host, STR("@")))
        return err_set(e, ERR_CONFIG, root->at,
                       N_("url: no user or password in it; see secret:"));
    if (str_starts(w->url, STR("sftp://")) && !w->access.known_hosts.n)
        return err_set(e, ERR_CONFIG, root->at,
                       N_("sftp: needs tls: known_hosts: (the server's key, "
                          "as in ~/.ssh/known_hosts)"));
    return 0;
}

struct web *web_read(const struct yaml *root, struct arena *a, bool *bad,
                     struct err *e)
{
    struct web *w = arena_new(a, struct web);

    *bad = true;
    if (yaml_text(root, "url", &w->url, e))
        return NULL;
    *bad = false;
    if (!w->url.n)
        return NULL;
    *bad = read_tls(w, yaml_get(root, "tls"), e) ||
           read_url(w, root, e) || read_pairs(w, root, a, e) ||
           read_limits(w, root, e) ||
           read_pages(w, yaml_get(root, "pages"), e) ||
           read_mark(w, yaml_get(root, "watermark"), e) ||
           read_secret(w, yaml_get(root, "secret"), e);
    return *bad ? NULL : w;
}
