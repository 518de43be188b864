"""Dates that come again (每月第一个工作日, 每周五, 节前3个工作日), shifted off days that are not worked."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from workdays.days import read_day
from workdays.holidays import Calendar
from workdays.rules import AroundHolidays, MonthDays, MonthWeekdays, MonthWorkingDays, Rule, Time, Weekdays
from workdays.statute import KINDS, LABOUR
from workdays.typed import Unclear, one_spelling

_REACH = timedelta(days=31)  # how far a shift can carry a date
_EVERY_MONTH = tuple(range(1, 13))
_EXAMPLES = "“每月第一个工作日”“每周五”“每季度末月15日”“节前3个工作日”"


class Shift(StrEnum):
    """What becomes of a date that falls on a day that is not worked."""

    LATER = "顺延"
    EARLIER = "提前"
    DROP = "取消"
    KEEP = "不变"


@dataclass(frozen=True)
class Recurrence:
    """A rule, what becomes of dates that are not worked, its last day, and the dates left out.

    `text` is what was typed: stored, and read again by read_recurrence.
    """

    text: str
    rule: Rule
    shift: Shift = Shift.LATER
    until: date | None = None
    exceptions: frozenset[date] = frozenset()

    def dates(self, calendar: Calendar, first: date, last: date) -> list[date]:
        """Return the dates between two days, both included, each once. Exceptions hold unshifted too."""
        return [time.day for time in self.times(calendar, first, last)]

    def times(self, calendar: Calendar, first: date, last: date) -> list[Time]:
        """Return the dates between two days with keys that stay theirs when days off move them."""
        found: dict[date, Time] = {}
        for time in self.rule.within(calendar, first - _REACH, last + _REACH):
            if time.day in self.exceptions or (self.until is not None and time.day > self.until):
                continue
            moved = self._moved(time.day, calendar)
            if moved is not None and moved not in self.exceptions and first <= moved <= last:
                found.setdefault(moved, replace(time, day=moved))
        return [found[day] for day in sorted(found)]

    def _moved(self, day: date, calendar: Calendar) -> date | None:
        if self.shift is Shift.KEEP or calendar.is_working(day):
            return day
        if self.shift is Shift.DROP:
            return None
        return (
            calendar.next_working_day(day)
            if self.shift is Shift.LATER
            else calendar.previous_working_day(day)
        )


def read_recurrence(text: str, today: date, calendar: Calendar) -> Recurrence:
    """Read a recurrence with its options: 每周五，遇节假日提前，至12月31日止，除10月16日外.

    Raises Unclear, with an example, for what is no recurrence.
    """
    typed = re.sub(r"\s+", "", one_spelling(text[:200]))
    typed = re.sub(r"(?<=[1-7][、和及])[日天]", "7", typed)  # 每周六、日
    found = _OPTIONS.search(typed)
    base, options = (typed[: found.start()], typed[found.start() :]) if found else (typed, "")
    shift = _SHIFT.search(options)
    until = _UNTIL.search(options)
    left_out = _EXCEPT.search(options)
    return Recurrence(
        text.strip(),
        _rule(base.strip(",。. ")),
        Shift(shift[1]) if shift else Shift.LATER,
        _day(until[1], today, calendar) if until else None,
        frozenset(_day(one, today, calendar) for one in re.split("[、和,]", left_out[1]))
        if left_out
        else frozenset(),
    )


def _rule(text: str) -> Rule:
    for pattern, build in _RULES:
        if found := pattern.fullmatch(text):
            return build(found)
    raise Unclear(f"没有看懂多久一次。请这样写：{_EXAMPLES}。")


def _day(text: str, today: date, calendar: Calendar) -> date:
    found = read_day(text, today, calendar)
    if found is None or found[1]:
        raise Unclear(f"没有看懂日期“{text}”。请写成“2027年6月30日”这样。")
    return found[0]


_PLACES = {"1月": 1, "2个月": 2, "第1个月": 1, "第2个月": 2, "第3个月": 3, "末月": 3, "最后1个月": 3}
_OPTIONS = re.compile(r"[,;。]|遇|除(?!夕)|(?<!\d)至(?=\d)|直到|截止")
_SHIFT = re.compile(r"遇\D*?(顺延|提前|取消|不变)")
_UNTIL = re.compile(r"(?:至|到|截止到?|直到)([^,;。]+?)(?:止|为止|结束)?(?=[,;。]|$)")
_EXCEPT = re.compile(r"(?:除|不含|跳过)([^;。]+?)(?:外|以外|之外)?(?=[;。]|,(?:遇|至|到|直到|截止)|$)")
_WHEN = (
    r"(?:(?:第(?P<nth>\d)个|(?P<first>1个)|最后(?P<last>1)个|倒数第(?P<back>\d)个)(?:工作日|周(?P<weekday>[1-7]))"
    r"|(?P<day>\d{1,2})[日号]|(?P<end>最后1[天日]|底|末))"
)


def _of_months(found: re.Match[str], months: tuple[int, ...]) -> Rule:
    if found["end"]:
        return MonthDays(months, -1)
    if found["day"]:
        day = int(found["day"])
        if not 1 <= day <= 31:
            raise Unclear(f"没有{day}日。请这样写：{_EXAMPLES}。")
        return MonthDays(months, day)
    n = int(found["nth"] or (found["first"] and 1) or 0) or -int(found["back"] or found["last"])
    return (
        MonthWeekdays(months, int(found["weekday"]), n) if found["weekday"] else MonthWorkingDays(months, n)
    )


def _monthly(found: re.Match[str]) -> Rule:
    return _of_months(found, _EVERY_MONTH)


def _quarterly(found: re.Match[str]) -> Rule:
    place = found["place"]
    if place is None:
        if found["day"] or found["weekday"]:
            raise Unclear("是每季度的哪个月？请写成“每季度末月15日”“每季度首月第一个工作日”这样。")
        backwards = found["end"] or found["last"] or found["back"]
        place = "末月" if backwards else "1月"
    return _of_months(found, tuple(range(_PLACES[place], 13, 3)))


def _half_yearly(found: re.Match[str]) -> Rule:
    return _of_months(found, (6, 12))


def _yearly(found: re.Match[str]) -> Rule:
    months = tuple(sorted({int(month) for month in re.findall(r"\d+", found["months"])}))
    if not all(1 <= month <= 12 for month in months):
        raise Unclear(f"月份请写1到12。请这样写：{_EXAMPLES}。")
    return _of_months(found, months)


def _weekly(found: re.Match[str]) -> Rule:
    return Weekdays(tuple(sorted({int(day) for day in re.findall(r"[1-7]", found["days"])})))


def _around(found: re.Match[str]) -> Rule:
    name = LABOUR if found["name"] in ("劳动", "5.1") else found["name"]
    n = int(found["n"] or 1)
    return AroundHolidays((name,) if name else KINDS, -n if found["side"] == "前" else n)


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Rule]], ...] = (
    (re.compile(r"每个?月" + _WHEN), _monthly),
    (re.compile(r"每个?季度?的?(?P<place>1月|末月|第[123]个月|最后1个月)?的?" + _WHEN), _quarterly),
    (re.compile(r"每半年末月的?" + _WHEN), _half_yearly),
    (re.compile(r"每年(?P<months>\d{1,2}月(?:[、和及]\d{1,2}月)*)份?的?" + _WHEN), _yearly),
    (re.compile(r"每个?周(?P<days>[1-7](?:[、和及]?周?[1-7])*)"), _weekly),
    (
        re.compile(
            r"(?:每个?|每逢|逢)?(?:(?P<name>元旦|春节|清明|劳动|端午|中秋|国庆)节?|节假?日?|放?假)(?:假期|放假|长假|假)?"
            r"(?P<side>前|后)(?:第|最后)?(?P<n>\d{1,2})?个?工作日"
        ),
        _around,
    ),
)
