/* gen.c - makes the demo data: 16 weeks of ratings, tickets and messages.
 *
 * Deterministic: the same arguments, the same bytes. One file a week and feed
 * (rating-2026-W32.csv, ...), as an export on the Monday after would give it:
 * what the week brought, what came late, what became of older tickets. Mixed
 * in: planted problems (the table below), duplicates, dirty rows, personal
 * data, names in several spellings. No part of the product.
 */
#include <stdio.h>
#include <stdlib.h>

#include "lib/csv.h"
#include "lib/date.h"
#include "lib/io.h"
#include "lib/opt.h"
#include "tests/words.h"

#include "lib/banned.h"

enum { WEEKS = 16, REGIONS = 100, ITEMS = 200, DAY = 1440 };
enum kind { ONSITE, TERRITORY, DOCUMENTS, STANDARD, PLATFORM, WINDOW, DATA,
            DELAY, FEE, ATTITUDE, GUIDANCE, CONSULT, KINDS };
enum source { RATING, TICKET, MESSAGE, SOURCES };

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

static const char *const source_names[] = { "rating", "ticket", "message" };

/* What a reader of the report must find. Per 8,000 tickets, `n` more a week;
 * a region of four digits is a city, "" the province. */
static const struct plant {
    const char *item, *region;
    enum kind kind;
    int from, to, n;            /* weeks, counted from 0 */
} plants[] = {
    { "2-61", "3505", PLATFORM, 14, 15, 46 },   /* broke down just now */
    { "1-07", "3509", DELAY, 8, 15, 13 },       /* piles up for weeks */
    { "1-16", "350426", ONSITE, 5, 15, 8 },     /* one county insists */
    { "1-05", "350426", ONSITE, 5, 15, 5 },
    { "2-10", "", TERRITORY, 3, 15, 10 },       /* everywhere: a breach */
    { "2-49", "3503", PLATFORM, 2, 6, 22 },     /* mended since */
    { "2-23", "3506", DELAY, 5, 9, 14 },        /* said to be mended, ... */
    { "2-23", "3506", DELAY, 12, 15, 13 },      /* ... and is back */
    { "2-45", "350583", DOCUMENTS, 10, 15, 6 },
    { "3-08", "3502", GUIDANCE, 13, 15, 7 },
    { "2-59", "350628", WINDOW, 12, 15, 5 },    /* and see `padding` */
};

/* A county that is complained of and whose ratings are too good: one hand
 * gives the best rating, in the same words, within an hour. */
static const struct { const char *region, *item, *text, *phone; int from, n; }
padding = { "350628", "2-59", "服务热情周到，非常满意", "13900000628", 13, 25 };

struct region { str code, name, city; long weight; };
struct item { str id, name; };

struct record {                 /* the rest follows from the seed */
    uint64_t seed;
    long at;                    /* minutes since 1970, +08:00 */
    short week, late;           /* exported in week + late */
    short service;              /* index, topics behind; or UNRELATED */
    short kind, region;
    bool planted, padded;
};

struct args { long ratings, tickets, messages, chars, seed; bool whole, clean;
              const char *schemas; };

struct gen {
    struct args args;
    struct arena mem;
    struct region region[REGIONS];
    struct item item[ITEMS];
    size_t regions, items;
    long weight;                /* sum over the regions */
    struct buf out, text;       /* a file; a text in the making */
};

static uint64_t roll(uint64_t *seed)            /* splitmix64 */
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static long below(uint64_t *seed, long n)
{
    return (long)(roll(seed) % (uint64_t)n);
}

static bool chance(uint64_t *seed, long permille)
{
    return below(seed, 1000) < permille;
}

static str pick(uint64_t *seed, const char *choices)
{
    str rest = str_of(choices), one = { 0 };
    long n = 1;

    for (const char *p = choices; *p; p++)
        n += *p == '|';
    for (n = below(seed, n); n >= 0; n--)
        if (!str_cut(&rest, '|', &one))
            return STR("");
    return one;
}

/* ---- places and services ---- */

static str field(str line, int i)
{
    str cell = { 0 };

    while (i-- >= 0)
        if (!str_cut(&line, ',', &cell))
            return STR("");
    return cell;
}

static int load(struct gen *g, const char *file, str *text, struct err *e)
{
    str path = str_fmt(&g->mem, "%s/%s", g->args.schemas, file), line;

    if (io_read(path.p, 1 << 20, &g->mem, text, e))
        return -1;
    str_cut(text, '\n', &line);         /* the header */
    return 0;
}

static long population(str text, str city)
{
    str line;
    long long n;

    while (str_cut(&text, '\n', &line))
        if (str_eq(field(line, 0), city) && str_int(field(line, 1), &n))
            return (long)n;
    return 0;
}

/* The counties with service data, weighted by their city's population; the
 * seat of a city (its first district) counts double. */
static int load_regions(struct gen *g, struct err *e)
{
    str text, people, line;
    long county = 0;

    if (load(g, "population.csv", &people, e) ||
        load(g, "regions.csv", &text, e))
        return -1;
    while (str_cut(&text, '\n', &line)) {
        struct region *r = &g->region[g->regions];
        str code = field(line, 0), parent = field(line, 2);
        long all = population(people, parent) / 10000;

        if (code.n != 6 || str_ends(code, STR("00")) ||
            str_is(code, "350527"))
            continue;
        r->code = code;
        r->name = field(line, 1);
        r->city = parent;
        county = str_is(code, "350128") ? 39 : all / 11;
        if (str_ends(code, STR("02")))
            county *= 2;
        r->weight = county > 8 ? county : 8;
        g->weight += r->weight;
        g->regions++;
    }
    return 0;
}

static int load_items(struct gen *g, struct err *e)
{
    str text, line;

    if (load(g, "catalog.csv", &text, e))
        return -1;
    while (str_cut(&text, '\n', &line) && g->items < ITEMS)
        if (line.n)
            g->item[g->items++] = (struct item){ field(line, 0),
                                                 field(line, 3) };
    return 0;
}

static str city_name(const struct region *r)
{
    static const char *const names[] = { "福州", "厦门", "莆田", "三明",
        "泉州", "漳州", "南平", "龙岩", "宁德" };

    return str_is(r->code, "350128") ? STR("平潭")
                                     : str_of(names[r->city.p[3] - '1']);
}

static short region_pick(struct gen *g, uint64_t *seed, const char *prefix)
{
    for (;;) {
        long at = below(seed, g->weight);
        size_t i = 0;

        while ((at -= g->region[i].weight) >= 0)
            i++;
        if (str_starts(g->region[i].code, str_of(prefix)))
            return (short)i;
    }
}

static short service_pick(uint64_t *seed, const struct service *list,
                          size_t n)
{
    long sum = 0, at;
    size_t i = 0;

    for (i = 0; i < n; i++)
        sum += list[i].weight;
    at = below(seed, sum);
    for (i = 0; (at -= list[i].weight) >= 0; i++)
        ;
    return (short)i;
}

static short service_find(const char *id)
{
    for (size_t i = 0; i < COUNT(services); i++)
        if (strcmp(services[i].id, id) == 0)
            return (short)i;
    panic("no service %s", id);
}

static const struct dept *dept_of(const struct service *s)
{
    for (size_t i = 0; i < COUNT(depts); i++)
        if (strcmp(depts[i].id, s->dept) == 0)
            return &depts[i];
    panic("no unit %s", s->dept);
}

/* A region as somebody writes it. */
static str region_text(struct gen *g, const struct region *r, uint64_t *seed)
{
    str city = city_name(r);
    bool pingtan = str_is(r->code, "350128");

    if (chance(seed, 120))
        for (size_t i = 0; i < COUNT(spellings); i++)
            if (str_is(r->code, spellings[i].code))
                return str_of(spellings[i].as);
    if (pingtan)
        return chance(seed, 500) ? STR("平潭综合实验区") : STR("平潭县");
    switch (below(seed, 8)) {
    case 0:  return str_fmt(&g->mem, "福建省%.*s市%.*s", PSTR(city),
                            PSTR(r->name));
    case 1:  return r->name;
    case 2:  return r->code;
    case 3:  return str_fmt(&g->mem, "%.*s000", PSTR(r->code));
    case 4:  return str_fmt(&g->mem, "%.*s/%.*s", PSTR(city), PSTR(r->name));
    default: return str_fmt(&g->mem, "%.*s市%.*s", PSTR(city),
                            PSTR(r->name));
    }
}

/* ---- sentences ---- */

static str person(struct gen *g, uint64_t *seed)
{
    str family = pick(seed, surnames), own = pick(seed, given);

    return str_join(&g->mem, family, own);
}

static str phone(struct gen *g, uint64_t *seed)
{
    static const char *const heads[] = { "138", "139", "159", "186", "189" };

    return str_fmt(&g->mem, "%s%08ld", heads[below(seed, 5)],
                   below(seed, 100000000));
}

static str identity(struct gen *g, const struct region *r, uint64_t *seed)
{
    static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5,
                                   8, 4, 2 };
    long year = 1950 + below(seed, 55), month = 1 + below(seed, 12);
    long day = 1 + below(seed, 28), number = below(seed, 1000);
    str s = str_fmt(&g->mem, "%.*s%04ld%02ld%02ld%03ld", PSTR(r->code), year,
                    month, day, number);
    int sum = 0;

    for (int i = 0; i < 17; i++)
        sum += (s.p[i] - '0') * weights[i];
    return str_fmt(&g->mem, "%.*s%c", PSTR(s), "10X98765432"[sum % 11]);
}

/* Fill the holes of a sentence. */
static void say(struct gen *g, str form, const struct service *s,
                const struct region *r, uint64_t *seed)
{
    const struct dept *d = dept_of(s);
    str x = pick(seed, outside);        /* one place, one app in a text */
    str app = pick(seed, d->app);

    for (size_t i = 0; i < form.n; i++) {
        if (form.p[i] != '{') {
            buf_char(&g->text, form.p[i]);
            continue;
        }
        switch (form.p[i + 1]) {
        case 's': buf_str(&g->text, pick(seed, s->say)); break;
        case 'a': buf_str(&g->text, app); break;
        case 'x': buf_str(&g->text, x); break;
        case 'n': buf_str(&g->text, pick(seed, spans)); break;
        case 'c': buf_str(&g->text, r->name); break;
        case 'o':
            buf_str(&g->text, r->name);
            buf_str(&g->text, pick(seed, d->office));
            break;
        }
        i += 2;
    }
}

static const struct service *service_of(const struct record *r)
{
    size_t i = (size_t)r->service;

    return i < COUNT(services) ? &services[i] : &topics[i - COUNT(services)];
}

enum { UNRELATED = -1 };        /* no service_of() */

/* The body of a ticket or message. */
static str body(struct gen *g, const struct record *r, uint64_t *seed)
{
    const struct region *at = &g->region[r->region];

    buf_clear(&g->text);
    buf_str(&g->text, pick(seed, openers));
    if (chance(seed, 60)) {
        str who = person(g, seed);

        buf_fmt(&g->text, "我叫%.*s，", PSTR(who));
    }
    if (r->service == UNRELATED)
        buf_str(&g->text, pick(seed, unrelated));
    else
        say(g, pick(seed, complaints[r->kind]), service_of(r), at, seed);
    if (g->args.chars)
        for (long left = g->args.chars * 3; (long)g->text.n < left;)
            buf_str(&g->text, pick(seed, fillers));
    else if (chance(seed, 500))
        buf_str(&g->text, pick(seed, fillers));
    if (chance(seed, 40)) {
        str id = identity(g, at, seed);

        buf_fmt(&g->text, "身份证号%.*s。", PSTR(id));
    }
    buf_str(&g->text, pick(seed, closers));
    if (chance(seed, 100)) {
        str number = phone(g, seed);

        buf_fmt(&g->text, "联系电话：%.*s", PSTR(number));
    }
    return str_dup(&g->mem, buf_view(&g->text));
}

static str title(struct gen *g, const struct record *r, uint64_t *seed)
{
    static const char *const heads[] = { "要求现场办理", "要求回原籍办理",
        "材料问题", "标准不一致", "系统故障", "不受理", "信息有误",
        "一直没有办好", "收费", "工作人员态度", "不知道如何办理", "咨询" };

    if (r->service == UNRELATED)
        return pick(seed, "反映小区问题|反映噪音扰民|求助|反映市政设施问题");
    if (chance(seed, 250))              /* a title that says nothing */
        return pick(seed, "反映问题|咨询|求助|办事难");
    return str_join(&g->mem, pick(seed, service_of(r)->say),
                    str_of(heads[r->kind]));
}

/* ---- time ---- */

static long week_start(long week)       /* its Monday, in minutes */
{
    return (date_day(2026, 8, 3) + 7 * week) * DAY;
}

static str stamp(struct gen *g, long at, const char *form)
{
    struct date d = date_of_day(at / DAY);
    long minute = at % DAY;

    if (strcmp(form, "/") == 0)
        return str_fmt(&g->mem, "%d/%d/%d %ld:%02ld:%02ld", d.year, d.month,
                       d.day, minute / 60, minute % 60, at % 60);
    return str_fmt(&g->mem, "%04d-%02d-%02d %02ld:%02ld:%02ld", d.year,
                   d.month, d.day, minute / 60, minute % 60, at % 60);
}

static long some_minute(uint64_t *seed, long week)
{
    static const int share[] = { 20, 19, 18, 17, 16, 6, 4 };
    long at = below(seed, 100), day = 0, start = week_start(week);

    while ((at -= share[day]) >= 0)
        day++;
    start += day * DAY;
    if (start / DAY >= date_day(2026, 10, 1) &&
        start / DAY <= date_day(2026, 10, 7) && chance(seed, 800))
        start += 7 * DAY;               /* few call on the national day */
    return start + 8 * 60 + below(seed, 600) + (chance(seed, 150) ? 180 : 0);
}

static long add_working_days(long at, long n)
{
    long day = at / DAY;

    while (n > 0)
        n -= date_weekday(++day) <= 5;
    return day * DAY + 17 * 60 + 30;
}

/* ---- records ---- */

static int by_time(const void *a, const void *b)
{
    const struct record *x = a, *y = b;

    return x->at != y->at ? (x->at < y->at ? -1 : 1)
           : (x->seed > y->seed) - (x->seed < y->seed);
}

static short some_kind(uint64_t *seed)
{
    static const int share[KINDS] = { 5, 4, 5, 2, 6, 4, 4, 8, 2, 3, 5, 52 };
    long at = below(seed, 100);
    short kind = 0;

    while ((at -= share[kind]) >= 0)
        kind++;
    return kind;
}

static void settle(struct gen *g, struct record *r, uint64_t *seed,
                   const char *region)
{
    long n;

    r->region = region_pick(g, seed, region);
    r->at = some_minute(seed, r->week);
    r->late = chance(seed, 25) ? (short)(1 + below(seed, 2)) : 0;
    n = (r->at - week_start(0)) / (7 * DAY);
    r->week = (short)(n < WEEKS ? n : WEEKS - 1);
    if (n >= WEEKS)
        r->at -= 7 * DAY;
    r->seed = roll(seed);
}

/* The padded ratings of one week, in order. */
static void pad(struct gen *g, struct record *r, int week, int i,
                uint64_t *seed)
{
    *r = (struct record){ .week = (short)week, .planted = true,
                          .padded = true,
                          .service = service_find(padding.item),
                          .kind = CONSULT };
    r->region = region_pick(g, seed, padding.region);
    r->at = week_start(week) + 3 * DAY + 16 * 60 + i * 2;
    r->seed = roll(seed);
}

/* The records of one feed in order of time. */
static struct record *make(struct gen *g, enum source source, long n,
                           size_t *count)
{
    uint64_t seed = 20261124u + (uint64_t)source +
                    (uint64_t)g->args.seed * 1000003u;
    struct record *list = NULL;
    size_t cap = 0;

    *count = 0;
    for (long i = 0; i < n; i++) {
        struct record r = { .week = (short)(i * WEEKS / n) };
        long what = below(&seed, 100);

        r.service = service_pick(&seed, services, COUNT(services));
        r.kind = some_kind(&seed);
        if (source != RATING && what >= 72)
            r.service = what >= 84 ? UNRELATED : (short)
                (COUNT(services) + service_pick(&seed, topics, COUNT(topics)));
        settle(g, &r, &seed, "");
        list = mem_room(list, *count, &cap);
        list[(*count)++] = r;
        if (source == TICKET && !g->args.clean && chance(&seed, 8)) {
            r.at += DAY * (1 + below(&seed, 5));    /* calls once more */
            r.week = (short)((r.at - week_start(0)) / (7 * DAY));
            list = mem_room(list, *count, &cap);
            list[(*count)++] = r;
        }
    }
    for (size_t p = 0; p < COUNT(plants) && !g->args.clean; p++)
        for (int week = plants[p].from; week <= plants[p].to; week++) {
            static const long per[] = { 60000 * 20, 8000, 8000 * 2 };
            long more = (plants[p].n * n + per[source] / 2) / per[source];

            while (more-- > 0) {
                struct record r = { .week = (short)week, .planted = true,
                                    .service = service_find(plants[p].item),
                                    .kind = (short)plants[p].kind };

                settle(g, &r, &seed, plants[p].region);
                list = mem_room(list, *count, &cap);
                list[(*count)++] = r;
            }
        }
    for (int week = padding.from; source == RATING && n >= 10000 &&
         !g->args.clean && week < WEEKS; week++)
        for (int i = 0; i < padding.n; i++) {
            list = mem_room(list, *count, &cap);
            pad(g, &list[(*count)++], week, i, &seed);
        }
    if (list)
        qsort(list, *count, sizeof *list, by_time);
    return list;
}

static void cell(struct gen *g, str s)
{
    if (g->out.n && g->out.p[g->out.n - 1] != '\n')
        buf_char(&g->out, ',');
    csv_write(&g->out, s.p && s.n ? s : STR(""), ',', false);
}

static void cells(struct gen *g, const char *list)      /* "a|b|c" */
{
    str rest = str_of(list), one;

    while (str_cut(&rest, '|', &one))
        cell(g, one);
}

static void end_row(struct gen *g)
{
    buf_text(&g->out, "\r\n");
}

/* An empty first cell would hide the comma: a row begins with its id. */
static void id_cell(struct gen *g, const char *head, const struct record *r,
                    size_t i)
{
    cell(g, str_fmt(&g->mem, "%s%02d%06zu", head, (int)r->week + 32, i));
}

static const char *const rating_header =
    "projectNo|assessNumber|areaCode|proDepart|taskCode|taskName|proStatus|"
    "satisfaction|pf|isdefault|evalDetail|writingEvaluation|assessTime|"
    "userName|mobile|acceptDate|answer|answerdate|sfhfang|sfss|sfeypj";

/* Level 1 to 5 of a rating that a person gave; a bad one is rare. */
static long level(uint64_t *seed, const struct record *r)
{
    long at = below(seed, 10000);

    if (r->planted)
        return 1 + (at < 4000);
    return at < 14 ? 1 : at < 32 ? 2 : at < 100 ? 3 : at < 420 ? 4 : 5;
}

/* What became of a bad rating, as far as it is known at `now`. */
static void bad_cells(struct gen *g, const struct record *r, uint64_t *seed,
                      long now)
{
    long answered = add_working_days(r->at, 1 + below(seed, 9));
    bool untrue = !r->planted && chance(seed, 250);

    if (answered >= now) {
        buf_text(&g->out, ",,,,,");
        return;
    }
    cell(g, untrue ? STR("经核查，评价内容与事实不符")
                   : STR("已向群众致歉并补办，今后加强业务培训"));
    cell(g, stamp(g, answered, "-"));
    cell(g, chance(seed, 850) ? STR("1") : STR("0"));
    cell(g, untrue ? STR("0") : STR("1"));
    cell(g, untrue && chance(seed, 300) ? STR("1") : STR("0"));
}

static void rating_row(struct gen *g, const struct record *r, size_t i,
                       long now)
{
    static const char *const bad_tags[] = { "必须到现场办理", "要求回户籍地",
        "材料要求繁多", "办理标准不一", "系统不好用", "窗口推诿",
        "信息不准确", "办理时间长", "额外收费", "服务态度差", "指引不清楚",
        "其他" };
    uint64_t seed = r->seed;
    const struct service *s = &services[r->service];
    const struct region *at = &g->region[r->region];
    bool standard = !r->planted && chance(&seed, 640);
    long stars = r->padded ? 5 : standard ? 4 + below(&seed, 2)
                                          : level(&seed, r);
    str name = str_of(s->id);
    size_t item = (size_t)below(&seed, (long)g->items);

    for (size_t k = 0; k < g->items; k++)       /* one in ten: any of 137 */
        if (str_eq(g->item[k].id, name) && (r->planted ||
                                            !chance(&seed, 100)))
            item = k;
    id_cell(g, "35", r, i);
    cell(g, STR("1"));
    cell(g, str_fmt(&g->mem, chance(&seed, 300) ? "%.*s" : "%.*s000000",
                    PSTR(at->code)));
    cell(g, str_join(&g->mem, at->name, pick(&seed, dept_of(s)->office)));
    cell(g, str_fmt(&g->mem, "11350000%.*s%012zu", PSTR(at->code), item));
    cell(g, g->item[item].name);
    cell(g, STR("3"));
    cell(g, standard && chance(&seed, 200) ? STR("0")
            : str_fmt(&g->mem, "%ld", stars));
    cell(g, standard ? STR("7") : pick(&seed, "1|2|2|2|3|3|4|5|6"));
    cell(g, standard ? STR("1") : STR("0"));
    cell(g, stars < 3 ? str_of(bad_tags[r->kind]) : STR(""));
    if (stars < 3 && chance(&seed, 800)) {
        buf_clear(&g->text);
        say(g, pick(&seed, complaints[r->kind]), s, at, &seed);
        cell(g, buf_view(&g->text));
    } else {
        cell(g, r->padded ? str_of(padding.text)
                : !standard && stars > 3 && chance(&seed, 120)
                ? pick(&seed, praise) : STR(""));
    }
    cell(g, stamp(g, r->at, "-"));
    cell(g, person(g, &seed));
    cell(g, r->padded ? str_of(padding.phone) : phone(g, &seed));
    cell(g, stamp(g, r->at - DAY * (1 + below(&seed, 9)), "-"));
    if (stars < 3)
        bad_cells(g, r, &seed, now);
    else
        buf_text(&g->out, ",,,,,");
    end_row(g);
}

static const char *const ticket_header =
    "工单编号|来电时间|受理渠道|来电类别|来电人|来电号码|工单标题|主要内容|"
    "事发地|承办单位|办理截止时间|工单状态|是否联系市民|联系不上|是否解决|"
    "首次满意度|最终满意度|考核申诉|不合理诉求|退回次数|重新办理次数|回复时间|"
    "回复内容|办结时间";

/* When the ticket was closed; a planted delay takes its time. */
static long closed_at(const struct record *r, uint64_t *seed)
{
    long days = 1 + below(seed, 5) + (chance(seed, 90) ? 6 : 0);

    if (r->planted && r->kind == DELAY)
        days += 5 + below(seed, 14);
    return add_working_days(r->at, days) - below(seed, 400);
}

/* The visit: reached or not, solved or not, content or not. */
static void visit_cells(struct gen *g, const struct record *r,
                        uint64_t *seed)
{
    bool missed = chance(seed, 80);
    bool solved = chance(seed, r->planted ? 320 : r->kind == CONSULT ? 960
                                                                   : 820);

    cell(g, missed ? STR("否") : STR("是"));
    cell(g, missed ? STR("是") : STR("否"));
    cell(g, missed ? STR("") : solved ? STR("是") : STR("否"));
    for (int i = 0; i < 2; i++)
        cell(g, missed ? STR("") : solved
                ? pick(seed, "非常满意|满意|满意|基本满意")
                : pick(seed, "不满意|非常不满意|基本满意"));
    cell(g, chance(seed, 6) ? STR("申诉通过") : STR(""));
    cell(g, chance(seed, 8) ? STR("是") : STR("否"));
}

/* The ticket as an export at `now` shows it. */
static void ticket_row(struct gen *g, const struct record *r, size_t i,
                       long now)
{
    uint64_t seed = r->seed;
    const struct region *at = &g->region[r->region];
    long closed = closed_at(r, &seed);
    str who = person(g, &seed), number = phone(g, &seed);
    str heading = title(g, r, &seed), text = body(g, r, &seed);
    str office = r->service == UNRELATED ? STR("城市管理局")
                 : pick(&seed, dept_of(service_of(r))->office);
    bool open = closed > now;

    id_cell(g, "GD2026", r, i);
    cell(g, stamp(g, r->at, "-"));
    cell(g, pick(&seed, "电话|电话|电话|网站|APP|微信"));
    cell(g, r->service != UNRELATED && r->kind == CONSULT ? STR("咨询")
            : pick(&seed, "投诉|投诉|求助|求助|建议"));
    cell(g, who);
    cell(g, number);
    cell(g, heading);
    cell(g, text);
    cell(g, chance(&seed, 8) ? pick(&seed, "东街口|城区|地址不详")
                             : region_text(g, at, &seed));
    cell(g, str_join(&g->mem, at->name, office));
    cell(g, chance(&seed, 30) ? STR("")
            : stamp(g, add_working_days(r->at, 5), "-"));
    cell(g, open ? STR("办理中") : STR("已办结"));
    if (open) {
        cells(g, "否||||||否");
    } else {
        visit_cells(g, r, &seed);
    }
    cell(g, chance(&seed, 40) ? STR("1") : STR("0"));
    cell(g, !open && chance(&seed, r->planted ? 150 : 25) ? STR("1")
                                                          : STR("0"));
    if (open) {
        cells(g, "||");
    } else {
        cell(g, stamp(g, closed - 60, "-"));
        cell(g, pick(&seed, replies));
        cell(g, stamp(g, closed, "-"));
    }
    end_row(g);
}

static const char *const message_header =
    "留言编号|留言用户|留言主题|留言时间|留言详情|点赞数|反对数|答复意见|"
    "答复时间|所属区域";

static void message_row(struct gen *g, const struct record *r, size_t i)
{
    uint64_t seed = r->seed;
    const struct region *at = &g->region[r->region];
    str heading = title(g, r, &seed), text = body(g, r, &seed);
    str when = stamp(g, r->at, "/");

    if (chance(&seed, 200))             /* as Excel counts */
        when = str_fmt(&g->mem, "%ld.%06ld", r->at / DAY + 25569,
                       r->at % DAY * 1000000 / DAY);
    id_cell(g, "LY", r, i);
    cell(g, str_fmt(&g->mem, "U%06ld", below(&seed, 1000000)));
    cell(g, heading);
    cell(g, when);
    cell(g, str_fmt(&g->mem, chance(&seed, 200) ? "\n\t\t%.*s_x000D_\n"
                    : chance(&seed, 200) ? "尊敬的领导：\n%.*s" : "%.*s",
                    PSTR(text)));
    cell(g, str_fmt(&g->mem, "%ld", below(&seed, 20)));
    cell(g, str_fmt(&g->mem, "%ld", below(&seed, 3)));
    cell(g, pick(&seed, replies));
    cell(g, stamp(g, r->at + DAY * (1 + below(&seed, 9)), "/"));
    cell(g, region_text(g, at, &seed));
    end_row(g);
}

static void row(struct gen *g, enum source source, const struct record *r,
                size_t i, long now)
{
    if (source == RATING)
        rating_row(g, r, i, now);
    else if (source == TICKET)
        ticket_row(g, r, i, now);
    else
        message_row(g, r, i);
}

/* What an export at `now` would hold of record r: it is new, or it closed
 * since the export before. */
static bool exported(const struct record *r, enum source source, long week)
{
    uint64_t seed = r->seed;
    long first = r->week + r->late, closed;

    if (week <= first || source != TICKET)
        return week == first;
    closed = closed_at(r, &seed);
    return closed > week_start(week) && closed <= week_start(week + 1);
}

/* Rows that cannot be used, as every export has a few. */
static void dirt(struct gen *g, enum source source, long week)
{
    str at = stamp(g, week_start(week) + 700, "-");
    const char *rows[SOURCES][3] = {
        { "NODATE,1,350102,,,学历公证,3,5,2,0,,,2026-02-30 10:00:00,,,,,,,,",
          "BADLEVEL,1,350102,,,学历公证,3,9,2,0,,,%s,,,,,,,,",
          ",,350102,,,学历公证,3,5,2,0,,,%s,,,,,,,," },
        { ",%s,电话,咨询,,,咨询,没有编号的工单,福州市鼓楼区,,,,,,,,,,,,,,,",
          "GDBAD%ld,2026-13-01,电话,咨询,,,咨询,日期有误,福州市,"
          ",,,,,,,,,,,,,,",
          "GDBAD%ldB,昨天下午,电话,投诉,,,投诉,没有日期,厦门市,"
          ",,,,,,,,,,,,,," },
        { "LYBAD,U1,没有时间,,正文,0,0,,,", "LYX%ld,U2,字节有误,%s,\xff\xfe"
          "正文,0,0,,,厦门市", NULL },
    };

    for (int i = 0; i < 3; i++) {
        const char *form = rows[source][i];

        if (!form || (week + i) % 3 == 1)
            continue;
        for (const char *p = form; *p; p++)
            if (p[0] == '%' && p[1] == 's') {
                buf_str(&g->out, at);
                p++;
            } else if (p[0] == '%') {
                buf_fmt(&g->out, "%ld", week);
                p += 2;
            } else {
                buf_char(&g->out, *p);
            }
        end_row(g);
    }
}

static int write_week(struct gen *g, enum source source, const char *dir,
                      const struct record *list, size_t n, long week,
                      struct err *e)
{
    static const char *const *const headers[] = {
        &rating_header, &ticket_header, &message_header };
    bool whole = g->args.whole;
    char path[4096];

    if (whole)
        snprintf(path, sizeof path, "%s/%s.csv", dir, source_names[source]);
    else
        snprintf(path, sizeof path, "%s/%s-2026-W%02ld.csv", dir,
                 source_names[source], week + 32);
    buf_clear(&g->out);
    cells(g, *headers[source]);
    end_row(g);
    for (size_t i = 0; i < n; i++) {
        if (!whole && !exported(&list[i], source, week))
            continue;
        row(g, source, &list[i], i, week_start(week + 1));
        if (!whole && list[i].seed % 250 == 0)  /* twice in one file */
            row(g, source, &list[i], i, week_start(week + 1));
        arena_reset(&g->mem);
    }
    if (!g->args.clean)
        dirt(g, source, week);
    return io_write(path, buf_view(&g->out), e);
}

static int gen_run(const struct env *env, void *args, int argc, char **argv,
                   struct err *e)
{
    struct gen *g = mem_grow(NULL, sizeof *g);
    struct arena keep;
    int rc = -1;

    (void)env, (void)argc;
    memset(g, 0, sizeof *g);
    g->args = *(struct args *)args;
    if (!g->args.schemas)
        g->args.schemas = "schemas";
    if (io_mkdir(argv[0], e) || load_regions(g, e) || load_items(g, e))
        goto done;
    keep = g->mem;                      /* names live as long as the run */
    g->mem = (struct arena){ 0 };
    rc = 0;
    for (enum source s = RATING; s < SOURCES && rc == 0; s++) {
        long wanted[] = { g->args.ratings, g->args.tickets,
                          g->args.messages };
        size_t n;
        struct record *list = make(g, s, wanted[s], &n);

        for (long w = g->args.whole ? WEEKS - 1 : 0;
             w < WEEKS && n > 0 && rc == 0; w++)
            rc = write_week(g, s, argv[0], list, n, w, e);
        mem_free(list);
    }
    arena_release(&g->mem);
    g->mem = keep;
done:
    arena_release(&g->mem);
    buf_release(&g->out);
    buf_release(&g->text);
    mem_free(g);
    return rc;
}

static const struct opt gen_opts[] = {
    INT(struct args, ratings, "ratings", "N", "how many ratings; default 0"),
    INT(struct args, tickets, "tickets", "N", "how many tickets; default 0"),
    INT(struct args, messages, "messages", "N",
        "how many portal messages; default 0"),
    INT(struct args, chars, "chars", "N",
        "fill texts up to about N characters"),
    INT(struct args, seed, "seed", "N", "another world; default 0"),
    FLAG(struct args, whole, "whole",
         "one file a feed (ticket.csv) instead of one a week"),
    FLAG(struct args, clean, "clean", "no planted problems, no dirty rows"),
    TEXT(struct args, schemas, "schemas", "DIR",
         "where catalog and regions are; default schemas"),
};

static const struct command gen = {
    "gen", "DIR", "write demo data into DIR", NULL, gen_opts,
    COUNT(gen_opts), sizeof(struct args), 1, 1, gen_run
};

int main(int argc, char **argv)
{
    struct env env = { .prog = "gen" };
    struct args args = { 0 };
    struct err e = { 0 };
    int rc;

    argc--;
    rc = opt_parse(&gen, &args, &argc, argv + 1, &e);
    if (rc == 0)
        rc = gen_run(&env, &args, argc, argv + 1, &e);
    return rc < 0 ? err_print(&e, "gen") : 0;
}
