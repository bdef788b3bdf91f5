/* known.c - the sections and metrics that figures have, for checking layouts.
 *
 * The list follows report/README.md.  A change X_change and a figure of the
 * period before X_prev are known wherever X is.
 */
#include "report/known.h"

#include "lib/banned.h"

#define UNIT_ROW \
    "name listed records ratings tickets messages observed expected ratio " \
    "shrunk excess worse rank rank_low rank_high verdict breach unsolved " \
    "overdue stuck repeat real late reclassified printed_prev score perfect " \
    "lower95 upper95 lower998 upper998 base phi tau2 shrinkage ranked " \
    "unplaced "

#define LINE_ROW \
    "name problem_name lead lead_id lead_name place office paper duty clause " \
    "observed expected ratio shrunk excess worse rank rank_low rank_high " \
    "breach unsolved overdue stuck repeat regions incidents reporters real " \
    "late reclassified weeks raised deadline due example base phi tau2 " \
    "shrinkage cells listed raised_now printed_prev "

#define WATCHED_ENDS \
    "texts_low texts_high texts_band problems_low problems_high " \
    "problems_band breach_low breach_high breach_band "

static const struct { const char *section, *metrics; bool indicators; }
known[] = {
    { "meta", "report first_day last_day prev_first_day prev_last_day as_of "
      "rule_set min_n seed draws name ", false },
    { "health", "name batches batches_failed read new updated unchanged "
      "rejected gaps records last_arrival last_day balanced fresh "
      "rejects_open backlog undecided unclassified no_region default_share "
      "late rule_sets silent withheld_city withheld_county withheld_dept "
      "withheld_problem ", false },
    { "overview", "name records with_item problems breach outside items "
      "regions incidents reporters texts " WATCHED_ENDS, true },
    { "definition", "name source formula excluded unit remark min_n weight ",
      false },
    { "trend", "name rating ticket message all texts problems breach holiday "
      "ranges years texts_year problems_year breach_year " WATCHED_ENDS,
      false },
    { "lead_trend", "name observed back_0 back_1 back_2 back_3 back_4 back_5 "
      "back_6 back_7 back_8 back_9 back_10 back_11 back_12 ", false },
    { "city", UNIT_ROW, true },
    { "county", UNIT_ROW, true },
    { "dept", UNIT_ROW, true },
    { "problem", LINE_ROW, false },
    { "local", LINE_ROW, false },
    { "kind_city", "name observed expected ratio problem_name ", false },
    { "kind", "name observed breach share ", false },
    { "item", "name records ratings tickets messages observed breach lead ",
      false },
    { "level", "name active default all ", false },
    { "topic", "name demand regions territory trend slope candidate ", false },
    { "bad", "name day region dept item text source_id channel rating default "
      "handled due count listed handled_in_time visited ", false },
    { "spike", "name place level window observed expected p q explains tested "
      "found backtest quiet ", false },
    { "follow", "name problem_name lead place raised first_report deadline "
      "state weeks observed before rate_ratio rate_low rate_high verdict claim "
      "false_claim ", false },
    { "padding", "name sign detail observed expected p q found ", false },
};

enum { SECTIONS = sizeof known / sizeof known[0] };

static bool in(const char *list, str word)
{
    str rest = str_of(list), one;

    while (str_cut(&rest, ' ', &one))
        if (one.n && str_eq(one, word))
            return true;
    return false;
}

bool known_section(str section)
{
    for (int i = 0; i < SECTIONS; i++)
        if (str_is(section, known[i].section))
            return true;
    return false;
}

bool known_metric(str section, str metric)
{
    static const char *const ends[] = { "_prev", "_change" };

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (str_ends(metric, str_of(ends[i])) &&
            known_metric(section, str_head(metric, metric.n -
                                           strlen(ends[i]))))
            return true;
    for (int i = 0; i < SECTIONS; i++)
        if (str_is(section, known[i].section))
            return known[i].indicators || in(known[i].metrics, metric);
    return false;
}

bool known_word(str word)
{
    return in("title issue no period before as_of year number unfinished",
              word);
}
