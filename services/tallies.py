"""Counting anew what reports add up, once something has moved it."""

from datetime import UTC, datetime

from sqlalchemy import case, delete, func, insert, select, tuple_
from sqlalchemy.orm import Session

from activities.state import State
from storage.assignments import Assignment, state_sql
from storage.tallies import Stale, Tally

RECOUNTED = 10  # departments of an activity in one transaction: the writer is soon free for others
_DOOMSDAY = datetime(9999, 1, 1, tzinfo=UTC)


def recount(session: Session) -> bool:
    """Count anew what is stale, some departments at a time; return whether there is more."""
    query = select(Stale.activity_id, Stale.department_id).distinct().limit(RECOUNTED)
    pairs = [(row[0], row[1]) for row in session.execute(query)]
    if not pairs:
        return False
    # Before the count: what a transaction still under way adds to both is in neither, and stays stale.
    session.execute(delete(Stale).where(tuple_(Stale.activity_id, Stale.department_id).in_(pairs)))
    session.execute(delete(Tally).where(tuple_(Tally.activity_id, Tally.department_id).in_(pairs)))
    # Labelled, so that grouping names them: PostgreSQL takes the same expression with other parameters for
    # another one.
    state = state_sql(_DOOMSDAY).label("standing")
    deadline = case((state.element == State.OVERDUE.value, Assignment.deadline)).label("turns_at")
    alike = Assignment.activity_id, Assignment.department_id, state, deadline, Assignment.delivery
    counted = (
        select(*alike, func.count())
        .where(tuple_(Assignment.activity_id, Assignment.department_id).in_(pairs))
        .group_by(*alike)
    )
    columns = ["activity_id", "department_id", "state", "deadline", "delivery", "number"]
    session.execute(insert(Tally).from_select(columns, counted))
    return len(pairs) == RECOUNTED
