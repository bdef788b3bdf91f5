/* sweep.c - what reports that were killed have left behind. */
#include "report/sweep.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/banned.h"

/* Is it NAME*.tmp.PID of a process that is no more? */
static bool dead(str file, str name)
{
    size_t at = str_find(file, STR(".tmp."));
    long long pid;

    return str_starts(file, name) && at < file.n &&
           str_int(str_from(file, at + 5), &pid) && pid > 0 &&
           kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

/* Inside a report's own folder the files have their own names. */
static void sweep_folder(const char *path, str name, bool inner)
{
    DIR *d = opendir(path);
    struct dirent *f;

    if (!d)
        return;                         /* nothing to tidy, or not ours */
    while ((f = readdir(d)) != NULL) {
        str file = str_of(f->d_name);

        if (dead(file, inner ? STR("") : name))
            unlinkat(dirfd(d), f->d_name, 0);
    }
    closedir(d);
}

void sweep(const char *folder, str name)
{
    static const char *const inner[] = { "csv", "png" };
    char path[4096];

    sweep_folder(folder, name, false);
    for (size_t i = 0; i < sizeof inner / sizeof inner[0]; i++)
        if (snprintf(path, sizeof path, "%s/%.*s-%s", folder, PSTR(name),
                     inner[i]) < (int)sizeof path)
            sweep_folder(path, name, true);
}
