"""Appending facts, and folding them: the only code that changes what an assignment row says."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from activities.state import State
from services.patch import merged, patch_of
from storage.activities import Activity
from storage.assignments import Assignment, Fact
from storage.base import as_columns, table_of
from storage.people import Person
from storage.tallies import Stale, outdate

MOMENTS = ("done_at", "deadline")
# What is frozen on an assignment when it is opened. The rare fact that moves one of these (an extension, a
# mover) keeps what it was before under WAS, so that the row as opened can always be found again.
FROZEN = ("deadline", "department_id", "branch", "category")
WAS = "was"
# A reply that grows press by press, such as the answers of a long paper, is kept as what each press added.
PATCH = "~"
# What every assignment says before any fact.
OPENED: dict[str, Any] = {
    "outcome": "none",
    "stage": "",
    "waits_for": "person",
    "done_at": None,
    "late": False,
    "way": "",
    "exempt": None,
    "unreachable": None,
    "reply": {},
}


def new_assignment(
    activity: Activity, now: datetime, person: Person, subject: str, place: int, deadline: datetime | None
) -> Assignment:
    """Return an activity's assignment to one more person, before any fact; it is not added yet."""
    return Assignment(
        activity_id=activity.id,
        person_id=person.id,
        subject=subject,
        department_id=person.department_id,
        branch=person.branch,
        category=person.category,
        place=place,
        opened_at=now,
        deadline=deadline,
        version=activity.version,
        **OPENED,
    )


# Built once, and without objects: this is most of what a press writes.
_ROW = table_of(Assignment)
_APPEND = insert(table_of(Fact))
_OUTDATE = insert(table_of(Stale))
_MOVE = update(_ROW).where(_ROW.c.id == bindparam("moved"))


@dataclass(frozen=True, slots=True)
class Move:
    """What moves an assignment: `change` maps columns of the row to their new values."""

    assignment: Assignment
    kind: str
    change: dict[str, Any]
    now: datetime
    by: int | None
    effective: datetime | None = None


def record(
    session: Session,
    assignment: Assignment,
    kind: str,
    change: dict[str, Any],
    now: datetime,
    by: int | None,
    effective: datetime | None = None,
) -> None:
    """Append a fact and move the row by it. `change` maps columns of the row to their new values."""
    record_all(session, [Move(assignment, kind, change, now, by, effective)])


def record_all(session: Session, moves: Sequence[Move]) -> None:
    """Append the facts of several assignments, each moved once, and move their rows by them."""
    if not moves:
        return
    facts = [_fact(move) for move in moves]
    departments = {_department(move.assignment): None for move in moves}
    # The rows whose same columns are changed go in one statement.
    alike: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for move in moves:
        if move.change:
            alike[tuple(move.change)].append({**move.change, "moved": move.assignment.id})
        for key, value in move.change.items():
            set_committed_value(move.assignment, key, value)
        if "department_id" in move.change:
            departments[_department(move.assignment)] = None
    connection = session.connection()
    connection.execute(_APPEND, facts)
    connection.execute(_OUTDATE, [{"activity_id": pair[0], "department_id": pair[1]} for pair in departments])
    for rows in alike.values():
        connection.execute(_MOVE, rows)


def record_where(
    session: Session,
    which: Sequence[ColumnElement[bool]],
    kind: str,
    change: dict[str, Any],
    now: datetime,
    by: int | None,
) -> None:
    """Append the same fact to all assignments that meet these conditions, and move their rows by it.

    In one statement each, for as many people as there are; nothing of FROZEN, which may differ among them.
    """
    fact = {
        "assignment_id": Assignment.id,
        "kind": kind,
        "change": {key: _stored(value) for key, value in change.items()},
        "effective_at": now,
        "recorded_at": now,
        "recorded_by": by,
        "version": Assignment.version,
    }
    source = select().select_from(Assignment).where(*which).add_columns(*as_columns(Fact, fact))
    session.execute(insert(Fact).from_select(list(fact), source))
    outdate(session, select(Assignment.id).where(*which))
    session.execute(update(Assignment).where(*which).values(change))


def _fact(move: Move) -> dict[str, Any]:
    assignment, change = move.assignment, move.change
    stored = {key: _stored(value) for key, value in change.items()}
    if "reply" in change:
        stored["reply"] = _lean(assignment.reply, change["reply"])
    was = {key: _stored(getattr(assignment, key)) for key in FROZEN if key in change}
    return {
        "assignment_id": assignment.id,
        "kind": move.kind,
        "change": stored | {WAS: was} if was else stored,
        "effective_at": move.effective or move.now,
        "recorded_at": move.now,
        "recorded_by": move.by,
        "version": assignment.version,
    }


def _department(assignment: Assignment) -> tuple[int, int]:
    return assignment.activity_id, assignment.department_id


def opened_as(assignment: Assignment, facts: Sequence[Fact]) -> dict[str, Any]:
    """Return what the row said when it was opened, given all of its facts in order."""
    row = {**OPENED, **{key: getattr(assignment, key) for key in FROZEN}}
    for fact in reversed(facts):
        row |= _loaded(fact.change.get(WAS, {}))
    return row


def fold(opened: Mapping[str, Any], facts: Iterable[Fact]) -> dict[str, Any]:
    """Return what the row says after these facts, given what it said when it was opened."""
    row = dict(opened)
    for fact in facts:
        change = _loaded(fact.change)
        if PATCH in change.get("reply", {}):
            change["reply"] = merged(row["reply"], change["reply"][PATCH])
        row |= change
    row.pop(WAS, None)
    return row


def state_of(row: dict[str, Any], now: datetime) -> State:
    """Return the state of a folded row, as storage.assignments.state_sql does for a stored one."""
    if row["outcome"] != "none":
        return State(row["outcome"])
    if row["exempt"] is not None:
        return State.EXEMPT
    if row["unreachable"] is not None:
        return State.UNREACHABLE
    if row["waits_for"] == "person" and row["deadline"] is not None and row["deadline"] < now:
        return State.OVERDUE
    return State.PENDING


def _lean(old: Mapping[str, Any], new: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a reply as it is kept in a fact: what changed, where that says the same in less."""
    patch = patch_of(old, new)
    return {PATCH: patch} if len(patch) < len(new) and merged(old, patch) == new else new


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _loaded(change: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: datetime.fromisoformat(value) if key in MOMENTS and value is not None else value
        for key, value in change.items()
    }
