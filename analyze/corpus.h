/* corpus.h - many texts, from the database or a file, one after the other. */
#ifndef CORPUS_H
#define CORPUS_H

#include "analyze/rule.h"

/* Called for each text; what it points to is gone after the call. */
typedef int corpus_fn(void *to, str id, const struct doc *d, struct err *e);

/* The records of the database `db` (NULL: the usual one) in order of their
 * number, or the texts of `file` (as gold.h reads it). */
int corpus_each(const char *db, const char *file, const char *schemas,
                corpus_fn *fn, void *to, struct err *e);

#endif
