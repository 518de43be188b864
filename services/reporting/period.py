"""Spans of time as an office says them: 2026年, 第三季度, 上半年, 9月, 1月1日至3月31日."""

import re
from calendar import monthrange
from datetime import date, timedelta

from workdays.typed import one_spelling
from workdays.words import say_date, say_range

Span = tuple[date, date]

_YEAR = r"(?:(?P<year>20\d\d)年?|(?P<which>今|本|去|前)年)?"
_PARTS = re.compile(
    _YEAR
    + r"的?(?:第?(?P<quarter>[1-4])季度?|(?P<half>[上下])半年|(?P<month>1[0-2]|[1-9])月份?|(?:全年|年度?)?)"
)
_NEAR = re.compile(r"(?P<which>本|这个?|上个?)(?P<unit>月|季度?|周)")
_DAYS = re.compile(
    r"(?:(?P<year>20\d\d)年)?(?P<m1>1[0-2]|[1-9])月(?P<d1>\d{1,2})[日号]?(?:至|到|-|~)"
    r"(?:(?P<year2>20\d\d)年)?(?:(?P<m2>1[0-2]|[1-9])月)?(?P<d2>\d{1,2})[日号]?"
)
_AGO = {"前": 2, "去": 1}


def read_period(text: str, today: date) -> Span | None:
    """Return the first and last day that words mean, None where they are no period.

    A quarter, half or month without a year is the latest that has begun.
    """
    typed = one_spelling(text).replace(" ", "")
    if found := _NEAR.fullmatch(typed):
        return _near(found["which"], found["unit"][0], today)
    if found := _DAYS.fullmatch(typed):
        return _days(found, today)
    found = _PARTS.fullmatch(typed)
    if found is None or not typed or not any(found.groupdict().values()):
        return None
    year = int(found["year"]) if found["year"] else None
    if found["which"]:
        year = today.year - _AGO.get(found["which"], 0)
    first, last = 1, 12
    if found["quarter"]:
        last = 3 * int(found["quarter"])
        first = last - 2
    elif found["half"]:
        first, last = (1, 6) if found["half"] == "上" else (7, 12)
    elif found["month"]:
        first = last = int(found["month"])
    elif year is None:
        return None
    if year is None:
        year = today.year if date(today.year, first, 1) <= today else today.year - 1
    return months(year, first, last)


def say_period(span: Span) -> str:
    """Return a span in the words an office has for it."""
    first, last = span
    year, part = f"{first.year}年", first.month - 1
    if span == months(first.year, 1, 12):
        return year
    if part % 6 == 0 and span == months(first.year, first.month, first.month + 5):
        return f"{year}{'上下'[part // 6]}半年"
    if part % 3 == 0 and span == months(first.year, first.month, first.month + 2):
        return f"{year}第{'一二三四'[part // 3]}季度"
    if span == months(first.year, first.month, first.month):
        return f"{year}{first.month}月"
    if first == last:
        return say_date(first)
    return year + say_range(first, last) if first.year == last.year else say_range(first, last)


def months(year: int, first: int, last: int) -> Span:
    """Return the days of a year's months, both included."""
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def recent_periods(today: date) -> list[Span]:
    """Return the spans a secretary asks for most: this year and last, its quarters so far, two months."""
    quarters = [months(today.year, first, first + 2) for first in (1, 4, 7, 10) if first <= today.month]
    before = date(today.year, today.month, 1) - timedelta(days=1)
    near = [months(today.year, today.month, today.month), months(before.year, before.month, before.month)]
    return [months(today.year, 1, 12), months(today.year - 1, 1, 12), *quarters, *near]


def _near(which: str, unit: str, today: date) -> Span:
    back = which.startswith("上")
    if unit == "周":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return monday, monday + timedelta(days=6)
    size = 3 if unit == "季" else 1
    first = date(today.year, (today.month - 1) // size * size + 1, 1)
    if back:
        first = first - timedelta(days=1)
        first = date(first.year, first.month - size + 1, 1)
    return months(first.year, first.month, first.month + size - 1)


def _days(found: re.Match[str], today: date) -> Span | None:
    try:
        year = int(found["year"] or today.year)
        first = date(year, int(found["m1"]), int(found["d1"]))
        last = date(int(found["year2"] or year), int(found["m2"] or found["m1"]), int(found["d2"]))
        if not found["year"] and first > today:
            first, last = first.replace(year=year - 1), last.replace(year=last.year - 1)
    except ValueError:  # there is no such day
        return None
    return (first, last) if first <= last else None
