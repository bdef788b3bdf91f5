/* child.h - run another program: no shell, nothing of ours inherited.
 *
 * The program gets an environment of its own (PATH, UTF-8), three
 * descriptors (and one more if asked for), and is killed when its time is over.
 */
#ifndef CHILD_H
#define CHILD_H

#include "lib/err.h"
#include "lib/str.h"

struct child {
    const char *const *argv;    /* argv[0] is looked up in PATH; NULL-ended */
    const char *folder;         /* where it works; NULL: here */
    str input;                  /* its standard input */
    int keep;                   /* a descriptor that it inherits; 0: none */
    int seconds;
    size_t most;                /* bytes of output */
};

enum { CHILD_NOT_THERE = -1, CHILD_STOPPED = -2 };

/* Run it to its end.  *status: its exit code, 128 + the signal that ended it,
 * CHILD_NOT_THERE (no such program) or CHILD_STOPPED (too long, or it wrote too
 * much).  -1 only where no process could be made. */
int child_run(const struct child *c, struct buf *out, struct buf *complaint,
              int *status, struct err *e);

#endif
