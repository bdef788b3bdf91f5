/* config.c - the configuration of `duban run`: read and checked as a whole. */
#include "report/config.h"

#include <unistd.h>

#include "lib/yaml.h"
#include "report/report.h"
#include "lib/banned.h"

/* Has the feed a definition?  Its name is the name of a file. */
static int feed_exists(const struct yaml *y, str name, const char *schemas,
                       struct arena *a, struct err *e)
{
    str path = str_fmt(a, "%s/feeds/%.*s.yaml", schemas, PSTR(name));

    if (str_find(name, STR("/")) < name.n || access(path.p, R_OK) != 0)
        return err_set(e, ERR_CONFIG, y->at, N_("no feed \"%.*s\" is "
                       "defined"), PSTR(name));
    return 0;
}

static int read_feed(struct feed_files *f, const struct yaml *y,
                     const char *schemas, struct arena *a, struct err *e)
{
    static const char *const known[] = { "feed", "files", NULL };

    if (yaml_want(y, YAML_MAP, "feeds", e) || yaml_known(y, known, e) ||
        yaml_text(y, "feed", &f->feed, e) ||
        yaml_texts(y, "files", &f->files, &f->n, a, e))
        return -1;
    if (!f->feed.n)
        return err_set(e, ERR_CONFIG, y->at, N_("feed: is missing"));
    return feed_exists(yaml_get(y, "feed"), f->feed, schemas, a, e);
}

/* A text that may be left out, but not be empty. */
static int read_path(const struct yaml *y, const char *key, str *out,
                     struct err *e)
{
    if (yaml_text(y, key, out, e))
        return -1;
    if (yaml_get(y, key) && !out->n)
        return err_set(e, ERR_CONFIG, yaml_get(y, key)->at,
                       N_("%s: is empty"), key);
    return 0;
}

static int read_formats(const struct yaml *y, str *out, struct err *e)
{
    str rest, one;

    if (read_path(y, "formats", out, e))
        return -1;
    for (rest = *out; str_cut(&rest, ',', &one); )
        if (!report_writes(one))
            return err_set(e, ERR_CONFIG, yaml_get(y, "formats")->at,
                           N_("formats: no format \"%.*s\""), PSTR(one));
    return 0;
}

static int read_reports(struct config *c, const struct yaml *y,
                        struct err *e)
{
    static const char *const known[] = { "out", "formats", "weekly",
        "monthly", "week_due", "month_due", "weeks_back", "months_back",
        NULL };

    if (!y)
        return 0;
    if (yaml_want(y, YAML_MAP, "reports", e) || yaml_known(y, known, e) ||
        read_path(y, "out", &c->out, e) ||
        read_formats(y, &c->formats, e) ||
        yaml_bool(y, "weekly", &c->weekly, e) ||
        yaml_bool(y, "monthly", &c->monthly, e) ||
        yaml_whole(y, "week_due", 0, 100000, &c->week_due, e) ||
        yaml_whole(y, "month_due", 0, 100000, &c->month_due, e) ||
        yaml_whole(y, "weeks_back", 0, 100000, &c->weeks_back, e) ||
        yaml_whole(y, "months_back", 0, 100000, &c->months_back, e))
        return -1;
    if (!c->out.n && (c->weekly || c->monthly))
        return err_set(e, ERR_CONFIG, y->at,
                       N_("reports: needs out: (a folder)"));
    return 0;
}

int config_load(struct config *c, const char *path, const char *schemas,
                struct arena *a, struct err *e)
{
    static const char *const known[] = { "database", "feeds", "reports",
        "keep_texts_days", "backup", "index", NULL };
    const struct yaml *root = yaml_file(path, a, e), *feeds;

    if (!root)
        return -1;
    *c = (struct config){
        .path = path, .db = STR("./duban.db"), .formats = STR("html,csv,md"),
        .index = true, .weeks_back = 8, .months_back = 2, .month_due = 2,
    };
    feeds = yaml_get(root, "feeds");
    if (yaml_known(root, known, e) ||
        read_path(root, "database", &c->db, e) ||
        read_path(root, "backup", &c->backup, e) ||
        yaml_bool(root, "index", &c->index, e) ||
        yaml_whole(root, "keep_texts_days", 0, 100000, &c->keep_days, e) ||
        read_reports(c, yaml_get(root, "reports"), e))
        return -1;
    if (!feeds)
        return err_set(e, ERR_CONFIG, root->at,
                       N_("feeds: is missing"));
    if (yaml_want(feeds, YAML_LIST, "feeds", e))
        return -1;
    c->feed = arena_array(a, struct feed_files, feeds->n);
    for (size_t i = 0; i < feeds->n; i++)
        if (read_feed(&c->feed[c->feeds++], &feeds->item[i], schemas, a, e))
            return -1;
    return 0;
}
