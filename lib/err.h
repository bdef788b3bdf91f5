/* err.h - the one error type, and places in the data.
 *
 * A function that can fail takes `struct err *e` last, returns 0 or -1 (or
 * NULL) and on failure has filled *e exactly once.  The kind is the exit code.
 * Only the front door prints an error.
 */
#ifndef ERR_H
#define ERR_H

#include <libintl.h>
#include <stddef.h>

#define _(text) gettext(text)           /* every message a person reads */
#define N_(text) text                   /* translated when shown */

enum err_kind {                         /* sysexits(3), as documented */
    ERR_USAGE = 64,
    ERR_DATA = 65,                      /* the data broke its contract */
    ERR_INPUT = 66,                     /* no such input */
    ERR_SERVICE = 69,                   /* a service could not be reached */
    ERR_INTERNAL = 70,
    ERR_CREATE = 73,                    /* cannot create an output */
    ERR_IO = 74,                        /* reading or writing failed */
    ERR_BUSY = 75,                      /* another run holds the lock */
    ERR_PERM = 77,
    ERR_CONFIG = 78,
};

struct where {                          /* a place in the data */
    const char *file;                   /* lives as long as the run; or NULL */
    long line;                          /* from 1; 0: the file as a whole */
};

struct err {
    enum err_kind kind;
    char file[512];             /* the place, copied: it outlives its owner */
    long line;
    char msg[1000];             /* in the language of the run */
    char plain[1000];           /* as the program has it: what is stored */
    const char *form;           /* of it, without its values; a literal */
};

/* The place of a filled error, as long as *e lives. */
struct where err_place(const struct err *e);

/* Fill *e; always -1, so that callers can `return err_set(...)`. `fmt` is
 * N_("..."), not _("..."): it is translated here, and kept as it is, too. */
__attribute__((format(printf, 4, 5)))
int err_set(struct err *e, enum err_kind kind, struct where at,
            const char *fmt, ...);

/* The same from errno: the kind follows from it (ENOENT: ERR_INPUT, EACCES:
 * ERR_PERM, ENOSPC: ERR_IO, ...) and ": strerror" is added. */
__attribute__((format(printf, 3, 4)))
int err_sys(struct err *e, struct where at, const char *fmt, ...);

/* Append " (while ...)" to a filled error. */
__attribute__((format(printf, 2, 3)))
void err_while(struct err *e, const char *fmt, ...);

/* "prog: file:line: message" on standard error; returns the exit code. */
int err_print(const struct err *e, const char *prog);

/* A warning in the same form; the run goes on. */
__attribute__((format(printf, 3, 4)))
void err_warn(const char *prog, struct where at, const char *fmt, ...);

/* End of the program: a broken invariant, or no memory. */
__attribute__((noreturn, format(printf, 1, 2)))
void panic(const char *fmt, ...);

#define NOWHERE ((struct where){ NULL, 0 })

#endif
