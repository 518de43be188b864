"""Who may see what. Each function fetches only what this person may see, or raises a Refusal."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from services.office import Office
from services.refusals import NotAllowed, NotYours, Stranger
from services.views import hold_version, kind_of
from storage import people
from storage.activities import Activity, ActivityVersion
from storage.assignments import Assignment
from storage.letters import Second, of_assignment
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
    """Return somebody's own assignment, or one they act in second; `to_change` locks it. Raises NotYours."""
    second = exists().where(of_assignment(), Second.second_id == person.id)
    # The activity and its version come with it: the rest of a press asks for nothing more.
    query = (
        select(Assignment, Activity, ActivityVersion)
        .join(Activity, Activity.id == Assignment.activity_id)
        .join(
            ActivityVersion,
            and_(ActivityVersion.activity_id == Activity.id, ActivityVersion.version == Activity.version),
        )
        .where(Assignment.id == assignment_id, or_(Assignment.person_id == person.id, second))
    )
    if to_change:
        query = query.with_for_update(key_share=True, of=Assignment)
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotYours
    assignment, activity, version = found
    hold_version(session, version)
    return assignment, activity


def access_decided(
    session: Session, telegram_id: int, office: Office, now: datetime, assignment_id: int
) -> tuple[Person, Assignment]:
    """Return who may decide what somebody asked for, and the assignment, locked until the transaction ends.

    A secretary may; so may the head of the person's department where the kind says so, except for themselves.
    Raises Stranger, NotAllowed or NotYours.
    """
    decider = access_person(session, telegram_id, office.today(now))
    assignment = session.get(Assignment, assignment_id, with_for_update=True)
    if people.SECRETARY not in people.roles_of(session, decider.id):
        if not decider.is_head or assignment is None:
            raise NotAllowed
        if not kind_of(session.get_one(Activity, assignment.activity_id)).head_decides:
            raise NotAllowed
        if decider not in heads_of(session, assignment, office.today(now)):
            raise NotYours
    if assignment is None:
        raise NotYours
    return decider, assignment


def heads_of(session: Session, assignment: Assignment, today: date) -> Sequence[Person]:
    """Return the heads of the department an assignment was opened in, but for the person it asks."""
    of_department = Person.department_id == assignment.department_id, Person.id != assignment.person_id
    found = session.scalars(select(Person).where(*of_department, people.counts_on(today)))
    return [person for person in found if person.is_head]


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
