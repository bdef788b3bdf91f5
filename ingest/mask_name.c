/* mask_name.c - personal names in a text, by the words around them. */
#include "ingest/mask.h"
#include "ingest/mask_part.h"

#include "lib/text.h"
#include "lib/banned.h"

/* What a character may be at the front of a name: asked for every character
 * of every text, so a table and no search. */
enum { HAN_FIRST = 0x4E00, HAN_LAST = 0x9FFF, ONE = 1, TWO = 2 };

#define S(c)    [c - HAN_FIRST] = ONE           /* a surname */
#define C(c)    [c - HAN_FIRST] = TWO           /* begins one of two */
#define B(c)    [c - HAN_FIRST] = ONE | TWO     /* both */
static const unsigned char front[HAN_LAST - HAN_FIRST + 1] = {
    S(U'王'), S(U'李'), S(U'张'), S(U'刘'), S(U'陈'),
    S(U'杨'), S(U'黄'), S(U'赵'), S(U'吴'), S(U'周'),
    S(U'徐'), S(U'孙'), S(U'马'), S(U'朱'), S(U'胡'),
    S(U'郭'), S(U'何'), S(U'高'), S(U'林'), S(U'罗'),
    S(U'郑'), S(U'梁'), S(U'谢'), S(U'宋'), S(U'唐'),
    S(U'许'), S(U'韩'), S(U'冯'), S(U'邓'), S(U'曹'),
    S(U'彭'), S(U'曾'), S(U'肖'), S(U'田'), S(U'董'),
    S(U'袁'), S(U'潘'), S(U'于'), S(U'蒋'), S(U'蔡'),
    S(U'余'), S(U'杜'), S(U'叶'), S(U'程'), S(U'苏'),
    S(U'魏'), S(U'吕'), S(U'丁'), S(U'任'), S(U'沈'),
    S(U'姚'), S(U'卢'), S(U'姜'), S(U'崔'), S(U'钟'),
    S(U'谭'), S(U'陆'), S(U'汪'), S(U'范'), S(U'金'),
    S(U'石'), S(U'廖'), S(U'贾'), S(U'韦'), S(U'付'),
    S(U'方'), S(U'白'), S(U'邹'), S(U'孟'), S(U'熊'),
    S(U'秦'), S(U'邱'), S(U'江'), S(U'尹'), S(U'薛'),
    S(U'闫'), S(U'段'), S(U'雷'), S(U'侯'), S(U'龙'),
    S(U'史'), S(U'陶'), S(U'黎'), S(U'贺'), S(U'顾'),
    S(U'毛'), S(U'郝'), S(U'龚'), S(U'邵'), S(U'万'),
    S(U'钱'), S(U'严'), S(U'覃'), S(U'武'), S(U'戴'),
    S(U'莫'), S(U'孔'), S(U'向'), S(U'汤'), S(U'游'),
    S(U'翁'), S(U'柯'), S(U'詹'), S(U'施'), S(U'洪'),
    S(U'庄'), S(U'温'), S(U'连'), S(U'涂'), S(U'俞'),
    S(U'阮'), S(U'池'), S(U'饶'), S(U'倪'), S(U'危'),
    S(U'傅'), S(U'康'), S(U'卓'), S(U'童'), S(U'纪'),
    S(U'缪'), S(U'蓝'), S(U'赖'), S(U'伍'), S(U'官'),
    S(U'章'), S(U'葛'), S(U'祝'), S(U'柳'), S(U'鲍'),
    S(U'牛'), S(U'樊'), S(U'焦'), S(U'项'), S(U'殷'),
    S(U'安'), S(U'颜'), S(U'邢'), S(U'梅'), S(U'盛'),
    S(U'凌'), S(U'包'), S(U'房'), S(U'屈'), S(U'应'),
    S(U'阎'), S(U'华'), S(U'霍'), S(U'常'), S(U'骆'),
    S(U'齐'), S(U'甘'), S(U'巫'), S(U'管'), S(U'简'),
    S(U'揭'), S(U'练'), S(U'丘'), S(U'鄢'), S(U'郎'),
    S(U'全'), S(U'耿'), S(U'左'), S(U'车'), S(U'米'),
    S(U'岳'), S(U'谷'), S(U'申'), S(U'易'), S(U'兰'),
    S(U'裴'), S(U'靳'), S(U'宁'), S(U'古'), S(U'毕'),
    S(U'路'), S(U'麻'), S(U'文'), S(U'关'), S(U'单'),
    S(U'费'), S(U'艾'), S(U'季'), S(U'成'), S(U'祁'),
    S(U'尚'), S(U'辛'), S(U'聂'), S(U'解'), S(U'鲁'),
    S(U'闵'), S(U'鞠'), S(U'边'), S(U'喻'), S(U'景'),
    S(U'党'), S(U'宫'), S(U'苗'), S(U'窦'), S(U'阳'),
    S(U'瞿'), S(U'蒲'), S(U'符'), S(U'麦'), S(U'隆'),
    S(U'褚'), S(U'娄'), S(U'岑'), S(U'訾'), S(U'刁'),
    S(U'储'), S(U'桂'), S(U'计'), S(U'束'), S(U'谈'),
    S(U'茅'), S(U'庞'), S(U'祖'), S(U'荣'), S(U'支'),
    S(U'刑'), S(U'柴'), S(U'晏'), S(U'胥'), S(U'栗'),
    S(U'乔'), S(U'晋'), S(U'冷'),
    B(U'夏'), B(U'欧'),
    C(U'上'), C(U'司'), C(U'诸'), C(U'皇'), C(U'尉'),
    C(U'公'), C(U'慕'), C(U'令'), C(U'端'),
};
#undef S
#undef C
#undef B

size_t mask_han(str s)
{
    const unsigned char *p = (const unsigned char *)s.p;

    /* U+4E00 to U+9FFF; the text is valid UTF-8 */
    return s.n >= 3 && p[0] >= 0xE4 && p[0] <= 0xE9 &&
           !(p[0] == 0xE4 && p[1] < 0xB8) ? 3 : 0;
}

/* Length of the surname at the front of s. */
static size_t surname_len(str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    unsigned kind;

    if (!mask_han(s))
        return 0;
    kind = front[((p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u)) -
                 HAN_FIRST];
    if ((kind & TWO) &&
        mask_begins(s, "上官 欧阳 司徒 诸葛 司马 皇甫 尉迟 公孙 慕容 令狐 "
                       "夏侯 端木"))
        return 6;
    return kind & ONE ? 3 : 0;
}

/* Does a name with this rest end here: punctuation, the end, or a word of a
 * form? */
static bool name_ends(str rest)
{
    str first = rest;

    if (!mask_han(rest))
        return rest.n == 0 || !mask_alnum(rest.p[0]) || mask_digit(rest.p[0]);
    switch (text_next(&first)) {        /* of the words below; most are not */
    case U'联': case U'电': case U'手': case U'身': case U'性': case U'先':
    case U'女': case U'小': case U'家': case U'住': case U'地': case U'户':
    case U'年': case U'证': case U'于': case U'同': case U'老': case U'今':
    case U'现': case U'男': case U'出': case U'态':
        break;
    case U'的':
        return str_starts(rest, STR("的态度"));
    default:
        return false;
    }
    return mask_begins(rest, "联系 电话 手机 身份证 性别 先生 女士 小姐 家住 "
                       "住址 地址 户籍 年龄 证件 于 同志 老师 今年 现年 男 出生 "
                       "态度");
}

/* A name of 2 to 4 characters at the front, or 0. */
static size_t name_len(str s)
{
    size_t at = surname_len(s);

    if (!at)
        return 0;
    for (int given = 1; given <= 2; given++) {
        size_t n = mask_han(str_from(s, at));

        if (!n)
            return 0;
        at += n;
        if (name_ends(str_from(s, at)))
            return at;
    }
    return 0;
}

/* Words that are as long as a name; 高三 is none, 高三强 may be one. */
static bool whole_word(str name)
{
    static const char words[] =
        "高考 高一 高二 高三 高烧 高龄 高血压 高血脂 白血病 白内障 安葬 安全 "
        "成家 成都 解放 解答 解读 文盲 单身 单独 武警 金融 金山 房产 左手 "
        "左眼 左腿 左脚 车祸 车祸后 车险 车牌 古怪 简单 简称 简历 简介 甘愿 "
        "申诉 申辩 申领 申办 申述 方可 应付 应聘 江阴 全天 全程 全责 华东 "
        "华南 华北 常用 常规 童年 万分 任性 任意 管教 关注 关心 关节 关节炎 "
        "骨折 温饱 康宁 计算 计较 车间 车费 支付 支气管 文凭 文书 成绩 成立 "
        "路费 盛怒 古稀 易发 易怒 米粉 游泳 游玩 向导 牛皮癣";

    str rest = { words, sizeof words - 1 }, word;

    while (str_cut(&rest, ' ', &word))
        if (str_eq(word, name))
            return true;
    return false;
}

/* Words that begin like a name, and names of groups: 我是高中老师 */
static bool not_a_name(str name)
{
    static const char words[] =
        "高中 高校 方便 方面 万一 许多 于是 任何 安全 应该 常住 全部 "
        "全家 华侨 石材 金额 房东 房主 房屋 车主 车位 马上 马路 白天 "
        "江西 江苏 龙岩 林业 安徽 武汉 武夷 温州 连江 连城 金门 石狮 "
        "周边 周一 周二 周三 周四 周五 周六 周日 农村 管理 易地 钱款 "
        "向来 章程 项目 左右 申请 申报 程序 应届 安置 游客 康复 谷歌 "
        "何时 何处 何人 何种 何地 如何 牛奶 余额 童装 苏州 罗源 洪山 "
        "曾经 曾在 安排 包括 白跑 成年 成功 严重 毛病 祝好 祝您 祝福 "
        "祝愿 谢谢 常年 甘肃 贵州 云南 湖南 湖北 龙海 南平 南安 平潭 "
        "顾客 应当 元旦 党员 左边 包含 和平 时间 时候 水电 水费 古田 "
        "宁德 宁化 尤溪 柘荣 福州 福建 福清 福鼎 厦门 漳州 泉州 莆田 "
        "三明 广东 广西 广州 北京 上海 天津 重庆 辽宁 吉林 河北 河南 "
        "山东 山西 陕西 青海 海南 四川 浙江 安溪 安心 安装 任职 任务 "
        "方式 方法 方案 单位 单亲 计划 费用 强制 强烈 文件 文明 文化 "
        "关于 关系 关键 通过 通知 经过 经常 路过 路上 路口 明天 明年 "
        "明确 解决 解释 支付 支持 凌晨 宣传 边上 边远 祖国 祖籍 荣幸 "
        "鲁莽 景区 符合 别人 别的 车站 车辆 谈话 强行 银行 幸福 盛世 "
        "应向 应由 应对 雷同 黄金 黄色 白色 蓝色 金色 段时 毕业 毕竟";
    static const char *const ends[] = { "人", "生", "民", "户", "者", "员",
        "师", "主", "工", "的", "了", "在", "市", "县", "区", "镇", "村", "省",
        "某", "年", "局", "厅", "院", "司", "女", "士", "好", "您", "们", "费",
        "吗", "呢", "吧", "办" };

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (str_ends(name, str_of(ends[i])))
            return true;
    return mask_begins(name, words) || whole_word(name);
}

/* Does a word say that a name begins here? */
static bool name_said(str s, size_t at)
{
    return mask_after(s, at, "姓名 联系人 投诉人 申请人 当事人 反映人 来电人 户主 "
                   "经办人 举报人 求助人 咨询人 信访人 留言人 我叫 本人叫 名叫 "
                   "名字叫 名字 我名 代理人 监护人 产权人 受益人 署名 落款 "
                   "我姓名 父亲 母亲 儿子 女儿 丈夫 妻子 老公 老婆 收件人 "
                   "收货人 持卡人 参保人 联络人 爱人 爸爸 妈妈 父亲叫 母亲叫 "
                   "儿子叫 女儿叫 丈夫叫 妻子叫 老公叫 老婆叫 爱人叫 孩子叫 "
                   "小孩叫");
}

/* Does a word before the name, or a title behind it, say that it is one? */
static bool name_cue(str s, size_t at, size_t n)
{
    if (name_said(s, at))
        return true;
    if (mask_after(s, at, "还我 给我 让我 为我 帮我 使我 对我 问我") ||
        mask_begins(str_from(s, at + n), "今年 现年 出生 的 态度"))
        return false;                   /* 我方自今年 */
    return n >= 6 && at + n < s.n &&
           (mask_after(s, at, "我是 我 本人 本人是") || mask_begins(
        str_from(s, at + n), "先生 女士 小姐 同志"));
}

/* 林女士: the surname before a title.  No name is what ends a word: 法官先生,
 * 对方女士; of some, nearly all do. */
static size_t surname_with_title(str s, size_t at)
{
    size_t n = surname_len(str_from(s, at));
    bool begins = at < 3 || !mask_han(str_from(s, at - 3));

    if (!n || !mask_begins(str_from(s, at + n), "先生 女士 小姐"))
        return 0;
    if (begins)
        return n;
    if (mask_begins(str_from(s, at), "向 于 应 连 全 官 管 任 计 安 方 关"))
        return name_said(s, at) || mask_after(s, at, "市民 居民 群众 客户 家属 "
                                              "反映 业主 村民 我是") ? n : 0;
    return n;
}

/* Only blanks, digits and the marks of a date, or nothing. */
static bool date_only(str s)
{
    size_t digits = 0;

    if (s.n > 48)
        return false;
    while (s.n) {
        size_t n = mask_han(s) ? 3 : 1;

        if (mask_digit(s.p[0])) {
            digits++;
        } else if (n == 3 && mask_begins(s, "二 零 一 三 四 五 六 七 八 九 "
                                            "十")) {
            digits++;
        } else if (str_starts(s, STR("〇")) || str_starts(s, STR("。"))) {
            digits += str_starts(s, STR("〇"));
            n = 3;
        } else if (!(n == 3 && mask_begins(s, "年 月 日 号 时 分")) &&
                   !(n == 1 && strchr(" \n-/.:,)", s.p[0]))) {
            return false;
        }
        s = str_from(s, n);
    }
    return digits == 0 || digits >= 3;
}

/* The name that closes a letter: after a line end or a full stop, before a
 * date or the end of the text. */
static bool name_closes(str s, size_t at, size_t n)
{
    static const char *const ends[] = { "\n", "。", "!", "敬礼", "谢谢", ":",
                                        "?", "此致", ";", "~", "上", "—",
                                        "(" };
    str before = str_head(s, at);
    bool closes = false;

    if (at < 30 || s.n - at > 64)
        return false;
    while (str_ends(before, STR(" ")))
        before.n--;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0] && !closes; i++)
        closes = str_ends(before, str_of(ends[i]));
    return closes && date_only(str_from(s, at + n));
}

/* 陈 美 丽, as forms space it. */
static size_t spaced_name(str s)
{
    size_t at, parts = 0;

    if (s.n < 7 || (s.p[3] != ' ' && s.p[6] != ' '))
        return 0;
    for (at = surname_len(s); at && s.n > at + 3 && s.p[at] == ' ' &&
         mask_han(str_from(s, at + 1)) && parts < 2 &&
         !mask_han(str_from(s, at + 4)); parts++)
        at += 4;
    return parts ? at : 0;
}

/* 阿依古丽·买买提 */
static size_t dotted_name(str s)
{
    size_t at, n;

    for (at = 0; at <= 24 && mask_han(str_from(s, at)); at += 3)
        ;
    if (at < 6 || at > 24 || !str_starts(str_from(s, at), STR("·")))
        return 0;
    for (n = at + 2; n - at <= 26 && mask_han(str_from(s, n)); n += 3)
        ;
    return n - at >= 8 && n - at <= 26 ? n : 0;
}

size_t mask_latin_name(str s, size_t at)
{
    size_t i = at, words = 0, end = at;

    if (at > 0 && mask_alnum(s.p[at - 1]))
        return 0;
    for (; i < s.n && mask_alpha(s.p[i]) && words < 3; words++) {
        while (i < s.n && mask_alpha(s.p[i]))
            i++;
        end = i;
        i += i < s.n && s.p[i] == ' ';
    }
    return words > 1 && !(end < s.n && mask_alnum(s.p[end])) &&
           mask_after(s, at, "姓名 我叫") ? end - at : 0;
}

size_t mask_name(str s, size_t at, bool dots)
{
    size_t n = surname_with_title(s, at);

    if (n)
        return n;
    n = name_len(str_from(s, at));
    if (!n) {                           /* only a word before it tells */
        n = spaced_name(str_from(s, at));
        n = n || !dots ? n : dotted_name(str_from(s, at));
        return n && name_said(s, at) ? n : 0;
    }
    return (name_cue(s, at, n) || name_closes(s, at, n)) &&
           !not_a_name((str){ s.p + at, n }) ? n : 0;
}

str mask_this_name(struct arena *a, str text, str name)
{
    struct buf out = { 0 };
    size_t at = name.n ? str_find(text, name) : text.n;

    if (at == text.n || name_len(name) != name.n || not_a_name(name))
        return text;
    while (at < text.n) {
        buf_str(&out, str_head(text, at));
        buf_text(&out, "〔姓名〕");
        text = str_from(text, at + name.n);
        at = str_find(text, name);
    }
    buf_str(&out, text);
    text = str_dup(a, buf_view(&out));
    buf_release(&out);
    return text;
}
