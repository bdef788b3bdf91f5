/* mask.c - personal data replaced by typed tokens.
 *
 * A text is read once from front to back.  At each place the finders are
 * asked in turn, the surest first; the first that finds something takes it.
 * A number is looked at as a whole, with the blanks and hyphens people write
 * into it: the phone-like run inside a ticket number is no phone.
 */
#include "ingest/mask.h"

#include <ctype.h>

#include "lib/text.h"
#include "lib/banned.h"

enum { GROUPS = 12, DIGITS = 40 };

struct group { size_t at, n; };         /* digits that stand together */

static bool alnum(char c)
{
    return isalnum((unsigned char)c) != 0;
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Does one of the words (space-separated) end at s[at]?  Marks between the
 * word and the place (":", "是", "号码", ...) are passed over. */
static bool after_cue(str s, size_t at, const char *words)
{
    static const char *const skip[] = { ":", " ", "是", "为", "号", "码", "(",
                                        "\"", "=", "," };
    str before = str_head(s, at), rest = str_of(words), word;
    bool moved = true;

    for (int i = 0; moved && i < 8; i++) {
        rest = str_of(words);
        while (str_cut(&rest, ' ', &word))
            if (str_ends(before, word))
                return true;
        moved = false;
        for (size_t k = 0; k < sizeof skip / sizeof skip[0] && !moved; k++)
            if (str_ends(before, str_of(skip[k]))) {
                before.n -= strlen(skip[k]);
                moved = true;
            }
    }
    return false;
}

static bool starts_with_one_of(str s, const char *words)
{
    str rest = str_of(words), word;

    while (str_cut(&rest, ' ', &word))
        if (str_starts(s, word))
            return true;
    return false;
}

/* --- numbers --- */

static bool plausible_birth(const char *p, int year_digits)
{
    int y = 0, m, d;

    for (int i = 0; i < year_digits; i++)
        y = y * 10 + p[i] - '0';
    p += year_digits;
    m = (p[0] - '0') * 10 + p[1] - '0';
    d = (p[2] - '0') * 10 + p[3] - '0';
    return m >= 1 && m <= 12 && d >= 1 && d <= 31 &&
           (year_digits == 2 || (y >= 1880 && y <= 2099));
}

/* First two digits of an identity number: a province, or 81-83 residence
 * permit of Hong Kong, Macau, Taiwan, or 9 permanent residence. */
static bool plausible_province(const char *p)
{
    static const char last[10] = { 0, 5, 3, 7, 6, 4, 5, 1, 3, 9 };
    int a = p[0] - '0', b = p[1] - '0';

    return a == 9 || (a > 0 && b <= last[a] && (b > 0 || a == 5));
}

/* Resident identity card, GB 11643: 17 digits and a check character. */
static bool is_identity(const char *d, size_t n, bool cue)
{
    static const int weight[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5,
                                  8, 4, 2 };
    int sum = 0;

    if (n == 15)
        return plausible_province(d) && plausible_birth(d + 6, 2);
    if (n != 18)
        return false;
    for (int i = 0; i < 17; i++)
        sum += (d[i] - '0') * weight[i];
    if (cue)
        return true;
    return plausible_province(d) && plausible_birth(d + 6, 4) &&
           "10X98765432"[sum % 11] == d[17];
}

static bool is_card(const char *d, size_t n, bool cue)      /* Luhn */
{
    int sum = 0;

    if (n < 12 || n > 19 || (!cue && n < 16))
        return false;
    for (size_t i = 0; i < n; i++) {
        int v;

        if (!digit(d[n - 1 - i]))
            return false;
        v = d[n - 1 - i] - '0';
        if (i % 2)
            v = v > 4 ? v * 2 - 9 : v * 2;
        sum += v;
    }
    return cue || (sum % 10 == 0 && strchr("34569", d[0]) != NULL);
}

static bool is_mobile(const char *d, size_t n)
{
    if (n == 13 && d[0] == '8' && d[1] == '6')
        d += 2, n = 11;
    else if (n == 15 && memcmp(d, "0086", 4) == 0)
        d += 4, n = 11;
    else if (n == 14 && memcmp(d, "086", 3) == 0)
        d += 3, n = 11;
    else if (n == 12 && d[0] == '0')
        d += 1, n = 11;
    return n == 11 && d[0] == '1' && d[1] >= '3' && d[1] <= '9';
}

static bool is_landline(const char *d, size_t n, const struct group *g,
                        size_t groups)
{
    if (n >= 12 && n <= 14 && d[0] == '8' && d[1] == '6')
        d += 2, n -= 2;                 /* +86 591 87654321 */
    if (n == 10 && (memcmp(d, "400", 3) == 0 || memcmp(d, "800", 3) == 0))
        return true;
    if (d[0] != '0' || n < 10 || n > 12)
        return groups == 2 && g[0].n == 3 && n == 11 && d[0] != '1' &&
               d[0] != '2' && g[1].n == 8;
    return d[1] >= '1' && (groups == 1 ? n >= 10 : g[0].n >= 3);
}

static const char *const not_personal =
    "编号 单号 工单 受理 订单 流水 查询码 案号 信用代码 文号 编码 标号 工号 "
    "快递 运单 发票 金额";

/* What the groups i..j, written together, are. */
static const char *kind_of(str s, const char *d, const struct group *g,
                           size_t i, size_t j, bool lettered)
{
    size_t n = g[j].at + g[j].n - g[i].at, digits = 0, at = g[i].at;
    char one[DIGITS];
    bool card_like = i == j, id_cue, number_cue;

    for (size_t k = i; k <= j; k++)
        digits += g[k].n;
    if (digits < 7 || digits >= DIGITS || n > DIGITS + GROUPS)
        return NULL;
    digits = 0;
    for (size_t k = i; k <= j; k++) {
        memcpy(one + digits, d + g[k].at, g[k].n);
        digits += g[k].n;
    }
    one[digits] = 0;
    for (size_t k = i; k < digits; k++)
        if (one[k] == 'x')
            one[k] = 'X';
    for (size_t k = i; j > i && k <= j; k++) {
        card_like = g[k].n == 4 || (k == j && g[k].n < 4);
        if (!card_like)
            break;
    }
    id_cue = after_cue(s, at, "身份证 身份证件 证件 身份 居民证 IC ID id");
    number_cue = after_cue(s, at, not_personal);
    if (!lettered && is_identity(one, digits, id_cue) &&
        !(digits == 15 && number_cue))
        return "〔证件号〕";
    if (memchr(one, 'X', digits))
        return NULL;
    if (is_mobile(one, digits) && !number_cue)
        return "〔手机〕";
    if (lettered)
        return NULL;
    if (is_landline(one, digits, g + i, j - i + 1))
        return "〔电话〕";
    if (card_like && is_card(one, digits,
                             after_cue(s, at, "卡 账 帐 账户 帐户")) &&
        !number_cue)
        return "〔银行卡〕";
    if (i == j && (digits == 7 || digits == 8) &&
        after_cue(s, at, "电话 座机 固话 固定电话 联系方式 传真"))
        return "〔电话〕";
    return NULL;
}

/* The letters right before a number do not make it a code. */
static bool spoken_letters(str s, size_t at)
{
    static const char *const words[] = { "tel", "phone", "mobile", "wx", "vx",
                                         "v", "weixin", "qq", "call", "id" };
    size_t from = at;

    while (from > 0 && isalpha((unsigned char)s.p[from - 1]))
        from--;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i]), k = 0;

        while (k < n && from + k < at &&
               tolower((unsigned char)s.p[from + k]) == words[i][k])
            k++;
        if (k == n && from + n == at)
            return true;
    }
    return false;
}

/* The groups of digits that begin at s[at]; where they end is returned. */
static size_t groups_at(str s, size_t at, struct group *g, size_t *n)
{
    size_t i = at;

    *n = 0;
    for (;;) {
        size_t from = i, gap;

        while (i < s.n && digit(s.p[i]))
            i++;
        if (i == from)
            return from;
        if (i - from == 17 || (*n > 0 && i - from <= 4))    /* check X */
            if (i < s.n && (s.p[i] == 'X' || s.p[i] == 'x') &&
                (i + 1 == s.n || !alnum(s.p[i + 1])))
                i++;
        g[(*n)++] = (struct group){ from, i - from };
        gap = i;
        while (gap < s.n && gap - i < 3 && (s.p[gap] == ' ' ||
               s.p[gap] == '-' || s.p[gap] == '(' || s.p[gap] == ')'))
            gap++;
        if (gap == i || gap == s.n || !digit(s.p[gap]) || *n == GROUPS)
            return i;
        i = gap;
    }
}

/* A number with personal meaning that begins at s[at] (after a "+" or "(").
 * Gives its length and, in *whole, how far nothing else can begin. */
static size_t number_at(str s, size_t at, const char **token, size_t *whole)
{
    struct group g[GROUPS];
    bool lettered = at > 0 && isalpha((unsigned char)s.p[at - 1]) &&
                    !spoken_letters(s, at);
    size_t n, end = groups_at(s, at, g, &n);

    *whole = end - at;
    if (end < s.n && isalpha((unsigned char)s.p[end]))
        return 0;                       /* 13800138000ab is some code */
    if (end + 1 < s.n && s.p[end] == '.' && digit(s.p[end + 1]))
        return 0;
    for (size_t j = 0; j < n; j++) {
        *token = kind_of(s, s.p, g, 0, j, lettered);
        if (*token)
            return g[j].at + g[j].n - at;
    }
    if (n > 1)                          /* the next group may begin one */
        *whole = g[1].at - at;
    return 0;
}

/* --- letters and digits --- */

static const char *const provinces = "京 津 沪 渝 冀 豫 云 辽 黑 湘 皖 鲁 新 "
    "苏 浙 赣 鄂 桂 甘 晋 蒙 陕 吉 闽 贵 粤 青 藏 川 宁 琼";

/* Number plate: 闽A12345, 闽A·D12345, 粤B1234学. */
static size_t plate_at(str s, size_t at)
{
    str rest = str_from(s, at);
    size_t i = 3, n = 0, digits = 0;

    if (rest.n < 8 || !starts_with_one_of(str_head(rest, 3), provinces) ||
        !isupper((unsigned char)rest.p[i]))
        return 0;
    i++;
    if (str_starts(str_from(rest, i), STR("·")))
        i += 2;
    else if (strchr(" .-", rest.p[i]))
        i++;
    while (i < rest.n && (digit(rest.p[i]) ||
                          isupper((unsigned char)rest.p[i]))) {
        digits += digit(rest.p[i]) != 0;
        i++;
        n++;
    }
    if (n == 4 && starts_with_one_of(str_from(rest, i), "学 警 挂 港 澳"))
        return i + 3;
    return (n == 5 || n == 6) && digits >= 2 ? i : 0;
}

static size_t email_at(str s, size_t at)
{
    size_t i = at, dot = 0, host;

    if (at > 0 && alnum(s.p[at - 1]))
        return 0;
    while (i < s.n && i - at < 64 && (alnum(s.p[i]) || strchr("._%+-",
                                                              s.p[i])))
        i++;
    if (i == at || i >= s.n || s.p[i] != '@')
        return 0;
    host = ++i;
    while (i < s.n && (alnum(s.p[i]) || s.p[i] == '-' ||
                       (s.p[i] == '.' && i + 1 < s.n && alnum(s.p[i + 1])))) {
        if (s.p[i] == '.')
            dot = i;
        i++;
    }
    return dot > host ? i - at : 0;
}

/* A WeChat or QQ account after its cue. */
static size_t account_at(str s, size_t at)
{
    size_t i = at, digits = 0;

    if (at > 0 && alnum(s.p[at - 1]))
        return 0;
    while (i < s.n && i - at < 21 && (alnum(s.p[i]) || s.p[i] == '_' ||
                                      s.p[i] == '-')) {
        digits += digit(s.p[i]) != 0;
        i++;
    }
    if (i - at >= 5 && digits == i - at)
        return after_cue(s, at, "QQ qq Qq 扣扣 企鹅 微信 wx vx WX VX")
               ? i - at : 0;
    return i - at >= 6 && i - at <= 20 && isalpha((unsigned char)s.p[at]) &&
           after_cue(s, at, "微信 wx vx WX VX Wechat WeChat wechat weixin")
           ? i - at : 0;
}

/* Passports and the permits and cards of Hong Kong, Macau and Taiwan. */
static size_t document_at(str s, size_t at)
{
    size_t i = at, letters, digits;
    bool cue;

    if (at > 0 && alnum(s.p[at - 1]))
        return 0;
    while (i < s.n && isupper((unsigned char)s.p[i]) && i - at < 3)
        i++;
    letters = i - at;
    while (i < s.n && digit(s.p[i]))
        i++;
    digits = i - at - letters;
    if (letters >= 1 && letters <= 2 && digits == 6 && i + 2 < s.n &&
        s.p[i] == '(' && alnum(s.p[i + 1]) && s.p[i + 2] == ')')
        return i + 3 - at;              /* A123456(7) */
    if (letters == 0 && digits == 7 && strchr("157", s.p[at]) &&
        i + 2 < s.n && s.p[i] == '(' && digit(s.p[i + 1]) &&
        s.p[i + 2] == ')')
        return i + 3 - at;              /* 1234567(8) */
    if (i < s.n && alnum(s.p[i]))
        return 0;
    cue = after_cue(s, at, "护照 通行证 回乡证 台胞证 台胞 港澳证 证件 身份证 "
                           "证 旅行证 军官证 居住证");
    if (letters == 1 && (digits == 8 || digits == 9 || digits == 10))
        return cue || (digits == 9 && (s.p[at + 1] == '1' ||
                                       s.p[at + 1] == '2') &&
                       after_cue(s, at, "台湾 身份 ID")) ? i - at : 0;
    return cue && letters >= 1 && digits >= 6 && digits <= 10 ? i - at : 0;
}

/* --- names --- */

static const char *const surnames =
    "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 高 林 罗 郑 梁 谢 宋 "
    "唐 许 韩 冯 邓 曹 彭 曾 肖 田 董 袁 潘 于 蒋 蔡 余 杜 叶 程 苏 魏 吕 丁 "
    "任 沈 姚 卢 姜 崔 钟 谭 陆 汪 范 金 石 廖 贾 夏 韦 付 方 白 邹 孟 熊 秦 "
    "邱 江 尹 薛 闫 段 雷 侯 龙 史 陶 黎 贺 顾 毛 郝 龚 邵 万 钱 严 覃 武 戴 "
    "莫 孔 向 汤 游 翁 柯 詹 施 洪 庄 温 连 涂 俞 上官 欧阳 欧 阮 池 饶 倪 "
    "危 傅 康 卓 童 纪 缪 蓝 赖 伍 官 章 葛 祝 柳 鲍 牛 樊 焦 项 殷 安 颜 邢 "
    "章 梅 盛 童 凌 包 房 屈 应 阎 华 霍 常 骆 齐 甘 巫 管 司徒 诸葛 司马 "
    "简 揭 练 丘 鄢 郎 全 耿 左 车 米 岳 谷 申 易 兰";

static size_t han_len(str s)            /* one Chinese character, or 0 */
{
    uint32_t c;
    str rest = s;

    if (!s.n)
        return 0;
    c = text_next(&rest);
    return c >= 0x4E00 && c <= 0x9FFF ? s.n - rest.n : 0;
}

/* Length of the surname at the front of s. */
static size_t surname_len(str s)
{
    size_t one = han_len(s), two = one ? one + han_len(str_from(s, one)) : 0;
    str rest = str_of(surnames), word;
    size_t found = 0;

    while (one && str_cut(&rest, ' ', &word))
        if ((word.n == two || word.n == one) && word.n > found &&
            str_starts(s, word))
            found = word.n;
    return found;
}

/* Does a name with this many bytes end here: punctuation, the end, or a word
 * of a form? */
static bool name_ends(str rest)
{
    size_t n = han_len(rest);

    if (n == 0)
        return rest.n == 0 || !alnum(rest.p[0]) || digit(rest.p[0]);
    return starts_with_one_of(rest, "联系 电话 手机 身份证 性别 先生 女士 小姐 "
                                    "家住 住址 地址 户籍 年龄 证件");
}

/* A name of 2 to 4 characters at the front, or 0. */
static size_t name_len(str s)
{
    size_t family = surname_len(s), at = family;

    if (!family || starts_with_one_of(s, "高中 高校 方便 方面 万一 许多 于是 "
        "任何 安全 应该 常住 全部 全家 华侨 石材 金额 房东 房主 房屋 车主 车位 "
        "马上 马路 白天 江西 江苏 龙岩 林业 安徽 武汉 武夷 温州 连江 连城 "
        "金门 石狮 周边 周一 周二 周三 周四 周五 周六 周日 农村 管理 易地 "
        "钱款 向来 章程 项目 左右 申请 申报 程序 应届 安置 游客 康复 谷歌 "
        "何时 何处 何人 何种 何地 如何 牛奶 余额 童装 苏州 罗源 洪山"))
        return 0;
    for (int given = 1; given <= 2; given++) {
        size_t n = han_len(str_from(s, at));

        if (!n)
            return 0;
        at += n;
        if (name_ends(str_from(s, at)))
            return at;
    }
    return 0;
}

/* Ends like a group of people, no name: 我是高中老师 */
static bool not_a_name(str name)
{
    static const char *const ends[] = { "人", "生", "民", "户", "者", "员",
        "师", "主", "工", "的", "了", "在", "市", "县", "区", "镇", "村", "省",
        "某", "年", "局", "厅", "院", "司", "女", "士" };

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (str_ends(name, str_of(ends[i])))
            return true;
    return false;
}

static size_t name_after_cue(str s, size_t at)
{
    size_t n;

    if (!surname_len(str_from(s, at)))
        return 0;
    n = name_len(str_from(s, at));
    if (!n)
        return 0;
    if (after_cue(s, at, "姓名 联系人 投诉人 申请人 当事人 反映人 来电人 户主 "
                         "经办人 举报人 求助人 咨询人 信访人 留言人 我叫 本人叫 "
                         "名叫 名字叫 名字 名 代理人 监护人 产权人 受益人 "
                         "署名 落款 我姓名 父亲 母亲 儿子 女儿 丈夫 妻子"))
        return not_a_name((str){ s.p + at, n }) ? 0 : n;
    if (after_cue(s, at, "我是 我 本人 本人是") || (at + n < s.n &&
        starts_with_one_of(str_from(s, at + n), "先生 女士 小姐")))
        return n >= 6 && !not_a_name((str){ s.p + at, n }) &&
               str_from(s, at + n).n ? n : 0;
    return 0;
}

/* Only blanks, digits and the marks of a date, with at least a year. */
static bool date_only(str s)
{
    size_t digits = 0, n;

    if (s.n > 48)
        return false;
    while (s.n) {
        if (digit(s.p[0])) {
            digits++;
            s = str_from(s, 1);
        } else if (strchr(" \n-/.:,", s.p[0])) {
            s = str_from(s, 1);
        } else if ((n = han_len(s)) &&
                   starts_with_one_of(s, "年 月 日 号 时 分 二 〇 零 一 三 四 "
                                         "五 六 七 八 九 十")) {
            digits += !starts_with_one_of(s, "年 月 日 号 时 分");
            s = str_from(s, n);
        } else if (str_starts(s, STR("〇"))) {
            digits++;
            s = str_from(s, 3);
        } else if (str_starts(s, STR("。"))) {
            s = str_from(s, 3);
        } else {
            return false;
        }
    }
    return digits == 0 || digits >= 3;
}

/* The name that closes a letter: after a line end or a full stop, before a
 * date or the end of the text. */
static size_t name_of_signature(str s, size_t at)
{
    str before = str_head(s, at);
    size_t n;

    if (at < 30 || s.n - at > 64 || !surname_len(str_from(s, at)))
        return 0;
    while (str_ends(before, STR(" ")))
        before.n--;
    if (!str_ends(before, STR("\n")) && !str_ends(before, STR("。")) &&
        !str_ends(before, STR("!")) && !str_ends(before, STR("敬礼")) &&
        !str_ends(before, STR("谢谢")) && !str_ends(before, STR(":")) &&
        !str_ends(before, STR("?")))
        return 0;
    n = name_len(str_from(s, at));
    if (!n || not_a_name((str){ s.p + at, n }))
        return 0;
    return date_only(str_from(s, at + n)) ? n : 0;
}

/* --- the whole text --- */

static size_t find_at(str s, size_t at, const char **token, size_t *whole)
{
    unsigned char c = (unsigned char)s.p[at];
    size_t n;

    *whole = 1;
    if (isalnum(c)) {
        if ((n = email_at(s, at)))
            return *token = "〔邮箱〕", n;
        if ((n = document_at(s, at)))
            return *token = "〔证件号〕", n;
        if (digit((char)c) && (at == 0 || !digit(s.p[at - 1])) &&
            (n = number_at(s, at, token, whole)))
            return n;
        if ((n = account_at(s, at)))
            return *token = "〔微信〕", n;
        return 0;
    }
    if (c == '+' && at + 1 < s.n && digit(s.p[at + 1])) {
        n = number_at(s, at + 1, token, whole);
        return n ? n + 1 : 0;
    }
    if (c < 0xE4 || c > 0xE9)           /* no Chinese character */
        return 0;
    *whole = 3;
    if ((n = plate_at(s, at)))
        return *token = "〔车牌〕", n;
    if ((n = name_after_cue(s, at)) || (n = name_of_signature(s, at)))
        return *token = "〔姓名〕", n;
    return 0;
}

str mask_text(struct arena *a, str s, struct mask_hit *hits, size_t max,
              size_t *n)
{
    struct buf out = { 0 };
    size_t from = 0, found = 0;
    str text = s;

    for (size_t at = 0; at < s.n; ) {
        const char *token = NULL;
        size_t whole, len = find_at(s, at, &token, &whole);

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
