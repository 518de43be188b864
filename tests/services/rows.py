"""Rows of a roster file, and things asked, for tests of imports and enrolment."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.reminder import ReminderContent
from language.roster import RosterRow
from services.audiences import Audience
from services.office import Office
from services.publishing import create_activity, publish_due
from storage.assignments import Assignment, Fact
from storage.people import Department, Leave, Person

BLANK = dict.fromkeys(
    ("position", "rank", "category", "post", "branch", "supervisor", "phone", "staff_no", "status", "note"),
    "",
)


def row(
    number: int, name: str, department: str = "办公室", political: str = "群众", **more: str
) -> RosterRow:
    return RosterRow(**{**BLANK, **more}, row=number, name=name, department=department, political=political)


def rows_of(session: Session) -> list[RosterRow]:
    """Return the roster as a file would have it, unchanged."""
    people = session.scalars(
        select(Person).join(Person.department).order_by(Department.position, Person.roster_order)
    )
    return [
        row(
            number,
            person.name,
            person.department.name,
            person.political,
            post=person.post,
            staff_no=person.staff_no or "",
        )
        for number, person in enumerate(people, start=2)
    ]


def ask_everybody(session: Session, office: Office, now: datetime, title: str = "元旦廉洁提醒") -> int:
    """Open a reminder for everybody until a week from now; return its id."""
    activity = create_activity(
        session,
        office,
        now,
        kind="reminder",
        content=ReminderContent(title=title, body="请严守纪律。"),
        audience=Audience(),
        deadline=now + timedelta(days=7),
        opens_at=now,
        by=None,
    )
    while publish_due(session, office, now):
        session.flush()
    return activity.id


def assignment_of(session: Session, person_id: int) -> Assignment:
    return session.scalars(select(Assignment).where(Assignment.person_id == person_id)).one()


def facts_told(session: Session, person_id: int) -> list[tuple[str, dict[str, object]]]:
    """Return kind and change of the facts about somebody's only assignment."""
    query = select(Fact).where(Fact.assignment_id == assignment_of(session, person_id).id).order_by(Fact.id)
    return [(fact.kind, fact.change) for fact in session.scalars(query)]


def leaves_of(session: Session, person_id: int) -> list[Leave]:
    """Return somebody's leave, earliest first."""
    return list(session.scalars(select(Leave).where(Leave.person_id == person_id).order_by(Leave.first)))
