/* child.c - run another program: no shell, nothing of ours inherited. */
#include "report/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/banned.h"

enum { NOT_THERE = 127, NO_START = 126 };
enum { IN, OUT, ERR, PIPES };           /* the descriptors 0, 1, 2 */

extern char **environ;

/* In the child: what is left of us are three descriptors. */
__attribute__((noreturn))
static void become(const struct child *c, int fd[PIPES][2])
{
    struct rlimit cpu = { (rlim_t)c->seconds, (rlim_t)c->seconds };
    struct rlimit none = { 0, 0 };
    const char *found = getenv("PATH");
    char path[4096];
    char *env[] = { path, "LC_ALL=C.UTF-8", "HOME=/nonexistent", NULL };

    snprintf(path, sizeof path, "PATH=%s", found && found[0] ? found
             : "/usr/local/bin:/usr/bin:/bin");
    if (dup2(fd[IN][0], 0) < 0 || dup2(fd[OUT][1], 1) < 0 ||
        dup2(fd[ERR][1], 2) < 0 ||
        (c->keep && fcntl(c->keep, F_SETFD, 0) < 0) ||
        (c->folder && chdir(c->folder) != 0))
        _exit(NO_START);
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGXFSZ, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    environ = env;
    execvp(c->argv[0], (char *const *)c->argv);
    _exit(errno == ENOENT ? NOT_THERE : NO_START);
}

static void close_all(int fd[PIPES][2])
{
    for (int i = 0; i < PIPES; i++)
        for (int k = 0; k < 2; k++)
            if (fd[i][k] >= 0)
                close(fd[i][k]);
}

/* Start it; our three ends are ends[]. */
static int begin(const struct child *c, int ends[PIPES], pid_t *pid,
                 struct err *e)
{
    int fd[PIPES][2] = { { -1, -1 }, { -1, -1 }, { -1, -1 } };

    for (int i = 0; i < PIPES; i++) {
        if (pipe(fd[i]) != 0) {
            err_sys(e, NOWHERE, N_("cannot make a pipe"));
            close_all(fd);
            return -1;
        }
        fcntl(fd[i][0], F_SETFD, FD_CLOEXEC);
        fcntl(fd[i][1], F_SETFD, FD_CLOEXEC);
    }
    *pid = fork();
    if (*pid == 0)
        become(c, fd);
    if (*pid < 0) {
        err_sys(e, NOWHERE, N_("cannot start %s"), c->argv[0]);
        close_all(fd);
        return -1;
    }
    ends[IN] = fd[IN][1];
    ends[OUT] = fd[OUT][0];
    ends[ERR] = fd[ERR][0];
    close(fd[IN][0]), close(fd[OUT][1]), close(fd[ERR][1]);
    fcntl(ends[IN], F_SETFL, O_NONBLOCK);
    return 0;
}

static long left(const struct timespec *end)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (end->tv_sec - now.tv_sec) * 1000 +
           (end->tv_nsec - now.tv_nsec) / 1000000;
}

/* Give it what it reads; closed when all is given or it reads no more. */
static void feed(struct pollfd *p, str *input)
{
    ssize_t n = input->n ? write(p->fd, input->p, input->n) : 0;

    if (n > 0)
        *input = str_from(*input, (size_t)n);
    if (input->n && (n > 0 || errno == EAGAIN || errno == EINTR))
        return;
    close(p->fd);
    p->fd = -1;
}

static void take(struct pollfd *p, struct buf *to, int *open)
{
    char part[65536];
    ssize_t n = read(p->fd, part, sizeof part);

    if (n > 0) {
        buf_add(to, part, (size_t)n);
    } else if (n == 0 || errno != EINTR) {
        close(p->fd);
        p->fd = -1;                     /* poll passes over it */
        (*open)--;
    }
}

/* Both its outputs to their ends; false when the time is over or it writes too
 * much. */
static bool talk(const struct child *c, int ends[PIPES], struct buf *out,
                 struct buf *complaint)
{
    struct pollfd fd[PIPES] = { { ends[IN], POLLOUT, 0 },
                                { ends[OUT], POLLIN, 0 },
                                { ends[ERR], POLLIN, 0 } };
    str input = c->input;
    struct timespec end;
    int open = 2;

    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += c->seconds;
    while (open) {
        long ms = left(&end);

        if (ms <= 0 || out->full ||
            (poll(fd, PIPES, (int)ms) < 0 && errno != EINTR))
            break;
        if (fd[IN].fd >= 0 && fd[IN].revents)
            feed(&fd[IN], &input);
        if (fd[OUT].fd >= 0 && fd[OUT].revents)
            take(&fd[OUT], out, &open);
        if (fd[ERR].fd >= 0 && fd[ERR].revents)
            take(&fd[ERR], complaint, &open);
    }
    for (int i = 0; i < PIPES; i++)
        if (fd[i].fd >= 0)
            close(fd[i].fd);
    return !open;
}

int child_run(const struct child *c, struct buf *out, struct buf *complaint,
              int *status, struct err *e)
{
    void (*pipes)(int) = signal(SIGPIPE, SIG_IGN);
    int ends[PIPES], how = 0;
    bool whole;
    pid_t pid;

    out->max = c->most;
    complaint->max = 65536;
    if (begin(c, ends, &pid, e)) {
        signal(SIGPIPE, pipes);
        return -1;
    }
    whole = talk(c, ends, out, complaint);
    if (!whole)
        kill(pid, SIGKILL);
    while (waitpid(pid, &how, 0) < 0 && errno == EINTR)
        ;
    signal(SIGPIPE, pipes);
    *status = !whole ? CHILD_STOPPED
              : WIFSIGNALED(how) ? 128 + WTERMSIG(how)
              : WEXITSTATUS(how) == NOT_THERE ? CHILD_NOT_THERE
              : WEXITSTATUS(how);
    return 0;
}
