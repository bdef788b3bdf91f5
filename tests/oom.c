/* oom.c - for torture: the N-th allocation of a program fails, or all from it
 * on. Preloaded: OOM_N=N [OOM_ALL=1] LD_PRELOAD=oom.so duban ...
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_long count;

static int fails(void)
{
    static long n = -1;         /* read once; the same whoever is first */
    static int all;

    if (n < 0) {
        const char *s = getenv("OOM_N");

        all = getenv("OOM_ALL") != NULL;
        n = s ? strtol(s, NULL, 10) : 0;
    }
    if (n > 0) {
        long at = atomic_fetch_add(&count, 1) + 1;

        if (at == n || (all && at > n)) {
            errno = ENOMEM;
            return 1;
        }
    }
    return 0;
}

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);

void *malloc(size_t n)
{
    return fails() ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    return fails() ? NULL : __libc_realloc(p, n);
}
