/* ahead.c - rows made ready on a thread of their own, ahead of their writing.
 *
 * A ring of blocks.  The thread fills the block at `made`, the caller reads
 * the one at `used`; each is touched by one of the two alone, and the counts
 * that say whose it is are kept under the lock.
 */
#include "ingest/ahead.h"

#include <pthread.h>

#include "lib/work.h"
#include "lib/banned.h"

enum { BLOCKS = 8, ROWS = 32 };
static const size_t FULL = (size_t)1 << 20;     /* bytes of cells in a block */

struct block {
    struct arena mem;
    struct ready row[ROWS];
    size_t n;
    int more;                   /* as reader_next(), after these rows */
};

struct ahead {
    struct reader *reader;
    const struct maker *maker;
    struct block block[BLOCKS];
    size_t at;                  /* row of the caller's block */
    struct err err;             /* where more is -1 */
    bool threaded;
    pthread_t thread;
    pthread_mutex_t lock;       /* of all below */
    pthread_cond_t moved;       /* one of them changed */
    size_t made, used;          /* blocks filled and given back */
    bool stop;
};

static size_t bytes_of(const struct reader_row *row)
{
    size_t n = row->raw.n;

    for (size_t i = 0; i < row->n; i++)
        n += row->cell[i].n;
    return n;
}

static void fill(struct ahead *a, struct block *b)
{
    struct reader_row row;
    size_t bytes = 0;

    arena_reset(&b->mem);
    b->n = 0;
    do {
        b->more = reader_next(a->reader, &row, &a->err);
        if (b->more <= 0)
            return;
        ready_make(&b->row[b->n++], &row, a->maker, &b->mem);
        bytes += bytes_of(&row);
    } while (b->n < ROWS && bytes < FULL);
}

static void *work(void *arg)
{
    struct ahead *a = arg;
    struct block *b;
    bool stop;

    do {
        pthread_mutex_lock(&a->lock);
        while (a->made - a->used == BLOCKS && !a->stop)
            pthread_cond_wait(&a->moved, &a->lock);
        stop = a->stop;
        b = &a->block[a->made % BLOCKS];
        pthread_mutex_unlock(&a->lock);
        if (stop)
            break;
        fill(a, b);
        pthread_mutex_lock(&a->lock);
        a->made++;
        pthread_cond_signal(&a->moved);
        pthread_mutex_unlock(&a->lock);
    } while (b->more > 0);
    return NULL;
}

struct ahead *ahead_open(struct reader *r, const struct maker *m)
{
    struct ahead *a = mem_grow(NULL, sizeof *a);

    memset(a, 0, sizeof *a);
    a->reader = r;
    a->maker = m;
    for (size_t i = 0; i < BLOCKS; i++)
        a->block[i].more = 1;
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->moved, NULL);
    a->threaded = work_threads(0) > 1 &&
                  pthread_create(&a->thread, NULL, work, a) == 0;
    return a;
}

/* The block that the caller is at, filled. */
static struct block *current(struct ahead *a)
{
    struct block *b = &a->block[a->used % BLOCKS];

    if (!a->threaded) {
        if (a->made == a->used) {
            fill(a, b);
            a->made++;
        }
        return b;
    }
    pthread_mutex_lock(&a->lock);
    while (a->made == a->used)
        pthread_cond_wait(&a->moved, &a->lock);
    pthread_mutex_unlock(&a->lock);
    return b;
}

static void give_back(struct ahead *a)
{
    pthread_mutex_lock(&a->lock);
    a->used++;
    pthread_cond_signal(&a->moved);
    pthread_mutex_unlock(&a->lock);
    a->at = 0;
}

int ahead_next(struct ahead *a, const struct ready **row, struct err *e)
{
    struct block *b = current(a);

    if (a->at == b->n && b->more > 0) {
        give_back(a);
        b = current(a);
    }
    if (a->at < b->n) {
        *row = &b->row[a->at++];
        return 1;
    }
    if (b->more < 0)
        *e = a->err;
    return b->more;
}

void ahead_close(struct ahead *a)
{
    if (!a)
        return;
    pthread_mutex_lock(&a->lock);
    a->stop = true;
    pthread_cond_signal(&a->moved);
    pthread_mutex_unlock(&a->lock);
    if (a->threaded)
        pthread_join(a->thread, NULL);
    for (size_t i = 0; i < BLOCKS; i++)
        arena_release(&a->block[i].mem);
    pthread_cond_destroy(&a->moved);
    pthread_mutex_destroy(&a->lock);
    mem_free(a);
}
