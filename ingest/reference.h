/* reference.h - the reference data of schemas/ into the database. */
#ifndef REFERENCE_H
#define REFERENCE_H

#include "lib/store.h"

/* Load all of it, in the open transaction. */
int reference_load(struct store *db, const char *schemas, struct err *e);

#endif
