"""Who may see what. Each function fetches only what this person may see, or raises a Refusal."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.office import Office
from services.refusals import NotAllowed, NotYours, Stranger
from storage import people
from storage.activities import Activity
from storage.assignments import Assignment
from storage.people import Person


def access_person(session: Session, telegram_id: int, today: date) -> Person:
    """Return who is linked to an account and on the roster today. Raises Stranger."""
    person = people.by_telegram(session, telegram_id)
    if person is None or not person.on_roster(today):
        raise Stranger
    return person


def access_secretary(session: Session, telegram_id: int, office: Office, now: datetime) -> Person:
    """Return the secretary linked to an account. Raises Stranger or NotAllowed."""
    person = access_person(session, telegram_id, office.today(now))
    if people.SECRETARY not in people.roles_of(session, person.id):
        raise NotAllowed
    return person


def access_assignment(
    session: Session, person: Person, assignment_id: int, *, to_change: bool
) -> tuple[Assignment, Activity]:
    """Return somebody's own assignment; `to_change` locks it until the transaction ends. Raises NotYours."""
    query = select(Assignment).where(Assignment.id == assignment_id, Assignment.person_id == person.id)
    assignment = session.scalars(query.with_for_update(key_share=True) if to_change else query).one_or_none()
    if assignment is None:
        raise NotYours
    return assignment, session.get_one(Activity, assignment.activity_id)


def access_report(
    session: Session, telegram_id: int, office: Office, now: datetime
) -> tuple[Person, int | None]:
    """Return who asks for a report, and the one department they may see; None is the whole bureau.

    A secretary sees all, a head of department their own, an IT admin nothing. Raises Stranger or NotAllowed.
    """
    person = access_person(session, telegram_id, office.today(now))
    if people.SECRETARY in people.roles_of(session, person.id):
        return person, None
    if not person.is_head:
        raise NotAllowed
    return person, person.department_id


def access_reported(session: Session, activity_id: int, department_id: int | None) -> Activity:
    """Return an activity that was published, and asks somebody of the department. Raises NotYours."""
    activity = session.get(Activity, activity_id)
    if activity is None or activity.published_at is None:
        raise NotYours
    if department_id is not None:
        asked = select(Assignment.id).where(
            Assignment.activity_id == activity_id, Assignment.department_id == department_id
        )
        if session.scalars(asked.limit(1)).one_or_none() is None:
            raise NotYours
    return activity
