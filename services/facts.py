"""Appending facts, and folding them: the only code that changes what an assignment row says."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from activities.state import State
from storage.assignments import Assignment, Fact

MOMENTS = ("done_at", "deadline")
# What an assignment says before any fact: what fold() starts from.
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
    session.add(
        Fact(
            assignment_id=assignment.id,
            kind=kind,
            change={key: _stored(value) for key, value in change.items()},
            effective_at=effective or now,
            recorded_at=now,
            recorded_by=by,
            version=assignment.version,
        )
    )
    for key, value in change.items():
        setattr(assignment, key, value)


def fold(deadline: datetime | None, facts: Iterable[Fact]) -> dict[str, Any]:
    """Return what the row says after these facts, given the deadline it was opened with."""
    row = {**OPENED, "deadline": deadline}
    for fact in facts:
        row |= {key: _loaded(key, value) for key, value in fact.change.items()}
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


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _loaded(key: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if key in MOMENTS and value is not None else value
