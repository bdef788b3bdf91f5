/* web.c - a feed that is fetched, page by page, each page a batch. */
#include "ingest/web.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "ingest/web_def.h"
#include "lib/date.h"
#include "lib/hash.h"
#include "lib/io.h"
#include "lib/json.h"
#include "lib/banned.h"

struct seen {                   /* a set of hashes, open addressing */
    uint64_t *slot;
    size_t n, cap;
};

struct run {
    struct load *l;
    const struct web *w;
    struct fetch *fetch;
    struct arena mem;           /* of the run */
    str secret;
    const char *headers[WEB_PAIRS + 2];
    /* where we are; all of it is in the stored cursor */
    str since, started;         /* watermark asked for; start of this run */
    long page;                  /* pages done */
    long at;                    /* the next number or offset */
    str token;                  /* the next cursor or link */
    str cursor, link;           /* that the page at hand names */
    long long total;            /* the source's first word; -1 none */
    bool resumed, last;
    bool doubles;               /* its total counts some records twice */
    struct seen ids, bodies;    /* of this process only */
    long long read, rejected;   /* of this pass over the pages */
};

/* --- sets --- */

static bool seen_add(struct seen *s, uint64_t h)
{
    size_t i;

    h += h == 0;
    if (s->n * 2 >= s->cap) {
        struct seen bigger = { .cap = s->cap ? s->cap * 2 : 1024 };

        bigger.slot = mem_grow(NULL, mem_size(bigger.cap, sizeof h));
        memset(bigger.slot, 0, bigger.cap * sizeof h);
        for (i = 0; i < s->cap; i++)
            if (s->slot[i])
                seen_add(&bigger, s->slot[i]);
        mem_free(s->slot);
        *s = bigger;
    }
    for (i = h & (s->cap - 1); s->slot[i]; i = (i + 1) & (s->cap - 1))
        if (s->slot[i] == h)
            return false;
    s->slot[i] = h;
    s->n++;
    return true;
}

static void on_record(void *run, str source_id)
{
    struct run *r = run;

    seen_add(&r->ids, str_hash(source_id));
}

/* --- the stored state: watermark, and lines "name=value" --- */

static int state_read(struct run *r, struct err *e)
{
    struct stmt *s = store_stmt(r->l->db, SQL_feed_state_get);
    str cursor = { 0 }, line, name;
    int more;

    stmt_text(s, ":feed", r->l->feed->name);
    more = stmt_step(s, NOWHERE, e);
    if (more < 0)
        return -1;
    r->at = r->w->pages.start;
    r->total = -1;
    r->started = str_of(r->l->env->now);
    r->since = r->w->mark.from;
    if (more) {
        if (stmt_col_text(s, "watermark").n)
            r->since = str_dup(&r->mem, stmt_col_text(s, "watermark"));
        cursor = str_dup(&r->mem, stmt_col_text(s, "cursor"));
        stmt_reset(s);
    }
    while (str_cut(&cursor, '\n', &line)) {
        long long n = 0;

        str_cut(&line, '=', &name);
        str_int(line, &n);
        if (str_is(name, "since"))
            r->since = line;
        else if (str_is(name, "started"))
            r->started = line;
        else if (str_is(name, "page"))
            r->page = (long)n;
        else if (str_is(name, "at"))
            r->at = (long)n;
        else if (str_is(name, "token"))
            r->token = line;
        else if (str_is(name, "total"))
            r->total = n;
    }
    r->resumed = r->page > 0;
    return 0;
}

static bool have_all(const struct run *r)
{
    return r->total <= (long long)r->ids.n + r->rejected;
}

/* The source speaks of more records than have come: its pages moved while we
 * read.  Only a whole pass can tell; its total may count a record twice. */
static bool incomplete(const struct run *r)
{
    return !r->resumed && !r->doubles && !have_all(r);
}

static void start_over(struct run *r)
{
    r->page = 0;
    r->at = r->w->pages.start;
    r->token = STR("");
}

/* Is there a page after the one of which `read` records came?  Sets where it
 * is. */
static bool go_on(struct run *r, long long read)
{
    const struct web *w = r->w;

    switch (w->pages.style) {
    case PAGES_ONE:
        return false;
    case PAGES_NUMBER:
        r->at++;
        break;
    case PAGES_OFFSET:
        r->at += w->pages.size ? w->pages.size : (long)read;
        break;
    case PAGES_CURSOR:
        r->token = r->cursor;
        return r->cursor.n > 0;
    case PAGES_LINK:
        r->token = r->link;
        return r->link.n > 0;
    }
    return read > 0 && (!w->pages.size || read >= w->pages.size) &&
           (r->total < 0 || r->resumed || !have_all(r));
}

/* In the transaction of the page: where to go on. */
static int on_commit(void *run, const struct ledger *b, struct err *e)
{
    struct run *r = run;
    struct stmt *s = store_stmt(r->l->db, SQL_feed_state_put);
    bool done;
    str cursor;

    r->read += b->read;
    r->rejected += b->rejected;
    r->page++;
    r->last = !go_on(r, b->read);
    done = r->last && !incomplete(r);
    if (r->last)
        start_over(r);
    cursor = done ? STR("")
        : str_fmt(&r->mem, "since=%.*s\nstarted=%.*s\npage=%ld\nat=%ld\n"
                  "token=%.*s\ntotal=%lld", PSTR(r->since), PSTR(r->started),
                  r->page, r->at, PSTR(r->token), r->total);
    stmt_text(s, ":feed", r->l->feed->name);
    stmt_text(s, ":watermark", done ? r->started : STR(""));
    stmt_text(s, ":cursor", cursor);
    stmt_text(s, ":at", str_of(r->l->env->now));
    return stmt_step(s, NOWHERE, e);
}

/* --- the secret --- */

/* A file that holds a secret may be read by its owner alone. */
static int private_file(const char *path, struct err *e)
{
    struct where at = { path, 0 };
    struct stat st;

    if (stat(path, &st) != 0)
        return err_sys(e, at, N_("cannot open"));
    return (st.st_mode & 077) == 0 ? 0
           : err_set(e, ERR_PERM, at,
                     N_("the secret can be read by others: chmod 600"));
}

static int secret_read(struct run *r, struct err *e)
{
    const struct web *w = r->w;
    const char *env;
    char *path;

    if (w->access.key.n && private_file(str_c(&r->mem, w->access.key), e))
        return -1;
    if (w->secret.env.n) {
        env = getenv(str_c(&r->mem, w->secret.env));
        if (!env || !env[0])
            return err_set(e, ERR_CONFIG, NOWHERE,
                           N_("the environment has no %.*s, the secret of the "
                              "feed"), PSTR(w->secret.env));
        r->secret = str_dup(&r->mem, str_of(env));
        return 0;
    }
    if (!w->secret.file.n)
        return 0;
    path = str_c(&r->mem, w->secret.file);
    if (private_file(path, e) || io_read(path, 65536, &r->mem, &r->secret, e))
        return -1;
    r->secret = str_trim(r->secret);
    return r->secret.n ? 0 : err_set(e, ERR_CONFIG, (struct where){ path, 0 },
                                     N_("the secret is empty"));
}

static struct fetch_access access_of(struct run *r)
{
    struct fetch_access x = r->w->access;
    str h = r->w->secret.header;
    size_t at = str_find(h, STR("{}"));

    if (h.n)
        x.header = str_fmt(&r->mem, "%.*s%.*s%.*s", (int)at, h.p,
                           PSTR(r->secret), PSTR(str_from(h, at + 2)));
    if (x.user.n)
        x.password = r->secret;
    return x;
}

/* The secret never gets into a message, whoever wrote it. */
static void scrub(const struct run *r, struct err *e)
{
    char *parts[] = { e->msg, e->plain, e->file };

    for (int i = 0; i < 3 && r->secret.n >= 4; i++) {
        str rest = str_of(parts[i]);
        size_t at;

        while ((at = str_find(rest, r->secret)) < rest.n) {
            memset((char *)rest.p + at, '*', r->secret.n);
            rest = str_from(rest, at + r->secret.n);
        }
    }
}

/* --- one page --- */

static str mark_text(const struct run *r, struct arena *a)
{
    struct date d;
    char day[DATE_TEXT], time[TIME_TEXT];
    long n;

    if (!r->since.n || !time_read(r->since, &d))
        return STR("");
    n = date_day(d.year, d.month, d.day) - r->w->mark.look_back;
    date_print(n, day);
    snprintf(time, sizeof time, "%02d:%02d:%02d", d.hour, d.minute, d.second);
    switch (r->w->mark.format) {
    case MARK_DATE:
        return str_dup(a, str_of(day));
    case MARK_TIME:
        return str_fmt(a, "%s %s", day, time);
    case MARK_ISO:
        return str_fmt(a, "%sT%s+08:00", day, time);
    case MARK_EPOCH:
        return str_fmt(a, "%lld", (long long)n * 86400 + d.hour * 3600 +
                       d.minute * 60 + d.second - 8 * 3600);
    }
    return STR("");
}

/* The address of the next page: with the secret, and as it may be shown. */
static void address(const struct run *r, struct buf *url, struct buf *shown,
                    struct arena *a)
{
    const struct web *w = r->w;
    str mark = mark_text(r, a);

    buf_clear(url);
    if (w->pages.style == PAGES_LINK && r->token.n) {
        buf_str(url, r->token);
    } else {
        buf_str(url, w->url);
        for (size_t i = 0; i < w->n_query; i++)
            fetch_query(url, w->query[i].name, w->query[i].value);
        if (w->mark.param.n && mark.n)
            fetch_query(url, w->mark.param, mark);
        if (w->pages.size_param.n)
            fetch_query(url, w->pages.size_param,
                        str_fmt(a, "%ld", w->pages.size));
        if (w->pages.style == PAGES_NUMBER || w->pages.style == PAGES_OFFSET)
            fetch_query(url, w->pages.param, str_fmt(a, "%ld", r->at));
        if (w->pages.style == PAGES_CURSOR && r->token.n)
            fetch_query(url, w->pages.param, r->token);
    }
    buf_clear(shown);
    buf_str(shown, buf_view(url));
    if (w->secret.query.n)
        fetch_query(url, w->secret.query, r->secret);
}

/* Does a JSON text end where it should?  A body without a length that broke
 * off looks like a whole one to HTTP. */
static bool whole_json(str s)
{
    bool quoted = false, any = false;
    long depth = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (quoted) {
            if (c == '\\')
                i++;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            depth++;
            any = true;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return any && depth == 0 && !quoted;
}

static bool is_json(const struct feed *f, str body)
{
    if (str_starts(body, STR("\x1F\x8B")) || str_starts(body, STR("PK")))
        return false;           /* packed: its end is checked with it */
    body = str_trim(body);
    return f->format == FEED_JSON ||
           (f->format == FEED_AUTO && (str_starts(body, STR("{")) ||
                                       str_starts(body, STR("["))));
}

static bool web_page(const struct fetch_reply *reply)
{
    str s = str_trim(reply->body);

    return str_starts(reply->type, STR("text/html")) ||
           str_starts(s, STR("<!")) || str_starts(s, STR("<html"));
}

/* Fetch the page until it is whole. */
static int page_get(struct run *r, const char *url, const char *shown,
                    struct arena *a, struct fetch_reply *reply,
                    struct err *e)
{
    for (int tried = 1;; tried++) {
        if (fetch_get(r->fetch, url, shown, r->w->headers, a, reply, e))
            return -1;
        if (str_starts(reply->body, STR("\xEF\xBB\xBF")))
            reply->body = str_from(reply->body, 3);
        if (web_page(reply))
            return err_set(e, ERR_SERVICE, (struct where){ shown, 0 },
                           N_("a web page came instead of data (to log in?); "
                              "nothing was stored"));
        if (!is_json(r->l->feed, reply->body) || whole_json(reply->body))
            return 0;
        if (!fetch_again(r->fetch, tried))
            return err_set(e, ERR_SERVICE, (struct where){ shown, 0 },
                           N_("the answer breaks off (%zu bytes, tries: %d);"
                              " nothing was stored from it"),
                           reply->body.n, tried);
    }
}

/* What the body says of itself: total, next cursor. */
static int envelope(struct run *r, const struct fetch_reply *reply,
                    const char *shown, struct arena *a, struct err *e)
{
    const struct web *w = r->w;
    const struct json *body, *at;
    const char *why = NULL;
    long long total;

    r->cursor = STR("");
    if (!w->pages.total.n && !w->pages.cursor.n)
        return 0;
    body = json_parse(reply->body, a, &why);
    if (!body && !w->pages.cursor.n)
        return 0;               /* the reader finds what is wrong with it */
    if (!body)
        return err_set(e, ERR_SERVICE, (struct where){ shown, 0 },
                       N_("the answer is not JSON: %s"), why);
    if (w->pages.cursor.n) {
        at = json_at(body, w->pages.cursor);
        if (at && (at->kind == JSON_STRING || at->kind == JSON_NUMBER))
            r->cursor = str_dup(&r->mem, at->text);
    }
    if (!w->pages.total.n)
        return 0;
    at = json_at(body, w->pages.total);
    if (!at || !str_int(at->text, &total) || total < 0)
        return err_set(e, ERR_SERVICE, (struct where){ shown, 0 },
                       N_("no total at \"%.*s\" in the answer"),
                       PSTR(w->pages.total));
    if (r->total >= 0 && total * 10 < r->total * 9)
        return err_set(e, ERR_SERVICE, (struct where){ shown, 0 },
                       N_("the total shrank from %lld to %lld while we read; "
                          "nothing was stored from this page"), r->total,
                       total);
    if (total > r->total)
        r->total = total;
    return 0;
}

static int page(struct run *r, struct arena *a, struct err *e)
{
    struct buf url = { 0 }, shown = { 0 };
    struct fetch_reply reply;
    const char *name;
    int rc = -1;

    address(r, &url, &shown, a);
    name = str_c(a, buf_view(&shown));
    if (r->page >= r->w->pages.most) {
        err_set(e, ERR_SERVICE, (struct where){ name, 0 },
                N_("more than %ld pages (pages: most:)"), r->w->pages.most);
        goto done;
    }
    if (page_get(r, str_c(a, buf_view(&url)), name, a, &reply, e) ||
        envelope(r, &reply, name, a, e))
        goto done;
    if (!seen_add(&r->bodies, str_hash(reply.body))) {
        err_set(e, ERR_SERVICE, (struct where){ name, 0 },
                N_("the source gives a page again that it gave before: does "
                   "it know pages: param:? nothing was stored from it"));
        goto done;
    }
    r->link = str_dup(&r->mem, reply.next);
    rc = load_bytes(r->l, name, reply.body, e);
done:
    buf_release(&url);
    buf_release(&shown);
    return rc;
}

/* --- the run --- */

static int pages(struct run *r, struct err *e)
{
    struct arena a = { 0 };
    int rc = 0;

    while (!r->last && rc == 0) {
        rc = page(r, &a, e);
        arena_reset(&a);
    }
    arena_release(&a);
    return rc;
}

/* Pass over the pages until a pass brings nothing new. */
static int all(struct run *r, struct err *e)
{
    enum { PASSES = 8 };
    size_t before;

    for (int pass = 1; pass <= PASSES; pass++) {
        before = r->ids.n;
        r->read = r->rejected = 0;
        r->last = false;
        mem_free(r->bodies.slot);
        r->bodies = (struct seen){ 0 };
        if (pages(r, e))
            return -1;
        if (!incomplete(r))
            return 0;
        if (r->ids.n == before && r->read == r->total)
            r->doubles = true;
    }
    return err_set(e, ERR_SERVICE, NOWHERE,
                   N_("feed %.*s: the source speaks of %lld records and gave "
                      "%zu; what came was stored, the next run asks again"),
                   PSTR(r->l->feed->name), r->total, r->ids.n);
}

int web_run(struct load *l, struct err *e)
{
    struct run r = { .l = l, .w = l->feed->web };
    struct fetch_access access;
    int rc = -1;

    if (!r.w)
        return err_set(e, ERR_USAGE, NOWHERE,
                       N_("give a FILE: the feed %.*s names no url:"),
                       PSTR(l->feed->name));
    l->ctx = &r;
    l->seen = on_record;
    l->commit = on_commit;
    if (secret_read(&r, e) || state_read(&r, e))
        goto done;
    access = access_of(&r);
    r.fetch = fetch_open(&r.w->limits, &access, e);
    rc = r.fetch ? all(&r, e) : -1;
done:
    if (rc)
        scrub(&r, e);
    fetch_close(r.fetch);
    mem_free(r.ids.slot);
    mem_free(r.bodies.slot);
    arena_release(&r.mem);
    l->ctx = NULL;              /* r ends here, l does not */
    l->seen = NULL;
    l->commit = NULL;
    return rc;
}
