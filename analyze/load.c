/* load.c - a folder of rules into a rule set. */
#include "analyze/load.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyze/define.h"
#include "analyze/names.h"
#include "lib/banned.h"

void complain(struct load *l, const struct err *e)
{
    struct rules *r = l->r;

    r->complaint = mem_room(r->complaint, r->n_complaints,
                            &r->cap_complaints);
    r->complaint[r->n_complaints++] = (struct complaint){ *e,
        l->code ? l->code : "bad-value" };
    l->code = NULL;
}

const char *target_kind_name(enum target_kind k)
{
    static const char *const names[] = { "item", "topic", "context",
                                         "problem" };

    return names[k];
}

const char *field_name(enum field f)
{
    static const char *const names[] = { "title", "item_name", "text" };

    return names[f];
}

int target_add(struct load *l, enum target_kind kind, str id)
{
    struct rules *r = l->r;

    for (size_t i = 0; i < r->n_targets; i++)
        if (r->target[i].kind == kind && str_eq(r->target[i].id, id))
            return (int)i;
    r->target = mem_room(r->target, r->n_targets, &l->cap_targets);
    r->target[r->n_targets] = (struct target){ kind, id };
    return (int)r->n_targets++;
}

bool target_known(const struct load *l, enum target_kind kind, str id)
{
    if (kind == T_CONTEXT || l->again)
        return true;
    for (size_t i = 0; i < l->r->n_known[kind]; i++)
        if (str_eq(l->r->known[kind][i], id))
            return true;
    return false;
}

/* The ids that rules may speak for.  They are targets in the order of the
 * files, whatever the rules: of equal labels the first in it comes first. */
static int reference(struct load *l, const char *schemas, struct err *e)
{
    static const struct { enum target_kind kind; const char *file; } files[] =
        { { T_ITEM, "catalog.csv" }, { T_ITEM, "catalog-province.csv" },
          { T_PROBLEM, "problems.csv" }, { T_TOPIC, "topics.csv" } };

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        enum target_kind k = files[i].kind;
        struct pairs p;

        if (pairs_load(&p, schemas, files[i].file, "id", "id", &l->r->mem, e))
            return -1;
        l->r->known[k] = mem_grow(l->r->known[k],
                                  mem_size(l->r->n_known[k] + p.n,
                                           sizeof(str)));
        for (size_t n = 0; n < p.n; n++) {
            l->r->known[k][l->r->n_known[k]++] = p.at[n].key;
            target_add(l, k, p.at[n].key);
        }
    }
    return 0;
}

/* What the name files speak of must be there. */
static void name_check(void *to, enum name_kind by, const struct pair *p)
{
    struct load *l = to;
    enum target_kind k = by == BY_TAG ? T_PROBLEM : T_ITEM;
    struct err e;

    if (target_known(l, k, p->value))
        return;
    err_set(&e, ERR_CONFIG, p->at, N_("no such %s: \"%.*s\""),
            target_kind_name(k), PSTR(p->value));
    complain(l, &e);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names of the *.yaml files of a folder, sorted. */
static int files_of(struct load *l, const char *dir, char ***out, size_t *n,
                    struct err *e)
{
    DIR *d = opendir(dir);
    struct dirent *entry;
    size_t cap = 0;

    if (!d)
        return err_sys(e, (struct where){ dir, 0 }, N_("cannot open"));
    while ((entry = readdir(d))) {
        str name = str_of(entry->d_name);

        if (name.p[0] == '.' || !str_ends(name, STR(".yaml")))
            continue;
        *out = mem_room(*out, *n, &cap);
        (*out)[(*n)++] = str_c(&l->r->mem, str_fmt(&l->r->mem, "%s/%s", dir,
                                                   entry->d_name));
    }
    closedir(d);
    if (*n)
        qsort(*out, *n, sizeof **out, by_name);
    return 0;
}

static void load_rules_of(struct load *l, const char *part, bool exclusion)
{
    struct err e;

    for (size_t i = 0; i < l->n_files; i++) {
        const struct yaml *list = yaml_get(l->file[i], part);

        if (list && yaml_want(list, YAML_LIST, part, &e)) {
            complain(l, &e);
            continue;
        }
        for (size_t k = 0; list && k < list->n; k++)
            if (rule_load(l, &list->item[k], exclusion, &e))
                complain(l, &e);
    }
}

static void load_files(struct load *l, char **name, size_t n)
{
    static const char *const parts[] = { "fragments", "rules", "exclusions",
                                         NULL };
    const struct yaml *settings = NULL;
    struct err one;

    l->file = arena_array(&l->r->mem, struct yaml *, n + 1);
    for (size_t i = 0; i < n; i++) {
        const char *base = strrchr(name[i], '/') + 1;
        struct yaml *y = yaml_file(name[i], &l->r->mem, &one);

        l->code = "not-yaml";
        if (!y || yaml_want(y, YAML_MAP, base, &one)) {
            complain(l, &one);
            continue;
        }
        l->code = "unknown-key";
        if (strcmp(base, "settings.yaml") != 0 &&
            yaml_known(y, parts, &one)) {
            complain(l, &one);
            continue;
        }
        if (strcmp(base, "settings.yaml") == 0)
            settings = y;
        else
            l->file[l->n_files++] = y;
    }
    l->code = NULL;
    if (settings_load(l, settings, &one))
        complain(l, &one);
    fragments_collect(l);
    load_rules_of(l, "rules", false);
    load_rules_of(l, "exclusions", true);
    limits_resolve(l);
}

/* Which fragments there were and whether anybody used them. */
static void fragments_keep(struct load *l)
{
    struct rules *r = l->r;

    r->fragment = arena_array(&r->mem, struct fragment_use, l->n_fragments);
    r->n_fragments = l->n_fragments;
    for (size_t i = 0; i < l->n_fragments; i++)
        r->fragment[i] = (struct fragment_use){ l->fragment[i].name,
            l->fragment[i].node->at, l->fragment[i].text.p != NULL };
}

size_t rules_complain(const struct rules *r, const char *prog)
{
    for (size_t i = 0; i < r->n_complaints; i++)
        err_print(&r->complaint[i].e, prog);
    return r->n_complaints;
}

struct rules *rules_load(const char *dir, const char *schemas, bool strict,
                         const char *prog, struct err *e)
{
    struct load l = { .r = mem_grow(NULL, sizeof *l.r) };
    struct rules *r = l.r;
    char **name = NULL;
    size_t n = 0;
    int rc = -1;

    *r = (struct rules){ .regex = regex_new() };
    if (!dir)
        dir = str_c(&r->mem, str_fmt(&r->mem, "%s/rules", schemas));
    r->fold = fold_load(schemas, &r->mem, e);
    if (!r->fold || reference(&l, schemas, e) ||
        !(r->names = names_load(schemas, r->fold, &r->mem, e)) ||
        files_of(&l, dir, &name, &n, e))
        goto done;
    names_each(r->names, name_check, &l);
    load_files(&l, name, n);
    rules_index(r);
    r->lines = rules_define(r, &r->mem);
    hash_of(r->lines, r->hash);
    if (strict && r->n_complaints) {
        for (size_t i = 0; i + 1 < r->n_complaints; i++)
            err_print(&r->complaint[i].e, prog);
        *e = r->complaint[r->n_complaints - 1].e;
        goto done;
    }
    rc = 0;
done:
    mem_free(name);
    fragments_keep(&l);
    mem_free(l.fragment);
    if (rc) {
        rules_free(r);
        return NULL;
    }
    return r;
}

void rules_free(struct rules *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->n; i++)
        mem_free(r->rule[i].example);
    for (int k = 0; k < TARGET_KINDS; k++)
        mem_free(r->known[k]);
    mem_free(r->rule);
    mem_free(r->target);
    mem_free(r->complaint);
    regex_free(r->regex);
    arena_release(&r->mem);
    mem_free(r);
}

int rules_target(const struct rules *r, str name)
{
    for (size_t i = 0; i < r->n_targets; i++) {
        const struct target *t = &r->target[i];
        str kind = str_of(target_kind_name(t->kind));

        if (str_starts(name, kind) && name.n > kind.n &&
            name.p[kind.n] == ':' && str_eq(str_from(name, kind.n + 1),
                                            t->id))
            return (int)i;
    }
    return -1;
}
