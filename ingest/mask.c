/* mask.c - personal data replaced by typed tokens.
 *
 * A text is read once from front to back.  At each place the finders are
 * asked in turn, the surest first; the first that finds something takes it.
 */
#include "ingest/mask.h"

#include "ingest/mask_part.h"
#include "lib/text.h"
#include "lib/banned.h"

/* Can one of the words end like `before`: does the last character of it stand
 * anywhere in them?  Mostly not, and it is asked at every other place. */
static bool may_end(str before, const char *words)
{
    size_t n = (unsigned char)before.p[before.n - 1] < 0x80 ? 1 : 3;
    char last[4] = { 0 };

    if (n > before.n)
        return false;
    memcpy(last, before.p + before.n - n, n);
    return strstr(words, last) != NULL;
}

bool mask_after(str s, size_t at, const char *words)
{
    static const struct { const char *p; size_t n; } skip[] = {
        { ":", 1 }, { " ", 1 }, { "是", 3 }, { "为", 3 }, { "号", 3 },
        { "码", 3 }, { "编", 3 }, { "(", 1 }, { "\"", 1 }, { "=", 1 }, { ",", 1 },
    };
    str before = str_head(s, at);
    bool moved = true;

    for (int i = 0; moved && before.n && i < 8; i++) {
        bool may = may_end(before, words);

        for (const char *w = words; may && *w; w += *w == ' ') {
            size_t n = 0;

            while (w[n] && w[n] != ' ')
                n++;
            if (before.n >= n && before.p[before.n - 1] == w[n - 1] &&
                memcmp(before.p + before.n - n, w, n) == 0)
                return true;
            w += n;
        }
        moved = false;
        for (size_t k = 0; k < sizeof skip / sizeof skip[0] && !moved; k++) {
            size_t n = skip[k].n;

            if (before.n >= n && before.p[before.n - 1] == skip[k].p[n - 1] &&
                memcmp(before.p + before.n - n, skip[k].p, n) == 0) {
                before.n -= n;
                moved = true;
            }
        }
    }
    return false;
}

bool mask_begins(str s, const char *words)
{
    for (const char *w = words; *w; w += *w == ' ') {
        size_t i = 0;

        while (i < s.n && w[i] == s.p[i] && w[i] != ' ')
            i++;
        if (w[i] == ' ' || w[i] == 0)
            return true;
        for (w += i; *w && *w != ' '; )
            w++;
    }
    return false;
}

static bool upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool province(str s)
{
    switch (text_next(&s)) {
    case U'京': case U'津': case U'沪': case U'渝': case U'冀': case U'豫':
    case U'云': case U'辽': case U'黑': case U'湘': case U'皖': case U'鲁':
    case U'新': case U'苏': case U'浙': case U'赣': case U'鄂': case U'桂':
    case U'甘': case U'晋': case U'蒙': case U'陕': case U'吉': case U'闽':
    case U'贵': case U'粤': case U'青': case U'藏': case U'川': case U'宁':
    case U'琼':
        return true;
    default:
        return false;
    }
}

/* Number plate: 闽A12345, 闽A·D12345, 粤B1234学. */
static size_t plate_at(str s, size_t at)
{
    str rest = str_from(s, at);
    size_t i = 3, n = 0, digits = 0, least = 2;

    if (rest.n < 8 || (!mask_alpha(rest.p[i]) && rest.p[i] != '\xC2'))
        return 0;
    if (str_starts(str_from(rest, i), STR("·")))
        i += 2;
    if (!mask_alpha(rest.p[i]) || !province(rest))
        return 0;
    if (!upper(rest.p[i]))
        least = 4;                      /* 闽a12345, but no 新app12 */
    i++;
    if (str_starts(str_from(rest, i), STR("·")))
        i += 2;
    else if (strchr(" .-", rest.p[i]))
        i++;
    while (i < rest.n && mask_alnum(rest.p[i])) {
        digits += mask_digit(rest.p[i]);
        i++;
        n++;
    }
    if (n == 4 && mask_begins(str_from(rest, i), "学 警 挂 港 澳"))
        return i + 3;
    return (n == 5 || n == 6) && digits >= least ? i : 0;
}

static size_t email_at(str s, size_t at)
{
    size_t i = at, dot = 0, host;

    if (at > 0 && mask_alnum(s.p[at - 1]))
        return 0;
    while (i < s.n && i - at < 64 &&
           (mask_alnum(s.p[i]) || strchr("._%+-", s.p[i])))
        i++;
    if (i == at || i >= s.n || s.p[i] != '@')
        return 0;
    host = ++i;
    while (i < s.n && (mask_alnum(s.p[i]) || s.p[i] == '-' ||
                       (s.p[i] == '.' && i + 1 < s.n &&
                        mask_alnum(s.p[i + 1])))) {
        if (s.p[i] == '.')
            dot = i;
        i++;
    }
    return dot > host ? i - at : 0;
}

/* "Q:", "Q Q", and no letter before: QQ in short. */
static bool after_q(str s, size_t at)
{
    while (at > 0 && (s.p[at - 1] == ':' || s.p[at - 1] == ' '))
        at--;
    return at > 0 && (s.p[at - 1] | 32) == 'q' &&
           !(at > 1 && mask_alnum(s.p[at - 2]));
}

/* A WeChat or QQ account after its cue. */
static size_t account_at(str s, size_t at)
{
    size_t i = at, digits = 0;

    if (at > 0 && mask_alnum(s.p[at - 1]) &&
        !(mask_digit(s.p[at]) && mask_alpha(s.p[at - 1])))
        return 0;                       /* but QQ12345678 */
    while (i < s.n && i - at < 21 && (mask_alnum(s.p[i]) || s.p[i] == '_' ||
                                      s.p[i] == '-')) {
        digits += mask_digit(s.p[i]);
        i++;
    }
    if (i - at >= 5 && digits == i - at)
        return mask_after(s, at, "QQ qq Qq 扣扣 企鹅 微信 wx vx WX VX") ||
               (digits > 5 && after_q(s, at)) ? i - at : 0;
    return i - at >= 6 && i - at <= 20 && mask_alpha(s.p[at]) &&
           (str_starts(str_from(s, at), STR("wxid_")) || mask_after(s, at,
            "微信 微信同 wx vx WX VX Wechat WeChat wechat weixin 加V 加v 加微 V信 v信"))
           ? i - at : 0;
}

/* Taiwan's identity number: the check digit is right. */
static bool taiwan_identity(const char *p)
{
    static const char order[] = "ABCDEFGHJKLMNPQRSTUVXYWZIO";
    const char *letter = strchr(order, p[0]);
    int n = letter ? (int)(letter - order) + 10 : 0;
    int sum = n / 10 + n % 10 * 9;

    for (int i = 1; i <= 8; i++)
        sum += (p[i] - '0') * (9 - i);
    return letter && strchr("1289", p[1]) && (sum + p[9] - '0') % 10 == 0;
}

/* Cards of soldiers and the armed police, before the digits: 军官证, 军字第; but
 * no document of another kind, 闽政字第. */
static bool of_a_soldier(str s, size_t at)
{
    static const char words[] = "军官证 士兵证 士官证 警官证 军人证 文职证 "
                                "文职干部证 军人身份证";
    str before = str_head(s, at);

    if (mask_after(s, at, words))
        return true;
    if (!str_ends(before, STR("字第")) || before.n < 9)
        return false;
    before.n -= 9;
    return mask_after(s, before.n, words) ||
           (mask_begins(str_from(s, before.n), "军 兵 士") &&
            !(before.n >= 3 && mask_han(str_from(s, before.n - 3))));
}

/* 20260601 may be the day on which a passport ends. */
static bool is_day(str s)
{
    return s.n == 8 && (mask_begins(s, "19 20")) &&
           mask_begins(str_from(s, 4), "0 10 11 12") && s.p[6] < '4';
}

/* A document's number of digits alone, after the word for it. */
static bool digits_only(str s, size_t at, size_t n)
{
    if (n >= 6 && n <= 9 && of_a_soldier(s, at))
        return true;
    if (n == 8 || n == 10)
        if (mask_after(s, at, "台胞证 通行证 回乡证"))
            return true;
    return n >= 7 && n <= 9 && mask_after(s, at, "护照 旅行证") &&
           !is_day((str){ s.p + at, n });
}

/* Passports, the permits and cards of Hong Kong, Macau and Taiwan, cards of
 * soldiers. */
static size_t document_at(str s, size_t at)
{
    size_t i = at, letters, digits;
    bool small = false;                 /* e12345678 */

    if (at > 0 && mask_alnum(s.p[at - 1]))
        return 0;
    while (i < s.n && mask_alpha(s.p[i]) && i - at < 3)
        small = !upper(s.p[i++]) || small;
    letters = i - at;
    while (i < s.n && mask_digit(s.p[i]))
        i++;
    digits = i - at - letters;
    if (i + 2 < s.n && s.p[i] == '(' && mask_alnum(s.p[i + 1]) &&
        s.p[i + 2] == ')' && !small &&  /* A123456(7), 1234567(8) */
        ((letters >= 1 && letters <= 2 && digits == 6) ||
         (letters == 0 && digits == 7 && strchr("157", s.p[at]))))
        return i + 3 - at;
    if (digits < 6 || digits > (letters == 3 ? 12 : 10) ||
        (i < s.n && mask_alnum(s.p[i])))
        return 0;
    if (letters == 0)
        return digits_only(s, at, digits) ? digits : 0;
    if (letters == 1 && digits == 9 && !small && taiwan_identity(s.p + at) &&
        !mask_after(s, at, "编号 单号 工单 受理 订单 流水"))
        return i - at;
    return mask_after(s, at, "护照 通行证 回乡证 台胞证 台胞 港澳证 证件 身份证 "
                      "证 旅行证 军官证 居住证 永居") ? i - at : 0;
}

static size_t find_at(str s, size_t at, bool dots, const char **token,
                      size_t *whole)
{
    unsigned char c = (unsigned char)s.p[at];
    size_t n;

    *whole = 1;
    if (mask_alnum((char)c)) {
        if ((n = email_at(s, at)))
            return *token = "〔邮箱〕", n;
        if ((n = document_at(s, at)))
            return *token = "〔证件号〕", n;
        if (mask_digit((char)c) && (at == 0 || !mask_digit(s.p[at - 1])) &&
            ((n = mask_number(s, at, token, whole)) ||
             (n = mask_spelled(s, at, token, whole))))
            return n;
        if ((n = account_at(s, at)))
            return *token = "〔微信〕", n;
        if (mask_alpha((char)c) && (n = mask_latin_name(s, at)))
            return *token = "〔姓名〕", n;
        return 0;
    }
    if (c == '+' && at + 1 < s.n && mask_digit(s.p[at + 1])) {
        if ((n = mask_number(s, at + 1, token, whole)))
            return n + 1;
        *whole = 1;
        return *token = "〔电话〕", mask_international(s, at);
    }
    if (c < 0xE2 || c > 0xE9)           /* no Chinese character, 〇 or ○ */
        return 0;
    *whole = 3;
    if ((n = mask_spelled(s, at, token, whole)))
        return n;
    if (c < 0xE4)
        return 0;
    if ((n = plate_at(s, at)))
        return *token = "〔车牌〕", n;
    return *token = "〔姓名〕", mask_name(s, at, dots);
}

str mask_text(struct arena *a, str s, struct mask_hit *hits, size_t max,
              size_t *n)
{
    struct buf out = { 0 };
    size_t from = 0, found = 0;
    bool dots = s.n && memchr(s.p, 0xC2, s.n);   /* its first byte */
    str text = s;

    for (size_t at = 0; at < s.n; ) {
        const char *token = NULL;
        size_t whole, len = find_at(s, at, dots, &token, &whole);

        if (!len) {
            at += whole ? whole : 1;
            continue;
        }
        if (hits && found < max)
            hits[found] = (struct mask_hit){ token, { s.p + at, len } };
        found++;
        buf_add(&out, s.p + from, at - from);
        buf_text(&out, token);
        from = at += len;
    }
    if (n)
        *n = found;
    if (found) {
        buf_add(&out, s.p + from, s.n - from);
        text = str_dup(a, buf_view(&out));
    }
    buf_release(&out);
    return text;
}
