/* man.c - manual pages and shell completion out of the option tables. */
#include "lib/man.h"

#include <ctype.h>
#include <string.h>

#include "lib/banned.h"

/* Text as troff takes it: no line begins a request, no hyphen is broken, a line
 * may be broken before an ideograph (U+4000 and up). */
static void text(const char *s, FILE *out)
{
    bool start = true;

    for (; *s; s++) {
        if (start && (*s == '.' || *s == '\''))
            fputs("\\&", out);
        if (!start && (unsigned char)*s >= 0xE4 && (unsigned char)*s <= 0xE9)
            fputs("\\:", out);
        if (*s == '\\')
            fputs("\\e", out);
        else if (*s == '-')
            fputs("\\-", out);
        else
            fputc(*s, out);
        start = *s == '\n';
    }
}

static void heading(const char *name, FILE *out)
{
    fprintf(out, ".SH %s\n", name);
}

/* A paragraph with a term before it. */
static void term(const char *name, const char *meaning, FILE *out)
{
    fputs(".TP\n\\fB", out);
    text(name, out);
    fputs("\\fR\n", out);
    text(meaning, out);
    fputc('\n', out);
}

static void title(const char *name, const char *now, FILE *out)
{
    fputs(".TH DUBAN", out);
    for (; name && *name; name++)
        fputc(*name == ' ' ? '-' : toupper((unsigned char)*name), out);
    fprintf(out, " 1 \"%.10s\" \"duban " DUBAN_VERSION "\" \"duban\"\n"
            ".ad l\n.nh\n", now);
}

static void options(const struct command *c, FILE *out)
{
    for (size_t i = 0; i < c->nopts; i++) {
        const struct opt *o = &c->opts[i];

        fputs(".TP\n\\fB\\-\\-", out);
        text(o->name, out);
        fputs("\\fR", out);
        if (o->arg) {
            fputs("=\\fI", out);
            text(o->arg, out);
            fputs("\\fR", out);
        }
        fputc('\n', out);
        text(_(o->help), out);
        fputc('\n', out);
    }
    term("--help", _("print this and stop"), out);
}

static void one(const struct command *c, const char *now, FILE *out)
{
    char name[100];

    snprintf(name, sizeof name, "-%s", c->name);
    title(name, now, out);
    heading(_("NAME"), out);
    fputs("duban", out);
    for (char *p = name; *p; p++)
        *p = *p == ' ' ? '-' : *p;
    text(name, out);
    fputs(" \\- ", out);
    text(_(c->summary), out);
    fputc('\n', out);
    heading(_("SYNOPSIS"), out);
    fputs("\\fBduban ", out);
    text(c->name, out);
    fprintf(out, "\\fR%s", _(" [options]"));
    if (c->args[0]) {
        fputs(" \\fI", out);
        text(c->args, out);
        fputs("\\fR", out);
    }
    fputc('\n', out);
    if (c->help) {
        heading(_("DESCRIPTION"), out);
        text(_(c->help), out);
        fputc('\n', out);
    }
    heading(_("OPTIONS"), out);
    options(c, out);
    heading(_("SEE ALSO"), out);
    fputs("\\fBduban\\fR(1)\n", out);
}

static void codes(FILE *out)
{
    static const struct { int code; const char *meaning; } table[] = {
        { 0, N_("well") },
        { ERR_USAGE, N_("used wrongly") },
        { ERR_DATA, N_("the data broke its contract, or something is wrong") },
        { ERR_INPUT, N_("no such input") },
        { ERR_SERVICE, N_("a service could not be reached") },
        { ERR_INTERNAL, N_("an internal error") },
        { ERR_CREATE, N_("an output cannot be made") },
        { ERR_IO, N_("reading or writing failed") },
        { ERR_BUSY, N_("another run holds the lock: try later") },
        { ERR_PERM, N_("no permission") },
        { ERR_CONFIG, N_("the configuration is wrong") },
    };

    heading(_("EXIT STATUS"), out);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        char code[12];

        snprintf(code, sizeof code, "%d", table[i].code);
        term(code, _(table[i].meaning), out);
    }
}

void man_page(const struct command *c, const struct command *const *all,
              size_t n, const char *now, FILE *out)
{
    if (c) {
        one(c, now, out);
        return;
    }
    title("", now, out);
    heading(_("NAME"), out);
    fputs("duban \\- ", out);
    text(_("problems with public services, out of what citizens say"), out);
    fputc('\n', out);
    heading(_("SYNOPSIS"), out);
    fprintf(out, "\\fBduban\\fR \\fI%s\\fR%s [...]\n", _("COMMAND"),
            _(" [options]"));
    heading(_("COMMANDS"), out);
    for (size_t i = 0; i < n; i++)
        term(all[i]->name, _(all[i]->summary), out);
    codes(out);
    heading(_("ENVIRONMENT"), out);
    term("DUBAN_DB", _("the database, where --db does not name it"), out);
    term("DUBAN_SCHEMAS", _("the folder of catalog, feeds, rules and words"),
         out);
    term("DUBAN_CONFIG", _("the configuration of duban run, where --config "
                           "does not name it"), out);
    term("DUBAN_KEY", _("the key that hides reporters, where it is not "
                        "FILE.key beside the database"), out);
    term("DUBAN_CACHE", _("the folder of compiled patterns"), out);
    term("DUBAN_NOW", _("a moment to take for now, in place of the clock"),
         out);
}

/* First words of the commands, each once. */
static void words(const struct command *const *all, size_t n, FILE *out)
{
    for (size_t i = 0; i < n; i++) {
        size_t len = strcspn(all[i]->name, " ");

        if (i > 0 && strncmp(all[i]->name, all[i - 1]->name, len) == 0 &&
            strcspn(all[i - 1]->name, " ") == len)
            continue;
        fprintf(out, "%s%.*s", i ? " " : "", (int)len, all[i]->name);
    }
}

/* For "rules ...": the second words. */
static void seconds(const struct command *const *all, size_t n, FILE *out)
{
    for (size_t i = 0; i < n; i++) {
        size_t len = strcspn(all[i]->name, " ");
        bool first = i == 0 ||
                     strncmp(all[i]->name, all[i - 1]->name, len + 1) != 0;

        if (!all[i]->name[len])
            continue;
        if (first)
            fprintf(out, "    [[ $COMP_CWORD:$command != 2:%.*s || "
                    "$word == -* ]] || {\n"
                    "        COMPREPLY=($(compgen -W \"", (int)len,
                    all[i]->name);
        fprintf(out, "%s ", all[i]->name + len + 1);
        if (i + 1 == n ||
            strncmp(all[i]->name, all[i + 1]->name, len + 1) != 0)
            fputs("\" -- \"$word\")); return; }\n", out);
    }
}

/* The value of an option, `--x y` or `--x=y`, which bash takes as three words:
 * what a command lists in its first column, or else a file. */
static void values(FILE *out)
{
    static const struct { const char *option, *list; } listed[] = {
        { "saved", "query --list --format=csv" },
    };

    fputs("    [ \"$word\" != = ] || { word=; at=$((at + 1)); }\n"
          "    [ \"${COMP_WORDS[at - 1]}\" != = ] || at=$((at - 1))\n"
          "    case ${COMP_WORDS[at - 1]} in\n", out);
    for (size_t i = 0; i < sizeof listed / sizeof listed[0]; i++)
        fprintf(out, "    --%s) COMPREPLY=($(compgen -W \"$(\"${COMP_WORDS[0]}"
                "\" %s 2>/dev/null |\n            sed '1d; s/,.*//')\" -- "
                "\"$word\")); return ;;\n", listed[i].option, listed[i].list);
    fputs("    esac\n"
          "    if [[ $word != -* ]]; then\n"
          "        local IFS=$'\\n'\n"
          "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
          "        compopt -o filenames\n"
          "        return\n"
          "    fi\n", out);
}

void man_completion(const struct command *const *all, size_t n, FILE *out)
{
    fputs("# bash completion for duban; made from its option tables.\n"
          "_duban() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}\n"
          "    local at=$COMP_CWORD\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        COMPREPLY=($(compgen -W \"", out);
    words(all, n, out);
    fputs("\" -- \"$word\"))\n        return\n    fi\n", out);
    seconds(all, n, out);
    values(out);
    fputs("    case \"$command ${COMP_WORDS[2]}\" in\n", out);
    for (size_t i = 0; i < n; i++) {
        bool two = strchr(all[i]->name, ' ') != NULL;

        fprintf(out, "    \"%s%s) COMPREPLY=($(compgen -W \"", all[i]->name,
                two ? "\"" : " \"*");
        for (size_t k = 0; k < all[i]->nopts; k++)
            fprintf(out, "--%s%s ", all[i]->opts[k].name,
                    all[i]->opts[k].arg ? "=" : "");
        fputs("--help\" -- \"$word\")) ;;\n", out);
    }
    fputs("    esac\n"
          "    [ \"${#COMPREPLY[@]}\" -ne 1 ] || [[ $COMPREPLY != *= ]] || "
          "compopt -o nospace\n}\n"
          "complete -F _duban duban\n", out);
}

static void message(const char *s, FILE *out)
{
    fputs("_(\"", out);
    for (; s && *s; s++)
        if (*s == '\n')
            fputs("\\n", out);
        else
            fprintf(out, *s == '"' || *s == '\\' ? "\\%c" : "%c", *s);
    fputs("\");\n", out);
}

void man_messages(const struct command *const *all, size_t n, FILE *out)
{
    for (size_t i = 0; i < n; i++) {
        fprintf(out, "/* duban %s */\n", all[i]->name);
        message(all[i]->summary, out);
        if (all[i]->help)
            message(all[i]->help, out);
        for (size_t k = 0; k < all[i]->nopts; k++)
            message(all[i]->opts[k].help, out);
    }
}
