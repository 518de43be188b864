"""The State Council's notices of eight years, each against official data on every day of its year."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import chinese_calendar
import pytest

from workdays.holidays import Calendar, Source
from workdays.notice import read_notice
from workdays.typed import Unclear

NOTICES = {
    2019: """一、元旦：2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。
二、春节：2月4日至10日放假调休，共7天。2月2日（星期六）、2月3日（星期日）上班。
三、清明节：4月5日放假，与周末连休。
四、劳动节：2019年5月1日至4日放假调休，共4天。4月28日（星期日）、5月5日（星期日）上班。
五、端午节：6月7日放假，与周末连休。
六、中秋节：9月13日放假，与周末连休。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。""",
    2021: """一、元旦：2021年1月1日至3日放假，共3天。
二、春节：2月11日至17日放假调休，共7天。2月7日（星期日）、2月20日（星期六）上班。
三、清明节：4月3日至5日放假调休，共3天。
四、劳动节：5月1日至5日放假调休，共5天。4月25日（星期日）、5月8日（星期六）上班。
五、端午节：6月12日至14日放假，共3天。
六、中秋节：9月19日至21日放假调休，共3天。9月18日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月26日（星期日）、10月9日（星期六）上班。""",
    2022: """一、元旦：2022年1月1日至3日放假，共3天。
二、春节：1月31日至2月6日放假调休，共7天。1月29日（星期六）、1月30日（星期日）上班。
三、清明节：4月3日至5日放假调休，共3天。4月2日（星期六）上班。
四、劳动节：4月30日至5月4日放假调休，共5天。4月24日（星期日）、5月7日（星期六）上班。
五、端午节：6月3日至5日放假，共3天。
六、中秋节：9月10日至12日放假，共3天。
七、国庆节：10月1日至7日放假调休，共7天。10月8日（星期六）、10月9日（星期日）上班。""",
    2023: """一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。""",
    2024: """一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，\
安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。""",
    2025: """一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。""",
    2026: """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。""",
}
# The notice of November 2019; what followed in January 2020 lengthened 春节 beyond it.
IN_2020 = """一、元旦：2020年1月1日放假，共1天。
二、春节：1月24日至30日放假调休，共7天。1月19日（星期日）、2月1日（星期六）上班。
三、清明节：4月4日至6日放假调休，共3天。
四、劳动节：5月1日至5日放假调休，共5天。4月26日（星期日）、5月9日（星期六）上班。
五、端午节：6月25日至27日放假调休，共3天。6月28日（星期日）上班。
六、国庆节、中秋节：10月1日至8日放假调休，共8天。9月27日（星期日）、10月10日（星期六）上班。"""
LINE = (
    "春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。"
    "2月14日（周六）、2月28日（周六）上班。"
)


def pasted(year: int, body: str) -> str:
    return f"""国务院办公厅关于{year}年
部分节假日安排的通知
各省、自治区、直辖市人民政府：
　　经国务院批准，现将{year}年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
{body}
　　节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅
{year - 1}年11月4日"""


@pytest.mark.parametrize("year", NOTICES)
def test_every_day_of_the_year_is_as_official_data_has_it(year: int) -> None:
    notice = read_notice(pasted(year, NOTICES[year]), year=2099)
    assert (notice.year, notice.missing) == (year, ())
    told = {override.day: override.working for override in notice.overrides}
    day = date(year, 1, 1)
    while day.year == year:
        # The end of December may belong to the next year's notice.
        if (day.month, day.day) < (12, 25):
            assert told.get(day, day.weekday() < 5) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_2020_before_it_was_lengthened() -> None:
    notice = read_notice(pasted(2020, IN_2020), year=2020)
    assert notice.missing == ()
    differing = {
        override.day
        for override in notice.overrides
        if override.working != chinese_calendar.is_workday(override.day)
    }
    assert differing == {date(2020, 2, 1)}


def test_one_line_in_the_year_that_is_meant() -> None:
    (spring,) = read_notice(LINE, year=2026).arrangements
    assert (spring.off[0], spring.off[-1], len(spring.off)) == (date(2026, 2, 15), date(2026, 2, 23), 9)
    assert spring.worked == (date(2026, 2, 14), date(2026, 2, 28))
    assert spring.told() == "春节：2月15日至23日放假，共9天；2月14日（星期六）、2月28日（星期六）上班。"


def test_half_width_signs_and_spaces_are_the_same() -> None:
    typed = LINE.replace("：", ": ").replace("（", " (").replace("）", ") ").replace("，", ", ")
    assert read_notice(typed, year=2026) == read_notice(LINE, year=2026)


def test_a_full_notice_makes_the_year_the_offices_own() -> None:
    text = """元旦：1月1日（周五）至3日（周日）放假，共3天。
春节：2月5日（周五）至11日（周四）放假调休，共7天。2月14日（周日）上班。
清明节：4月5日（周一）放假，与周末连休。
劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
端午节：6月9日（周三）放假1天，不调休。 中秋节：9月15日（周三）放假1天，不调休。
国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""
    notice = read_notice(text, year=2027)
    calendar = Calendar(notice.overrides)
    assert calendar.source(2027) is Source.OVERRIDE
    assert calendar.is_working(date(2027, 2, 14))
    assert [(one.name, one.first.day, one.last.day) for one in calendar.holidays(2027)][2] == ("清明", 3, 5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("明天放假吗", "没有看到放假安排"),
        ("春节：放假", "没有看懂春节哪几天放假"),
        ("春节：2月15日至23日放假调休，共8天。", "写着共8天，按日期算是9天"),
        ("春节：2月15日（周六）至23日放假。", "2026年2月15日是星期日"),
        ("春节：2月30日至3月2日放假。", "2026年没有2月30日"),
        ("春节：3月15日至16日放假。", "不在所写的放假日期里"),
        ("春节：2月15日至23日放假。2月25日上班。", "2月25日（星期三）写成调休上班"),
        ("春节：2月23日至15日放假。", "起止日期不对"),
        ("国庆节：1日至7日放假。", "没有写月份"),
        ("春节：2月15日至23日放假，共9天。2月14日、2月28日调休。", "放假日期不连续"),
        ("春节：2月15日至23日放假，共八天。", "写着共8天"),
        ("中秋节：9月25日至10月7日放假。国庆节：10月1日至7日放假。", "中秋和国庆的放假日期重复了"),
        ("春节放假公告：我公司2月12日至25日放假，2月26日正常上班。", "没有看到放假安排"),
    ],
)
def test_what_does_not_fit_is_said(text: str, said: str) -> None:
    with pytest.raises(Unclear, match=said):
        read_notice(text, year=2026)


def _in_figures(text: str) -> str:
    return re.sub(r"(\d{1,2})月(\d{1,2})日", r"\1.\2", text)


# However it was pasted, it says the same: each is tried on each year's notice.
SAID_OTHERWISE: dict[str, Callable[[str], str]] = {
    "no signs": lambda text: re.sub(r"[一二三四五六七]、(\w+节|元旦|春节)：", r"\1 ", text),
    "half width": lambda text: text.translate(str.maketrans("：，（）", ":,()")),
    "spaces": lambda text: re.sub(r"(\d+)", r" \1 ", text),
    "lines": lambda text: text.replace("，", "，\n").replace("：", "：\n").replace("、", "\n、"),
    "bold and pictures": lambda text: re.sub(r"(元旦|春节|\w+节)：", r"🎉**【\1】**：", text),
    "dashes": lambda text: text.replace("至", "——"),
    "en dash": lambda text: text.replace("至", "–"),
    "no weekdays": lambda text: re.sub(r"（[^）]*）", "", text),
    "made up for": lambda text: text.replace("上班", "补班"),
    "a working day": lambda text: text.replace("上班", "为工作日"),
    "as usual": lambda text: text.replace("上班", "照常上班"),
    "commas": lambda text: text.replace("）、", "），"),
    "one line": lambda text: text.replace("\n", ""),
    "figures": lambda text: _in_figures(text.replace("至", "至")),
    "announced": lambda text: text.replace("放假调休", "放假"),
    "numbers written out": lambda text: re.sub(
        r"共(\d)天", lambda found: f"共{'一二三四五六七八九'[int(found[1]) - 1]}天", text
    ),
}


@pytest.mark.parametrize("year", NOTICES)
@pytest.mark.parametrize("how", SAID_OTHERWISE)
def test_however_it_was_pasted_it_says_the_same(year: int, how: str) -> None:
    told = read_notice(pasted(year, NOTICES[year]), year=2099)
    assert told.doubts == ()
    assert read_notice(pasted(year, SAID_OTHERWISE[how](NOTICES[year])), year=2099) == told


@pytest.mark.parametrize(
    "text",
    [
        "春节（2月15日至23日）：放假9天，2月14日、28日上班。",
        "2026年春节放假安排：2026-02-15至2026-02-23放假调休，共9天。2026-02-14、2026-02-28上班。",
        "春节：二月十五日至二十三日放假调休，共九天。二月十四日、二月二十八日上班。",
        "除夕、春节：2月15日起至23日放假，24日（周二）起正常上班。2月14日、2月28日上班。",
        "春节 2/15-2/23 共9天\n2/14、2/28上班",
        "春节 2月15日～2月23日 共9天 2月14日(周六)、2月28日(周六)上班",
        "春节：2月14日（周六）、2月28日（周六）上班，2月15日至23日放假，共9天。",
    ],
)
def test_one_holiday_in_the_words_of_chats_and_tables(text: str) -> None:
    assert read_notice(text, year=2026) == read_notice(LINE, year=2026)


def test_two_holidays_of_one_sentence() -> None:
    text = "中秋节9月25日至27日放假，国庆节10月1日至7日放假，9月20日、10月10日上班。"
    autumn, national = read_notice(text, year=2026).arrangements
    assert (autumn.name, len(autumn.off), autumn.worked) == ("中秋", 3, ())
    assert (national.name, len(national.off), len(national.worked)) == ("国庆", 7, 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("春节：2月15日至23日放假调休，共9天。", "占了6个工作日，按规定应有2天调休上班，这里写着0天"),
        ("春节：2月15日至23日放假调休，共9天。2月14日（周六）上班。", "这里写着1天"),
        ("春节：2月12日至25日放假，共14天。", "占了10个工作日"),
        ("国庆节、中秋节：9月25日至10月7日放假。", "占了9个工作日"),
    ],
)
def test_what_does_not_add_up_is_doubted(text: str, said: str) -> None:
    (doubt,) = read_notice(text, year=2026).doubts
    assert said in doubt
