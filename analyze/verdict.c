/* verdict.c - a verdict for people and programs. */
#include "analyze/verdict.h"

#include "lib/json.h"
#include "lib/text.h"
#include "lib/banned.h"

enum { SHOWN = 80 };            /* characters of a match, for people */

const char *rule_file(const struct rule *r)
{
    const char *slash = strrchr(r->at.file, '/');

    return slash ? slash + 1 : r->at.file;
}

static str matched(const struct fired *f)
{
    return str_head(str_from(f->text, f->hit.from), f->hit.to - f->hit.from);
}

void label_rules(struct buf *out, const struct verdict *v,
                 enum target_kind kind, const struct label *l,
                 label_rule_fn *each)
{
    bool first = true;

    if (kind == T_ITEM && v->given) {
        each(out, str_of(v->given), (str){ 0 }, first);
        return;
    }
    if (kind == T_PROBLEM && v->fallback) {
        each(out, STR("fallback"), (str){ 0 }, first);
        return;
    }
    for (size_t i = 0; i < v->n_fired; i++)
        if (verdict_supports(&v->fired[i], l)) {
            each(out, v->fired[i].rule->id, matched(&v->fired[i]), first);
            first = false;
        }
    for (size_t i = 0; kind == T_PROBLEM && i < v->n_tags; i++)
        if (v->tag[i].target == l->target) {
            each(out, STR("tag"), v->tag[i].word, first);
            first = false;
        }
}

static void rule_json(struct buf *out, str rule, str hit, bool first)
{
    (void)hit;
    if (!first)
        buf_char(out, ',');
    json_string(out, rule);
}

static void hit_json(struct buf *out, str rule, str hit, bool first)
{
    rule_json(out, hit, rule, first);
}

static void label_json(struct buf *out, const struct rules *r,
                       const struct verdict *v, enum target_kind kind,
                       const struct label *l, bool evidence)
{
    buf_text(out, "{\"id\":");
    json_string(out, r->target[l->target].id);
    buf_fmt(out, ",\"score\":%.10g,\"rules\":[", l->score);
    label_rules(out, v, kind, l, rule_json);
    if (evidence) {
        buf_text(out, "],\"evidence\":[");
        label_rules(out, v, kind, l, hit_json);
    }
    buf_text(out, "]}");
}

void verdict_json(struct buf *out, const struct rules *r, str id,
                  const struct verdict *v, bool evidence)
{
    static const struct { const char *name; enum target_kind kind; } parts[] =
        { { "items", T_ITEM }, { "problems", T_PROBLEM },
          { "topics", T_TOPIC } };

    buf_text(out, "{\"id\":");
    json_string(out, id);
    for (size_t p = 0; p < sizeof parts / sizeof parts[0]; p++) {
        buf_fmt(out, ",\"%s\":[", parts[p].name);
        for (size_t i = 0; i < v->n_labels[parts[p].kind]; i++) {
            if (i)
                buf_char(out, ',');
            label_json(out, r, v, parts[p].kind,
                       &v->label[parts[p].kind][i], evidence);
        }
        buf_char(out, ']');
    }
    buf_text(out, "}\n");
}

static void label_line(FILE *out, const struct rules *r,
                       const struct label *l, const char *note)
{
    const struct target *t = &r->target[l->target];

    fprintf(out, "  %s:%.*s  %.10g%s%s\n", target_kind_name(t->kind),
            PSTR(t->id), l->score, note[0] ? "  " : "", note);
}

/* What matched; of a long match the begin, and how long it is. */
static void matched_print(FILE *out, str hit)
{
    size_t n = text_length(hit);

    fprintf(out, "\"%.*s\"", PSTR(str_head(hit, text_pos(hit, SHOWN))));
    if (n > SHOWN)
        fprintf(out, _("… (%zu characters)"), n);
}

/* A pattern's first hit in the fields that the rule looks at. */
static void pattern_print(FILE *out, const struct rule *x, int pattern,
                          const struct verdict *v, struct regex_run *run)
{
    struct regex_hit hit;

    for (int f = 0; f < FIELDS; f++)
        if (x->in[f] && regex_find(run, pattern, v->text[f], 0, v->text[f].n,
                                   &hit) > 0) {
            fprintf(out, "  %s ", field_name(f));
            matched_print(out, str_head(str_from(v->text[f], hit.from),
                                        hit.to - hit.from));
            return;
        }
}

/* The signs of a score card that are there, with what matched first. */
static void card_lines(FILE *out, const struct fired *f,
                       const struct verdict *v, struct regex_run *run)
{
    for (size_t i = 0; i < f->rule->n_signs; i++) {
        const struct sign *s = &f->rule->sign[i];

        if (!(f->signs >> i & 1))
            continue;
        fprintf(out, "      %+.10g", s->points);
        if (s->pattern >= 0)
            pattern_print(out, f->rule, s->pattern, v, run);
        for (size_t k = 0; k < s->near.n; k++)
            pattern_print(out, f->rule, s->near.of[k], v, run);
        fputc('\n', out);
    }
}

static void rule_line(FILE *out, const struct rules *r, const struct fired *f)
{
    const struct rule *x = f->rule;

    fprintf(out, "  %.*s (%s:%ld)", PSTR(x->id), rule_file(x), x->at.line);
    if (x->exclusion)
        fprintf(out, "  %s", _("exclusion"));
    else
        fprintf(out, "  %s:%.*s  %+.10g",
                target_kind_name(r->target[x->target].kind),
                PSTR(r->target[x->target].id), f->weight);
    fprintf(out, "  %s ", field_name(f->field));
    matched_print(out, matched(f));
    switch (f->fate) {
    case COUNTED:
        break;
    case EXCLUDED:
        fprintf(out, _("  taken away by %.*s"), PSTR(f->by->id));
        break;
    case YIELDED:
        fprintf(out, "  %s", _("yields to another label"));
        break;
    case UNNEEDED:
        fprintf(out, "  %s", _("no service or item it could be about"));
        break;
    case OVERRULED:
        fprintf(out, _("  overruled by %.*s"), PSTR(f->by->id));
        break;
    case UNHEARD:
        fprintf(out, "  %s", _("not heard: the rules decide, or too few "
                               "points"));
        break;
    case OUTSPOKEN:
        fprintf(out, "  %s", _("the record names its item itself"));
        break;
    }
    fputc('\n', out);
}

void verdict_print(FILE *out, const struct rules *r,
                   const struct verdict *v)
{
    static const enum target_kind order[] = { T_ITEM, T_PROBLEM, T_TOPIC,
                                              T_CONTEXT };
    const struct settings *s = &r->settings;
    struct regex_run *run = regex_run_new(r->regex);

    if (v->given)
        fprintf(out, _("item by the record's own %s\n"), v->given);
    for (size_t i = 0; i < v->n_tags; i++)
        fprintf(out, _("tag \"%.*s\" speaks for problem:%.*s\n"),
                PSTR(v->tag[i].word), PSTR(r->target[v->tag[i].target].id));
    fprintf(out, "%s\n", _("labels:"));
    for (int k = 0; k < TARGET_KINDS; k++)
        for (size_t i = 0; i < v->n_labels[order[k]]; i++)
            label_line(out, r, &v->label[order[k]][i],
                       order[k] == T_PROBLEM && v->fallback
                       ? _("nothing else was found") : "");
    if (v->n_lost)
        fprintf(out, "%s\n", _("no label (below the threshold or the share "
                               "of the best, too many, or overruled):"));
    for (size_t i = 0; i < v->n_lost; i++)
        label_line(out, r, &v->lost[i], "");
    fprintf(out, "%s\n", _("rules that fired:"));
    for (size_t i = 0; i < v->n_fired; i++) {
        rule_line(out, r, &v->fired[i]);
        card_lines(out, &v->fired[i], v, run);
    }
    regex_run_free(run);
    fprintf(out, _("thresholds: item %g, problem %g, topic %g, context %g; "
                   "title counts %g times; kept from %g of the best\n"),
            s->threshold[T_ITEM], s->threshold[T_PROBLEM],
            s->threshold[T_TOPIC], s->threshold[T_CONTEXT], s->title_factor,
            s->keep_share);
    for (size_t i = 0; i < v->n_limits; i++)
        fprintf(out, _("a pattern of rule %.*s hit a limit\n"),
                PSTR(v->limits[i]->id));
}
