/* opt.c - commands and options as tables. */
#include "lib/opt.h"

#include <string.h>

#include "lib/banned.h"

void opt_help(const struct command *c, FILE *out)
{
    fprintf(out, _("usage: duban %s%s%s%s\n\n%s\n"), c->name,
            c->nopts ? _(" [options]") : "", c->args[0] ? " " : "", c->args,
            _(c->summary));
    if (c->help)
        fprintf(out, "\n%s\n", _(c->help));
    fprintf(out, "\n%s\n", _("options:"));
    for (size_t i = 0; i < c->nopts; i++) {
        const struct opt *o = &c->opts[i];
        int n = 4 + (int)strlen(o->name) + (o->arg ? 1 + (int)strlen(o->arg)
                                                   : 0);

        fprintf(out, "  --%s%s%s", o->name, o->arg ? "=" : "",
                o->arg ? o->arg : "");
        if (n > 23)
            fprintf(out, "\n%24s", "");
        else
            fprintf(out, "%*s", 24 - n, "");
        fprintf(out, "%s\n", _(o->help));
    }
    fprintf(out, "  --help                %s\n", _("print this and stop"));
}

static const struct opt *find(const struct command *c, str name)
{
    for (size_t i = 0; i < c->nopts; i++)
        if (str_is(name, c->opts[i].name))
            return &c->opts[i];
    return NULL;
}

static int set(const struct opt *o, void *args, const char *value,
               struct err *e)
{
    void *field = (char *)args + o->offset;
    struct opt_list *list = field;
    long long n;

    switch (o->type) {
    case OPT_FLAG:
        *(bool *)field = true;
        return 0;
    case OPT_TEXT:
        *(const char **)field = value;
        return 0;
    case OPT_INT:
        if (!str_int(str_of(value), &n) || n < 0 || n > 1000000000)
            return err_set(e, ERR_USAGE, NOWHERE,
                           N_("--%s: \"%s\" is not a whole number"), o->name,
                           value);
        *(long *)field = (long)n;
        return 0;
    case OPT_LIST:
        if (list->n == sizeof list->at / sizeof list->at[0])
            return err_set(e, ERR_USAGE, NOWHERE, N_("too many --%s"),
                           o->name);
        list->at[list->n++] = value;
        return 0;
    }
    return 0;
}

int opt_parse(const struct command *c, void *args, int *argc, char **argv,
              struct err *e)
{
    int left = 0, i;

    for (i = 0; i < *argc; i++) {
        const char *arg = argv[i], *eq;
        const struct opt *o;
        str name;

        if (strcmp(arg, "--") == 0) {
            i++;
            break;
        }
        if (arg[0] != '-' || arg[1] == 0) {     /* "-" is standard input */
            argv[left++] = argv[i];
            continue;
        }
        if (strcmp(arg, "-v") == 0)             /* the two that hands know */
            arg = "--verbose";
        if (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0) {
            opt_help(c, stdout);
            return 1;
        }
        eq = strchr(arg, '=');
        name = eq ? (str){ arg + 2, (size_t)(eq - arg) - 2 }
                  : str_of(arg + 2);
        if (arg[1] != '-' || !(o = find(c, name)))
            return err_set(e, ERR_USAGE, NOWHERE,
                           N_("unknown option %s (see duban %s --help)"), arg,
                           c->name);
        if (o->type == OPT_FLAG && eq)
            return err_set(e, ERR_USAGE, NOWHERE, N_("--%s takes no value"),
                           o->name);
        if (o->type != OPT_FLAG && !eq && i + 1 == *argc)
            return err_set(e, ERR_USAGE, NOWHERE, N_("--%s needs a value: %s"),
                           o->name, o->arg);
        if (set(o, args, o->type == OPT_FLAG ? NULL
                         : eq ? eq + 1 : argv[++i], e))
            return -1;
    }
    while (i < *argc)
        argv[left++] = argv[i++];
    *argc = left;
    if (left < c->min_args || (c->max_args >= 0 && left > c->max_args))
        return err_set(e, ERR_USAGE, NOWHERE,
                       N_("usage: duban %s [options] %s"), c->name, c->args);
    return 0;
}
