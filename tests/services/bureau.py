"""A small bureau at work, for the tests of this folder: things published, messages sent, answers given."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.commitment import CommitmentContent
from activities.kind import Action, Content
from activities.reminder import ReminderContent
from activities.study import StudyContent
from services.answering import act
from services.audiences import Audience
from services.office import Office
from services.outbox import claim
from services.outcomes import Result, settle
from services.publishing import create_activity, publish_due
from storage.assignments import Assignment
from storage.messages import Message
from storage.people import Person

REMINDER = ReminderContent(title="元旦廉洁提醒", body="节日期间请遵守各项规定。")
LETTER = CommitmentContent(title="作风建设承诺书", opening="本人郑重承诺：", clauses=["遵守纪律。"])


def session_at(starts_at: datetime) -> StudyContent:
    """Return the notice of a session."""
    return StudyContent(title="专题学习会", starts_at=starts_at, place="三楼会议室", topic="纪律教育")


def publish(
    session: Session,
    office: Office,
    now: datetime,
    kind: str = "reminder",
    content: Content = REMINDER,
    audience: Audience | None = None,
    deadline: datetime | None = None,
) -> int:
    """Publish an activity to everybody, due in a week unless told otherwise; return its id."""
    activity = create_activity(
        session,
        office,
        now,
        kind=kind,
        content=content,
        audience=audience or Audience(),
        deadline=deadline or now + timedelta(days=7),
        opens_at=now,
        by=None,
    )
    while publish_due(session, office, now):
        session.flush()
    return activity.id


def deliver(session: Session, now: datetime, failing: dict[int, str] | None = None) -> None:
    """Send what is due; `failing` maps person ids to the reason why their message cannot go."""
    while ids := claim(session, now, 64, quiet=False):
        results = []
        for id_ in ids:
            reason = (failing or {}).get(session.get_one(Message, id_).person_id)
            results.append(Result(id_, "unreachable", reason) if reason else Result(id_, "sent", chat_id=1))
        settle(session, now, results)
        session.flush()


def assignment_of(session: Session, activity_id: int, person_id: int) -> Assignment:
    """Return what one person was asked."""
    query = select(Assignment).where(Assignment.activity_id == activity_id, Assignment.person_id == person_id)
    return session.scalars(query).one()


def tap(
    session: Session,
    office: Office,
    now: datetime,
    activity_id: int,
    person_id: int,
    action: Action,
    version: int = 1,
) -> None:
    """Let a linked person act on what they were asked."""
    person = session.get_one(Person, person_id)
    assert person.telegram_id is not None
    assignment = assignment_of(session, activity_id, person_id)
    act(session, office, now, person.telegram_id, assignment.id, version, action)
    session.flush()
