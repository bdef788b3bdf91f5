/* work.h - the same function over many things, on several threads. */
#ifndef WORK_H
#define WORK_H

#include <stddef.h>

/* Thing i of n, on thread number `thread` (from 0). */
typedef void work_fn(void *to, size_t i, size_t thread);

/* Call fn for 0..n-1, each once, in any order, on `threads` threads (0 or 1:
 * on this one).  When it returns all is done.  What fn writes for i it must
 * write to a place of i or of its thread; then the result does not depend on
 * the number of threads. */
void work_each(size_t threads, size_t n, work_fn *fn, void *to);

/* Threads that an option asks for: 0 means as many as there are processors;
 * at most WORK_MAX. */
enum { WORK_MAX = 64 };
size_t work_threads(long asked);

#endif
