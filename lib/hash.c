/* hash.c - SHA-256 and HMAC by libcrypto. */
#include "lib/hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "lib/err.h"
#include "lib/banned.h"

struct hash {
    EVP_MD_CTX *raw;
};

static void hex(const unsigned char *p, unsigned n, char out[HASH_HEX])
{
    static const char digits[] = "0123456789abcdef";

    out[64] = 0;
    for (unsigned i = 0; i < n && i < 32; i++) {
        out[2 * i] = digits[p[i] >> 4];
        out[2 * i + 1] = digits[p[i] & 15];
    }
}

struct hash *hash_new(void)
{
    struct hash *h = mem_grow(NULL, sizeof *h);

    h->raw = EVP_MD_CTX_new();
    if (!h->raw || EVP_DigestInit_ex(h->raw, EVP_sha256(), NULL) != 1)
        panic("%s", _("out of memory"));
    return h;
}

void hash_add(struct hash *h, str s)
{
    if (s.n && EVP_DigestUpdate(h->raw, s.p, s.n) != 1)
        panic("SHA-256 failed");
}

void hash_hex(struct hash *h, char out[HASH_HEX])
{
    unsigned char md[EVP_MAX_MD_SIZE];
    unsigned n = 0;

    if (EVP_DigestFinal_ex(h->raw, md, &n) != 1)
        panic("SHA-256 failed");
    EVP_MD_CTX_free(h->raw);
    mem_free(h);
    hex(md, n, out);
}

void hash_hmac(str key, str s, char out[HASH_HEX])
{
    unsigned char md[EVP_MAX_MD_SIZE];
    unsigned n = 0;

    if (!HMAC(EVP_sha256(), key.p, (int)key.n, (const unsigned char *)s.p,
              s.n, md, &n))
        panic("HMAC failed");
    hex(md, n, out);
}

void hash_random(unsigned char *out, size_t n)
{
    if (RAND_bytes(out, (int)n) != 1)
        panic("no random bytes");
}
