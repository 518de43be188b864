"""The rules of dates that come again, in words: 每月第一个工作日, 双月10日, 每两周周一, 节前3个工作日."""

import re
from collections.abc import Callable
from datetime import date

from workdays.rules import (
    AroundHolidays,
    EveryOtherWeek,
    MonthDays,
    MonthWeekdays,
    MonthWorkingDays,
    Rule,
    Several,
    Weekdays,
)
from workdays.statute import KINDS, LABOUR
from workdays.typed import Unclear

_EVERY_MONTH = tuple(range(1, 13))
_EXAMPLES = "“每月第一个工作日”“每周五”“每季度末月15日”“节前3个工作日”"
_PLACES = {"1月": 1, "2个月": 2, "第1个月": 1, "第2个月": 2, "第3个月": 3, "末月": 3, "最后1个月": 3}
_PARITIES = {"单": (1, 3, 5, 7, 9, 11), "双": (2, 4, 6, 8, 10, 12)}
_WEEK = 7
_WHEN = (
    r"(?:(?:第(?P<nth>\d)个|(?P<first>1个)|最后(?P<last>1)个|倒数第(?P<back>\d)个)(?:工作日|周(?P<weekday>[1-7]))"
    r"|(?P<day>\d{1,2})[日号]|(?P<end>最后1[天日]|月?[底末]))"
)
_NAME = r"(?:元旦|春节|清明|劳动|5\.?1|端午|中秋|国庆)"
_DATED = r"\d{1,2}月(?:\d{1,2}[日号]|[底末])"


def rule_of(text: str, since: date) -> Rule:
    """Return the rule that words in one_spelling, without spaces, give; `since` begins every second week.

    Raises Unclear, asking for what is missing where that much is understood.
    """
    for pattern, build in _RULES:
        if found := pattern.fullmatch(text):
            return build(found, since)
    for pattern, question in _ASKED:
        if pattern.search(text):
            raise Unclear(question)
    raise Unclear(f"没有看懂多久一次。请这样写：{_EXAMPLES}。")


def _of_months(found: re.Match[str], months: tuple[int, ...]) -> Rule:
    if found["end"]:
        return MonthDays(months, -1)
    if found["day"]:
        return MonthDays(months, _checked_day(found["day"]))
    n = int(found["nth"] or (found["first"] and 1) or 0) or -int(found["back"] or found["last"])
    return (
        MonthWeekdays(months, int(found["weekday"]), n) if found["weekday"] else MonthWorkingDays(months, n)
    )


def _checked_day(written: str) -> int:
    day = int(written)
    if not 1 <= day <= 31:
        raise Unclear(f"没有{day}日。请这样写：{_EXAMPLES}。")
    return day


def _checked_months(written: str) -> tuple[int, ...]:
    months = tuple(sorted({int(month) for month in re.findall(r"\d+", written)}))
    if not all(1 <= month <= 12 for month in months):
        raise Unclear(f"月份请写1到12。请这样写：{_EXAMPLES}。")
    return months


def _monthly(found: re.Match[str], since: date) -> Rule:
    del since
    return _of_months(found, _EVERY_MONTH)


def _several_days(found: re.Match[str], since: date) -> Rule:
    del since
    days = sorted({_checked_day(day) for day in re.findall(r"\d+", found["days"])})
    return Several(tuple(MonthDays(_EVERY_MONTH, day) for day in days))


def _several_dates(found: re.Match[str], since: date) -> Rule:
    del since
    dates = re.findall(r"(\d{1,2})月(?:(\d{1,2})[日号])?", found["dates"])
    return Several(
        tuple(MonthDays(_checked_months(month), _checked_day(day) if day else -1) for month, day in dates)
    )


def _every_second_month(found: re.Match[str], since: date) -> Rule:
    del since
    return _of_months(found, _PARITIES[found["parity"]])


def _quarterly(found: re.Match[str], since: date) -> Rule:
    del since
    place = found["place"]
    if place is None:
        if found["day"] or found["weekday"]:
            raise Unclear("是每季度的哪个月？请写成“每季度末月15日”“每季度首月第一个工作日”这样。")
        backwards = found["end"] or found["last"] or found["back"]
        place = "末月" if backwards else "1月"
    return _of_months(found, tuple(range(_PLACES[place], 13, 3)))


def _half_yearly(found: re.Match[str], since: date) -> Rule:
    del since
    return _of_months(found, (6, 12))


def _yearly(found: re.Match[str], since: date) -> Rule:
    del since
    return _of_months(found, _checked_months(found["months"]))


def _weekly(found: re.Match[str], since: date) -> Rule:
    del since
    return Weekdays(tuple(sorted({int(day) for day in re.findall(r"[1-7]", found["days"])})))


def _fortnightly(found: re.Match[str], since: date) -> Rule:
    return EveryOtherWeek(int(found["weekday"]), since)


def _around(found: re.Match[str], since: date) -> Rule:
    del since
    names = re.findall(_NAME, found["names"] or "")
    kinds = tuple(LABOUR if name in ("劳动", "51", "5.1") else name for name in names)
    n = int(found["n"] or 1) * (_WEEK if found["unit"] == "周" else 1)
    if n > 2 * _WEEK:
        raise Unclear(f"节前、节后最多写{2 * _WEEK}天。请这样写：{_EXAMPLES}。")
    return AroundHolidays(kinds or KINDS, -n if found["side"] == "前" else n, found["unit"] == "工作日")


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Rule]], ...] = (
    (re.compile(r"每个?月的?" + _WHEN), _monthly),
    (
        re.compile(r"每个?月(?P<days>\d{1,2}[日号]?(?:[、和及](?:每个?月)?\d{1,2}[日号]?)+)(?<=[日号])"),
        _several_days,
    ),
    (re.compile(r"(?:每|每逢|逢)?(?P<parity>[单双])(?:数|号)?月份?的?" + _WHEN), _every_second_month),
    (re.compile(r"每个?季度?的?(?P<place>1月|末月|第[123]个月|最后1个月)?的?" + _WHEN), _quarterly),
    (re.compile(r"每半年末月的?" + _WHEN), _half_yearly),
    (re.compile(r"每年(?P<months>\d{1,2}月?(?:[、和及]\d{1,2}月?)*)(?<=月)份?的?" + _WHEN), _yearly),
    (re.compile(r"(?P<months>\d{1,2}月?(?:[、和及]\d{1,2}月?)+)(?<=月)份?的?" + _WHEN), _yearly),
    (re.compile(rf"(?:每年)?(?P<dates>{_DATED}(?:[、和及](?:每年)?{_DATED})+)"), _several_dates),
    (re.compile(r"(?:每个?|每逢|逢)周(?P<days>[1-7](?:[、和及]?周?[1-7])*)"), _weekly),
    (re.compile(r"(?:每2个?周|每?隔1?个?周)的?周(?P<weekday>[1-7])"), _fortnightly),
    (
        re.compile(
            r"(?:每年的?)?(?:每个?|每逢|逢)?(?:法定|重[要大]|传统)?"
            rf"(?:(?P<names>{_NAME}节?(?:[、和及]?{_NAME}节?)*)|节|节?假日|放?假)(?:假期|放假|长假|假)?"
            r"(?P<side>前|后)(?:第|最后)?(?P<n>\d{1,2})?个?(?P<unit>工作日|(?<=\d)[天日周]|(?<=\d个)周)"
        ),
        _around,
    ),
)
# What is understood so far that the missing piece can be asked for.
_ASKED: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"[点时:]|上午|下午|晚|早上|中午"),
        "这里只写哪一天，钟点以草稿里的为准。请只写“每周三”“每月第一个工作日”这样。",
    ),
    (
        re.compile(r"[单双]周"),
        "“单周”“双周”从哪一周算起？请写成“每两周周一，自12月7日起”这样，不写“自…起”就从最近的一个算起。",
    ),
    (re.compile(r"每2个?周|隔周"), "每两周的星期几？请写成“每两周周一”这样。"),
    (re.compile(r"每[2-6]个月"), "是哪几个月？请写成“双月10日”“单月10日”“每年1、5、9月10日”这样。"),
    (re.compile(r"第\d周"), "“第几周”各有各的数法。请写成“每月第二个周三”这样。"),
    (re.compile(r"[上中下]旬|月初|月中"), "是几号？请写成“每月10日”“每月1日和15日”这样。"),
    (re.compile(r"学期"), "学期从几月起各校不同。请写成“每年3月、9月的第一个工作日”这样。"),
    (
        re.compile(r"每个?(?:工作日|天|日)|周1(?:至|到|-)周?5"),
        "每天一次太密，会打扰大家。请写成“每周五”“每周一、四”这样。",
    ),
    (
        re.compile(r"^每?个?(?:周|月|季度?|半年|年|年度)(?:\d次)?$|^每年\d{1,2}月份?$|前$"),
        f"还差是哪一天。请写成{_EXAMPLES}这样。",
    ),
)
