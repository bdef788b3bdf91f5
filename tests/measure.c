/* measure.c - run a command, tell what it took.
 *
 * measure FILE COMMAND...: appends "wall-seconds cpu-seconds peak-KiB" to
 * FILE; the exit code is the command's. For bench.sh.
 */
#define _DEFAULT_SOURCE                 /* wait4 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/banned.h"

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    struct timespec a, b;
    struct rusage use;
    int status;
    FILE *out;
    pid_t pid;

    if (argc < 3)
        return 64;
    clock_gettime(CLOCK_MONOTONIC, &a);
    pid = fork();
    if (pid == 0) {
        execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    if (pid < 0 || wait4(pid, &status, 0, &use) != pid) {
        perror("measure");
        return 70;
    }
    clock_gettime(CLOCK_MONOTONIC, &b);
    out = fopen(argv[1], "a");
    if (!out) {
        perror(argv[1]);
        return 73;
    }
    fprintf(out, "%.3f %.3f %ld\n", (double)(b.tv_sec - a.tv_sec) +
            (double)(b.tv_nsec - a.tv_nsec) / 1e9,
            seconds_of(use.ru_utime) + seconds_of(use.ru_stime),
            use.ru_maxrss);
    if (fclose(out) != 0) {
        perror(argv[1]);
        return 74;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status)
                             : 128 + WTERMSIG(status);
}
