/* work.c - the same function over many things, on several threads. */
#include "lib/work.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "lib/banned.h"

enum { STEP = 16 };                     /* things taken at once */

struct work {
    atomic_size_t next;
    size_t n;
    work_fn *fn;
    void *to;
};

struct worker {
    struct work *w;
    size_t number;
};

static void *work(void *arg)
{
    struct worker *me = arg;
    struct work *w = me->w;

    for (;;) {
        size_t from = atomic_fetch_add(&w->next, STEP);

        if (from >= w->n)
            return NULL;
        for (size_t i = from; i < from + STEP && i < w->n; i++)
            w->fn(w->to, i, me->number);
    }
}

void work_each(size_t threads, size_t n, work_fn *fn, void *to)
{
    struct work w = { .n = n, .fn = fn, .to = to };
    struct worker me[WORK_MAX];
    pthread_t id[WORK_MAX];
    size_t started = 0;

    if (threads > WORK_MAX)
        threads = WORK_MAX;
    if (threads > (n + STEP - 1) / STEP)
        threads = (n + STEP - 1) / STEP;
    for (size_t i = 0; i < WORK_MAX; i++)
        me[i] = (struct worker){ &w, i };
    for (size_t i = 1; i < threads; i++) {
        if (pthread_create(&id[started], NULL, work, &me[i]) != 0)
            break;                      /* the others do it all */
        started++;
    }
    work(&me[0]);
    for (size_t i = 0; i < started; i++)
        pthread_join(id[i], NULL);
}

size_t work_threads(long asked)
{
    long n = asked > 0 ? asked : sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > WORK_MAX ? WORK_MAX : (size_t)n;
}
