/* mask_name.c - personal names in a text, by the words around them. */
#include "ingest/mask.h"
#include "ingest/mask_part.h"

#include "lib/text.h"
#include "lib/banned.h"

static bool surname(uint32_t c)
{
    switch (c) {
    case U'王': case U'李': case U'张': case U'刘': case U'陈':
    case U'杨': case U'黄': case U'赵': case U'吴': case U'周':
    case U'徐': case U'孙': case U'马': case U'朱': case U'胡':
    case U'郭': case U'何': case U'高': case U'林': case U'罗':
    case U'郑': case U'梁': case U'谢': case U'宋': case U'唐':
    case U'许': case U'韩': case U'冯': case U'邓': case U'曹':
    case U'彭': case U'曾': case U'肖': case U'田': case U'董':
    case U'袁': case U'潘': case U'于': case U'蒋': case U'蔡':
    case U'余': case U'杜': case U'叶': case U'程': case U'苏':
    case U'魏': case U'吕': case U'丁': case U'任': case U'沈':
    case U'姚': case U'卢': case U'姜': case U'崔': case U'钟':
    case U'谭': case U'陆': case U'汪': case U'范': case U'金':
    case U'石': case U'廖': case U'贾': case U'夏': case U'韦':
    case U'付': case U'方': case U'白': case U'邹': case U'孟':
    case U'熊': case U'秦': case U'邱': case U'江': case U'尹':
    case U'薛': case U'闫': case U'段': case U'雷': case U'侯':
    case U'龙': case U'史': case U'陶': case U'黎': case U'贺':
    case U'顾': case U'毛': case U'郝': case U'龚': case U'邵':
    case U'万': case U'钱': case U'严': case U'覃': case U'武':
    case U'戴': case U'莫': case U'孔': case U'向': case U'汤':
    case U'游': case U'翁': case U'柯': case U'詹': case U'施':
    case U'洪': case U'庄': case U'温': case U'连': case U'涂':
    case U'俞': case U'欧': case U'阮': case U'池': case U'饶':
    case U'倪': case U'危': case U'傅': case U'康': case U'卓':
    case U'童': case U'纪': case U'缪': case U'蓝': case U'赖':
    case U'伍': case U'官': case U'章': case U'葛': case U'祝':
    case U'柳': case U'鲍': case U'牛': case U'樊': case U'焦':
    case U'项': case U'殷': case U'安': case U'颜': case U'邢':
    case U'梅': case U'盛': case U'凌': case U'包': case U'房':
    case U'屈': case U'应': case U'阎': case U'华': case U'霍':
    case U'常': case U'骆': case U'齐': case U'甘': case U'巫':
    case U'管': case U'简': case U'揭': case U'练': case U'丘':
    case U'鄢': case U'郎': case U'全': case U'耿': case U'左':
    case U'车': case U'米': case U'岳': case U'谷': case U'申':
    case U'易': case U'兰': case U'裴': case U'靳': case U'宁':
    case U'古': case U'毕': case U'路': case U'麻': case U'文':
    case U'关': case U'单': case U'费': case U'艾': case U'季':
    case U'成': case U'祁': case U'尚': case U'辛': case U'聂':
    case U'解': case U'鲁': case U'闵': case U'鞠': case U'边':
    case U'喻': case U'景': case U'党': case U'宫': case U'苗':
    case U'窦': case U'阳': case U'瞿': case U'蒲': case U'符':
    case U'麦': case U'隆': case U'褚': case U'娄': case U'岑':
    case U'訾': case U'刁': case U'储': case U'桂': case U'计':
    case U'束': case U'谈': case U'茅': case U'庞': case U'祖':
    case U'荣': case U'支': case U'刑': case U'柴': case U'晏':
    case U'胥': case U'栗': case U'乔': case U'晋': case U'冷':
        return true;
    default:
        return false;
    }
}

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
    uint32_t c = !mask_han(s) ? 0 : (p[0] & 15u) << 12 | (p[1] & 63u) << 6 |
                                    (p[2] & 63u);

    switch (c) {
    case U'上': case U'欧': case U'司': case U'诸': case U'皇': case U'尉':
    case U'公': case U'慕': case U'令': case U'夏': case U'端':
        if (mask_begins(s, "上官 欧阳 司徒 诸葛 司马 皇甫 尉迟 公孙 慕容 令狐 "
                           "夏侯 端木"))
            return 6;
    }
    return surname(c) ? 3 : 0;
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
    case U'年': case U'证': case U'于': case U'同': case U'老':
        break;
    default:
        return false;
    }
    return mask_begins(rest, "联系 电话 手机 身份证 性别 先生 女士 小姐 家住 "
                       "住址 地址 户籍 年龄 证件 于 同志 老师");
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
        "雷同 黄金 黄色 白色 蓝色 金色 段时 毕业 毕竟";
    static const char *const ends[] = { "人", "生", "民", "户", "者", "员",
        "师", "主", "工", "的", "了", "在", "市", "县", "区", "镇", "村", "省",
        "某", "年", "局", "厅", "院", "司", "女", "士", "好", "您", "们", "费",
        "吗", "呢", "吧", "办" };

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (str_ends(name, str_of(ends[i])))
            return true;
    return mask_begins(name, words);
}

/* Does a word before the name, or a title behind it, say that it is one? */
static bool name_cue(str s, size_t at, size_t n)
{
    if (mask_after(s, at, "姓名 联系人 投诉人 申请人 当事人 反映人 来电人 户主 "
                   "经办人 举报人 求助人 咨询人 信访人 留言人 我叫 本人叫 名叫 "
                   "名字叫 名字 我名 代理人 监护人 产权人 受益人 署名 落款 "
                   "我姓名 父亲 母亲 儿子 女儿 丈夫 妻子 老公 老婆 收件人 "
                   "收货人 持卡人 参保人 联络人"))
        return true;
    if (mask_after(s, at, "还我 给我 让我 为我 帮我 使我 对我 问我"))
        return false;
    return n >= 6 && at + n < s.n &&
           (mask_after(s, at, "我是 我 本人 本人是") || mask_begins(
        str_from(s, at + n), "先生 女士 小姐 同志"));
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
                   !(n == 1 && strchr(" \n-/.:,", s.p[0]))) {
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
                                        "?", "此致", ";", "~", "上" };
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

size_t mask_name(str s, size_t at)
{
    size_t n = name_len(str_from(s, at));

    return n && (name_cue(s, at, n) || name_closes(s, at, n)) &&
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
