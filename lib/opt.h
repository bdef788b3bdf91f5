/* opt.h - commands and options as tables.
 *
 * One static table per command gives the parser, `--help`, the defaults, the
 * manual page and the completion.  A command's options are the fields of one
 * args struct, zeroed before parsing (zero is the default), named by offset.
 */
#ifndef OPT_H
#define OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "lib/err.h"
#include "lib/str.h"

struct env {                    /* what a command may know of the world */
    const char *prog;           /* "duban ingest", for messages */
    const char *now;            /* "2026-11-24 08:30:00", +08:00; read once */
    const char *schemas;        /* folder of rules, feeds, catalog, ... */
    const char *self;           /* path of this program, for `run` */
    bool progress;              /* a person watches: standard error is a tty */
};

enum opt_type { OPT_FLAG, OPT_TEXT, OPT_INT, OPT_LIST };

struct opt_list { const char *at[64]; size_t n; };      /* repeatable */

struct opt {
    const char *name;           /* without the dashes */
    enum opt_type type;
    size_t offset;
    const char *arg;            /* "FILE"; NULL for a flag */
    const char *help;           /* a sentence, with the default in it */
};

/* An option of the field `f` of args struct `s`; a wrong type does not
 * compile. */
#define OPT_AT(s, f, type)   offsetof(s, f) + \
                             0 * _Generic(((s *)0)->f, type: 1)
#define FLAG(s, f, name, help)       { name, OPT_FLAG, OPT_AT(s, f, bool), \
                                       NULL, help }
#define TEXT(s, f, name, arg, help)  { name, OPT_TEXT, \
                                       OPT_AT(s, f, const char *), arg, help }
#define INT(s, f, name, arg, help)   { name, OPT_INT, OPT_AT(s, f, long), \
                                       arg, help }
#define LIST(s, f, name, arg, help)  { name, OPT_LIST, \
                                       OPT_AT(s, f, struct opt_list), \
                                       arg, help }

struct command {
    const char *name;           /* "ingest", or two words: "rules check" */
    const char *args;           /* usage after the options: "[FILE|-]..." */
    const char *summary;        /* one line */
    const char *help;           /* more, or NULL */
    const struct opt *opts;     /* in the order of --help */
    size_t nopts, args_size;
    int min_args, max_args;     /* max -1: any number */

    /* 0 or a positive exit code; -1 with *e filled. */
    int (*run)(const struct env *env, void *args, int argc, char **argv,
               struct err *e);
};

/* Parse argv (without the command's name) into `args`; what is left over is
 * moved to the front of argv and counted in *argc.  1: --help was printed. */
int opt_parse(const struct command *c, void *args, int *argc, char **argv,
              struct err *e);

void opt_help(const struct command *c, FILE *out);

#endif
