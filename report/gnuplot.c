/* gnuplot.c - run a chart script over a data file. */
#define _GNU_SOURCE             /* memfd_create */
#include "report/gnuplot.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "report/child.h"
#include "lib/banned.h"

enum { SECONDS = 20, MOST = 16 << 20 };

static int verdict(const struct plot *p, int status, const struct buf *out,
                   const struct buf *complaint, struct err *e)
{
    str said = str_trim(buf_view(complaint)), line = { NULL, 0 };

    if (status == CHILD_NOT_THERE)
        return 1;
    if (status == CHILD_STOPPED)
        return err_set(e, ERR_CONFIG, p->at,
                       N_("gnuplot took too long or wrote too much for %s"),
                       p->script);
    if (status == 0 && out->n)
        return 0;
    while (str_cut(&said, '\n', &line) && !line.n)
        ;
    if (!line.n)
        return err_set(e, ERR_CONFIG, p->at,
                       N_("gnuplot cannot draw %s: it ended with %d and "
                          "wrote %zu bytes"), p->script, status, out->n);
    return err_set(e, ERR_CONFIG, p->at, N_("gnuplot cannot draw %s: %.*s"),
                   p->script, PSTR(line));
}

/* The data as a file without a name: nothing is left behind, whatever end we
 * come to.  gnuplot opens it as often as it likes through /proc. */
static int data_file(str data, struct err *e)
{
    int fd = memfd_create("duban-chart", MFD_CLOEXEC);
    size_t done = 0;

    if (fd < 0)
        return err_sys(e, NOWHERE, N_("cannot keep a chart's data"));
    while (done < data.n) {
        ssize_t n = write(fd, data.p + done, data.n - done);

        if (n < 0 && errno != EINTR) {
            err_sys(e, NOWHERE, N_("cannot keep a chart's data"));
            close(fd);
            return -1;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return fd;
}

int gnuplot_run(const struct plot *p, struct arena *a, str *out,
                struct err *e)
{
    char data[64], width[32], height[32];
    const char *argv[] = { "gnuplot", "-d", "-c", p->script, p->terminal,
                           width, height, data, NULL };
    struct child c = { .argv = argv, .folder = p->folder,
                       .seconds = SECONDS, .most = MOST };
    struct buf got = { 0 }, complaint = { 0 };
    int status, rc;

    snprintf(width, sizeof width, "%ld", p->width);
    snprintf(height, sizeof height, "%ld", p->height);
    c.keep = data_file(p->data, e);
    if (c.keep < 0)
        return -1;
    snprintf(data, sizeof data, "/proc/self/fd/%d", c.keep);
    rc = child_run(&c, &got, &complaint, &status, e);
    close(c.keep);
    if (rc == 0)
        rc = verdict(p, status, &got, &complaint, e);
    if (rc == 0)
        *out = str_dup(a, buf_view(&got));
    buf_release(&got);
    buf_release(&complaint);
    return rc;
}

int gnuplot_font(bool *there, struct err *e)
{
    static const char *const argv[] = { "fc-list", ":lang=zh-cn", "family",
                                        NULL };
    struct child c = { .argv = argv, .seconds = SECONDS, .most = MOST };
    struct buf got = { 0 }, complaint = { 0 };
    int status, rc = child_run(&c, &got, &complaint, &status, e);

    *there = rc == 0 && (status == CHILD_NOT_THERE || got.n > 0);
    buf_release(&got);
    buf_release(&complaint);
    return rc;
}
