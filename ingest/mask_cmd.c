/* mask_cmd.c - the command that shows what masking does to a text. */
#include "ingest/ingest.h"

#include <stdio.h>
#include <stdlib.h>

#include "ingest/mask.h"
#include "lib/text.h"
#include "lib/banned.h"

struct mask_args {
    bool quiet;
};

static const struct opt mask_opts[] = {
    FLAG(struct mask_args, quiet, "quiet", "the masked text alone"),
};

enum { HITS = 64 };

static void show(str raw, bool quiet, struct arena *a)
{
    struct mask_hit hit[HITS];
    size_t n;
    struct buf fixed = { 0 };
    str text;

    while (!text_valid(raw) && raw.n) { /* what is no text: U+FFFD */
        str rest = raw;

        for (raw = rest; raw.n; )
            buf_code(&fixed, text_next(&raw));
        raw = str_dup(a, buf_view(&fixed));
    }
    buf_release(&fixed);
    text = mask_text(a, text_clean(a, raw), hit, HITS, &n);
    printf("%.*s\n", PSTR(text));
    for (size_t i = 0; i < n && i < HITS && !quiet; i++)
        printf("  %s <- %.*s\n", hit[i].token, PSTR(hit[i].text));
}

static int mask_run(const struct env *env, void *args, int argc, char **argv,
                    struct err *e)
{
    const struct mask_args *o = args;
    struct arena mem = { 0 };
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    int rc = 0;

    (void)env;
    for (int i = 0; i < argc; i++)
        show(str_of(argv[i]), o->quiet, &mem);
    while (argc == 0 && (n = getline(&line, &cap, stdin)) > 0) {
        show((str){ line, (size_t)n }, o->quiet, &mem);
        arena_reset(&mem);
    }
    if (ferror(stdin))
        rc = err_sys(e, NOWHERE, N_("cannot read standard input"));
    mem_free(line);
    arena_release(&mem);
    return rc;
}

const struct command cmd_mask = {
    "mask", "[TEXT]...", "show what masking does to a text",
    "Prints the text as it would be stored, and below it what was taken out\n"
    "by which rule. Without TEXT, each line of standard input.",
    mask_opts, sizeof mask_opts / sizeof mask_opts[0],
    sizeof(struct mask_args), 0, -1, mask_run
};
