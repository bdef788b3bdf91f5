/* self.c - a command of this program as a process of its own. */
#include "lib/self.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/banned.h"

enum { WORDS = 20 };

static void become(const struct env *env, const char *now, bool quiet,
                   char **argv)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (null >= 0) {
        dup2(null, 0);
        dup2(quiet ? null : 2, 1);
    }
    setenv("DUBAN_NOW", now, 1);
    execv(env->self, argv);
    _exit(ERR_INTERNAL);
}

int self_run(const struct env *env, const char *now, bool quiet,
             const char *const *words, int *code, struct err *e)
{
    char *argv[WORDS + 2] = { (char *)"duban" };
    int status = 0;
    pid_t pid;

    for (int i = 0; i < WORDS && words[i]; i++)
        argv[i + 1] = (char *)words[i];
    pid = fork();
    if (pid < 0)
        return err_sys(e, NOWHERE, N_("cannot start a process"));
    if (pid == 0)
        become(env, now, quiet, argv);
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR)
            return err_sys(e, NOWHERE, N_("cannot wait for a step"));
        kill(pid, SIGTERM);
    }
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : ERR_INTERNAL;
    if (!WIFEXITED(status))
        err_warn(env->prog, NOWHERE, _("the step %s was killed by signal "
                                       "%d"), words[0], WTERMSIG(status));
    return 0;
}
