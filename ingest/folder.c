/* folder.c - an inbox: the files of a folder, each at most once. */
#include "ingest/load.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lib/banned.h"

struct names { char **at; size_t n, cap; };

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names of plain files that fit, sorted; what begins with a dot is left out
 * (a file that is still being copied often does). */
static int list(const char *path, const char *glob, struct arena *a,
                struct names *out, struct err *e)
{
    DIR *dir = opendir(path);
    struct dirent *d;
    struct stat st;

    if (!dir)
        return err_sys(e, (struct where){ path, 0 },
                       N_("cannot open the folder"));
    while (errno = 0, (d = readdir(dir))) {
        char *full;

        if (fnmatch(glob, d->d_name, FNM_PERIOD) != 0)
            continue;
        full = str_c(a, str_fmt(a, "%s/%s", path, d->d_name));
        if (stat(full, &st) != 0 || !S_ISREG(st.st_mode))
            continue;
        out->at = mem_room(out->at, out->n, &out->cap);
        out->at[out->n++] = full;
    }
    if (errno) {
        err_sys(e, (struct where){ path, 0 }, N_("cannot read"));
        closedir(dir);
        return -1;
    }
    closedir(dir);
    if (out->n)
        qsort(out->at, out->n, sizeof *out->at, compare);
    return 0;
}

int load_folder(const struct load *l, const char *path, const char *glob,
                struct err *e)
{
    struct load inbox = *l;
    struct arena mem = { 0 };
    struct names names = { 0 };
    struct err one = { 0 };
    int rc = list(path, glob, &mem, &names, e);

    if (inbox.known == KNOWN_TELL)
        inbox.known = KNOWN_SKIP;       /* most of an inbox is known */
    for (size_t i = 0; i < names.n; i++) {
        int bad = load_file(&inbox, names.at[i], &one);

        if (bad && rc)
            err_print(e, l->env->prog);     /* the last is the caller's */
        if (bad) {
            *e = one;
            rc = -1;
        }
    }
    mem_free(names.at);
    arena_release(&mem);
    return rc;
}
