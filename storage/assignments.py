"""Who was asked what, how it stands, and the facts that moved it.

The row is the fold of its facts: each fact carries the columns it set, so the row as of any past
moment is the row as opened with the changes of the facts recorded by then laid over it in order.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, UniqueConstraint, and_, case, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from activities.state import State
from storage.activities import OPEN, Activity
from storage.base import Base


class Assignment(Base):
    """Activity x person x subject: the row every figure counts."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("activity_id", "person_id", "subject"),
        # All that a state depends on, so that counting reads the index alone.
        Index(
            "ix_assignment_report",
            "activity_id",
            "department_id",
            "outcome",
            "exempt",
            "unreachable",
            "waits_for",
            "deadline",
            "delivery",
        ),
        Index("ix_assignment_todo", "person_id", "outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    subject: Mapped[str] = mapped_column(default="")
    # Frozen at opening, so that a mover does not change what was reported.
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    branch: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    place: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    # What facts move.
    outcome: Mapped[str] = mapped_column(default="none")  # none, done, declined
    stage: Mapped[str] = mapped_column(default="")
    waits_for: Mapped[str] = mapped_column(default="person")  # person, other
    done_at: Mapped[datetime | None]
    late: Mapped[bool] = mapped_column(default=False)
    way: Mapped[str] = mapped_column(default="")  # 本人办理, 线下办理, 到会登记 …
    exempt: Mapped[str | None]
    unreachable: Mapped[str | None]
    deadline: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    # What became of its last message that was not withheld (a state of storage.messages); empty: none.
    delivery: Mapped[str] = mapped_column(default="")
    # The kind's own memory of what was answered: quiz choices, the page of a letter, a reason.
    reply: Mapped[dict[str, Any]]


class Fact(Base):
    """Something that moved an assignment: appended, never changed."""

    __tablename__ = "fact"
    __table_args__ = (Index("ix_fact_assignment_recorded", "assignment_id", "recorded_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    kind: Mapped[str]  # answer, entry, leave, extension, removed, left, undelivered, delivered, regrade
    change: Mapped[dict[str, Any]]
    effective_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int]


def state_sql(now: datetime, row: Any = Assignment) -> ColumnElement[str]:
    """Return the one expression that says in which state a row of `assignment` is at `now`.

    `row` has the columns it depends on, where they come from a subquery.
    """
    return case(
        (row.outcome == "done", State.DONE.value),
        (row.outcome == "declined", State.DECLINED.value),
        (row.exempt.is_not(None), State.EXEMPT.value),
        (row.unreachable.is_not(None), State.UNREACHABLE.value),
        (and_(row.waits_for == "person", row.deadline < now), State.OVERDUE.value),
        else_=State.PENDING.value,
    )


def open_for(session: Session, person_id: int, now: datetime) -> Sequence[tuple[Assignment, Activity]]:
    """Return what still waits for somebody, soonest deadline first; undated last."""
    query = (
        select(Assignment, Activity)
        .join(Activity, Activity.id == Assignment.activity_id)
        .where(
            Assignment.person_id == person_id,
            Assignment.outcome == "none",
            Assignment.exempt.is_(None),
            Activity.status == OPEN,
            Activity.published_at <= now,
        )
        .order_by(Assignment.deadline.is_(None), Assignment.deadline, Assignment.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def facts_of(session: Session, assignment_id: int, recorded_by: datetime | None = None) -> Sequence[Fact]:
    """Return the facts of an assignment in the order in which they were recorded, up to a moment."""
    query = select(Fact).where(Fact.assignment_id == assignment_id).order_by(Fact.id)
    if recorded_by is not None:
        query = query.where(Fact.recorded_at <= recorded_by)
    return session.scalars(query).all()
