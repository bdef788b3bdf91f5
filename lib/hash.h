/* hash.h - SHA-256 and HMAC; the only door to libcrypto. */
#ifndef HASH_H
#define HASH_H

#include "lib/str.h"

enum { HASH_HEX = 65 };                 /* 64 hex digits and the NUL */

struct hash;

struct hash *hash_new(void);
void hash_add(struct hash *h, str s);
void hash_hex(struct hash *h, char out[HASH_HEX]);      /* frees h */
void hash_next(struct hash *h, char out[HASH_HEX]);     /* h begins anew */
void hash_free(struct hash *h);                         /* NULL is allowed */
void hash_of(str s, char out[HASH_HEX]);                /* of one text */

/* HMAC-SHA-256 under one key, for many texts; of one thread at a time. */
struct hmac;

struct hmac *hmac_new(str key);
void hmac_hex(struct hmac *h, str s, char out[HASH_HEX]);
void hmac_free(struct hmac *h);                         /* NULL is allowed */

/* Random bytes from the system; for keys. */
void hash_random(unsigned char *out, size_t n);

#endif
