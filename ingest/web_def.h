/* web_def.h - what a feed definition says of its source in the network. */
#ifndef WEB_DEF_H
#define WEB_DEF_H

#include "ingest/fetch.h"
#include "ingest/web.h"

enum page_style { PAGES_ONE, PAGES_NUMBER, PAGES_OFFSET, PAGES_CURSOR,
                  PAGES_LINK };
enum mark_format { MARK_DATE, MARK_TIME, MARK_ISO, MARK_EPOCH };

enum { WEB_PAIRS = 32 };

struct web_pair { str name, value; };

struct web {
    str url;
    struct web_pair query[WEB_PAIRS];
    size_t n_query;
    const char *headers[WEB_PAIRS + 1];         /* "Name: value" */
    size_t n_headers;
    struct fetch_limits limits;
    struct fetch_access access;                 /* without the secret */
    struct {
        str env, file;          /* where the secret is */
        str header;             /* "Authorization: Bearer {}" */
        str query;              /* name of a parameter */
    } secret;
    struct {
        enum page_style style;
        str param, size_param;  /* of the query */
        long start, size, most;     /* size 0: not known */
        str cursor, total;      /* paths in the body */
    } pages;
    struct {
        str param, from;        /* from: for the first run */
        enum mark_format format;
        long look_back;         /* days */
    } mark;
};

#endif
