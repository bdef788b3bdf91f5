/* hash.c - SHA-256 and HMAC by libcrypto. */
#include "lib/hash.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "lib/err.h"
#include "lib/banned.h"

struct hash {
    EVP_MD_CTX *raw;
    size_t n;
    char small[1024];                   /* n bytes not yet given to libcrypto */
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

    h->n = 0;
    h->raw = EVP_MD_CTX_new();
    if (!h->raw || EVP_DigestInit_ex(h->raw, EVP_sha256(), NULL) != 1)
        panic("%s", _("out of memory"));
    return h;
}

static void update(struct hash *h, const char *p, size_t n)
{
    if (n && EVP_DigestUpdate(h->raw, p, n) != 1)
        panic("SHA-256 failed");
}

void hash_add(struct hash *h, str s)
{
    if (s.n > sizeof h->small - h->n) {
        update(h, h->small, h->n);
        h->n = 0;
    }
    if (s.n > sizeof h->small) {
        update(h, s.p, s.n);
    } else if (s.n) {                   /* a call for each is dear */
        memcpy(h->small + h->n, s.p, s.n);
        h->n += s.n;
    }
}

void hash_next(struct hash *h, char out[HASH_HEX])
{
    unsigned char md[EVP_MAX_MD_SIZE];
    unsigned n = 0;

    update(h, h->small, h->n);
    h->n = 0;
    if (EVP_DigestFinal_ex(h->raw, md, &n) != 1 ||
        EVP_DigestInit_ex(h->raw, NULL, NULL) != 1)
        panic("SHA-256 failed");
    hex(md, n, out);
}

void hash_free(struct hash *h)
{
    if (!h)
        return;
    EVP_MD_CTX_free(h->raw);
    mem_free(h);
}

void hash_hex(struct hash *h, char out[HASH_HEX])
{
    hash_next(h, out);
    hash_free(h);
}

void hash_of(str s, char out[HASH_HEX])
{
    struct hash *h = hash_new();

    hash_add(h, s);
    hash_hex(h, out);
}

/* The context keeps what the key gives, so that a text costs two blocks. */
struct hmac {
    EVP_MAC *algorithm;
    EVP_MAC_CTX *raw;
};

struct hmac *hmac_new(str key)
{
    struct hmac *h = mem_grow(NULL, sizeof *h);
    char name[] = "SHA256";
    OSSL_PARAM of[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
        OSSL_PARAM_construct_end(),
    };

    h->algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
    h->raw = h->algorithm ? EVP_MAC_CTX_new(h->algorithm) : NULL;
    if (!h->raw || EVP_MAC_init(h->raw, (const unsigned char *)key.p, key.n,
                                of) != 1)
        panic("HMAC failed");
    return h;
}

void hmac_hex(struct hmac *h, str s, char out[HASH_HEX])
{
    unsigned char md[EVP_MAX_MD_SIZE];
    size_t n = 0;

    if (EVP_MAC_init(h->raw, NULL, 0, NULL) != 1 ||
        EVP_MAC_update(h->raw, (const unsigned char *)s.p, s.n) != 1 ||
        EVP_MAC_final(h->raw, md, &n, sizeof md) != 1)
        panic("HMAC failed");
    hex(md, (unsigned)n, out);
}

void hmac_free(struct hmac *h)
{
    if (!h)
        return;
    EVP_MAC_CTX_free(h->raw);
    EVP_MAC_free(h->algorithm);
    mem_free(h);
}

void hash_random(unsigned char *out, size_t n)
{
    if (RAND_bytes(out, (int)n) != 1)
        panic("no random bytes");
}
