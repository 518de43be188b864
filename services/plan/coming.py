"""When a series comes: its times by the calendar as it is now, when each is prepared and published."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from storage.series import Series, times_of
from workdays.holidays import Calendar
from workdays.recurrence import Recurrence, read_recurrence
from workdays.rules import Time

AHEAD = 5  # working days between a notice and what it asks
PREPARE = 3  # working days between the draft and its publishing, as campaigns have them
TO_DO = 3  # working days for doing what is published on a day of the rule
REACH = timedelta(days=400)  # a rule without a time so far ahead has none


def recurrence_of(series: Series, calendar: Calendar) -> Recurrence:
    """Return the rule of a series, ending with its plan's year at the latest. Raises Unclear."""
    found = read_recurrence(series.rule, series.read_on, calendar)
    if series.last is not None and (found.until is None or found.until > series.last):
        return replace(found, until=series.last)
    return found


def times(series: Series, calendar: Calendar, first: date, last: date) -> list[Time]:
    """Return the times of a series between two days and in its plan's year, without those left out."""
    if series.last is not None:
        first = max(first, date(series.last.year, 1, 1))
    found = recurrence_of(series, calendar).times(calendar, first, last)
    return [one for one in found if one.key not in series.left_out]


def coming(session: Session, series: Series, calendar: Calendar, first: date, last: date) -> list[Time]:
    """Return the times of a series of which no draft was made yet."""
    begun = {one.key for one in times_of(session, series.id)} if series.confirmed_at else set()
    return [one for one in times(series, calendar, first, last) if one.key not in begun]


def opening_day(series: Series, calendar: Calendar, day: date) -> date:
    """Return when the time of a day is published."""
    return day if series.opening else calendar.add_working_days(day, -AHEAD)


def preparing_day(series: Series, calendar: Calendar, day: date) -> date:
    """Return when the draft for a day is laid before the secretary."""
    return calendar.add_working_days(opening_day(series, calendar, day), -PREPARE)
