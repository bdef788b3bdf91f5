/* mask_number.c - telephone, identity and card numbers in a text.
 *
 * A number is looked at as a whole, with the blanks and hyphens that people
 * write into it: the phone-like run inside a ticket number is no phone.
 */
#include "ingest/mask_part.h"

#include "lib/banned.h"

enum { GROUPS = 20, DIGITS = 40 };

struct group { size_t at, n; };         /* digits that stand together */

struct number {                         /* some groups, written together */
    const struct group *g;
    size_t groups, n;                   /* n digits, in d */
    char d[DIGITS + 1];                 /* an x is made X */
    bool phone, identity, card;         /* the words before it say so */
    bool code;                          /* ... or that it is some code */
};

static bool plausible_birth(const char *p, int year_digits, int *year)
{
    int y = 0, m, d;

    for (int i = 0; i < year_digits; i++)
        y = y * 10 + p[i] - '0';
    p += year_digits;
    m = (p[0] - '0') * 10 + p[1] - '0';
    d = (p[2] - '0') * 10 + p[3] - '0';
    *year = year_digits == 2 ? y + 1900 : y;
    return m >= 1 && m <= 12 && d >= 1 && d <= 31 && *year >= 1880 &&
           *year <= 2099;
}

/* First two digits of an identity number: a province, or 81-83 residence
 * permit of Hong Kong, Macau, Taiwan, or 9 permanent residence. */
static bool plausible_province(const char *p)
{
    static const char last[10] = { 0, 5, 3, 7, 6, 4, 5, 1, 3, 9 };
    int a = p[0] - '0', b = p[1] - '0';

    return a == 9 || (a > 0 && b <= last[a] && (b > 0 || a == 5));
}

/* Resident identity card, GB 11643: 17 digits and a check character; the old
 * ones 15 digits.  After a word that says so the check need not be right. */
static bool is_identity(const struct number *x)
{
    static const int weight[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5,
                                  8, 4, 2 };
    const char *d = x->d;
    int sum = 0, year;

    if (x->identity && !x->code && (x->n == 15 || x->n == 17))
        return true;                    /* the last one may be hidden: * */
    if (x->n == 15)
        return x->groups == 1 && plausible_province(d) && !x->code &&
               plausible_birth(d + 6, 2, &year);
    if (x->n != 18 && !(x->n == 20 && x->identity))     /* 残疾人证 */
        return false;
    for (int i = 0; i < 17; i++)
        sum += (d[i] - '0') * weight[i];
    if (x->identity && !x->code)
        return true;
    return plausible_province(d) && plausible_birth(d + 6, 4, &year) &&
           "10X98765432"[sum % 11] == d[17] && !(x->code && year >= 2018);
}

/* Numbers that cards begin with: 62 and 60 (UnionPay), 4, 51-55 and 2221-2720,
 * 3528-3589 (not the 350... of codes of Fujian), 95. */
static bool card_issuer(const char *d, size_t n)
{
    int two = (d[0] - '0') * 10 + d[1] - '0';
    int four = two * 100 + (d[2] - '0') * 10 + d[3] - '0';

    return d[0] == '4' || two == 62 || two == 60 || two == 95 ||
           (n == 16 && ((two >= 51 && two <= 55) ||
                        (four >= 2221 && four <= 2720) ||
                        (four >= 3528 && four <= 3589)));
}

static bool is_card(const struct number *x)             /* Luhn */
{
    bool shape = x->groups == 1;
    int sum = 0;

    if (x->n < 12 || x->n > 19 || (!x->card && x->n < 16) || x->code)
        return false;
    for (size_t i = 0; i < x->groups && x->groups > 1; i++) {
        shape = x->g[i].n == 4 || (i + 1 == x->groups && x->g[i].n < 4);
        if (!shape)
            break;
    }
    shape = shape || (x->groups == 2 && x->g[0].n == 6);
    for (size_t i = 0; i < x->n; i++) {
        int v = x->d[x->n - 1 - i] - '0';

        if (i % 2)
            v = v > 4 ? v * 2 - 9 : v * 2;
        sum += v;
    }
    return shape && (x->card || (sum % 10 == 0 && card_issuer(x->d, x->n)));
}

static bool is_mobile(const struct number *x)
{
    static const char *const before[] = { "0086", "086", "86", "0", "" };
    const char *d = x->d;

    if (x->code || x->n < 11)
        return false;
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        size_t n = strlen(before[i]);

        if (x->n == 11 + n && memcmp(d, before[i], n) == 0 &&
            d[n] == '1' && d[n + 1] >= '3' && d[n + 1] <= '9')
            return true;
    }
    return false;
}

static bool is_landline(const struct number *x)
{
    const char *d = x->d;
    size_t n = x->n;

    if (x->code)
        return false;
    if (n == 10 && (memcmp(d, "400", 3) == 0 || memcmp(d, "800", 3) == 0))
        return x->groups <= 3;
    if (x->phone && x->groups <= 2 && (n == 7 || n == 8) && d[0] != '1')
        return true;                    /* 电话87654321 */
    if (n >= 12 && n <= 14 && d[0] == '8' && d[1] == '6' && d[2] != '0')
        return true;                    /* +86 591 87654321 */
    if (d[0] != '0')                    /* 591-87654321 */
        return x->groups == 2 && x->g[0].n == 3 && n == 11 && d[0] != '1' &&
               d[0] != '2' && x->g[1].n == 8;
    if (x->groups == 1)
        return d[1] >= '1' && n >= 10 && n <= 12;
    return d[1] >= '1' && n >= 10 && n <= 12 && x->g[0].n >= 3 &&
           x->g[0].n <= 4;
}

static const char *kind_of(struct number *x)
{
    if (is_identity(x))
        return "〔证件号〕";
    if (memchr(x->d, 'X', x->n))
        return NULL;
    if (is_mobile(x))
        return "〔手机〕";
    if (is_landline(x))
        return "〔电话〕";
    return is_card(x) ? "〔银行卡〕" : NULL;
}

/* The letters right before a number do not make it a code. */
static bool spoken_letters(str s, size_t at)
{
    static const char *const words[] = { "tel", "phone", "mobile", "wx", "vx",
                                         "v", "weixin", "qq", "call", "id" };
    size_t from = at;

    while (from > 0 && mask_alpha(s.p[from - 1]))
        from--;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i]), k = 0;

        while (k < n && from + k < at && (s.p[from + k] | 32) == words[i][k])
            k++;
        if (k == n && from + n == at)
            return true;
    }
    return false;
}

/* What people write between the digits of a number: one byte, or a dash of
 * any length. */
static size_t gap_at(str s, size_t at)
{
    unsigned char c = at < s.n ? (unsigned char)s.p[at] : 0;

    if (c == ' ' || c == '-' || c == '(' || c == ')')
        return 1;
    return c == 0xE2 && at + 2 < s.n &&
           (s.p[at + 1] == '\x80'
            ? s.p[at + 2] >= '\x90' && s.p[at + 2] <= '\x95'
            : s.p[at + 1] == '\x88' && s.p[at + 2] == '\x92') ? 3 : 0;
}

/* 139.0591.2345, 139_0591_2345: its length, or 0. */
static size_t dotted_mobile(str s, size_t at)
{
    enum { LENGTH = 13 };
    str t = str_head(str_from(s, at), LENGTH);
    char sign = t.n == LENGTH ? t.p[3] : 0;

    if (!sign || !strchr("._/", sign))
        return 0;
    for (size_t i = 0; i < LENGTH; i++)
        if ((i == 3 || i == 8) ? t.p[i] != sign : !mask_digit(t.p[i]))
            return 0;
    return t.p[0] == '1' && t.p[1] >= '3' &&
           !(at > 0 && s.p[at - 1] == sign) &&
           !(at + LENGTH < s.n && (mask_alnum(s.p[at + LENGTH]) ||
                                   s.p[at + LENGTH] == sign)) ? LENGTH : 0;
}

/* The groups of digits that begin at s[at]; where they end is returned. */
static size_t groups_at(str s, size_t at, struct group *g, size_t *n)
{
    size_t i = at;

    *n = 0;
    for (;;) {
        size_t from = i, gap;

        while (i < s.n && mask_digit(s.p[i]))
            i++;
        if (i == from)
            return from;
        if (i - from == 17 || (*n > 0 && i - from <= 4))    /* check X */
            if (i < s.n && (s.p[i] == 'X' || s.p[i] == 'x') &&
                (i + 1 == s.n || !mask_alnum(s.p[i + 1])))
                i++;
        g[(*n)++] = (struct group){ from, i - from };
        gap = i;
        for (size_t k = 0, size; k < 3 && (size = gap_at(s, gap)); k++)
            gap += size;
        if (gap == i || gap == s.n || !mask_digit(s.p[gap]) || *n == GROUPS)
            return i;
        i = gap;
    }
}

static void cues(struct number *x, str s, size_t at)
{
    x->phone = mask_after(s, at, "电话 座机 固话 联系方式 传真 热线 联系 致电");
    x->identity = mask_after(s, at, "身份证 身份证件 证件 身份 居民证 IC ID "
                                    "id 残疾证 残疾人证 居住证");
    x->card = mask_after(s, at, "卡 账 帐 账户 帐户");
    x->code = mask_after(s, at, "编号 单号 工单 受理 订单 流水 查询码 案号 "
                         "信用代码 文号 编码 标号 工号 快递 运单 发票 金额 "
                         "代码 受理号 流水号");
}

size_t mask_number(str s, size_t at, const char **token, size_t *whole)
{
    struct group g[GROUPS];
    struct number x = { .g = g };
    size_t n, end = groups_at(s, at, g, &n), dotted = dotted_mobile(s, at);

    if (dotted)
        return *token = "〔手机〕", dotted;
    *whole = end - at;
    if (end - at < 7)
        return 0;
    cues(&x, s, at);
    if (end < s.n && !x.identity && (mask_alpha(s.p[end]) || (end + 1 < s.n &&
                      s.p[end] == '.' && mask_digit(s.p[end + 1]))))
        return 0;                       /* 13800138000ab is some code */
    if (at > 0 && mask_alpha(s.p[at - 1]) && !spoken_letters(s, at))
        x.code = true;
    for (x.groups = 1; x.groups <= n; x.groups++) {
        const struct group *last = &g[x.groups - 1];

        if (x.n + last->n > DIGITS)
            break;
        memcpy(x.d + x.n, s.p + last->at, last->n);
        x.n += last->n;
        if (x.n && x.d[x.n - 1] == 'x')
            x.d[x.n - 1] = 'X';
        *token = x.n >= 7 ? kind_of(&x) : NULL;
        if (*token)
            return last->at + last->n - at;
    }
    if (n > 1)                          /* the next group may begin one */
        *whole = g[1].at - at;
    return 0;
}

/* A digit as it is written or spoken: 一 or 幺, 七 or 拐; -1 if none.  *n gets
 * its bytes.  Asked for every character of every text, so a table. */
static int numeral(str s, size_t *n)
{
    enum { FIRST = 0x4E00, LAST = 0x9FFF };
#define D(c, d) [c - FIRST] = d + 1
    static const unsigned char digit[LAST - FIRST + 1] = {
        D(U'零', 0), D(U'洞', 0), D(U'一', 1), D(U'幺', 1), D(U'壹', 1),
        D(U'二', 2), D(U'两', 2), D(U'贰', 2), D(U'三', 3), D(U'叁', 3),
        D(U'四', 4), D(U'肆', 4), D(U'五', 5), D(U'伍', 5), D(U'六', 6),
        D(U'陆', 6), D(U'七', 7), D(U'拐', 7), D(U'柒', 7), D(U'八', 8),
        D(U'捌', 8), D(U'九', 9), D(U'勾', 9), D(U'玖', 9),
    };
#undef D
    const unsigned char *p = (const unsigned char *)s.p;

    if (s.n && mask_digit(s.p[0]))
        return *n = 1, s.p[0] - '0';
    *n = 3;
    if (mask_han(s))
        return digit[((p[0] & 15u) << 12 | (p[1] & 63u) << 6 |
                      (p[2] & 63u)) - FIRST] - 1;
    return str_starts(s, STR("〇")) || str_starts(s, STR("○")) ? 0 : -1;
}

/* The digits that begin at s[at], some of them in Chinese; their end. */
static size_t spelled_digits(str s, size_t at, char d[DIGITS + 1], size_t *n,
                             size_t *chinese)
{
    size_t end = at, size;
    int v;

    *n = *chinese = 0;
    for (size_t i = at; *n < DIGITS; i = end) {
        i += *n ? gap_at(s, i) : 0;
        v = numeral(str_from(s, i), &size);
        if (v < 0)
            break;
        d[(*n)++] = (char)('0' + v);
        *chinese += size > 1;
        end = i + size;
    }
    return end;
}

/* 一三八零零一三八零零零, 幺三八 0013 八000: a telephone or identity number in
 * Chinese digits.  The 一 behind one may begin a word: 一直. */
size_t mask_spelled(str s, size_t at, const char **token, size_t *whole)
{
    struct group g = { at, 0 };
    struct number x = { .g = &g, .groups = 1 };
    size_t chinese, size, end;

    if (numeral(str_from(s, at), &size) < 0 ||
        (at > 0 && mask_alnum(s.p[at - 1])))
        return 0;
    end = spelled_digits(s, at, x.d, &x.n, &chinese);
    if (x.n < 7 || !chinese)
        return 0;
    if (chinese == x.n)
        *whole = end - at;              /* nothing else begins in it */
    if (mask_begins(str_from(s, end), "十 百 千 万 亿 点 年 元 块"))
        return 0;
    cues(&x, s, at);
    g.n = x.n;
    *token = chinese < x.n && !is_mobile(&x) ? NULL : kind_of(&x);
    if (!*token && x.n == 12 && mask_han(str_from(s, end)) &&
        str_ends(str_head(s, end), STR("一"))) {
        x.n = 11;
        end -= 3;
        *token = is_mobile(&x) ? "〔手机〕" : NULL;
    }
    return *token ? end - at : 0;
}

size_t mask_international(str s, size_t at)
{
    size_t i = at + 1, digits = 0, end = at;

    while (i < s.n && (mask_digit(s.p[i]) || (digits && i - end < 3 &&
                       strchr(" -()", s.p[i])))) {
        if (mask_digit(s.p[i])) {
            digits++;
            end = i;
        }
        i++;
    }
    return digits >= 9 && digits <= 15 && s.p[at + 1] != '0' &&
           !(end + 1 < s.n && mask_alpha(s.p[end + 1])) ? end + 1 - at : 0;
}
