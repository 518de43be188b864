"""Dates as an office writes them, and as people type them."""

import re
from datetime import date, datetime, time, timedelta

from workdays.clock import CLOCK, read_clock
from workdays.days import read_day
from workdays.holidays import Calendar
from workdays.typed import EXAMPLES, Unclear, one_spelling

__all__ = ["Unclear", "parse_moment", "say_date", "say_moment", "say_range", "say_weekday"]

END_OF_WORK = time(17, 30)
"""When a deadline without a time falls."""

_LONGEST = 40
_WEEKDAYS = "一二三四五六日"
_HOURS = re.compile(r"(?:(?P<n>\d{1,3})个?|半个?)小时(?:之?内|以内|之?后|以后)")
_START_OF_WORK = re.compile(r"上班(?:之?前|以前)$")
_REST = re.compile(
    r"[\s,t]*(?:\(?周(?P<weekday>[1-7])\s*\)?)?[\s,]*"
    + CLOCK
    + r"\s*(?:以前|之前|前|之内|内|截止|止|为止)?[\s.!]*",
)


def say_weekday(day: date) -> str:
    """Return 星期三."""
    return f"星期{_WEEKDAYS[day.weekday()]}"


def say_date(day: date) -> str:
    """Return 2027年2月3日, without the zeros that official papers leave out."""
    return f"{day.year}年{day.month}月{day.day}日"


def say_moment(at: datetime) -> str:
    """Return 2027年2月3日（星期三）09:00; `at` is in the office's zone already."""
    return f"{say_date(at)}（{say_weekday(at)}）{at:%H:%M}"


def say_range(first: date, last: date) -> str:
    """Return 1月1日至3日, 9月30日至10月4日 or 1月1日; the years only where they differ."""
    if first.year != last.year:
        return f"{say_date(first)}至{say_date(last)}"
    start = f"{first.month}月{first.day}日"
    if first == last:
        return start
    return f"{start}至{last.day}日" if first.month == last.month else f"{start}至{last.month}月{last.day}日"


def parse_moment(text: str, now: datetime, calendar: Calendar, default_time: time = END_OF_WORK) -> datetime:
    """Read a moment as typed by a person; the answer is in the zone of `now`, which is the office's.

    A day without a time gets `default_time`, a time without a day is today's. A day without a year is the one
    to come, or up to 30 days past; whether a past moment makes sense is for the caller to say.
    Raises Unclear, whose text tells the person what to write instead.
    """
    typed = one_spelling(text)
    if not typed:
        raise Unclear(f"请写日期和时间，例如{EXAMPLES}。")
    if len(text.strip()) > _LONGEST:
        raise Unclear(f"内容太长，只写日期和时间即可，例如{EXAMPLES}。")
    if passed := _HOURS.fullmatch(typed):
        return (now + timedelta(hours=float(passed["n"] or 0.5))).replace(second=0, microsecond=0)
    if _START_OF_WORK.search(typed):
        raise Unclear("“上班前”是几点？请把钟点也写上，例如“明天上午8点半”。")
    day, rest = read_day(typed, now.date(), calendar) or (now.date(), typed)
    found = _REST.fullmatch(rest)
    if found is None:
        raise _not_understood(text)
    clock = read_clock(found)
    if rest == typed and clock is None:
        raise _not_understood(text)
    _check_weekday(day, found["weekday"])
    at = datetime.combine(day, clock.at if clock else default_time, tzinfo=now.tzinfo)
    return at + timedelta(days=1) if clock and clock.next_day else at


def _check_weekday(day: date, number: str | None) -> None:
    if number and int(number) != day.isoweekday():
        raise Unclear(
            f"{say_date(day)}是{say_weekday(day)}，不是星期{_WEEKDAYS[int(number) - 1]}。"
            f"请核对后再写，例如“{day.month}月{day.day}日09:00”。"
        )


def _not_understood(text: str) -> Unclear:
    typed = text.strip()
    return Unclear(f"没看懂“{typed}”。日期请这样写：{EXAMPLES}。")
