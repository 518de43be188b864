"""建议: what somebody has to say to the secretaries of their own accord; storage.threads holds the words."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.threads import SECRETARY, Said


class Suggestion(Base):
    """One matter that a person brought up."""

    __tablename__ = "suggestion"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    opened_at: Mapped[datetime]


def words_of(session: Session, suggestion_id: int) -> Sequence[Said]:
    """Return what was said about a suggestion, oldest first."""
    return session.scalars(select(Said).where(Said.suggestion_id == suggestion_id).order_by(Said.id)).all()


def last_words(
    session: Session, person_id: int | None = None, *, waiting: bool = False, most: int = 20
) -> Sequence[tuple[Suggestion, Said]]:
    """Return suggestions with what was said last, newest first: of one person or of all.

    `waiting` leaves out those on which a secretary spoke last.
    """
    last = select(func.max(Said.id)).where(Said.suggestion_id.is_not(None)).group_by(Said.suggestion_id)
    query = (
        select(Suggestion, Said)
        .join(Said, Said.suggestion_id == Suggestion.id)
        .where(Said.id.in_(last))
        .order_by(Said.id.desc())
        .limit(most)
    )
    if person_id is not None:
        query = query.where(Suggestion.person_id == person_id)
    if waiting:
        query = query.where(Said.by != SECRETARY)
    return [(row[0], row[1]) for row in session.execute(query)]
