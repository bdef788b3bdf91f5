/* hash.h - SHA-256 and HMAC; the only door to libcrypto. */
#ifndef HASH_H
#define HASH_H

#include "lib/str.h"

enum { HASH_HEX = 65 };                 /* 64 hex digits and the NUL */

struct hash;

struct hash *hash_new(void);
void hash_add(struct hash *h, str s);
void hash_hex(struct hash *h, char out[HASH_HEX]);      /* frees h */

/* HMAC-SHA-256 of `s` under `key`. */
void hash_hmac(str key, str s, char out[HASH_HEX]);

/* Random bytes from the system; for keys. */
void hash_random(unsigned char *out, size_t n);

#endif
