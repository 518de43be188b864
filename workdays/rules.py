"""The rules of dates that come again: days and working days of months, weekdays, days around holidays."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from workdays.holidays import Calendar

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Time:
    """One time of a rule. The key names its month, week day or holiday: days off that move it keep it."""

    key: str
    day: date


@dataclass(frozen=True)
class MonthDays:
    """A day of certain months; past the end of a short month it is the last one. -1 is the last day."""

    months: tuple[int, ...]
    day: int

    def within(self, calendar: Calendar, first: date, last: date) -> Iterator[Time]:
        """Yield the times between two days, both included."""
        del calendar
        for year, month in _months(first, last, self.months):
            days = monthrange(year, month)[1]
            yield _of_month(date(year, month, days if self.day < 0 else min(self.day, days)))


@dataclass(frozen=True)
class MonthWorkingDays:
    """The n-th working day of certain months; -1 is the last. A month with fewer has none."""

    months: tuple[int, ...]
    n: int

    def within(self, calendar: Calendar, first: date, last: date) -> Iterator[Time]:
        """Yield the times between two days, both included."""
        for year, month in _months(first, last, self.months):
            days = calendar.working_days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
            if len(days) >= abs(self.n):
                yield _of_month(days[self.n - 1 if self.n > 0 else self.n])


@dataclass(frozen=True)
class MonthWeekdays:
    """The n-th of a weekday (1 to 7) of certain months; -1 is the last. A month with fewer has none."""

    months: tuple[int, ...]
    weekday: int
    n: int

    def within(self, calendar: Calendar, first: date, last: date) -> Iterator[Time]:
        """Yield the times between two days, both included."""
        del calendar
        for year, month in _months(first, last, self.months):
            days = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
            found = [day for day in days if day.isoweekday() == self.weekday]
            if len(found) >= abs(self.n):
                yield _of_month(found[self.n - 1 if self.n > 0 else self.n])


@dataclass(frozen=True)
class Weekdays:
    """Certain weekdays (1 to 7) of every week."""

    weekdays: tuple[int, ...]

    def within(self, calendar: Calendar, first: date, last: date) -> Iterator[Time]:
        """Yield the times between two days, both included."""
        del calendar
        days = (first + n * _DAY for n in range((last - first).days + 1))
        yield from (Time(day.isoformat(), day) for day in days if day.isoweekday() in self.weekdays)


@dataclass(frozen=True)
class EveryOtherWeek:
    """A weekday (1 to 7) of every second week, counted from a day on."""

    weekday: int
    since: date

    def within(self, calendar: Calendar, first: date, last: date) -> Iterator[Time]:
        """Yield the times between two days, both included."""
        del calendar
        begin = self.since + (self.weekday - self.since.isoweekday()) % 7 * _DAY
        day = begin + max(0, -(-(first - begin).days // 14)) * 14 * _DAY
        while day <= last:
            yield Time(day.isoformat(), day)
            day += 14 * _DAY


@dataclass(frozen=True)
class Several:
    """The times of several rules: 每月1日和15日."""

    rules: tuple["Rule", ...]

    def within(self, calendar: Calendar, first: date, last: date) -> Iterator[Time]:
        """Yield the times between two days, both included; each rule's keys are its own."""
        for place, rule in enumerate(self.rules):
            for time in rule.within(calendar, first, last):
                yield Time(f"{time.key}+{place}", time.day)


@dataclass(frozen=True)
class AroundHolidays:
    """The n-th working day before certain holidays, after them for a positive n; any day if not `working`."""

    kinds: tuple[str, ...]
    n: int
    working: bool = True

    def within(self, calendar: Calendar, first: date, last: date) -> Iterator[Time]:
        """Yield the times between two days, both included."""
        for year in range(first.year, last.year + 2):
            for holiday in calendar.holidays(year):
                if set(holiday.kinds) & set(self.kinds):
                    start = holiday.last if self.n > 0 else holiday.first
                    day = calendar.add_working_days(start, self.n) if self.working else start + self.n * _DAY
                    yield Time(f"{holiday.year}/{holiday.key}", day)


Rule = MonthDays | MonthWorkingDays | MonthWeekdays | Weekdays | EveryOtherWeek | AroundHolidays | Several


def _of_month(day: date) -> Time:
    return Time(f"{day:%Y-%m}", day)


def _months(first: date, last: date, months: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    for year in range(first.year, last.year + 1):
        yield from (
            (year, month)
            for month in months
            if (first.year, first.month) <= (year, month) <= (last.year, last.month)
        )
