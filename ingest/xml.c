/* xml.c - XML as events, by expat. */
#include "ingest/xml.h"

#include <expat.h>

#include "lib/banned.h"

enum { PART = 32768, DEPTH_MAX = 256 };

struct xml {
    const char *name;
    csv_source *source;
    void *from;
    const struct xml_events *events;
    void *self;
    XML_Parser raw;
    int depth;
    const char *why;
    bool ended;
};

static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');

    return colon ? colon + 1 : name;
}

const char *xml_attr(const struct xml_attr *a, const char *name)
{
    for (const char *const *p = a->pairs; *p; p += 2)
        if (strcmp(local(p[0]), name) == 0)
            return p[1];
    return NULL;
}

static void begin(void *v, const char *name, const char **pairs)
{
    struct xml *x = v;
    struct xml_attr a = { (const char *const *)pairs };

    if (++x->depth > DEPTH_MAX) {
        x->why = "nested too deeply";
        XML_StopParser(x->raw, XML_FALSE);
        return;
    }
    x->events->begin(x->self, local(name), &a);
}

static void end(void *v, const char *name)
{
    struct xml *x = v;

    x->depth--;
    x->events->end(x->self, local(name));
}

static void text(void *v, const char *p, int n)
{
    struct xml *x = v;

    x->events->text(x->self, (str){ p, (size_t)n });
}

static void doctype(void *v, const char *name, const char *sys,
                    const char *pub, int internal)
{
    struct xml *x = v;

    (void)name, (void)sys, (void)pub, (void)internal;
    x->why = "a document type is refused";
    XML_StopParser(x->raw, XML_FALSE);
}

struct xml *xml_open(const char *name, csv_source *source, void *from,
                     const struct xml_events *events, void *self)
{
    struct xml *x = mem_grow(NULL, sizeof *x);

    *x = (struct xml){ .name = name, .source = source, .from = from,
                       .events = events, .self = self };
    x->raw = XML_ParserCreate(NULL);
    if (!x->raw)
        panic("%s", _("out of memory"));
    XML_SetUserData(x->raw, x);
    XML_SetElementHandler(x->raw, begin, end);
    XML_SetStartDoctypeDeclHandler(x->raw, doctype);
    if (events->text)
        XML_SetCharacterDataHandler(x->raw, text);
    return x;
}

int xml_step(struct xml *x, struct err *e)
{
    void *part;
    long n;

    if (x->ended)
        return 0;
    part = XML_GetBuffer(x->raw, PART);
    if (!part)
        panic("%s", _("out of memory"));
    n = x->source(x->from, part, PART, e);
    if (n < 0)
        return -1;
    x->ended = n == 0;
    if (XML_ParseBuffer(x->raw, (int)n, x->ended) != XML_STATUS_ERROR)
        return 1;
    return err_set(e, ERR_DATA, (struct where){ x->name,
                   (long)XML_GetCurrentLineNumber(x->raw) },
                   N_("column %lu: no valid XML: %s"),
                   (unsigned long)XML_GetCurrentColumnNumber(x->raw) + 1,
                   x->why ? x->why
                          : XML_ErrorString(XML_GetErrorCode(x->raw)));
}

int xml_all(struct xml *x, struct err *e)
{
    int more;

    while ((more = xml_step(x, e)) > 0)
        ;
    return more;
}

void xml_close(struct xml *x)
{
    if (!x)
        return;
    XML_ParserFree(x->raw);
    mem_free(x);
}
