"""From rows to what a kind is given: its parsed content and the view of one person."""

from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy.orm import Session

from activities.clearing import SAID, is_cleared
from activities.kind import Content, Kind, Outcome, Reader, Screen, View, WaitsFor, heading
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
    key = activity.kind, _hash_of(session, activity)
    content = _parsed.get(key)
    if content is None:
        if len(_parsed) >= PARSED_KEPT:
            _parsed.clear()
        version = version_of(session, activity)
        content = _parsed[key] = KINDS[activity.kind].content.model_validate(version.content)
    return content


def version_of(session: Session, activity: Activity) -> ActivityVersion:
    """Return the current version of an activity."""
    return _held(session, ActivityVersion, (activity.id, activity.version))


def hold(
    session: Session, activity: Activity, content_hash: str, department_id: int, department: str
) -> None:
    """Keep what came with another query for as long as the session lives: a content's hash, a name."""
    _words(session).update({(activity.id, activity.version): content_hash, department_id: department})


def _hash_of(session: Session, activity: Activity) -> str:
    held = _words(session).get((activity.id, activity.version))
    return version_of(session, activity).content_hash if held is None else held


def _department(session: Session, department_id: int) -> str:
    held = _words(session).get(department_id)
    return _held(session, Department, department_id).name if held is None else held


def _words(session: Session) -> dict[int | tuple[int, int], str]:
    words: dict[int | tuple[int, int], str] = session.info.setdefault("words", {})
    return words


def _held(session: Session, mapped: type[R], key: object) -> R:
    """Return a row that the session keeps: it asks anew for what nobody holds."""
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
    more = None if is_cleared(assignment.reply) else backing_of(activity.kind).more
    department = _department(session, assignment.department_id)
    return View(
        reader=Reader(asked.name, department, asked.is_party),
        now=office.local(now),
        opened=office.local(assignment.opened_at),
        deadline=office.local(assignment.deadline) if assignment.deadline else None,
        version=activity.version,
        content_hash=_hash_of(session, activity),
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
    if activity.status == WITHDRAWN:
        return Screen(f"{heading(kind_of(activity).title, activity.title)}\n\n此项已撤回，不用办理。")
    if is_cleared(assignment.reply):
        return Screen(f"{heading(kind_of(activity).title, activity.title)}\n\n{SAID}")
    view = view_of(session, office, now, person, assignment, activity)
    return kind_of(activity).screen(content_of(session, activity), view, show)


def remark_of(activity: Activity, view: View, *, own: bool = False) -> str:
    """Return the kind's word on one person, for the secretary's lists or the person's own record."""
    if is_cleared(view.reply):
        return ""
    kind = kind_of(activity)
    return kind.own_remark(view) if own else kind.remark(view)
