"""How a session stands: may one register now, with which secrets, and who holds it."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy.orm import Session

from activities.study import StudyContent
from services.office import Office
from services.views import content_of
from storage import people
from storage.activities import Activity
from storage.people import Person
from storage.sessions import StudySession
from storage.upsert import upsert

SECOND_LASTS = timedelta(minutes=15)


class Phase(Enum):
    """Whether being there can be registered."""

    EARLY = auto()
    OPEN = auto()
    SECOND = auto()  # the second roll-call
    OVER = auto()


def holding_of(session: Session, activity: Activity) -> StudySession:
    """Return what is kept of a session, made where there is nothing yet."""
    row = session.get(StudySession, activity.id)
    if row is None:
        made = {
            "activity_id": activity.id,
            "secret": secrets.token_hex(16),
            "show_key": secrets.token_urlsafe(12),
            "record": {},
        }
        session.execute(upsert(session, StudySession).values(made).on_conflict_do_nothing())
        row = session.get_one(StudySession, activity.id)
    return row


def phase_of(content: StudyContent, row: StudySession, now: datetime) -> Phase:
    """Return whether one may register now. What was closed before a session was moved does not count."""
    if now < content.opens_at:
        return Phase.EARLY
    if row.closed_at is not None and row.closed_at >= content.opens_at:
        return Phase.OVER
    if row.second_at is not None and content.opens_at <= row.second_at <= now < row.second_at + SECOND_LASTS:
        return Phase.SECOND
    return Phase.OPEN if now < content.ends_at else Phase.OVER


def had_second(content: StudyContent, row: StudySession) -> bool:
    """Tell whether a second roll-call was held."""
    return row.second_at is not None and row.second_at >= content.opens_at


def hosts(session: Session, activity: Activity) -> Collection[int]:
    """Return who besides the secretaries holds a session: whom the notice names."""
    content = content_of(session, activity)
    return () if content.host_id is None else (content.host_id,)


def holder(session: Session, office: Office, now: datetime, activity: Activity) -> Person | None:
    """Return who is sent the board: the host, else who published it, else any secretary."""
    content = content_of(session, activity)
    today = office.today(now)
    for id_ in (content.host_id, activity.created_by):
        person = session.get(Person, id_) if id_ is not None else None
        if person is not None and person.on_roster(today) and person.telegram_id is not None:
            return person
    secretaries = people.with_role(session, people.SECRETARY, today)
    return next((one for one in secretaries if one.telegram_id is not None), None)


def say_opens(office: Office, content: StudyContent) -> str:
    """Return from when being there can be registered, in words: no lock, a time."""
    opens = office.local(content.opens_at)
    return f"{opens.month}月{opens.day}日{opens:%H:%M}起可登记，请到时再扫码或发送数字。"
