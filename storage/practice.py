"""The private practice book: what somebody got wrong, for their own eyes. No report reads these rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class PracticeCard(Base):
    """One question in somebody's practice book, and when it is worth asking again."""

    __tablename__ = "practice_card"
    __table_args__ = (
        UniqueConstraint("person_id", "question"),
        Index("ix_practice_card_due", "person_id", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    question: Mapped[str]  # its digest
    content: Mapped[dict[str, Any]]  # language.question.Question as JSON
    memory: Mapped[dict[str, Any]]  # fsrs.Card as JSON
    chosen: Mapped[list[Any]]  # options ticked so far
    due_at: Mapped[datetime]


def card_of(session: Session, person_id: int, card_id: int) -> PracticeCard | None:
    """Return somebody's own card, locked until the transaction ends."""
    query = select(PracticeCard).where(PracticeCard.id == card_id, PracticeCard.person_id == person_id)
    return session.scalars(query.with_for_update()).one_or_none()


def due_cards(session: Session, person_id: int, now: datetime) -> Sequence[PracticeCard]:
    """Return somebody's cards that are due, the longest due first."""
    query = select(PracticeCard).where(PracticeCard.person_id == person_id, PracticeCard.due_at <= now)
    return session.scalars(query.order_by(PracticeCard.due_at, PracticeCard.id)).all()


def next_due(session: Session, person_id: int) -> tuple[int, datetime | None]:
    """Return how many cards somebody has, and when the first of them is due."""
    query = select(func.count(), func.min(PracticeCard.due_at)).where(PracticeCard.person_id == person_id)
    row = session.execute(query).one()
    return row[0], row[1]


def cards_of_question(session: Session, question: str) -> Sequence[PracticeCard]:
    """Return everybody's card of one question."""
    return session.scalars(select(PracticeCard).where(PracticeCard.question == question)).all()
