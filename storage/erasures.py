"""What was cleared, by its age or for one person: announced, done, recorded. How much, never what."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, Text, cast, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from activities.clearing import CLEARED
from storage.activities import CLOSED, WITHDRAWN, Activity
from storage.assignments import Assignment
from storage.base import Base


class Clearance(Base):
    """One round of clearing what is older than the bureau keeps it: told beforehand, then done."""

    __tablename__ = "clearance"

    id: Mapped[int] = mapped_column(primary_key=True)
    told_at: Mapped[datetime]
    due_on: Mapped[date]
    cutoffs: Mapped[dict[str, Any]]  # rule -> the office date (ISO) before which things go
    counts: Mapped[dict[str, Any]]  # rule -> how many were announced
    cleared: Mapped[dict[str, Any]]  # rule -> how many went
    held_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who put it off last
    finished_at: Mapped[datetime | None]
    scrubbed: Mapped[bool] = mapped_column(default=False)


class ClearedActivity(Base):
    """How far the clearing of one activity's answers got: the last assignment that was looked at."""

    __tablename__ = "cleared_activity"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    looked_to: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]


class Erasure(Base):
    """One person's content erased by a secretary, who gives a reason and confirms it twice."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    scope: Mapped[str]  # words, item, all
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))
    reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    confirmations: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    cleared: Mapped[dict[str, Any]]  # what -> how many
    scrubbed: Mapped[bool] = mapped_column(default=False)


def clearance_ahead(session: Session) -> Clearance | None:
    """Return the round that was announced and is not through."""
    query = select(Clearance).where(Clearance.finished_at.is_(None)).order_by(Clearance.id.desc())
    return session.scalars(query.limit(1)).first()


def latest_clearances(session: Session, most: int) -> Sequence[Clearance]:
    """Return the rounds that are through, the last first."""
    query = select(Clearance).where(Clearance.finished_at.is_not(None)).order_by(Clearance.id.desc())
    return session.scalars(query.limit(most)).all()


def latest_erasures(session: Session, most: int) -> Sequence[Erasure]:
    """Return what was erased for people, the last first."""
    query = select(Erasure).where(Erasure.done_at.is_not(None)).order_by(Erasure.id.desc())
    return session.scalars(query.limit(most)).all()


def activities_over(session: Session, kinds: Sequence[str], before: datetime) -> Sequence[Activity]:
    """Return activities of these kinds that ended before a moment and were not cleared, oldest first."""
    query = (
        select(Activity)
        .outerjoin(ClearedActivity, ClearedActivity.activity_id == Activity.id)
        .where(
            Activity.kind.in_(kinds),
            Activity.status.in_((CLOSED, WITHDRAWN)),
            Activity.closed_at < before,
            ClearedActivity.finished_at.is_(None),
        )
    )
    return session.scalars(query.order_by(Activity.id)).all()


def answered_in(session: Session, activity_ids: Sequence[int]) -> int:
    """Count the assignments of these activities that hold an answer."""
    held = cast(Assignment.reply, String) != "{}", ~cast(Assignment.reply, String).contains(f'"{CLEARED}"')
    query = select(func.count()).where(Assignment.activity_id.in_(activity_ids), *held)
    return session.scalar(query) or 0


def delete_rows(session: Session, table: Any, *which: ColumnElement[bool]) -> int:
    """Delete rows of a table; return how many."""
    gone = session.execute(delete(table).where(*which).execution_options(synchronize_session="fetch"))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a delete's result has it


def set_rows(session: Session, table: Any, *which: ColumnElement[bool], **values: Any) -> int:
    """Set columns of rows of a table; return how many rows."""
    statement = update(table).where(*which).values(values)
    done = session.execute(statement.execution_options(synchronize_session="fetch"))
    return int(done.rowcount)  # type: ignore[attr-defined]  # an update's result has it
