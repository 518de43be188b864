"""Dates that come again (每月第一个工作日, 每周五, 节前3个工作日), shifted off days that are not worked."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from workdays.days import read_day
from workdays.holidays import Calendar
from workdays.rule_words import rule_of
from workdays.rules import AroundHolidays, MonthDays, MonthWorkingDays, Rule, Several, Time
from workdays.statute import KINDS
from workdays.typed import Unclear, one_spelling

_REACH = timedelta(days=31)  # how far a shift can carry a date
_OPTIONS = re.compile(
    r"[,;。(]|遇|除(?!夕)|(?<!\d)至(?=\d)|直到|截止|到(?=\d|[今明]?年底)|[自从](?=\d|[今明后本下][天月周])"
)
_SHIFT = re.compile(r"遇\D*?(顺延|提前|取消|不变)")
_SINCE = re.compile(r"[自从]([^,;。起]+?)(?:起|开始)")
_UNTIL = re.compile(r"(?:至|到|截止到?|直到)([^,;。)]+?)(?:止|为止|结束)?(?=[,;。)]|$)")
_EXCEPT = re.compile(r"(?:除|不含|跳过)([^;。)]+?)(?:外|以外|之外)?(?=[;。)]|,(?:遇|至|到|直到|截止)|$)")
_MONTHS = re.compile(r"\d{1,2}月?(?:[、和,]\d{1,2}月?)*(?<=月)份?")
_BEFORE = re.compile(r"(?<=[日号底末])(?:之|以)?前$")


class Shift(StrEnum):
    """What becomes of a date that falls on a day that is not worked."""

    LATER = "顺延"
    EARLIER = "提前"
    DROP = "取消"
    KEEP = "不变"


@dataclass(frozen=True)
class Recurrence:
    """A rule, what becomes of dates that are not worked, its first and last day, and what is left out.

    `text` is what was typed: stored, and read again by read_recurrence.
    """

    text: str
    rule: Rule
    shift: Shift = Shift.LATER
    since: date | None = None
    until: date | None = None
    exceptions: frozenset[date] = frozenset()
    months_out: frozenset[int] = frozenset()

    @property
    def always_worked(self) -> bool:
        """Tell whether the rule names working days only, so that nothing has to be moved."""
        match self.rule:
            case MonthWorkingDays() | AroundHolidays(working=True):
                return True
        return False

    def dates(self, calendar: Calendar, first: date, last: date) -> list[date]:
        """Return the dates between two days, both included, each once. Exceptions hold unshifted too."""
        return [time.day for time in self.times(calendar, first, last)]

    def times(self, calendar: Calendar, first: date, last: date) -> list[Time]:
        """Return the dates between two days with keys that stay theirs when days off move them."""
        found: dict[date, Time] = {}
        for time in self.rule.within(calendar, first - _REACH, last + _REACH):
            if time.day in self.exceptions or not self._running(time.day):
                continue
            moved = self._moved(time.day, calendar)
            if moved is not None and moved not in self.exceptions and first <= moved <= last:
                found.setdefault(moved, replace(time, day=moved))
        return [found[day] for day in sorted(found)]

    def _running(self, day: date) -> bool:
        begun = self.since is None or day >= self.since
        return begun and (self.until is None or day <= self.until) and day.month not in self.months_out

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
    shift, until, left_out = _SHIFT.search(options), _UNTIL.search(options), _EXCEPT.search(options)
    since = _SINCE.search(options)
    begin = _day(since[1], today, calendar) if since else None
    base = base.strip(",。. ()")
    rule = rule_of(_BEFORE.sub("", base), begin or today)
    return Recurrence(
        text.strip(),
        rule,
        Shift(shift[1]) if shift else Shift.EARLIER if _BEFORE.search(base) else _usual(rule),
        begin,
        _day(until[1], today, calendar) if until else None,
        *_left_out(left_out[1] if left_out else "", today, calendar),
    )


def _left_out(text: str, today: date, calendar: Calendar) -> tuple[frozenset[date], frozenset[int]]:
    """Return the dates and the months that are left out (10月8日; 7、8月)."""
    if _MONTHS.fullmatch(text):
        months = frozenset(int(month) for month in re.findall(r"\d+", text))
        if not months <= set(range(1, 13)):
            raise Unclear("月份请写1到12，例如“除7月、8月外”。")
        return frozenset(), months
    pieces = [one for one in re.split("[、和,]", text) if one]
    if any(kind in one for one in pieces for kind in ("节", *KINDS)):
        raise Unclear("遇到节假日怎么办，请写成“遇节假日取消”“遇节假日提前”或“遇节假日顺延”。")
    return frozenset(_day(one, today, calendar) for one in pieces), frozenset()


def _usual(rule: Rule) -> Shift:
    """Return what becomes of a day off where nothing is said: the end of a month stays in its month."""
    match rule:
        case MonthDays(day=-1) | AroundHolidays(n=-1 | -2 | -3 | -4 | -5 | -6 | -7, working=False):
            return Shift.EARLIER
        case Several(rules):
            return _usual(rules[0])
    return Shift.LATER


def _day(text: str, today: date, calendar: Calendar) -> date:
    found = read_day(text, today, calendar)
    if found is None or found[1]:
        raise Unclear(f"没有看懂日期“{text}”。请写成“2027年6月30日”这样。")
    return found[0]
