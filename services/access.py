"""Who may see what. Each function fetches only what this person may see, or raises a Refusal."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, lazyload, load_only

from services.focus import expected_of
from services.office import Office
from services.refusals import NotAllowed, NotYours, Stranger
from services.views import hold, kind_of
from storage import people
from storage.activities import Activity, ActivityVersion
from storage.assignments import Assignment
from storage.letters import Second, of_assignment
from storage.messages import Focus
from storage.people import Department, Person

_SECOND = exists().where(of_assignment(), Second.second_id == Person.id)
# Built once, and all that a press needs: the activity, its content's hash and the department come with it.
_OWN = (
    select(Person, Assignment, Activity, ActivityVersion.content_hash, Department.name)
    .select_from(Person)
    .join(Assignment, Assignment.id == bindparam("assignment_id"))
    .join(Activity, Activity.id == Assignment.activity_id)
    .join(
        ActivityVersion,
        and_(ActivityVersion.activity_id == Activity.id, ActivityVersion.version == Activity.version),
    )
    .join(Department, Department.id == Assignment.department_id)
    .where(Person.telegram_id == bindparam("telegram_id"), or_(Assignment.person_id == Person.id, _SECOND))
    .options(lazyload(Person.department))
)
_OWN_LOCKED = _OWN.with_for_update(key_share=True, of=Assignment)
# The same by the assignments alone, for many at once: whoever asks compares the accounts. What hardly anybody
# reads of an activity, and is dear to fetch, waits until somebody does.
_THEIRS = (
    select(Person, Assignment, Activity, ActivityVersion.content_hash, Department.name, Focus.ref)
    .select_from(Assignment)
    .join(Person, Person.id == Assignment.person_id)
    .join(Activity, Activity.id == Assignment.activity_id)
    .join(
        ActivityVersion,
        and_(ActivityVersion.activity_id == Activity.id, ActivityVersion.version == Activity.version),
    )
    .join(Department, Department.id == Assignment.department_id)
    .outerjoin(Focus, Focus.person_id == Person.id)
    .where(Assignment.id.in_(bindparam("ids", expanding=True)))
    .options(
        lazyload(Person.department),
        load_only(Activity.kind, Activity.title, Activity.status, Activity.version, Activity.deadline),
    )
    .with_for_update(key_share=True, of=Assignment)
)


@dataclass(frozen=True, slots=True)
class Own:
    """An assignment in the hands of who acts on it; `expected` is the assignment their next words are for."""

    person: Person
    assignment: Assignment
    activity: Activity
    expected: int | None


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


def access_own(
    session: Session, telegram_id: int, assignment_id: int, today: date, *, to_change: bool
) -> tuple[Person, Assignment, Activity]:
    """Return who is linked to an account, and an assignment of theirs, or one they act in second.

    `to_change` locks it until the transaction ends. Raises Stranger or NotYours.
    """
    query = _OWN_LOCKED if to_change else _OWN
    given = {"telegram_id": telegram_id, "assignment_id": assignment_id}
    found = session.execute(query, given).one_or_none()
    if found is None or not found[0].on_roster(today):
        access_person(session, telegram_id, today)
        raise NotYours
    person, assignment, activity, content_hash, department = found
    hold(session, activity, content_hash, assignment.department_id, department)
    return person, assignment, activity


def of_each(session: Session, ids: Collection[int]) -> dict[int, Own]:
    """Return these assignments, locked, as they lie in the hands of the person they ask.

    For whoever then looks whether that is who acts, and on the roster, as access_own does.
    """
    found = {}
    for person, assignment, activity, content_hash, department, ref in session.execute(
        _THEIRS, {"ids": list(ids)}
    ):
        hold(session, activity, content_hash, assignment.department_id, department)
        found[assignment.id] = Own(person, assignment, activity, expected_of(ref))
    return found


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
