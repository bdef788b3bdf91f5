/* yaml.h - a YAML file as a tree; the only door to libyaml.
 *
 * Nodes live in the arena; every node knows its line.  Aliases are refused, a
 * file has at most 64 MiB and 64 levels.  A key that stands twice is an error.
 */
#ifndef LIB_YAML_H
#define LIB_YAML_H

#include <stdbool.h>

#include "lib/err.h"
#include "lib/str.h"

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml {
    enum yaml_kind kind;
    struct where at;
    str text;                   /* YAML_TEXT */
    size_t n;                   /* entries of a list or map */
    struct yaml *item;          /* their values, n of them */
    str *key;                   /* YAML_MAP: n keys */
    long *key_line;
};

/* The root of a file; an empty file is an empty map. */
struct yaml *yaml_file(const char *path, struct arena *a, struct err *e);
/* The same of a text; `name` stands for the file in messages. */
struct yaml *yaml_read(str text, const char *name, struct arena *a,
                       struct err *e);

/* The value of a key, or NULL; y may be NULL. */
const struct yaml *yaml_get(const struct yaml *y, const char *key);

/* Every key of the map is one of `known` (NULL-ended). */
int yaml_known(const struct yaml *y, const char *const *known,
               struct err *e);

/* A node of this kind, or an error that says what was expected. */
int yaml_want(const struct yaml *y, enum yaml_kind kind, const char *what,
              struct err *e);

/* Optional values: left alone when the key is not there. */
int yaml_text(const struct yaml *map, const char *key, str *out,
              struct err *e);
int yaml_number(const struct yaml *map, const char *key, double *out,
                struct err *e);
int yaml_whole(const struct yaml *map, const char *key, long least, long most,
               long *out, struct err *e);
int yaml_bool(const struct yaml *map, const char *key, bool *out,
              struct err *e);
/* A list of texts; a single text counts as a list of one. */
int yaml_texts(const struct yaml *map, const char *key, str **out, size_t *n,
               struct arena *a, struct err *e);

#endif
