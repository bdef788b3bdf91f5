/* zipfile.h - a ZIP archive that nobody trusts; the only door to libzip.
 *
 * Nothing is ever written to disk under a name from the archive.  An entry
 * that grows beyond all measure while it is read is an error.
 */
#ifndef ZIPFILE_H
#define ZIPFILE_H

#include <stdbool.h>

#include "lib/err.h"
#include "lib/str.h"

struct zipfile;
struct zipentry;

/* Over a descriptor that stays the caller's. */
struct zipfile *zipfile_open(int fd, const char *path, struct err *e);
void zipfile_close(struct zipfile *z);

/* Its parts contradict each other; what can be read of it is. */
bool zipfile_inconsistent(const struct zipfile *z);

long zipfile_count(const struct zipfile *z);
/* Its name, as UTF-8; slashes only. */
const char *zipfile_name(const struct zipfile *z, long i);
/* Is it a path that begins somewhere else: "/etc/x", "C:/x"? */
bool zipfile_absolute(const struct zipfile *z, long i);
/* The entry of this name, letter case aside, the first of several; -1. */
long zipfile_find(const struct zipfile *z, str name);

struct zipentry *zipfile_entry(struct zipfile *z, long i, struct err *e);
/* As read(2); of a struct zipentry. */
long zipentry_read(void *entry, char *p, size_t n, struct err *e);
void zipentry_close(struct zipentry *entry);

#endif
