/* xml.h - XML as events, read part by part; the only door to expat.
 *
 * A document type is refused: no entities but the five of XML.  Names come
 * without their prefix.
 */
#ifndef XML_H
#define XML_H

#include <stdbool.h>

#include "lib/csv.h"            /* csv_source: where bytes come from */
#include "lib/err.h"
#include "lib/str.h"

struct xml_attr { const char *const *pairs; };

/* The value of an attribute, or NULL; a prefix of its name does not count. */
const char *xml_attr(const struct xml_attr *a, const char *name);

struct xml_events {
    void (*begin)(void *self, const char *name, const struct xml_attr *a);
    void (*end)(void *self, const char *name);
    void (*text)(void *self, str s);    /* in any number of parts; or NULL */
};

struct xml;

struct xml *xml_open(const char *name, csv_source *source, void *from,
                     const struct xml_events *events, void *self);
/* Read the next part: 1 there was one, 0 the end, -1 error. */
int xml_step(struct xml *x, struct err *e);
int xml_all(struct xml *x, struct err *e);      /* up to the end */
void xml_close(struct xml *x);

#endif
