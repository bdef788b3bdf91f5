/* layout.c - read and check schemas/report/NAME.yaml. */
#include "report/layout.h"

#include <stdio.h>

#include "report/known.h"
#include "report/words.h"
#include "lib/banned.h"

/* Keys that every kind of block may have; then those of each kind. */
#define COMMON "id", "title", "note", "when", "empty", "sheet"

static const char *const text_keys[] = { COMMON, "text", "style", NULL };
static const char *const table_keys[] = {
    COMMON, "table", "columns", "rows", "first", "last", "total", "filter",
    NULL };
static const char *const chart_keys[] = {
    COMMON, "chart", "data", "columns", "rows", "first", "last", "order",
    "width", "height", "row_height", "narrow_height", "narrow_row_height",
    NULL };
static const char *const cards_keys[] = { COMMON, "cards", NULL };
static const char *const records_keys[] = { COMMON, "records", "columns",
                                            "first", "filter", NULL };

static const struct {
    const char *key;
    enum block_kind kind;
    const char *const *keys;
} kinds[] = {
    { "text", BLOCK_TEXT, text_keys },
    { "table", BLOCK_TABLE, table_keys },
    { "chart", BLOCK_CHART, chart_keys },
    { "cards", BLOCK_CARDS, cards_keys },
    { "records", BLOCK_RECORDS, records_keys },
};

static const struct { const char *name; enum column_as as; } as_names[] = {
    { "count", AS_COUNT }, { "one", AS_ONE }, { "two", AS_TWO },
    { "rate", AS_RATE }, { "change", AS_CHANGE }, { "range", AS_RANGE },
    { "text", AS_TEXT }, { "long", AS_LONG }, { "yes", AS_YES },
    { "day", AS_DAY }, { "figure", AS_FIGURE }, { "note", AS_NOTE },
};

enum { LARGEST = 100000 };      /* of the numbers in a layout */

/* Words that the code itself asks for. */
static const char *const needed_words[] = {
    "up", "down", "same", "points", "none", "yes", "no", "total", "contents",
    "colon", "records", "query", "chart_missing", "chart_table", "numerator",
    "denominator", "filter", "filter_all", "sort_hint", "sort_by", "shown",
    "reset", "record", "no_past", "of_records", "apart", "open", "overdue",
    "closed", "unsolved", NULL
};

static int cond_read(const struct yaml *y, str section, struct cond *c,
                     struct err *e)
{
    static const struct { const char *text; enum cond_op op; } ops[] = {
        { " > ", COND_GT }, { " < ", COND_LT }, { " = ", COND_EQ },
        { " != ", COND_NE },
    };
    str rest;

    *c = (struct cond){ .at = y->at, .ref = y->text };
    if (str_starts(c->ref, STR("not "))) {
        c->op = COND_NOT;
        c->ref = str_trim(str_from(c->ref, 4));
    }
    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
        size_t at = str_find(y->text, str_of(ops[i].text));

        if (at == y->text.n)
            continue;
        c->op = ops[i].op;
        c->ref = str_trim(str_head(y->text, at));
        rest = str_trim(str_from(y->text, at + strlen(ops[i].text)));
        if (!str_real(rest, &c->than))
            return err_set(e, ERR_CONFIG, y->at,
                           N_("\"%.*s\" is not a number"), PSTR(rest));
    }
    return words_check_address(c->ref, section, y->at, e);
}

static int conds_read(const struct yaml *map, const char *key, str section,
                      struct conds *out, struct err *e)
{
    const struct yaml *y = yaml_get(map, key);
    size_t n = !y ? 0 : y->kind == YAML_LIST ? y->n : 1;

    if (n > CONDS)
        return err_set(e, ERR_CONFIG, y->at, N_("at most %d conditions"),
                       CONDS);
    for (size_t i = 0; i < n; i++) {
        const struct yaml *one = y->kind == YAML_LIST ? &y->item[i] : y;

        if (yaml_want(one, YAML_TEXT, key, e) ||
            cond_read(one, section, &out->at[i], e))
            return -1;
        out->n = i + 1;
    }
    return 0;
}

static int section_known(str section, struct where at, struct err *e)
{
    return known_section(section) ? 0
           : err_set(e, ERR_CONFIG, at, N_("no section \"%.*s\""),
                     PSTR(section));
}

static int sentence_read(const struct yaml *y, str section,
                         struct sentence *t, struct err *e)
{
    static const char *const keys[] = { "text", "when", "list", "first",
                                        "join", "before", "after", "order",
                                        "least", "most", "group", NULL };
    long first = 0, least = 0, most = 0;

    t->at = y->at;
    if (y->kind == YAML_TEXT) {
        t->text = y->text;
        return words_check(t->text, section, t->at, e);
    }
    if (yaml_want(y, YAML_MAP, "a sentence", e) || yaml_known(y, keys, e) ||
        yaml_text(y, "text", &t->text, e) ||
        yaml_text(y, "list", &t->list, e) ||
        yaml_text(y, "join", &t->join, e) ||
        yaml_text(y, "before", &t->before, e) ||
        yaml_text(y, "after", &t->after, e) ||
        yaml_text(y, "order", &t->order, e) ||
        yaml_text(y, "group", &t->group, e) ||
        yaml_whole(y, "first", 0, LARGEST, &first, e) ||
        yaml_whole(y, "least", 0, LARGEST, &least, e) ||
        yaml_whole(y, "most", 0, LARGEST, &most, e) ||
        (t->list.n && section_known(t->list, y->at, e)) ||
        (t->order.n && words_check_address(t->order, t->list, y->at, e)) ||
        (t->group.n && words_check_address(t->group, t->list, y->at, e)) ||
        conds_read(y, "when", t->list.n ? t->list : section, &t->when, e) ||
        words_check(t->before, section, t->at, e) ||
        words_check(t->after, section, t->at, e))
        return -1;
    t->first = (size_t)first;
    t->least = (size_t)least;
    t->most = (size_t)most;
    if (!t->text.n)
        return err_set(e, ERR_CONFIG, y->at, N_("%s is needed"), "text");
    return words_check(t->text, t->list.n ? t->list : section, t->at, e);
}

int layout_sentences(const struct yaml *y, str section,
                     struct sentence **out, size_t *n, struct arena *a,
                     struct err *e)
{
    *n = y->kind == YAML_LIST ? y->n : 1;
    *out = arena_array(a, struct sentence, *n ? *n : 1);
    for (size_t i = 0; i < *n; i++)
        if (sentence_read(y->kind == YAML_LIST ? &y->item[i] : y, section,
                          &(*out)[i], e))
            return -1;
    return 0;
}

static int as_read(const struct yaml *y, str name, struct column *c,
                   struct err *e)
{
    c->as = AS_COUNT;
    for (size_t i = 0; name.n && i < sizeof as_names / sizeof as_names[0];
         i++)
        if (str_is(name, as_names[i].name)) {
            c->as = as_names[i].as;
            return 0;
        }
    return !name.n ? 0 : err_set(e, ERR_CONFIG, y->at,
                                 N_("as: \"%.*s\" is no kind of column"),
                                 PSTR(name));
}

static int one_of(const struct column *c, const char *const *names,
                  struct err *e)
{
    for (size_t i = 0; names[i]; i++)
        if (str_is(c->metric, names[i]))
            return 0;
    return err_set(e, ERR_CONFIG, c->at, N_("no column \"%.*s\""),
                   PSTR(c->metric));
}

static int counter_check(const struct column *c, struct err *e)
{
    static const char *const names[] = { "#row", "#unit", "#problem", NULL };

    return one_of(c, names, e);
}

/* Columns of the block of records. */
static int sample_check(const struct column *c, struct err *e)
{
    static const char *const names[] = {
        "id", "day", "place", "city_name", "lead_name",
        "item_name", "problem_name", "breach", "state", "text", NULL
    };

    return one_of(c, names, e);
}

static int column_read(const struct yaml *y, str section, struct column *c,
                       struct err *e)
{
    static const char *const keys[] = { "head", "metric", "to", "as",
        "address", "drill", "below", "bar", "width", "clip", NULL };
    str as = { NULL, 0 };

    c->at = y->at;
    if (yaml_want(y, YAML_MAP, "a column", e) || yaml_known(y, keys, e) ||
        yaml_text(y, "head", &c->head, e) ||
        yaml_text(y, "metric", &c->metric, e) ||
        yaml_text(y, "to", &c->to, e) || yaml_text(y, "as", &as, e) ||
        yaml_text(y, "address", &c->address, e) ||
        yaml_text(y, "drill", &c->drill, e) ||
        yaml_bool(y, "below", &c->below, e) ||
        yaml_bool(y, "bar", &c->bar, e) ||
        yaml_whole(y, "width", 0, LARGEST, &c->width, e) ||
        yaml_whole(y, "clip", 0, LARGEST, &c->clip, e) || as_read(y, as, c, e))
        return -1;
    if (!c->metric.n && !c->address.n)
        return err_set(e, ERR_CONFIG, y->at, N_("%s is needed"), "metric");
    if (c->as == AS_RANGE && !c->to.n)
        return err_set(e, ERR_CONFIG, y->at, N_("%s is needed"), "to");
    if (c->address.n)
        return words_check(c->address, section, y->at, e);
    if (c->metric.p[0] == '#')
        return counter_check(c, e);
    if (!section.n)
        return sample_check(c, e);
    if (words_check_address(c->metric, section, y->at, e))
        return -1;
    return c->to.n ? words_check_address(c->to, section, y->at, e) : 0;
}

static int columns_read(const struct yaml *y, struct block *b,
                        struct arena *a, struct err *e)
{
    const struct yaml *list = yaml_get(y, "columns");

    if (!list)
        return err_set(e, ERR_CONFIG, y->at, N_("%s is needed"), "columns");
    if (yaml_want(list, YAML_LIST, "columns", e))
        return -1;
    b->n_column = list->n;
    b->column = arena_array(a, struct column, list->n ? list->n : 1);
    for (size_t i = 0; i < list->n; i++)
        if (column_read(&list->item[i], b->section, &b->column[i], e))
            return -1;
    return 0;
}

static int cards_read(const struct yaml *y, struct block *b, struct arena *a,
                      struct err *e)
{
    static const char *const keys[] = { "label", "value", "unit", "note",
                                        "alarm", NULL };

    if (yaml_want(y, YAML_LIST, "cards", e))
        return -1;
    b->n_card = y->n;
    b->card = arena_array(a, struct card, y->n ? y->n : 1);
    for (size_t i = 0; i < y->n; i++) {
        const struct yaml *m = &y->item[i];
        struct card *c = &b->card[i];

        c->at = m->at;
        if (yaml_want(m, YAML_MAP, "a card", e) || yaml_known(m, keys, e) ||
            yaml_text(m, "label", &c->label, e) ||
            yaml_text(m, "value", &c->value, e) ||
            yaml_text(m, "unit", &c->unit, e) ||
            conds_read(m, "alarm", STR(""), &c->alarm, e) ||
            words_check(c->value, STR(""), m->at, e) ||
            (yaml_get(m, "note") &&
             layout_sentences(yaml_get(m, "note"), STR(""), &c->note,
                              &c->n_note, a, e)))
            return -1;
        c->judged = c->alarm.n > 0;
    }
    return 0;
}

/* A chart's script is a name, not a path. */
static int script_check(str s, struct where at, struct err *e)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '_' ||
              (s.p[i] >= '0' && s.p[i] <= '9')))
            return err_set(e, ERR_CONFIG, at,
                           N_("chart: \"%.*s\" is no name (a-z, 0-9, _)"),
                           PSTR(s));
    return 0;
}

static int block_body(const struct yaml *y, const struct yaml *value,
                      struct block *b, struct arena *a, struct err *e)
{
    long first = 0, last = 0;

    if (yaml_whole(y, "first", 0, LARGEST, &first, e) ||
        yaml_whole(y, "last", 0, LARGEST, &last, e) ||
        yaml_whole(y, "width", 0, LARGEST, &b->width, e) ||
        yaml_whole(y, "height", 0, LARGEST, &b->height, e) ||
        yaml_whole(y, "row_height", 0, LARGEST, &b->row_height, e) ||
        yaml_whole(y, "narrow_height", 0, LARGEST, &b->narrow_height, e) ||
        yaml_whole(y, "narrow_row_height", 0, LARGEST, &b->narrow_row_height,
                   e) ||
        yaml_bool(y, "total", &b->total, e) ||
        yaml_bool(y, "filter", &b->filter, e))
        return -1;
    b->first = (size_t)first;
    b->last = (size_t)last;
    switch (b->kind) {
    case BLOCK_TEXT:
        return layout_sentences(value, STR(""), &b->sentence, &b->n_sentence,
                                a, e);
    case BLOCK_CARDS:
        return cards_read(value, b, a, e);
    case BLOCK_RECORDS:
        if (!str_is(value->text, "all") && !str_is(value->text, "typical"))
            return err_set(e, ERR_CONFIG, value->at,
                           N_("records is one of all, typical"));
        b->typical = str_is(value->text, "typical");
        return columns_read(y, b, a, e);
    case BLOCK_TABLE:
        b->section = value->text;
        break;
    case BLOCK_CHART:
        b->script = value->text;
        if (script_check(b->script, value->at, e) ||
            yaml_text(y, "data", &b->section, e))
            return -1;
        break;
    }
    if (section_known(b->section, y->at, e) ||
        yaml_text(y, "order", &b->order, e) ||
        (b->order.n && words_check_address(b->order, b->section, y->at, e)) ||
        conds_read(y, "rows", b->section, &b->rows, e))
        return -1;
    return columns_read(y, b, a, e);
}

static int block_read(const struct yaml *y, struct block *b, struct arena *a,
                      struct err *e)
{
    const struct yaml *value = NULL;

    b->at = y->at;
    if (yaml_want(y, YAML_MAP, "a block", e))
        return -1;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && !value; i++)
        if ((value = yaml_get(y, kinds[i].key)) != NULL) {
            b->kind = kinds[i].kind;
            if (yaml_known(y, kinds[i].keys, e))
                return -1;
        }
    if (!value)
        return err_set(e, ERR_CONFIG, y->at,
                       N_("a block is one of text, table, chart, cards, "
                          "records"));
    if (yaml_text(y, "id", &b->id, e) || yaml_text(y, "title", &b->title, e) ||
        yaml_text(y, "note", &b->note, e) ||
        yaml_text(y, "empty", &b->empty, e) ||
        yaml_text(y, "style", &b->style, e) ||
        yaml_text(y, "sheet", &b->sheet, e) ||
        conds_read(y, "when", STR(""), &b->when, e) ||
        words_check(b->title, STR(""), y->at, e) ||
        words_check(b->note, STR(""), y->at, e))
        return -1;
    if (b->kind != BLOCK_TEXT && b->kind != BLOCK_CARDS && !b->id.n)
        return err_set(e, ERR_CONFIG, y->at, N_("%s is needed"), "id");
    return block_body(y, value, b, a, e);
}

static int part_read(const struct yaml *y, struct part *p, struct arena *a,
                     struct err *e)
{
    static const char *const keys[] = { "id", "heading", "when", "blocks",
                                        NULL };
    const struct yaml *list = yaml_get(y, "blocks");

    p->at = y->at;
    if (yaml_want(y, YAML_MAP, "a section", e) || yaml_known(y, keys, e) ||
        yaml_text(y, "id", &p->id, e) ||
        yaml_text(y, "heading", &p->heading, e) ||
        words_check(p->heading, STR(""), y->at, e) ||
        conds_read(y, "when", STR(""), &p->when, e))
        return -1;
    if (!p->id.n || !list)
        return err_set(e, ERR_CONFIG, y->at, N_("%s is needed"),
                       list ? "id" : "blocks");
    if (yaml_want(list, YAML_LIST, "blocks", e))
        return -1;
    p->n_block = list->n;
    p->block = arena_array(a, struct block, list->n ? list->n : 1);
    for (size_t i = 0; i < list->n; i++)
        if (block_read(&list->item[i], &p->block[i], a, e))
            return -1;
    return 0;
}

static int titles_read(struct layout *l, struct err *e)
{
    static const char *const spans[] = { "week", "month", "free" };
    static const char *const known[] = { "week", "month", "free", NULL };

    for (int k = 0; k < 2; k++) {
        const char *key = k ? "issue" : "title";
        const struct yaml *y = yaml_get(&l->root, key);
        str *out = k ? l->issue : l->title;

        if (!y)
            return err_set(e, ERR_CONFIG, l->root.at, N_("%s is needed"), key);
        if (yaml_want(y, YAML_MAP, key, e) || yaml_known(y, known, e))
            return -1;
        for (int i = 0; i < 3; i++) {
            if (yaml_text(y, spans[i], &out[i], e) ||
                words_check(out[i], STR(""), y->at, e))
                return -1;
            if (!out[i].n)
                return err_set(e, ERR_CONFIG, y->at, N_("%s is needed"),
                               spans[i]);
        }
    }
    return yaml_text(&l->root, "subtitle", &l->subtitle, e) ||
           words_check(l->subtitle, STR(""), l->root.at, e) ? -1 : 0;
}

static int words_read(const struct layout *l, struct err *e)
{
    const struct yaml *words = yaml_get(&l->root, "words");
    str ignored;

    if (!words)
        return err_set(e, ERR_CONFIG, l->root.at, N_("%s is needed"), "words");
    if (yaml_want(words, YAML_MAP, "words", e) ||
        yaml_known(words, needed_words, e))
        return -1;
    for (size_t i = 0; needed_words[i]; i++) {
        if (!yaml_get(words, needed_words[i]))
            return err_set(e, ERR_CONFIG, words->at, N_("%s is needed"),
                           needed_words[i]);
        if (yaml_text(words, needed_words[i], &ignored, e))
            return -1;
    }
    return 0;
}

bool column_numeric(const struct column *c)
{
    return c->as != AS_TEXT && c->as != AS_LONG && c->as != AS_YES &&
           c->as != AS_DAY && c->as != AS_NOTE;
}

str layout_word(const struct layout *l, const char *key)
{
    const struct yaml *y = yaml_get(yaml_get(&l->root, "words"), key);

    return y ? y->text : str_of(key);
}

struct layout *layout_load(const char *schemas, const char *name,
                           struct arena *a, struct err *e)
{
    static const char *const keys[] = { "title", "issue", "subtitle", "words",
                                        "sections", NULL };
    struct layout *l = arena_new(a, struct layout);
    const struct yaml *list;
    struct yaml *root;

    l->path = str_fmt(a, "%s/report/%s.yaml", schemas, name).p;
    root = yaml_file(l->path, a, e);
    if (!root)
        return NULL;
    l->root = *root;
    list = yaml_get(root, "sections");
    if (yaml_want(root, YAML_MAP, "a layout", e) ||
        yaml_known(root, keys, e) || titles_read(l, e) || words_read(l, e))
        return NULL;
    if (!list) {
        err_set(e, ERR_CONFIG, root->at, N_("%s is needed"), "sections");
        return NULL;
    }
    if (yaml_want(list, YAML_LIST, "sections", e))
        return NULL;
    l->n_part = list->n;
    l->part = arena_array(a, struct part, list->n ? list->n : 1);
    for (size_t i = 0; i < list->n; i++)
        if (part_read(&list->item[i], &l->part[i], a, e))
            return NULL;
    return l;
}
