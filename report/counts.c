/* counts.c - how often each key comes, by hash. */
#include "report/counts.h"

#include <string.h>

#include "lib/banned.h"

enum { FIRST_SLOTS = 1024 };

static uint32_t *slot_of(const struct counts *c, str key)
{
    size_t k = (size_t)str_hash(key) & (c->slots - 1);

    while (c->slot[k] && !str_eq(c->at[c->slot[k] - 1].key, key))
        k = (k + 1) & (c->slots - 1);
    return &c->slot[k];
}

/* At most half of the slots are taken. */
static void room(struct counts *c)
{
    if (c->n * 2 < c->slots)
        return;
    c->slots = c->slots ? c->slots * 2 : FIRST_SLOTS;
    c->slot = mem_grow(c->slot, mem_size(c->slots, sizeof *c->slot));
    memset(c->slot, 0, c->slots * sizeof *c->slot);
    for (size_t i = 0; i < c->n; i++)
        *slot_of(c, c->at[i].key) = (uint32_t)i + 1;
}

void counts_add(struct counts *c, str key, int place)
{
    uint32_t *slot;
    struct count *x;

    room(c);
    slot = slot_of(c, key);
    if (!*slot) {
        c->at = mem_room(c->at, c->n, &c->cap);
        c->at[c->n] = (struct count){ .key = str_dup(&c->mem, key),
                                      .place = place };
        *slot = (uint32_t)++c->n;
    }
    x = &c->at[*slot - 1];
    x->n++;
    if (place < x->place)
        x->place = place;
}

double counts_of(const struct counts *c, str key)
{
    uint32_t at = c->slots ? *slot_of(c, key) : 0;

    return at ? c->at[at - 1].n : 0;
}

void counts_release(struct counts *c)
{
    mem_free(c->at);
    mem_free(c->slot);
    arena_release(&c->mem);
    *c = (struct counts){ 0 };
}
