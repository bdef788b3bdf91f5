/* fetch.c - one body from a server: tries, redirects, limits. */
#define _GNU_SOURCE
#include "ingest/fetch.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "lib/hash.h"
#include "lib/banned.h"

enum { REDIRECTS = 5 };

struct fetch {
    CURL *curl;
    struct fetch_limits limits;
    struct fetch_access access;
    bool global;
    double last;                /* when the last request began */
};

struct reading {                /* of one try */
    struct buf body;
    char link[2048];
    bool foreign;               /* another host than the feed's */
    bool inside;                /* an address of this network was refused */
    enum curl_khmatch host;     /* SFTP: is its key a known one? */
    char why[CURL_ERROR_SIZE];
};

/* --- small things --- */

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void pause_for(double seconds)
{
    struct timespec t = { (time_t)seconds,
                          (long)((seconds - (double)(time_t)seconds) * 1e9) };

    if (seconds > 0)
        while (nanosleep(&t, &t) != 0)
            ;
}

/* Between half and the whole of it: many clients do not come back at once. */
static double jitter(double seconds)
{
    unsigned char b[2];

    hash_random(b, sizeof b);
    return seconds * (0.5 + (b[0] * 256 + b[1]) / 131072.0);
}

static double wait_before(const struct fetch *f, int tried)
{
    double wait = f->limits.wait;

    for (int i = 1; i < tried && wait < 60; i++)
        wait *= 2;
    return jitter(wait < 60 ? wait : 60);
}

bool fetch_again(struct fetch *f, int tried)
{
    if (tried > f->limits.retries)
        return false;
    pause_for(wait_before(f, tried));
    return true;
}

void fetch_query(struct buf *url, str name, str value)
{
    str part[2] = { name, value };

    buf_char(url, url->n && memchr(url->p, '?', url->n) ? '&' : '?');
    for (int i = 0; i < 2; i++) {
        for (size_t k = 0; k < part[i].n; k++) {
            unsigned char c = (unsigned char)part[i].p[k];

            if (isalnum(c) || strchr("-._~", c))
                buf_char(url, (char)c);
            else
                buf_fmt(url, "%%%02X", c);
        }
        if (i == 0)
            buf_char(url, '=');
    }
}

/* --- callbacks of one try --- */

static size_t on_body(char *p, size_t size, size_t n, void *data)
{
    struct reading *r = data;

    (void)size;
    buf_add(&r->body, p, n);
    return r->body.full ? 0 : n;        /* too much: curl stops */
}

/* Link: <https://…?page=2>; rel="next" */
static void read_link(struct reading *r, str line)
{
    str one;

    while (str_cut(&line, ',', &one)) {
        size_t open = str_find(one, STR("<")), end = str_find(one, STR(">"));

        if (open < end && end < one.n &&
            (str_has(one, STR("rel=\"next\"")) ||
             str_has(one, STR("rel=next"))))
            snprintf(r->link, sizeof r->link, "%.*s",
                     (int)(end - open - 1), one.p + open + 1);
    }
}

static size_t on_header(char *p, size_t size, size_t n, void *data)
{
    str line = { p, n };

    (void)size;
    if (n > 5 && strncasecmp(p, "link:", 5) == 0)
        read_link(data, str_trim(str_from(line, 5)));
    return n;
}

/* Is the address one of this machine or of a private network? */
static bool is_inside(const struct sockaddr *a)
{
    const struct sockaddr_in6 *six = (const void *)a;
    unsigned char b[16] = { 0 };

    if (a->sa_family == AF_INET) {
        memcpy(b + 12, &((const struct sockaddr_in *)(const void *)a)
                           ->sin_addr, 4);
    } else if (a->sa_family == AF_INET6) {
        memcpy(b, &six->sin6_addr, 16);
        if (!IN6_IS_ADDR_V4MAPPED(&six->sin6_addr))
            return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr) ||
                   IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr) ||
                   IN6_IS_ADDR_UNSPECIFIED(&six->sin6_addr) ||
                   (b[0] & 0xFE) == 0xFC;
    }
    return b[12] == 127 || b[12] == 10 || b[12] == 0 ||
           (b[12] == 172 && (b[13] & 0xF0) == 16) ||
           (b[12] == 192 && b[13] == 168) || (b[12] == 169 && b[13] == 254) ||
           (b[12] == 100 && (b[13] & 0xC0) == 64);
}

static curl_socket_t on_socket(void *data, curlsocktype what,
                               struct curl_sockaddr *a)
{
    struct reading *r = data;

    (void)what;
    if (r->foreign && is_inside(&a->addr)) {
        r->inside = true;
        return CURL_SOCKET_BAD;
    }
    return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* Only the host key that is known will do. */
static int on_host_key(CURL *c, const struct curl_khkey *known,
                       const struct curl_khkey *found,
                       enum curl_khmatch match, void *data)
{
    struct reading *r = data;

    (void)c, (void)known, (void)found;
    r->host = match;
    return match == CURLKHMATCH_OK ? CURLKHSTAT_FINE : CURLKHSTAT_REJECT;
}

/* --- one try --- */

static void set_file(CURL *c, CURLoption option, str file, struct arena *a)
{
    if (file.n)
        curl_easy_setopt(c, option, str_c(a, file));
}

static void set_access(struct fetch *f, const struct reading *r,
                       struct curl_slist **headers, struct arena *a)
{
    const struct fetch_access *x = &f->access;

    set_file(f->curl, CURLOPT_CAINFO, x->ca, a);
    set_file(f->curl, CURLOPT_SSH_KNOWNHOSTS, x->known_hosts, a);
    if (r->foreign)
        return;
    set_file(f->curl, CURLOPT_SSLCERT, x->cert, a);
    set_file(f->curl, CURLOPT_SSLKEY, x->key, a);
    set_file(f->curl, CURLOPT_SSH_PRIVATE_KEYFILE, x->key, a);
    set_file(f->curl, CURLOPT_USERNAME, x->user, a);
    set_file(f->curl, CURLOPT_PASSWORD, x->password, a);
    set_file(f->curl, CURLOPT_KEYPASSWD, x->key.n ? x->password : x->key, a);
    curl_easy_setopt(f->curl, CURLOPT_SSH_AUTH_TYPES, x->key.n
                     ? (long)CURLSSH_AUTH_PUBLICKEY
                     : (long)(CURLSSH_AUTH_PASSWORD | CURLSSH_AUTH_KEYBOARD));
    if (x->header.n)
        *headers = curl_slist_append(*headers, str_c(a, x->header));
}

static CURLcode try_once(struct fetch *f, const char *url,
                         const char *const *headers, struct reading *r,
                         struct arena *a)
{
    struct curl_slist *list = NULL;
    CURL *c = f->curl;
    CURLcode rc;

    curl_easy_reset(c);
    for (int i = 0; headers && headers[i]; i++)
        list = curl_slist_append(list, headers[i]);
    set_access(f, r, &list, a);
    curl_easy_setopt(c, CURLOPT_URL, url);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https,ftp,ftps,sftp,file");
    curl_easy_setopt(c, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL); /* of ftp */
    curl_easy_setopt(c, CURLOPT_SSH_KEYFUNCTION, on_host_key);
    curl_easy_setopt(c, CURLOPT_SSH_KEYDATA, r);
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);    /* we look first */
    curl_easy_setopt(c, CURLOPT_USERAGENT, "duban/" DUBAN_VERSION);
    curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS,
                     (long)(f->limits.connect * 1000));
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)(f->limits.total * 1000));
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 16L);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)(f->limits.stall + 1));
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, r);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, r);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, r);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, r->why);
    rc = curl_easy_perform(c);
    curl_slist_free_all(list);
    return rc;
}

static bool temporary(CURLcode rc, long code)
{
    switch (rc) {
    case CURLE_OK:
        return code == 408 || code == 425 || code == 429 || code == 500 ||
               code == 502 || code == 503 || code == 504;
    case CURLE_COULDNT_CONNECT: case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT: case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR: case CURLE_RECV_ERROR:
    case CURLE_COULDNT_RESOLVE_HOST: case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM: case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY: case CURLE_SSH:
    case CURLE_FTP_WEIRD_PASV_REPLY: case CURLE_FTP_ACCEPT_TIMEOUT:
        return true;
    default:
        return false;
    }
}

static bool missing(CURLcode rc)
{
    return rc == CURLE_REMOTE_FILE_NOT_FOUND ||
           rc == CURLE_REMOTE_ACCESS_DENIED ||
           rc == CURLE_FILE_COULDNT_READ_FILE;
}

static int fail(const struct fetch *f, const struct reading *r, CURLcode rc,
                long code, int tried, const char *shown, struct err *e)
{
    struct where at = { shown, 0 };

    if (r->inside)
        return err_set(e, ERR_SERVICE, at,
                       N_("redirected to an address inside this network: "
                          "refused"));
    if (r->body.full)
        return err_set(e, ERR_SERVICE, at,
                       N_("more than %zu bytes came (limits: body:)"),
                       f->limits.body);
    if (r->host != CURLKHMATCH_OK)
        return err_set(e, ERR_SERVICE, at, r->host == CURLKHMATCH_MISSING
                       ? N_("the server's host key is not in known_hosts")
                       : N_("the server's host key is not the one in "
                            "known_hosts: the key was changed, or another "
                            "server answers"));
    if (rc == CURLE_PEER_FAILED_VERIFICATION || rc == CURLE_SSL_CACERT_BADFILE)
        return err_set(e, ERR_SERVICE, at,
                       N_("the server's certificate is not valid: %s"),
                       r->why);
    if (rc == CURLE_USE_SSL_FAILED)
        return err_set(e, ERR_SERVICE, at,
                       N_("the server knows no TLS: refused"));
    if (rc == CURLE_LOGIN_DENIED)
        return err_set(e, ERR_PERM, at,
                       N_("the server refused us (%s): is the secret right?"),
                       r->why);
    if (rc != CURLE_OK)
        return err_set(e, missing(rc) ? ERR_INPUT : ERR_SERVICE, at,
                       N_("%s (tries: %d)"),
                       rc == CURLE_OUT_OF_MEMORY
                       ? _("the head of the answer is too big")
                       : r->why[0] ? r->why : curl_easy_strerror(rc), tried);
    if (code == 401 || code == 403)
        return err_set(e, ERR_PERM, at,
                       N_("the server refused us (%s): is the secret right?"),
                       code == 401 ? "401" : "403");
    return err_set(e, code == 404 || code == 410 ? ERR_INPUT : ERR_SERVICE,
                   at, N_("the server answered %ld (tries: %d)"), code,
                   tried);
}

/* scheme://host:port of a URL, as it stands. */
static str origin(const char *url)
{
    str s = str_of(url);
    size_t at = str_find(s, STR("://")), end;

    if (at == s.n)
        return s;
    end = at + 3 + strcspn(url + at + 3, "/?#");
    return str_head(s, end);
}

/* The place a redirect leads to; NULL when it may not be followed. */
static const char *redirected(struct fetch *f, const char *from,
                              const char *first, struct reading *r,
                              struct arena *a)
{
    char *to = NULL;

    curl_easy_getinfo(f->curl, CURLINFO_REDIRECT_URL, &to);
    if (!to || (strncasecmp(to, "https://", 8) != 0 &&
                (strncasecmp(to, "http://", 7) != 0 ||
                 strncasecmp(from, "https://", 8) == 0)))
        return NULL;
    to = str_c(a, str_of(to));
    r->foreign = !str_eq(origin(to), origin(first));
    return to;
}

/* One try with its redirects.  Gives what curl said and the status. */
static CURLcode try_all(struct fetch *f, const char *url,
                        const char *const *headers, struct reading *r,
                        long *code, struct arena *a)
{
    const char *to = url;
    CURLcode rc = CURLE_OK;

    for (int hop = 0; hop <= REDIRECTS; hop++) {
        buf_clear(&r->body);
        r->link[0] = r->why[0] = 0;
        rc = try_once(f, to, headers, r, a);
        *code = 0;
        curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, code);
        if (rc != CURLE_OK || *code < 300 || *code > 399 || *code == 304)
            return rc;
        to = redirected(f, to, url, r, a);
        if (!to)
            break;
    }
    snprintf(r->why, sizeof r->why, "%s",
             to ? _("redirected too often")
                : _("redirected to where it may not go"));
    return CURLE_TOO_MANY_REDIRECTS;
}

static int answer(struct fetch *f, const struct reading *r, struct arena *a,
                  const char *shown, struct fetch_reply *out, struct err *e)
{
    char *type = NULL, *low;

    curl_easy_getinfo(f->curl, CURLINFO_CONTENT_TYPE, &type);
    low = str_c(a, str_of(type ? type : ""));
    for (char *p = low; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    *out = (struct fetch_reply){ .type = str_of(low) };
    if (r->body.n == 0)
        return err_set(e, ERR_SERVICE, (struct where){ shown, 0 },
                       N_("the answer is empty"));
    out->body = str_dup(a, buf_view(&r->body));
    out->next = str_dup(a, str_of(r->link));
    return 0;
}

int fetch_get(struct fetch *f, const char *url, const char *shown,
              const char *const *headers, struct arena *a,
              struct fetch_reply *out, struct err *e)
{
    struct reading r = { .body = { .max = f->limits.body } };
    curl_off_t after = 0;
    CURLcode code;
    long status = 0;
    int rc = -1, tried = 0;

    for (;;) {
        double early = f->limits.rate > 0
                       ? f->last + 1 / f->limits.rate - now() : 0;

        pause_for(early);
        f->last = now();
        tried++;
        r.foreign = r.inside = false;
        r.host = CURLKHMATCH_OK;
        code = try_all(f, url, headers, &r, &status, a);
        if (code == CURLE_OK && (status < 300 && status != 204))
            break;                      /* file: and sftp: have no status */
        if (!temporary(code, status) || r.body.full || r.inside ||
            tried > f->limits.retries) {
            fail(f, &r, code, status, tried, shown, e);
            goto done;
        }
        after = 0;
        if (code == CURLE_OK)
            curl_easy_getinfo(f->curl, CURLINFO_RETRY_AFTER, &after);
        if ((double)after > f->limits.wait_most) {
            err_set(e, ERR_SERVICE, (struct where){ shown, 0 },
                    N_("the server asks to wait %lld seconds; the next run "
                       "goes on from here"), (long long)after);
            goto done;
        }
        pause_for(after > 0 ? (double)after : wait_before(f, tried));
    }
    rc = answer(f, &r, a, shown, out, e);
done:
    buf_release(&r.body);
    return rc;
}

struct fetch *fetch_open(const struct fetch_limits *limits,
                         const struct fetch_access *access, struct err *e)
{
    struct fetch *f = mem_grow(NULL, sizeof *f);

    *f = (struct fetch){ .limits = *limits, .access = *access, .last = -1e9 };
    f->global = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    f->curl = f->global ? curl_easy_init() : NULL;
    if (f->curl)
        return f;
    fetch_close(f);
    err_set(e, ERR_INTERNAL, NOWHERE, N_("libcurl cannot be used"));
    return NULL;
}

void fetch_close(struct fetch *f)
{
    if (!f)
        return;
    if (f->curl)
        curl_easy_cleanup(f->curl);
    if (f->global)
        curl_global_cleanup();
    mem_free(f);
}
