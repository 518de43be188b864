"""What the starter pack may cite: the articles checked against the texts in force, and what each is about.

The subject of an article is a pattern that a text citing it must contain. It is what catches a number of the
2018 numbering which happens to exist in 2023 as well, but about something else.
"""

import re
from collections.abc import Iterator

PARTY = "中国共产党纪律处分条例"
PUBLIC = "公职人员政务处分法"
SUPERVISION = "监察法"

SUBJECTS: dict[str, dict[int, str]] = {
    PARTY: {
        5: "形态",
        8: "处分|留党察看",
        9: "党组织",
        10: "警告",
        11: "撤销党内职务",
        12: "留党察看",
        13: "开除党籍",
        49: "纪律",  # the first article of 分则; 154 the last
        70: "迷信",
        81: "报告",
        82: "老乡会|校友会|战友会",
        97: "收受",
        98: "赠送|送礼",
        99: "借用|民间借贷",
        100: "婚",
        101: "宴请|旅游|健身|娱乐",
        102: "会员卡|健身卡|高尔夫|会所",
        103: "经商办企业|兼职|入股",
        104: "亲属",
        107: "亲属.*经商办企业",
        111: "支付|报销",
        113: "公款",
        114: "津贴|补贴",
        115: "公款旅游",
        116: "接待",
        117: "公车|公务交通工具",
        118: "会议|评比",
        119: "办公用房",
        122: "吃拿卡要|刁难",
        126: "推诿|态度恶劣",
        132: "层层加码|过度留痕",
        133: "餐饮浪费",
        141: "市场经济活动",
        142: "司法|执法",
        144: "打探|泄露|留存",
        145: "考试|录取",
        150: "奢靡",
        152: "家风",
        153: "网络|网上",
        154: "纪律",
    },
    PUBLIC: {
        7: "6种|记过",
        8: "个月",
        12: "谈话提醒",
        34: "礼品|礼金|卡|宴请|旅游|财物",
        35: "津贴|补贴|公车|公务交通|公务用车|公款|接待",
        36: "兼职",
        38: "吃拿卡要|态度粗暴",
        39: "泄露|形式主义",
        40: "赌博|迷信",
    },
    SUPERVISION: {15: "监察对象", 18: "保密|秘密", 52: "谈话提醒"},
}

OUTDATED = (
    "约谈函询",  # the first of the four forms, before 2023
    "立案审查",  # the fourth
    "2018年修订",
    "2018年10月1日",
    "问责条例",
    "实施细则",  # the text of 2017 was never published
    "签到",
    "打卡",
)

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_LAW_OR_ARTICLE = re.compile(r"《([^》]+)》|第([零一二三四五六七八九十百]+)条")


def article_number(numeral: str) -> int:
    """Return the value of a Chinese numeral below one thousand, such as 一百零一 or 四十."""
    hundreds, _, rest = numeral.rpartition("百")
    tens, ten, ones = rest.lstrip("零").rpartition("十")
    value = _DIGITS[hundreds] * 100 if hundreds else 0
    value += (_DIGITS[tens] if tens else 1) * 10 if ten else 0
    return value + (_DIGITS[ones] if ones else 0)


def citations(text: str, law: str = "") -> Iterator[tuple[str, int]]:
    """Yield (law, article) for each 第…条, the law being the last one named before it, else `law`."""
    for named, numeral in _LAW_OR_ARTICLE.findall(text):
        if named:
            law = named
        else:
            yield law, article_number(numeral)
