"""What assignments add up to, kept so that no report counts a year's millions of rows.

Whatever moves an assignment calls the tallies of its department of its activity stale, in the same
transaction. What is stale is counted from the rows themselves, so a report is right at any moment; the clock
counts it anew. Stale rows are only ever added, so that presses in one department do not wait for each other,
and a recount deletes those it saw, so that one added meanwhile outlives it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Index, Select, and_, case, exists, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from activities.state import State
from storage.assignments import Assignment, state_sql
from storage.base import Base


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
    pairs = select(Assignment.activity_id, Assignment.department_id).distinct()
    pairs = pairs.where(Assignment.id.in_(assignments))
    session.execute(insert(Stale).from_select(["activity_id", "department_id"], pairs))


def count_states(
    session: Session, now: datetime, activity_ids: Sequence[int], department_id: int | None = None
) -> list[Count]:
    """Count assignments by activity, department, state and delivery."""
    stale = select(Stale.activity_id, Stale.department_id).where(Stale.activity_id.in_(activity_ids))
    marked = stale.distinct().subquery()
    # Labelled, so that grouping names them: PostgreSQL takes the same expression with other parameters for
    # another one.
    current = state_sql(now).label("standing")
    live = (
        select(Assignment.activity_id, Assignment.department_id, current, Assignment.delivery, func.count())
        .join_from(
            marked,
            Assignment,
            and_(
                Assignment.activity_id == marked.c.activity_id,
                Assignment.department_id == marked.c.department_id,
            ),
        )
        .group_by(Assignment.activity_id, Assignment.department_id, current, Assignment.delivery)
    )
    still_pending = and_(Tally.state == State.OVERDUE.value, Tally.deadline >= now)
    state = case((still_pending, State.PENDING.value), else_=Tally.state).label("standing")
    is_stale = exists().where(
        Stale.activity_id == Tally.activity_id, Stale.department_id == Tally.department_id
    )
    kept = (
        select(Tally.activity_id, Tally.department_id, state, Tally.delivery, func.sum(Tally.number))
        .where(Tally.activity_id.in_(activity_ids), ~is_stale)
        .group_by(Tally.activity_id, Tally.department_id, state, Tally.delivery)
    )
    if department_id is not None:
        live = live.where(Assignment.department_id == department_id)
        kept = kept.where(Tally.department_id == department_id)
    # What turns stale between the two would be in neither, or in both, on an engine without one snapshot.
    rows = session.execute(kept.union_all(live))
    return [Count(row[0], row[1], State(row[2]), row[3], int(row[4])) for row in rows]
