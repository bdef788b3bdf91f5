/* self.h - a command of this program as a process of its own: what happens in
 * it takes nothing else with it, and stages meet in the database alone. */
#ifndef SELF_H
#define SELF_H

#include "lib/opt.h"

/* Run "duban WORDS..." (NULL-ended, the first names the command), for which it
 * is `now`, to its end.  What it complains of is heard; what it says goes to
 * standard error, or nowhere if `quiet`.  *code: its exit code.  A signal that
 * this process catches ends the command, too.  -1 only where no process could
 * be made. */
int self_run(const struct env *env, const char *now, bool quiet,
             const char *const *words, int *code, struct err *e);

#endif
