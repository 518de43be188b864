"""Counting anew what reports add up, once something has moved it."""

from datetime import UTC, datetime

from sqlalchemy import case, delete, func, insert, select
from sqlalchemy.orm import Session

from activities.state import State
from storage.assignments import state_sql
from storage.tallies import Stale, Tally, alike_in

RECOUNTED = 10  # departments of an activity in one transaction: the writer is soon free for others
_DOOMSDAY = datetime(9999, 1, 1, tzinfo=UTC)


def recount(session: Session) -> bool:
    """Count anew what is stale, some departments of one activity at a time; return whether there is more."""
    activity_id = session.scalar(select(func.min(Stale.activity_id)))
    if activity_id is None:
        return False
    query = select(Stale.department_id).where(Stale.activity_id == activity_id).distinct().limit(RECOUNTED)
    departments = session.scalars(query).all()
    # Before the count: what a transaction still under way adds to both is in neither, and stays stale.
    for table in (Stale, Tally):
        these = table.activity_id == activity_id, table.department_id.in_(departments)
        session.execute(delete(table).where(*these))
    alike = alike_in(activity_id, departments).subquery()
    state = state_sql(_DOOMSDAY, alike.c)
    deadline = case((state == State.OVERDUE.value, alike.c.deadline))
    counted = select(alike.c.activity_id, alike.c.department_id, state, deadline, alike.c.delivery)
    columns = ["activity_id", "department_id", "state", "deadline", "delivery", "number"]
    session.execute(insert(Tally).from_select(columns, counted.add_columns(alike.c.number)))
    return True
