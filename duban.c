/* duban.c - the front door: a table of commands. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "analyze/analyze.h"
#include "ingest/ingest.h"
#include "lib/date.h"
#include "lib/man.h"
#include "lib/opt.h"
#include "report/report.h"

#include "lib/banned.h"

static const struct command *const commands[] = {
    &cmd_init,
    &cmd_ingest,
    &cmd_rejects_list,
    &cmd_rejects_export,
    &cmd_rejects_replay,
    &cmd_mask,
    &cmd_purge,
    &cmd_analyze,
    &cmd_classify,
    &cmd_explain_figure,
    &cmd_explain,
    &cmd_rules_check,
    &cmd_rules_test,
    &cmd_rules_mutate,
    &cmd_rules_eval,
    &cmd_rules_explain,
    &cmd_rules_coverage,
    &cmd_rules_suggest,
    &cmd_rules_diff,
    &cmd_query,
    &cmd_search,
    &cmd_index,
    &cmd_status,
    &cmd_verify,
    &cmd_backup,
    &cmd_snapshot,
    &cmd_run,
    &cmd_report,
    &cmd_problems_list,
    &cmd_problems_note,
    &cmd_problems_close,
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static int usage(FILE *out)
{
    fprintf(out, "%s\n\n", _("usage: duban COMMAND [options] [...]"));
    for (int i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-16s  %s\n", commands[i]->name,
                _(commands[i]->summary));
    fprintf(out, "\n%s\n", _("duban COMMAND --help tells more."));
    return out == stdout ? 0 : ERR_USAGE;
}

/* The command that argv begins with, and how many words it takes. */
static const struct command *find(int argc, char **argv, int *words)
{
    for (int i = 0; i < COMMANDS; i++) {
        str rest = str_of(commands[i]->name), word;
        int n = 0;

        while (str_cut(&rest, ' ', &word) && 1 + n < argc &&
               str_is(word, argv[1 + n]))
            n++;
        if (!rest.p && n > 0 && (size_t)n == 1u +
            (strchr(commands[i]->name, ' ') != NULL)) {
            *words = n;
            return commands[i];
        }
    }
    return NULL;
}

/* The folder of rules and feeds: $DUBAN_SCHEMAS, beside the program, or where
 * `make install` put it. */
static const char *schemas_of(const char *self, char *out, size_t n)
{
    const char *env = getenv("DUBAN_SCHEMAS");
    const char *slash = strrchr(self, '/');

    if (env && env[0])
        return env;
    for (int up = 0; slash && up < 4; up++) {   /* .build/release/duban too */
        snprintf(out, n, "%.*s/schemas", (int)(slash - self), self);
        if (access(out, R_OK) == 0)
            return out;
        while (slash > self && *--slash != '/')
            ;
    }
    return DUBAN_DATA;
}

/* In the user's language, by the translations that `make install` put there
 * ($DUBAN_LOCALE: another folder). */
static void speak(void)
{
    const char *dir = getenv("DUBAN_LOCALE");

    setlocale(LC_CTYPE, "");
    setlocale(LC_MESSAGES, "");
    bindtextdomain("duban", dir && dir[0] ? dir : DUBAN_DATA "/locale");
    bind_textdomain_codeset("duban", "UTF-8");
    textdomain("duban");
}

static void settle(void)
{
    int fd;

    while ((fd = open("/dev/null", O_RDWR | O_CLOEXEC)) >= 0 && fd <= 2)
        ;                               /* 0, 1 and 2 exist from here on */
    if (fd > 2)
        close(fd);
    umask(077);
    signal(SIGXFSZ, SIG_IGN);           /* a full disk is an error, no death */
    speak();
}

/* The time that this run calls now: $DUBAN_NOW, or the clock's. */
static int now_of(char out[TIME_TEXT], struct err *e)
{
    const char *fixed = getenv("DUBAN_NOW");
    struct date d = time_of_epoch((long long)time(NULL));

    if (fixed && fixed[0] && !time_read(str_of(fixed), &d))
        return err_set(e, ERR_USAGE, NOWHERE,
                       N_("DUBAN_NOW: \"%s\" is not a time"), fixed);
    time_print(&d, out);
    return 0;
}

/* The manual page of the program or, by its name, of a command. */
static int manual(const char *name)
{
    const struct command *c = NULL;
    char now[TIME_TEXT];
    struct err e = { 0 };

    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i]->name, name) == 0)
            c = commands[i];
    if (name[0] && !c)
        return usage(stderr);
    if (now_of(now, &e))
        return err_print(&e, "duban");
    man_page(c, commands, COMMANDS, now, stdout);
    return 0;
}

/* What duban says of itself, asked by its first word; false: nothing of that
 * kind was asked. */
static bool about(const char *word, const char *more, int *rc)
{
    *rc = 0;
    if (strcmp(word, "--help") == 0 || strcmp(word, "help") == 0)
        *rc = usage(stdout);
    else if (strcmp(word, "--version") == 0)
        puts("duban " DUBAN_VERSION);
    else if (strcmp(word, "--completion") == 0)
        man_completion(commands, COMMANDS, stdout);
    else if (strcmp(word, "--commands") == 0)
        for (int i = 0; i < COMMANDS; i++)
            puts(commands[i]->name);
    else if (strcmp(word, "--messages") == 0)       /* for translators */
        man_messages(commands, COMMANDS, stdout);
    else if (strcmp(word, "--manual") == 0)
        *rc = manual(more ? more : "");
    else
        return false;
    return true;
}

static int run(const struct command *c, const struct env *env, int argc,
               char **argv, struct err *e)
{
    struct arena mem = { 0 };
    void *args = arena_alloc(&mem, c->args_size ? c->args_size : 1);
    int rc = opt_parse(c, args, &argc, argv, e);

    if (rc == 0)
        rc = c->run(env, args, argc, argv, e);
    else if (rc > 0)
        rc = 0;                         /* --help */
    if (rc >= 0 && (fflush(stdout) != 0 || ferror(stdout)))
        rc = err_sys(e, NOWHERE, N_("cannot write the output"));
    arena_release(&mem);
    return rc;
}

int main(int argc, char **argv)
{
    char now[TIME_TEXT], schemas[4096], self[4096], prog[64] = "duban";
    const struct command *c;
    struct err e = { 0 };
    struct env env;
    ssize_t n;
    int words, rc;

    settle();
    if (argc < 2)
        return usage(stderr);
    if (about(argv[1], argv[2], &rc))
        return rc;
    c = find(argc, argv, &words);
    if (!c) {
        fprintf(stderr, _("duban: no command \"%s\"\n"), argv[1]);
        return usage(stderr);
    }
    n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = 0;
    rc = now_of(now, &e);
    if (rc == 0) {
        snprintf(prog, sizeof prog, "duban %s", c->name);
        env = (struct env){ .prog = prog, .now = now, .self = self,
                            .schemas = schemas_of(self, schemas,
                                                  sizeof schemas),
                            .progress = isatty(2) };
        rc = run(c, &env, argc - 1 - words, argv + 1 + words, &e);
    }
    return rc < 0 ? err_print(&e, prog) : rc;
}
