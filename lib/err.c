/* err.c - errors with a place in the data. */
#define _GNU_SOURCE
#include "lib/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/banned.h"

static void place(struct err *e, struct where at)
{
    if (at.file != e->file)             /* else it stands there already */
        snprintf(e->file, sizeof e->file, "%s", at.file ? at.file : "");
    e->line = at.line;
}

struct where err_place(const struct err *e)
{
    return (struct where){ e->file[0] ? e->file : NULL, e->line };
}

/* Both texts of *e, anew. */
__attribute__((format(printf, 2, 0)))
static void fill(struct err *e, const char *fmt, va_list ap)
{
    va_list again;

    va_copy(again, ap);
    e->form = fmt;
    vsnprintf(e->plain, sizeof e->plain, fmt, ap);
    vsnprintf(e->msg, sizeof e->msg, gettext(fmt), again);
    va_end(again);
}

/* `more` at the end of a text of an error. */
static void append(char *text, const char *more)
{
    size_t n = strlen(text);

    snprintf(text + n, sizeof ((struct err *)0)->msg - n, "%s", more);
}

int err_set(struct err *e, enum err_kind kind, struct where at,
            const char *fmt, ...)
{
    va_list ap;

    e->kind = kind;
    place(e, at);
    va_start(ap, fmt);
    fill(e, fmt, ap);
    va_end(ap);
    return -1;
}

static enum err_kind kind_of(int number)
{
    switch (number) {
    case ENOENT: case ENOTDIR: case EISDIR: case ENAMETOOLONG: case ELOOP:
        return ERR_INPUT;
    case EACCES: case EPERM: case EROFS:
        return ERR_PERM;
    default:
        return ERR_IO;
    }
}

int err_sys(struct err *e, struct where at, const char *fmt, ...)
{
    int number = errno;
    const char *plain = strerrordesc_np(number);
    va_list ap;

    e->kind = kind_of(number);
    place(e, at);
    va_start(ap, fmt);
    fill(e, fmt, ap);
    va_end(ap);
    append(e->msg, ": ");
    append(e->msg, strerror(number));
    append(e->plain, ": ");
    append(e->plain, plain ? plain : "?");
    return -1;
}

void err_while(struct err *e, const char *fmt, ...)
{
    struct err more;
    va_list ap;

    va_start(ap, fmt);
    fill(&more, fmt, ap);
    va_end(ap);
    append(e->msg, " (");
    append(e->msg, more.msg);
    append(e->msg, ")");
    append(e->plain, " (");
    append(e->plain, more.plain);
    append(e->plain, ")");
}

static void print(const char *prog, struct where at, const char *msg)
{
    if (at.file && at.line > 0)
        fprintf(stderr, "%s: %s:%ld: %s\n", prog, at.file, at.line, msg);
    else if (at.file)
        fprintf(stderr, "%s: %s: %s\n", prog, at.file, msg);
    else
        fprintf(stderr, "%s: %s\n", prog, msg);
}

int err_print(const struct err *e, const char *prog)
{
    print(prog, err_place(e), e->msg);
    return (int)e->kind;
}

void err_warn(const char *prog, struct where at, const char *fmt, ...)
{
    char msg[1000];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(msg, sizeof msg, fmt, ap);
    va_end(ap);
    print(prog, at, msg);
}

void panic(const char *fmt, ...)
{
    va_list ap;

    fputs("duban: ", stderr);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    fflush(stdout);
    _exit(ERR_INTERNAL);        /* no cleaning up under other threads */
}
