/* server.c - an HTTP server on loopback that plays every fault a source may
 * have.  No part of the product.
 *
 *   server PORTFILE LOGFILE     until killed; at most ten minutes
 *
 * GET /FAULT/records?page=N&size=M (or offset=, cursor=) gives records of a
 * table of 60.  A passing fault strikes the first two times that a page is
 * asked for, then the page comes whole; a lasting one strikes always.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "lib/str.h"
#include "lib/banned.h"

enum { RECORDS = 60, SLOTS = 4096 };

struct request {
    int fd;
    str fault;                  /* the first part of the path */
    long page, size, offset, cursor;
    bool has_cursor, has_offset;
    int times;                  /* how often this page was asked for, from 1 */
    int port;
    bool authorized;            /* came with an Authorization header */
};

/* How often each address was asked for; shared by the children. */
struct counter { uint64_t hash; int n; };

static struct counter *counters_new(void)
{
    void *p = mmap(NULL, SLOTS * sizeof(struct counter),
                   PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    return p == MAP_FAILED ? NULL : p;
}

static int count(struct counter *c, str what)
{
    uint64_t h = str_hash(what) | 1;
    size_t i = h % SLOTS;

    while (c[i].hash && c[i].hash != h)
        i = (i + 1) % SLOTS;
    c[i].hash = h;
    return ++c[i].n;
}

/* --- answers --- */

static void put(int fd, str s)
{
    while (s.n) {
        ssize_t n = write(fd, s.p, s.n);

        if (n <= 0)
            _exit(0);           /* the other side has gone */
        s = str_from(s, (size_t)n);
    }
}

static void answer(const struct request *r, const char *status,
                   const char *headers, str body)
{
    struct buf b = { 0 };

    buf_fmt(&b, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n"
            "Connection: close\r\n%s\r\n", status, body.n, headers);
    buf_str(&b, body);
    put(r->fd, buf_view(&b));
    buf_release(&b);
}

#define JSON_TYPE "Content-Type: application/json\r\n"

static void record(struct buf *b, long id)
{
    buf_fmt(b, "{\"id\":\"T%05ld\",\"at\":\"2026-11-%02ld 0%ld:30:00\","
            "\"title\":\"异地就医备案 %ld\",\"text\":\"小程序打不开\"}", id,
            1 + id % 20, id % 10, id);
}

/* Row `at` of the table as this request sees it. */
static long row(const struct request *r, long at, int shift)
{
    if (str_is(r->fault, "flip") && r->times < 3)       /* unstable order */
        return (at * (2 * r->page + 5) * 7 + r->page) % RECORDS;
    return at - shift < 0 ? RECORDS + shift - at : at - shift;
}

static void page_of(const struct request *r, struct buf *b, int shift)
{
    long size = r->size, rows = RECORDS + shift;
    long from = r->has_cursor ? r->cursor : r->has_offset ? r->offset
                : (r->page - 1) * size;

    if (str_is(r->fault, "samepage"))
        from = 0;
    buf_fmt(b, "{\"total\":%ld,\"items\":[",
            str_is(r->fault, "shrunken") && r->page > 2 ? 12 : rows);
    for (long i = from; i < from + size && i < rows; i++) {
        buf_text(b, i > from ? "," : "");
        record(b, row(r, i, shift));
    }
    buf_text(b, "]");
    if (from + size < rows)
        buf_fmt(b, ",\"next\":\"%ld\"", from + size);
    buf_text(b, "}\n");
}

static void page_ok(const struct request *r)
{
    struct buf b = { 0 };
    char headers[300] = JSON_TYPE;
    size_t n = strlen(headers);

    page_of(r, &b, 0);
    if (str_is(r->fault, "link") && r->page * r->size < RECORDS)
        snprintf(headers + n, sizeof headers - n,
                 "Link: <http://127.0.0.1:%d/link/records?size=%ld&page=%ld>"
                 "; rel=\"next\"\r\n", r->port, r->size, r->page + 1);
    answer(r, "200 OK", headers, buf_view(&b));
    buf_release(&b);
}

/* --- faults of the connection --- */

static void reset(const struct request *r)
{
    struct linger l = { 1, 0 };

    setsockopt(r->fd, SOL_SOCKET, SO_LINGER, &l, sizeof l);
    close(r->fd);
    _exit(0);
}

static void nothing(const struct request *r)
{
    (void)r;
}

/* Half of the page: with a length that promises all of it, or without. */
static void half(const struct request *r, bool length)
{
    struct buf page = { 0 }, b = { 0 };

    page_of(r, &page, 0);
    buf_text(&b, "HTTP/1.1 200 OK\r\n" JSON_TYPE "Connection: close\r\n");
    if (length)
        buf_fmt(&b, "Content-Length: %zu\r\n", page.n);
    buf_text(&b, "\r\n");
    buf_add(&b, page.p, page.n / 2);
    put(r->fd, buf_view(&b));
}

static void truncated(const struct request *r) { half(r, true); }
static void unmeasured(const struct request *r) { half(r, false); }

static void truncated_reset(const struct request *r)
{
    half(r, true);
    usleep(20000);
    reset(r);
}

static void chunk_short(const struct request *r)
{
    put(r->fd, STR("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "200\r\n{\"items\":["));
}

static void chunk_bad(const struct request *r)
{
    put(r->fd, STR("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "ZZ\r\n{}"));
}

static void gzip_bad(const struct request *r)
{
    answer(r, "200 OK", JSON_TYPE "Content-Encoding: gzip\r\n",
           STR("this is no gzip"));
}

static void hang(const struct request *r)
{
    (void)r;
    sleep(60);
}

static void slow(const struct request *r)
{
    put(r->fd, STR("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"));
    for (int i = 0; i < 100; i++) {
        put(r->fd, STR("x"));
        usleep(500000);
    }
}

static void slow_header(const struct request *r)
{
    put(r->fd, STR("HTTP/1.1 200 OK\r\nX-A: "));
    for (int i = 0; i < 100; i++) {
        put(r->fd, STR("a"));
        usleep(500000);
    }
}

static void big_header(const struct request *r)
{
    put(r->fd, STR("HTTP/1.1 200 OK\r\nX-A: "));
    for (int i = 0; i < 100000; i++)
        put(r->fd, STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
}

static void endless(const struct request *r)
{
    static const char part[65536] = { 'x' };

    put(r->fd, STR("HTTP/1.1 200 OK\r\n\r\n["));
    for (;;)
        put(r->fd, (str){ part, sizeof part });
}

/* 32 MB of NULs in 32 KB. */
static void gzip_bomb(const struct request *r)
{
    static unsigned char in[1 << 20], out[1 << 20];
    z_stream z = { 0 };
    struct buf b = { 0 };

    deflateInit2(&z, 9, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY);
    for (int i = 0; i <= 32; i++) {
        z.next_in = in;
        z.avail_in = i < 32 ? sizeof in : 0;
        z.next_out = out;
        z.avail_out = sizeof out;
        deflate(&z, i < 32 ? Z_NO_FLUSH : Z_FINISH);
        buf_add(&b, out, sizeof out - z.avail_out);
    }
    deflateEnd(&z);
    answer(r, "200 OK", JSON_TYPE "Content-Encoding: gzip\r\n", buf_view(&b));
}

/* --- faults of the answer --- */

static void wait_a_moment(const struct request *r)
{
    answer(r, "429 Too Many Requests", "Retry-After: 1\r\n", STR("{}"));
}

static void wait_until_past(const struct request *r)
{
    answer(r, "429 Too Many Requests",
           "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n", STR("{}"));
}

static void wait_a_day(const struct request *r)
{
    answer(r, "429 Too Many Requests", "Retry-After: 86400\r\n", STR("{}"));
}

static void error_500(const struct request *r)
{
    answer(r, "500 Internal Server Error", "Content-Type: text/html\r\n",
           STR("<html>oops</html>"));
}

static void error_503(const struct request *r)
{
    answer(r, "503 Service Unavailable", "", STR("later"));
}

static void error_401(const struct request *r)
{
    answer(r, "401 Unauthorized", JSON_TYPE, STR("{\"error\":\"token\"}"));
}

static void error_404(const struct request *r)
{
    answer(r, "404 Not Found", "", STR("nothing here"));
}

static void login(const struct request *r)
{
    answer(r, "200 OK", "Content-Type: text/html\r\n",
           STR("<html><form>请登录</form></html>"));
}

static void empty(const struct request *r)
{
    answer(r, "200 OK", JSON_TYPE, STR(""));
}

static void to(const struct request *r, const char *where)
{
    char headers[300];

    snprintf(headers, sizeof headers, "Location: %s\r\n", where);
    answer(r, "302 Found", headers, STR(""));
}

static void loop(const struct request *r) { to(r, "?again"); }
static void to_file(const struct request *r) { to(r, "file:///etc/passwd"); }
static void to_gopher(const struct request *r) { to(r, "gopher://x/_y"); }

static void to_here(const struct request *r)
{
    char where[200];

    snprintf(where, sizeof where, "../ok/records?size=%ld&page=%ld",
             r->size, r->page);
    to(r, where);
}

static void to_internal(const struct request *r)
{
    char where[200];

    snprintf(where, sizeof where, "http://127.0.0.2:%d/ok/records", r->port);
    to(r, where);
}

static void needs_secret(const struct request *r)
{
    if (r->authorized)
        page_ok(r);
    else
        error_401(r);
}

static void bad_utf8(const struct request *r)
{
    answer(r, "200 OK", JSON_TYPE, STR("{\"total\":2,\"items\":["
        "{\"id\":\"T1\",\"at\":\"2026-11-01\",\"title\":\"a\","
        "\"text\":\"\xCE\xDE\xFF\"},"
        "{\"id\":\"T2\",\"at\":\"2026-11-02\",\"title\":\"b\","
        "\"text\":\"good\"}]}"));
}

static void with_bom(const struct request *r)
{
    struct buf b = { 0 };

    buf_text(&b, "\xEF\xBB\xBF");
    page_of(r, &b, 0);
    answer(r, "200 OK", JSON_TYPE, buf_view(&b));
}

static void double_keys(const struct request *r)
{
    answer(r, "200 OK", JSON_TYPE, STR("{\"total\":1,\"items\":[{\"id\":"
        "\"A\",\"id\":\"B\",\"at\":\"2026-11-01\",\"title\":\"a\","
        "\"text\":\"b\"}]}"));
}

/* A row comes in at the head whenever a page is asked for. */
static void shift(const struct request *r)
{
    struct buf b = { 0 };

    page_of(r, &b, r->times == 1 && r->page < 6 ? (int)r->page : 6);
    answer(r, "200 OK", JSON_TYPE, buf_view(&b));
}

typedef void fault_fn(const struct request *r);

static const struct fault {
    const char *name;
    bool lasting;
    fault_fn *fn;
} faults[] = {
    { "401", true, error_401 },         { "429", false, wait_a_moment },
    { "429date", false, wait_until_past }, { "429long", true, wait_a_day },
    { "500", false, error_500 },        { "503", true, error_503 },
    { "badchunk", false, chunk_bad },   { "badgzip", false, gzip_bad },
    { "badutf8", true, bad_utf8 },      { "bighdr", true, big_header },
    { "bom", true, with_bom },          { "chunk", false, chunk_short },
    { "close", false, nothing },        { "drop", false, reset },
    { "dupkeys", true, double_keys },   { "empty", true, empty },
    { "endless", true, endless },       { "gzbomb", true, gzip_bomb },
    { "hang", false, hang },            { "html", true, login },
    { "loop", true, loop },             { "moved", true, to_here },
    { "nolen", false, unmeasured },     { "secret", true, needs_secret },
    { "shift", true, shift },           { "slow", true, slow },
    { "slowhdr", true, slow_header },   { "tofile", true, to_file },
    { "togopher", true, to_gopher },    { "tointernal", true, to_internal },
    { "trunc", false, truncated },      { "truncrst", false, truncated_reset },
};

/* Pages as they are, or with a fault of the table in page_of() alone. */
static const char *const plain[] = { "ok", "cursor", "flip", "link",
                                     "offset", "samepage", "shrunken" };

static void play(const struct request *r)
{
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        if (str_is(r->fault, faults[i].name)) {
            if (faults[i].lasting || r->times <= 2)
                faults[i].fn(r);
            else
                page_ok(r);
            return;
        }
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (str_is(r->fault, plain[i])) {
            page_ok(r);
            return;
        }
    error_404(r);
}

/* --- requests --- */

static void parameter(struct request *r, str name, str value)
{
    long long n = 0;

    str_int(value, &n);
    if (str_is(name, "page"))
        r->page = (long)n;
    else if (str_is(name, "size"))
        r->size = (long)n;
    else if (str_is(name, "offset"))
        r->offset = (long)n, r->has_offset = true;
    else if (str_is(name, "cursor"))
        r->cursor = (long)n, r->has_cursor = true;
}

static void serve(int fd, int port, struct counter *counters, FILE *log)
{
    char head[65536];
    struct request r = { .fd = fd, .page = 1, .size = 10, .port = port };
    str line, path, query, name, all;
    size_t n = 0;

    while (n < sizeof head - 1 && !str_has((str){ head, n },
                                           STR("\r\n\r\n"))) {
        ssize_t got = read(fd, head + n, sizeof head - 1 - n);

        if (got <= 0)
            return;
        n += (size_t)got;
    }
    all = (str){ head, n };
    r.authorized = str_has(all, STR("\r\nAuthorization: Bearer "));
    str_cut(&all, '\r', &line);
    str_cut(&line, ' ', &path);
    str_cut(&line, ' ', &path);
    fprintf(log, "%.*s%s\n", PSTR(path), r.authorized ? " +secret" : "");
    fflush(log);
    r.times = count(counters, path);
    query = path;
    str_cut(&query, '?', &path);
    path = str_from(path, 1);
    str_cut(&path, '/', &r.fault);
    while (str_cut(&query, '&', &path)) {
        str_cut(&path, '=', &name);
        parameter(&r, name, path);
    }
    play(&r);
}

static void port_tell(const char *file, int port)
{
    char temp[300];
    FILE *f;

    snprintf(temp, sizeof temp, "%s.tmp", file);
    f = fopen(temp, "w");
    if (!f)
        exit(1);
    fprintf(f, "%d\n", port);
    fclose(f);
    rename(temp, file);
}

int main(int argc, char **argv)
{
    struct sockaddr_in a = { .sin_family = AF_INET };
    socklen_t len = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct counter *counters = counters_new();
    FILE *log = argc == 3 ? fopen(argv[2], "a") : NULL;

    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (!log || fd < 0 || !counters ||
        bind(fd, (struct sockaddr *)(void *)&a, sizeof a) != 0 ||
        listen(fd, 50) != 0 ||
        getsockname(fd, (struct sockaddr *)(void *)&a, &len) != 0) {
        fputs("server: cannot start\n", stderr);
        return 1;
    }
    signal(SIGCHLD, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    alarm(600);
    port_tell(argv[1], ntohs(a.sin_port));
    for (;;) {
        int one = accept(fd, NULL, NULL);

        if (one < 0)
            continue;
        if (fork() == 0) {
            alarm(120);
            serve(one, ntohs(a.sin_port), counters, log);
            _exit(0);
        }
        close(one);
    }
}
