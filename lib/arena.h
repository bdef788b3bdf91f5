/* arena.h - memory by lifetime, and the only door to malloc.
 *
 * An arena grows by blocks and is freed as a whole.  A zeroed struct arena is
 * an empty one.  Out of memory ends the program with exit code 70: no other
 * function needs a path for it.  What arena_new() gives is zeroed.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *blocks;         /* newest first */
    char *at, *end;                     /* free space of the newest */
};

void *arena_alloc(struct arena *a, size_t n);           /* zeroed, 16-aligned */
void *arena_bytes(struct arena *a, size_t n);           /* not zeroed, packed */

/* Forget everything, keep one block for the next turn. */
void arena_reset(struct arena *a);
void arena_release(struct arena *a);

#define arena_new(a, type)       ((type *)arena_alloc((a), sizeof(type)))
#define arena_array(a, type, n)  ((type *)arena_alloc((a), \
                                  mem_size((n), sizeof(type))))

/* n * size, or the end of the program when that does not fit. */
size_t mem_size(size_t n, size_t size);

/* For what outlives any arena and grows: never NULL. */
void *mem_grow(void *p, size_t bytes);
void mem_free(void *p);

/* Make room for one more in an array of *cap elements that holds n. */
#define mem_room(array, n, cap) \
    ((n) < *(cap) ? (array) : mem_room_(array, sizeof *(array), (cap)))
void *mem_room_(void *array, size_t size, size_t *cap);

#endif
