"""When a holiday's campaign speaks: a preview for the secretary, before, on the eve, and after."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from workdays.holidays import Calendar, Holiday

_DAYS_BEFORE = 7
_PREVIEW_WORKING_DAYS = 3


@dataclass(frozen=True)
class Moment:
    """One moment of a campaign.

    The key names the holiday and never a date, so that an override moves a moment and cannot double it.
    """

    key: str
    at: datetime


@dataclass(frozen=True)
class Moments:
    """The moments of one holiday, strictly in this order: the day before a holiday is always worked."""

    preview: Moment
    before: Moment
    eve: Moment
    after: Moment


def moments(holiday: Holiday, calendar: Calendar, zone: tzinfo, at: time = time(9)) -> Moments:
    """Return when a holiday's messages go out, in the office's zone.

    before: seven days before the first day off, else the working day before that; preview: three working days
    earlier; eve: the last working day before the holiday, make-up days included; after: the first one after.
    """

    def moment(name: str, day: date) -> Moment:
        return Moment(f"{holiday.year}/{holiday.key}/{name}", datetime.combine(day, at, tzinfo=zone))

    before = holiday.first - timedelta(days=_DAYS_BEFORE)
    if not calendar.is_working(before):
        before = calendar.previous_working_day(before)
    return Moments(
        preview=moment("preview", calendar.add_working_days(before, -_PREVIEW_WORKING_DAYS)),
        before=moment("before", before),
        eve=moment("eve", calendar.previous_working_day(holiday.first)),
        after=moment("after", calendar.next_working_day(holiday.last)),
    )
