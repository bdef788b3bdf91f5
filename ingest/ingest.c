/* ingest.c - the commands of stage 1: init and ingest. */
#include "ingest/ingest.h"

#include <stdio.h>

#include "ingest/load.h"
#include "ingest/reference.h"
#include "ingest/web.h"
#include "lib/banned.h"

struct init_args {
    const char *db;
};

static const struct opt init_opts[] = {
    TEXT(struct init_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

static int init_run(const struct env *env, void *args, int argc, char **argv,
                    struct err *e)
{
    const struct init_args *o = args;
    struct store *db = store_open(o->db, STORE_CREATE, e);
    int rc = -1;

    (void)argc, (void)argv;
    if (!db)
        return -1;
    if (store_begin(db, e))
        goto done;
    if (reference_load(db, env->schemas, e) || store_commit(db, e)) {
        store_rollback(db);
        goto done;
    }
    rc = 0;
done:
    store_close(db);
    return rc;
}

const struct command cmd_init = {
    "init", "", "create or migrate the database and load the reference data",
    "Loads catalog, lead units, regions and calendar from the folder of\n"
    "schemas. Running it again brings them up to date; records stay.",
    init_opts, sizeof init_opts / sizeof init_opts[0],
    sizeof(struct init_args), 0, 0, init_run
};

struct ingest_args {
    const char *db, *feed, *glob;
    bool again;
};

static const struct opt ingest_opts[] = {
    TEXT(struct ingest_args, feed, "feed", "NAME",
         "the feed definition: schemas/feeds/NAME.yaml; required"),
    TEXT(struct ingest_args, glob, "glob", "PATTERN",
         "the arguments are folders: load the files in them of these names"),
    FLAG(struct ingest_args, again, "again",
         "load also what was loaded before, byte for byte the same"),
    TEXT(struct ingest_args, db, "db", "FILE",
         "the database; default $DUBAN_DB, then ./duban.db"),
};

/* Every file; one that is given up does not stop the next one. */
static int load_all(const struct load *l, const char *glob, int argc,
                    char **argv, struct err *e)
{
    struct err one = { 0 };
    int rc = 0;

    for (int i = 0; i < argc; i++) {
        int bad = glob ? load_folder(l, argv[i], glob, &one)
                       : load_file(l, argv[i], &one);

        if (bad && rc)
            err_print(e, l->env->prog);     /* the last is the caller's */
        if (bad) {
            *e = one;
            rc = -1;
        }
    }
    return rc;
}

static int ingest_run(const struct env *env, void *args, int argc,
                      char **argv, struct err *e)
{
    const struct ingest_args *o = args;
    struct arena mem = { 0 };
    struct load l;
    int rc = -1;

    if (load_open(&l, env, o->db, o->feed, &mem, e) == 0) {
        l.known = o->again || !argc ? KNOWN_LOAD : KNOWN_TELL;
        rc = argc ? load_all(&l, o->glob, argc, argv, e) : web_run(&l, e);
    }
    load_close(&l);
    arena_release(&mem);
    return rc;
}

const struct command cmd_ingest = {
    "ingest", "[FILE|-]...", "load files of a feed; prints the ledger line of "
    "each batch",
    "A record that cannot be used is kept in the table of rejects, with its\n"
    "place and the reason; the others are loaded. Loading a file again\n"
    "changes nothing. Without a FILE, what the feed's url: gives is fetched\n"
    "and loaded, from where the last run stopped.",
    ingest_opts, sizeof ingest_opts / sizeof ingest_opts[0],
    sizeof(struct ingest_args), 0, -1, ingest_run
};
