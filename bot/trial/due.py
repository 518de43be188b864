"""When something happens next by itself: what the clock is worth being moved to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.calendars import office_calendar
from services.holidays.campaigns import DEFAULT_HOLIDAYS
from storage.activities import OPEN, SCHEDULED, Activity
from storage.messages import WAITING, Message
from workdays.campaign import moments


@dataclass(frozen=True)
class Due:
    """A moment to come, and what happens then."""

    at: datetime
    what: str


def next_due(session: Session, now: datetime) -> Due | None:
    """Return the next moment after now, which is on the office's clock; None where nothing is planned."""
    assert now.tzinfo is not None
    later = [due for due in _all(session, now, now.tzinfo) if due.at > now]
    return min(later, key=lambda due: due.at, default=None)


def _all(session: Session, now: datetime, zone: tzinfo) -> Iterator[Due]:
    waiting = select(func.min(Message.due_at)).where(Message.state == WAITING, Message.due_at > now)
    at = session.scalar(waiting)
    if at is not None:
        yield Due(at.astimezone(zone), "有消息要发")
    for activity in session.scalars(select(Activity).where(Activity.status.in_((SCHEDULED, OPEN)))):
        if activity.status == SCHEDULED:
            yield Due(activity.opens_at.astimezone(zone), f"发布《{activity.title}》")
            continue
        for reminder in activity.reminders[activity.reminded :]:
            yield Due(datetime.fromisoformat(reminder).astimezone(zone), f"提醒《{activity.title}》")
        if activity.deadline is not None:
            yield Due(activity.deadline.astimezone(zone), f"《{activity.title}》截止")
    calendar = office_calendar(session)
    holiday = calendar.next_holiday(now.date(), DEFAULT_HOLIDAYS)
    if holiday is not None:
        when = moments(holiday, calendar, zone)
        yield Due(when.preview.at, f"{holiday.key}：请秘书审定提醒")
        yield Due(when.before.at, f"{holiday.key}：节前提醒")
        yield Due(when.eve.at, f"{holiday.key}：放假前一天")
        yield Due(when.after.at, f"{holiday.key}：节后上班")
