"""What assignments add up to, kept so that no report counts a year's millions of rows.

Whatever moves an assignment calls the tallies of its department of its activity stale, in the same
transaction. What is stale is counted from the rows themselves, so a report is right at any moment; the clock
counts it anew. Stale rows are only ever added, so that presses in one department do not wait for each other,
and a recount deletes those it saw, so that one added meanwhile outlives it.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Index, Insert, Select, and_, case, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from activities.state import State
from storage.assignments import Assignment, state_sql
from storage.base import Base, table_of


class Tally(Base):
    """How many assignments of an activity and department stand alike.

    `state` is what comes of them if nothing is done: `overdue` means pending until the deadline has passed.
    """

    __tablename__ = "tally"
    __table_args__ = (Index("ix_tally_report", "activity_id", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    state: Mapped[str]
    deadline: Mapped[datetime | None]  # of those that are `overdue` after it
    delivery: Mapped[str]
    number: Mapped[int]


class Stale(Base):
    """Says that the tallies of a department of an activity do not hold any more."""

    __tablename__ = "stale"
    __table_args__ = (Index("ix_stale_pair", "activity_id", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))


class Count(NamedTuple):
    """How many assignments of an activity and department are in a state, their last message in another."""

    activity_id: int
    department_id: int
    state: State
    delivery: str
    number: int


def outdate(session: Session, assignments: Select[Any]) -> None:
    """Call stale what a query's assignments add up to."""
    session.execute(outdating(assignments))


def outdating(assignments: Select[Any]) -> Insert:
    """Return the statement that calls stale what a query's assignments add up to."""
    pairs = select(Assignment.activity_id, Assignment.department_id).distinct()
    pairs = pairs.where(Assignment.id.in_(assignments))
    return insert(table_of(Stale)).from_select(["activity_id", "department_id"], pairs)


def count_states(
    session: Session, now: datetime, activity_ids: Sequence[int], department_id: int | None = None
) -> list[Count]:
    """Count assignments by activity, department, state and delivery."""
    # First what is stale: a recount in between then changes nothing that is read below.
    stale = _stale(session, activity_ids, department_id)
    turned = and_(Tally.state == State.OVERDUE.value, Tally.deadline >= now)
    state = case((turned, State.PENDING.value), else_=Tally.state).label("standing")
    kept = (
        select(Tally.activity_id, Tally.department_id, state, Tally.delivery, func.sum(Tally.number))
        .where(Tally.activity_id.in_(activity_ids))
        .group_by(Tally.activity_id, Tally.department_id, state, Tally.delivery)
    )
    if department_id is not None:
        kept = kept.where(Tally.department_id == department_id)
    rows = [row for row in session.execute(kept) if row[1] not in stale.get(row[0], ())]
    for activity_id, department_ids in stale.items():
        alike = alike_in(activity_id, department_ids).subquery()
        state = state_sql(now, alike.c).label("standing")
        where_they_stand = alike.c.activity_id, alike.c.department_id, state, alike.c.delivery
        counted = select(*where_they_stand, func.sum(alike.c.number)).group_by(*where_they_stand)
        rows += session.execute(counted)
    return [Count(row[0], row[1], State(row[2]), row[3], int(row[4])) for row in rows]


def alike_in(activity_id: int, department_ids: Collection[int]) -> Select[Any]:
    """Return how many rows of these departments are alike in all that their state depends on.

    One activity at a time, and grouped as the index is ordered: asked for pairs, SQLite reads all of it.
    """
    columns: tuple[Any, ...] = (
        Assignment.activity_id,
        Assignment.department_id,
        Assignment.outcome,
        Assignment.exempt,
        Assignment.unreachable,
        Assignment.waits_for,
        Assignment.deadline,
        Assignment.delivery,
    )
    return (
        select(*columns, func.count().label("number"))
        .where(Assignment.activity_id == activity_id, Assignment.department_id.in_(department_ids))
        .group_by(*columns)
    )


def _stale(session: Session, activity_ids: Sequence[int], department_id: int | None) -> dict[int, set[int]]:
    query = select(Stale.activity_id, Stale.department_id).where(Stale.activity_id.in_(activity_ids))
    if department_id is not None:
        query = query.where(Stale.department_id == department_id)
    found: dict[int, set[int]] = defaultdict(set)
    for activity, department in session.execute(query.distinct()):
        found[activity].add(department)
    return found
