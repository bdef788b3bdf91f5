/* fetch.h - one body from a server, whole or not at all; the door to libcurl.
 *
 * TLS and the host keys of SFTP are always verified; ftp:// is spoken only
 * inside of TLS.  What is temporary (reset, time-out, 429, 5xx) is
 * tried again, with growing waits; what is not, is an error at once.  A
 * redirect is followed within http(s) only; to another host it goes without
 * the secret and never to an address inside this network.  Bodies are counted
 * as they come, unpacked, so that no server can fill the memory.
 */
#ifndef FETCH_H
#define FETCH_H

#include <stdbool.h>

#include "lib/err.h"
#include "lib/str.h"

struct fetch_limits {           /* all of them always set */
    size_t body;                /* bytes of one body */
    double connect, stall, total;       /* seconds; stall: without a byte */
    long retries;               /* after the first try */
    double wait;                /* before the second try; doubles, at most 60 */
    double wait_most;           /* a longer Retry-After ends the run */
    double rate;                /* requests a second; 0: no limit */
};

struct fetch_access {           /* who we are; empty: nobody */
    str header;                 /* "Authorization: Bearer ..."; never printed */
    str user, password;         /* FTPS, SFTP, HTTP basic; or of the key */
    str cert, key, ca;          /* files; SFTP: who has a key needs no more */
    str known_hosts;            /* SFTP: the host keys that count */
};

struct fetch_reply {            /* lives in the arena of the call */
    str body;
    str next;                   /* Link: <...>; rel="next"; or empty */
    str type;                   /* Content-Type, lower case */
};

struct fetch;

struct fetch *fetch_open(const struct fetch_limits *limits,
                         const struct fetch_access *access, struct err *e);

/* The body at `url`.  `shown` is what messages call it.  `headers` is a
 * NULL-ended list of "Name: value". */
int fetch_get(struct fetch *f, const char *url, const char *shown,
              const char *const *headers, struct arena *a,
              struct fetch_reply *out, struct err *e);

/* A whole-page failure that was seen only in its content counts as one try:
 * wait as before a retry; false when the tries are used up. */
bool fetch_again(struct fetch *f, int tried);

/* `name=value` escaped for a query, appended to a URL. */
void fetch_query(struct buf *url, str name, str value);

void fetch_close(struct fetch *f);      /* NULL is allowed */

#endif
