"""From rows to what a kind is given: its parsed content and the view of one person."""

from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy.orm import Session

from activities.kind import Content, Kind, Outcome, Reader, Screen, View, WaitsFor
from activities.registry import KINDS
from services.backing import backing_of
from services.office import Office
from storage.activities import CLOSED, WITHDRAWN, Activity, ActivityVersion
from storage.assignments import Assignment
from storage.people import Department, Person

R = TypeVar("R", ActivityVersion, Department)

PARSED_KEPT = 256
# A broadcast reads one text thousands of times. A content model is frozen and its hash names it, so what was
# parsed once serves every thread.
_parsed: dict[tuple[str, str], Content] = {}


def content_of(session: Session, activity: Activity) -> Any:
    """Return the current content of an activity, parsed into its kind's content model."""
    version = version_of(session, activity)
    key = activity.kind, version.content_hash
    content = _parsed.get(key)
    if content is None:
        if len(_parsed) >= PARSED_KEPT:
            _parsed.clear()
        content = _parsed[key] = KINDS[activity.kind].content.model_validate(version.content)
    return content


def version_of(session: Session, activity: Activity) -> ActivityVersion:
    """Return the current version of an activity."""
    return _held(session, ActivityVersion, (activity.id, activity.version))


def hold(session: Session, version: ActivityVersion, department: Department) -> None:
    """Hold what came with another query: a session asks anew for what nobody holds."""
    held = session.info.setdefault("held", {})
    held[ActivityVersion, (version.activity_id, version.version)] = version
    held[Department, department.id] = department


def _held(session: Session, mapped: type[R], key: object) -> R:
    """Return a row that the session keeps for as long as it lives."""
    held: dict[Any, R] = session.info.setdefault("held", {})
    row = held.get((mapped, key))
    if row is None or row not in session:
        row = held[mapped, key] = session.get_one(mapped, key)
    return row


def kind_of(activity: Activity) -> Kind[Any]:
    """Return the kind of an activity."""
    return KINDS[activity.kind]


def view_of(
    session: Session,
    office: Office,
    now: datetime,
    person: Person,
    assignment: Assignment,
    activity: Activity,
) -> View:
    """Return where a person stands, on the office's clock; or how it looks to who acts after them."""
    asked = person if person.id == assignment.person_id else session.get_one(Person, assignment.person_id)
    version = version_of(session, activity)
    more = backing_of(activity.kind).more
    department = _held(session, Department, assignment.department_id)
    return View(
        reader=Reader(asked.name, department.name, asked.is_party),
        now=office.local(now),
        opened=office.local(assignment.opened_at),
        deadline=office.local(assignment.deadline) if assignment.deadline else None,
        version=activity.version,
        content_hash=version.content_hash,
        outcome=cast(Outcome, assignment.outcome),
        stage=assignment.stage,
        waits_for=cast(WaitsFor, assignment.waits_for),
        done_at=office.local(assignment.done_at) if assignment.done_at else None,
        way=assignment.way,
        late=assignment.late,
        exempt=assignment.exempt,
        closed=activity.status in (CLOSED, WITHDRAWN),
        reply=assignment.reply,
        subject=assignment.subject,
        more=more(session, office, now, activity, assignment) if more else {},
        second=None if asked is person else Reader(person.name, person.department.name, person.is_party),
    )


def screen_of(
    session: Session,
    office: Office,
    now: datetime,
    person: Person,
    assignment: Assignment,
    activity: Activity,
    show: str = "",
) -> Screen:
    """Return what the person sees of an assignment now."""
    view = view_of(session, office, now, person, assignment, activity)
    return kind_of(activity).screen(content_of(session, activity), view, show)
