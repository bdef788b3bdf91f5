/* man.h - manual pages and shell completion out of the option tables. */
#ifndef MAN_H
#define MAN_H

#include <stdio.h>

#include "lib/opt.h"

/* The page of one command (c NULL: of the program, naming all of them), in
 * the man(7) format, dated `now` (of which the day is printed). */
void man_page(const struct command *c, const struct command *const *all,
              size_t n, const char *now, FILE *out);

/* A script for bash that completes commands and options. */
void man_completion(const struct command *const *all, size_t n, FILE *out);

/* Every text of the tables as C that xgettext reads. */
void man_messages(const struct command *const *all, size_t n, FILE *out);

#endif
