"""What a secretary entered for somebody: told from what people did themselves, and taken back."""

from datetime import datetime

from sqlalchemy.orm import Session

from activities.state import State
from services.facts import fold, opened_as, record
from services.views import kind_of
from storage.activities import Activity
from storage.assignments import Assignment, facts_of

ENTRY = "entry"  # a fact


def is_entry(activity: Activity, assignment: Assignment) -> bool:
    """Tell whether the assignment is done because a secretary entered it."""
    return assignment.outcome == State.DONE.value and assignment.way == kind_of(activity).entry_title


def take_back(session: Session, assignment: Assignment, now: datetime, by: int) -> None:
    """Restore what the last entry changed to what it was before, as a fact of its own."""
    facts = facts_of(session, assignment.id)
    last = max(
        place
        for place, fact in enumerate(facts)
        if fact.kind == ENTRY and fact.change.get("outcome") == State.DONE.value
    )
    before = fold(opened_as(assignment, facts), facts[:last])
    record(session, assignment, ENTRY, {key: before[key] for key in facts[last].change}, now, by=by)
