/* arena.c - memory by lifetime. */
#include "lib/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/banned.h"

enum { BLOCK = 64 * 1024, ALIGN = 16 };

struct arena_block {
    struct arena_block *next;
    size_t size;                        /* of data[] */
    _Alignas(ALIGN) char data[];
};

size_t mem_size(size_t n, size_t size)
{
    if (size && n > SIZE_MAX / 2 / size)
        panic("%s", _("out of memory"));
    return n * size;
}

void *mem_grow(void *p, size_t bytes)
{
    void *q = realloc(p, bytes ? bytes : 1);

    if (!q)
        panic("%s", _("out of memory"));
    return q;
}

void mem_free(void *p)
{
    free(p);
}

void *mem_room_(void *array, size_t size, size_t *cap)
{
    *cap = *cap ? *cap * 2 : 16;
    return mem_grow(array, mem_size(*cap, size));
}

static void block_add(struct arena *a, size_t n)
{
    size_t size = n + ALIGN > BLOCK ? n + ALIGN : BLOCK;
    struct arena_block *b;

    if (size > SIZE_MAX / 2)
        panic("%s", _("out of memory"));
    b = mem_grow(NULL, sizeof *b + size);
    b->next = a->blocks;
    b->size = size;
    a->blocks = b;
    a->at = b->data;
    a->end = b->data + size;
}

void *arena_bytes(struct arena *a, size_t n)
{
    char *p;

    if (!a->at || n > (size_t)(a->end - a->at))
        block_add(a, n);
    p = a->at;
    a->at += n;
    return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
    size_t pad = a->at ? (size_t)(-(uintptr_t)a->at & (ALIGN - 1)) : 0;
    char *p;

    if (!a->at || pad > (size_t)(a->end - a->at) ||
        n > (size_t)(a->end - a->at) - pad) {
        block_add(a, n);
        pad = 0;
    }
    p = a->at + pad;
    a->at = p + n;
    return memset(p, 0, n);
}

void arena_reset(struct arena *a)
{
    struct arena_block *b, *keep = NULL;

    while ((b = a->blocks)) {           /* keep a block of the usual size */
        a->blocks = b->next;
        if (!keep && b->size == BLOCK)
            keep = b;
        else
            mem_free(b);
    }
    a->blocks = keep;
    a->at = keep ? keep->data : NULL;
    a->end = keep ? keep->data + keep->size : NULL;
    if (keep)
        keep->next = NULL;
}

void arena_release(struct arena *a)
{
    struct arena_block *b;

    while ((b = a->blocks)) {
        a->blocks = b->next;
        mem_free(b);
    }
    *a = (struct arena){ 0 };
}
