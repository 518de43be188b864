"""What a kind's verdict changes: recorded as a fact, and handed to the kind's backing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from activities.kind import Verdict
from services.backing import backing_of
from services.facts import Move, record_all
from services.office import Office
from storage.activities import Activity
from storage.assignments import Assignment


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict on an assignment: when, by whom, and what the fact is called."""

    activity: Activity
    assignment: Assignment
    verdict: Verdict
    now: datetime
    by: int | None
    fact: str


def apply_verdict(
    session: Session,
    office: Office,
    activity: Activity,
    assignment: Assignment,
    verdict: Verdict,
    now: datetime,
    *,
    by: int | None,
    fact: str,
) -> None:
    """Record what a verdict changes; nothing where it changes nothing."""
    apply_verdicts(session, office, [Judged(activity, assignment, verdict, now, by, fact)])


def apply_verdicts(session: Session, office: Office, judged: Sequence[Judged]) -> None:
    """Record what verdicts on several assignments change; nothing where one changes nothing."""
    judged = [one for one in judged if one.verdict.changes]
    moves = []
    for one in judged:
        if change := _change(one):
            if one.assignment.version != one.activity.version:
                one.assignment.version = one.activity.version
            moves.append(Move(one.assignment, one.fact, change, one.now, one.by))
    record_all(session, moves)
    for one in judged:
        after = backing_of(one.activity.kind).after
        if after is not None:
            after(session, office, one.now, one.activity, one.assignment, one.verdict)


def _change(one: Judged) -> dict[str, Any]:
    """Return the columns of the row that a verdict changes."""
    assignment, verdict, now = one.assignment, one.verdict, one.now
    change: dict[str, Any] = {}
    for name in ("outcome", "stage", "waits_for", "way", "exempt"):
        value = getattr(verdict, name)
        if value is not None and value != getattr(assignment, name):
            change[name] = value
    if verdict.reply is not None and _differs(assignment.reply, verdict.reply):
        change["reply"] = dict(verdict.reply)
    if verdict.outcome in ("done", "declined") and "outcome" in change:
        change["done_at"] = now if verdict.outcome == "done" else None
        by_clock = assignment.deadline is not None and now > assignment.deadline
        change["late"] = verdict.outcome == "done" and (by_clock if verdict.late is None else verdict.late)
    if one.by == assignment.person_id and assignment.unreachable is not None:
        change["unreachable"] = None  # whoever presses a button has been reached
    return change


def _differs(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return dict(old) != dict(new)
