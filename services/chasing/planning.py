"""When an activity reminds by itself: planned from what its author chose and from the working days."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from activities.registry import KINDS
from services.calendars import office_calendar
from services.office import Office
from storage.activities import Activity
from workdays.holidays import Calendar

REMIND_TIME = time(9, 0)
BEFORE, ON_DAY, AFTER = "before", "day", "after"  # the last day


def planned_for(session: Session, office: Office, activity: Activity, opens_at: datetime) -> list[datetime]:
    """Return when an activity reminds those concerned, as its author chose; opened at that moment."""
    return plan_reminders(
        session, office, activity.kind, opens_at, activity.deadline, tuple(activity.remind_on)
    )


def plan_reminders(
    session: Session,
    office: Office,
    kind: str,
    opens_at: datetime,
    deadline: datetime | None,
    chosen: Sequence[str] = (BEFORE,),
) -> list[datetime]:
    """Return when those concerned are reminded, on working days at 09:00: before, on and after the last day.

    Before it as often as the kind says at most: on the working day before, and half way where there is time.
    """
    if deadline is None:
        return []
    calendar = office_calendar(session)
    last = office.today(deadline)
    planned = _before(office, calendar, kind, opens_at, deadline) if BEFORE in chosen else []
    later = [last] if ON_DAY in chosen and calendar.is_working(last) else []
    later += [calendar.next_working_day(last)] if AFTER in chosen else []
    planned += [datetime.combine(day, REMIND_TIME, office.zone) for day in later]
    return sorted({at for at in planned if opens_at < at and (at < deadline or office.today(at) > last)})


def _before(
    office: Office, calendar: Calendar, kind: str, opens_at: datetime, deadline: datetime
) -> list[datetime]:
    first, last = office.today(opens_at), office.today(deadline)
    days = calendar.working_days(first + timedelta(days=1), last - timedelta(days=1))
    chosen: list[date] = []
    if days:
        chosen = [days[len(days) // 2], days[-1]] if len(days) >= 4 else [days[-1]]
    elif last > first and calendar.is_working(last):
        chosen = [last]
    moments = [datetime.combine(day, REMIND_TIME, office.zone) for day in dict.fromkeys(chosen)]
    return [moment for moment in moments if opens_at < moment < deadline][-KINDS[kind].most_reminders :]
