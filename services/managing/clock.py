"""What the clock does about a deadline of somebody's own: a reminder before it."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.calendars import office_calendar
from services.chasing.by_clock import remind
from services.chasing.planning import REMIND_TIME
from services.office import Office
from storage import people
from storage.activities import OPEN, Activity
from storage.assignments import Assignment
from storage.people import Person


def remind_extended(session: Session, office: Office, now: datetime) -> int:
    """Remind on the working day before a deadline of their own whoever was given one; return how many.

    The activity's reminders lie before the deadline all had. One message a day a person, as ever.
    """
    today = office.today(now)
    if office.local(now).time() < REMIND_TIME:
        return 0
    query = (
        select(Assignment.person_id, Assignment.deadline)
        .join(Activity, Activity.id == Assignment.activity_id)
        .join(Person, Person.id == Assignment.person_id)
        .where(
            Activity.status == OPEN,
            Assignment.outcome == "none",
            Assignment.exempt.is_(None),
            Assignment.waits_for == "person",
            Assignment.deadline > now,
            Assignment.deadline != Activity.deadline,
            Person.telegram_id.is_not(None),
        )
    )
    rows = session.execute(query).all()
    if not rows:
        return 0
    calendar = office_calendar(session)
    eve: dict[date, date] = {}
    concerned = set()
    for person_id, last in ((row[0], office.today(row[1])) for row in rows if row[1] is not None):
        if last not in eve:
            eve[last] = calendar.previous_working_day(last)
        if eve[last] == today:
            concerned.add(person_id)
    concerned -= people.away_on(session, today)
    remind(session, office, now, concerned)
    return len(concerned)
