/* gnuplot.c - run a chart script over a data file. */
#include "report/gnuplot.h"

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

#include "lib/io.h"
#include "lib/banned.h"

enum { SECONDS = 20, MOST = 16 << 20, NOT_THERE = 127, NO_FOLDER = 126 };

extern char **environ;

struct child {
    pid_t pid;
    int out, err;               /* our ends */
};

/* In the child: nothing of ours is left but the three descriptors. */
__attribute__((noreturn))
static void become(const struct plot *p, const char *data, int out, int err)
{
    struct rlimit cpu = { SECONDS, SECONDS }, none = { 0, 0 };
    char width[32], height[32], path[4096];
    const char *found = getenv("PATH");
    char *argv[] = { "gnuplot", "-d", "-c", (char *)p->script,
                     (char *)p->terminal, width, height, (char *)data, NULL };
    char *env[] = { path, "LC_ALL=C.UTF-8", "HOME=/nonexistent",
                    "FONTCONFIG_PATH=/etc/fonts", NULL };
    int null = open("/dev/null", O_RDONLY);

    snprintf(width, sizeof width, "%ld", p->width);
    snprintf(height, sizeof height, "%ld", p->height);
    snprintf(path, sizeof path, "PATH=%s", found && found[0] ? found
             : "/usr/local/bin:/usr/bin:/bin");
    if (null < 0 || dup2(null, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
        _exit(NO_FOLDER);
    if (chdir(p->folder) != 0)
        _exit(NO_FOLDER);
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGXFSZ, SIG_DFL);
    environ = env;
    execvp(argv[0], argv);
    _exit(errno == ENOENT ? NOT_THERE : NO_FOLDER);
}

static int begin(const struct plot *p, const char *data, struct child *c,
                 struct err *e)
{
    int out[2], err[2];

    if (pipe(out) != 0)
        return err_sys(e, NOWHERE, "%s", _("cannot make a pipe"));
    if (pipe(err) != 0) {
        close(out[0]), close(out[1]);
        return err_sys(e, NOWHERE, "%s", _("cannot make a pipe"));
    }
    for (int i = 0; i < 2; i++) {
        fcntl(out[i], F_SETFD, FD_CLOEXEC);
        fcntl(err[i], F_SETFD, FD_CLOEXEC);
    }
    c->pid = fork();
    if (c->pid == 0)
        become(p, data, out[1], err[1]);
    close(out[1]), close(err[1]);
    c->out = out[0];
    c->err = err[0];
    if (c->pid > 0)
        return 0;
    close(c->out), close(c->err);
    return err_sys(e, NOWHERE, "%s", _("cannot start gnuplot"));
}

static long left(const struct timespec *end)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (end->tv_sec - now.tv_sec) * 1000 +
           (end->tv_nsec - now.tv_nsec) / 1000000;
}

/* Read both pipes to their ends; false when the time is over or it writes too
 * much: then it is killed. */
static bool collect(struct child *c, struct buf *out, struct buf *err)
{
    struct pollfd fd[2] = { { c->out, POLLIN, 0 }, { c->err, POLLIN, 0 } };
    struct buf *to[2] = { out, err };
    struct timespec end;
    char part[65536];
    int open = 2;

    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += SECONDS;
    while (open) {
        long ms = left(&end);

        if (ms <= 0 || out->full)
            break;
        if (poll(fd, 2, (int)ms) < 0 && errno != EINTR)
            break;
        for (int i = 0; i < 2; i++) {
            ssize_t n;

            if (fd[i].fd < 0 || !fd[i].revents)
                continue;
            n = read(fd[i].fd, part, sizeof part);
            if (n > 0) {
                buf_add(to[i], part, (size_t)n);
            } else if (n == 0 || errno != EINTR) {
                fd[i].fd = -1;          /* poll passes over it */
                open--;
            }
        }
    }
    if (open)
        kill(c->pid, SIGKILL);
    return !open;
}

static int verdict(const struct plot *p, int status, bool whole,
                   const struct buf *out, const struct buf *err, struct err *e)
{
    str said = str_trim(buf_view(err)), line = { NULL, 0 };

    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_THERE)
        return 1;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && whole && out->n)
        return 0;
    while (str_cut(&said, '\n', &line) && !line.n)
        ;
    return err_set(e, ERR_CONFIG, p->at, whole
                   ? _("gnuplot cannot draw %s: %.*s")
                   : _("gnuplot took too long or wrote too much for %s%.*s"),
                   p->script, whole ? (int)line.n : 0, line.p ? line.p : "");
}

/* The data file, in a place that only we can read. */
static int data_file(str data, char path[64], struct err *e)
{
    int fd;
    size_t done = 0;

    snprintf(path, 64, "/tmp/duban-chart-XXXXXX");
    fd = mkstemp(path);
    if (fd < 0)
        return err_sys(e, NOWHERE, "%s", _("cannot write in /tmp"));
    while (done < data.n) {
        ssize_t n = write(fd, data.p + done, data.n - done);

        if (n < 0 && errno != EINTR)
            break;
        done += n > 0 ? (size_t)n : 0;
    }
    if (done < data.n) {
        err_sys(e, NOWHERE, "%s", _("cannot write in /tmp"));
        close(fd);
        unlink(path);
        return -1;
    }
    close(fd);
    return 0;
}

int gnuplot_run(const struct plot *p, struct arena *a, str *out,
                struct err *e)
{
    struct buf got = { .max = MOST }, err = { .max = 65536 };
    struct child c;
    char data[64];
    int status = 0, rc = -1;
    bool whole;

    if (data_file(p->data, data, e))
        return -1;
    if (begin(p, data, &c, e))
        goto done;
    whole = collect(&c, &got, &err);
    close(c.out), close(c.err);
    while (waitpid(c.pid, &status, 0) < 0 && errno == EINTR)
        ;
    rc = verdict(p, status, whole, &got, &err, e);
    if (rc == 0)
        *out = str_dup(a, buf_view(&got));
done:
    unlink(data);
    buf_release(&got);
    buf_release(&err);
    return rc;
}
