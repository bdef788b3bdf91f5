/* web.h - a feed that is fetched: pages, watermark, and going on after a
 * break.
 *
 * Every page is a batch of its own; where to go on is stored in the page's own
 * transaction, so that a run that dies continues with the next page.  The
 * watermark (the moment at which the last complete run began) moves only with
 * the last page.
 */
#ifndef WEB_H
#define WEB_H

#include "ingest/load.h"
#include "lib/yaml.h"

struct web;

/* The part of a feed definition that tells where the feed comes from; NULL
 * with *e untouched when it names no url. */
struct web *web_read(const struct yaml *root, struct arena *a, bool *bad,
                     struct err *e);

/* Fetch and load what is new. */
int web_run(struct load *l, struct err *e);

#endif
