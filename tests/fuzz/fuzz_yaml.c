/* fuzz_yaml.c - definitions of feeds and rules, as files of YAML.
 * links: ingest
 */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>

#include "ingest/web.h"
#include "lib/yaml.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = memfd_create("yaml", MFD_CLOEXEC);
    struct arena a = { 0 };
    char path[64];
    const struct yaml *root;
    struct err e = { 0 };
    bool bad;

    HOLDS(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    root = yaml_file(path, &a, &e);
    HOLDS(root || e.msg[0]);
    if (root && root->kind == YAML_MAP)
        web_read(root, &a, &bad, &e);
    close(fd);
    arena_release(&a);
    return 0;
}
