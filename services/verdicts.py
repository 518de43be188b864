"""What a kind's verdict changes: recorded as a fact, and handed to the kind's backing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from activities.kind import Verdict
from services.backing import backing_of
from services.facts import record
from services.office import Office
from storage.activities import Activity
from storage.assignments import Assignment


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
    if not verdict.changes:
        return
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
    if by == assignment.person_id and assignment.unreachable is not None:
        change["unreachable"] = None  # whoever presses a button has been reached
    if change:
        if assignment.version != activity.version:
            assignment.version = activity.version
        record(session, assignment, fact, change, now, by=by)
    after = backing_of(activity.kind).after
    if after is not None:
        after(session, office, now, activity, assignment, verdict)


def _differs(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return dict(old) != dict(new)
