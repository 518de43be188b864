"""What a person and the secretaries said to each other, about an assignment or of the person's own accord."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.assignments import Assignment
from storage.base import Base

PERSON = "person"
SECRETARY = "secretary"


class Said(Base):
    """One message of a thread, about an assignment or a suggestion."""

    __tablename__ = "said"

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion.id"), index=True)
    by: Mapped[str]  # PERSON, SECRETARY, or whatever else a kind calls who speaks
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


def thread_of(session: Session, assignment_id: int) -> Sequence[Said]:
    """Return what was said about an assignment, oldest first."""
    return session.scalars(select(Said).where(Said.assignment_id == assignment_id).order_by(Said.id)).all()


def threads_in(session: Session, activity_id: int) -> Sequence[tuple[Assignment, Said]]:
    """Return an activity's assignments that have a thread, each with what was said last, newest first."""
    last = select(func.max(Said.id)).group_by(Said.assignment_id)
    query = (
        select(Assignment, Said)
        .join(Said, Said.assignment_id == Assignment.id)
        .where(Assignment.activity_id == activity_id, Said.id.in_(last))
        .order_by(Said.id.desc())
    )
    return [(row[0], row[1]) for row in session.execute(query)]
