/* io.c - whole files in, whole files out. */
#include "lib/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/banned.h"

int io_read(const char *path, size_t max, struct arena *a, str *out,
            struct err *e)
{
    struct where at = { path, 0 };
    struct buf b = { .max = max };
    char part[65536];
    ssize_t n;
    int fd, rc = -1;

    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_sys(e, at, N_("cannot open"));
    while ((n = read(fd, part, sizeof part)) > 0 && !b.full)
        buf_add(&b, part, (size_t)n);
    if (n < 0) {
        err_sys(e, at, N_("cannot read"));
        goto done;
    }
    if (b.full) {
        err_set(e, ERR_INPUT, at, N_("larger than %zu bytes"), max);
        goto done;
    }
    *out = str_dup(a, buf_view(&b));
    rc = 0;
done:
    close(fd);
    buf_release(&b);
    return rc;
}

int io_create(struct io_out *o, const char *path, struct err *e)
{
    struct where at = { path, 0 };
    int fd;

    o->file = NULL;
    if (snprintf(o->path, sizeof o->path, "%s", path) >=
        (int)sizeof o->path)
        return err_set(e, ERR_CREATE, NOWHERE, N_("path too long"));
    snprintf(o->temp, sizeof o->temp, "%s.tmp.%ld", path, (long)getpid());
    unlink(o->temp);                    /* our own, of a dead namesake */
    fd = open(o->temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
              0600);
    if (fd < 0 || !(o->file = fdopen(fd, "w"))) {
        if (fd >= 0)
            close(fd);
        err_sys(e, at, N_("cannot write here"));
        if (e->kind == ERR_INPUT)
            e->kind = ERR_CREATE;
        return -1;
    }
    return 0;
}

static void sync_dir(const char *path)
{
    char dir[4096];
    char *slash;
    int fd;

    snprintf(dir, sizeof dir, "%s", path);
    slash = strrchr(dir, '/');
    if (slash)
        slash[slash == dir ? 1 : 0] = 0;
    fd = open(slash ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);              /* best effort: the rename itself is atomic */
        close(fd);
    }
}

int io_commit(struct io_out *o, struct err *e)
{
    FILE *f = o->file;
    struct where at = { o->path, 0 };
    bool bad = fflush(f) != 0 || ferror(f) || fsync(fileno(f)) != 0;
    int number = errno;

    o->file = NULL;
    if (fclose(f) != 0 && !bad) {
        bad = true;
        number = errno;
    }
    errno = number;
    if (bad || rename(o->temp, o->path) != 0) {
        err_sys(e, at, N_("cannot write"));
        unlink(o->temp);
        return -1;
    }
    sync_dir(o->path);
    return 0;
}

void io_abort(struct io_out *o)
{
    if (!o->file)
        return;
    fclose(o->file);
    o->file = NULL;
    unlink(o->temp);
}

int io_write(const char *path, str text, struct err *e)
{
    struct io_out o;

    if (io_create(&o, path, e))
        return -1;
    if (text.n && fwrite(text.p, 1, text.n, o.file) != text.n) {
        err_sys(e, (struct where){ path, 0 }, N_("cannot write"));
        io_abort(&o);
        return -1;
    }
    return io_commit(&o, e);
}

int io_mkdir(const char *path, struct err *e)
{
    char part[4096];
    size_t n = strlen(path);
    struct stat st;

    if (n == 0 || n >= sizeof part)
        return err_set(e, ERR_CREATE, NOWHERE, N_("path too long"));
    memcpy(part, path, n + 1);
    for (size_t i = 1; i <= n; i++)
        if (part[i] == '/' || part[i] == 0) {
            char c = part[i];

            part[i] = 0;
            if (mkdir(part, 0700) != 0 && errno != EEXIST) {
                err_sys(e, (struct where){ part, 0 },
                        N_("cannot make the folder"));
                if (e->kind == ERR_INPUT)
                    e->kind = ERR_CREATE;
                return -1;
            }
            part[i] = c;
        }
    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
        return err_set(e, ERR_CREATE, (struct where){ path, 0 },
                       N_("is not a folder"));
    return 0;
}

int io_flush(FILE *f, struct err *e)
{
    if (fflush(f) != 0 || ferror(f))
        return err_sys(e, NOWHERE, N_("cannot write the output"));
    return 0;
}
