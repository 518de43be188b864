"""Where a day stands among working days and holidays, in words that leave no doubt which day is meant."""

from datetime import date, datetime, timedelta

from workdays.holidays import Calendar
from workdays.words import say_moment

NEAR = 5  # working days before a holiday, and half as many behind it, that are counted aloud
_LONGEST = timedelta(days=31)


def say_placed(at: datetime, calendar: Calendar) -> str:
    """Return 2027年2月3日（星期三）09:00，春节前第2个工作日; `at` is in the office's zone already."""
    where = say_around(at.date(), calendar)
    return say_moment(at) + (f"，{where}" if where else "")


def say_around(day: date, calendar: Calendar) -> str:
    """Return how a day stands to the nearest holiday, or that nobody works on it; empty for a plain one."""
    try:
        coming = calendar.next_holiday(day - _LONGEST)
        while coming.last < day:
            last, coming = coming, calendar.next_holiday(coming.last)
            behind = len(calendar.working_days(last.last + timedelta(days=1), day))
            if calendar.is_working(day) and 1 <= behind <= NEAR // 2:
                return f"{last.name}后第{behind}个工作日"
    except LookupError:  # no holiday within reach of the calendar
        return "" if calendar.is_working(day) else "不上班"
    if coming.first <= day:
        return f"{coming.name}放假期间"
    if not calendar.is_working(day):
        return "不上班"
    before = len(calendar.working_days(day, coming.first - timedelta(days=1)))
    said = [f"{coming.name}前第{before}个工作日"] if before <= NEAR else []
    return "，".join([*said, *(["调休上班"] if day.isoweekday() > 5 else [])])
