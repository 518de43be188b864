"""Rule documents cut into passages, with an index of their words; so are explanations of the bank."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class RuleDocument(Base):
    """A document that is searched. `source` is empty where a secretary sent it, else what it is made from."""

    __tablename__ = "rule_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(index=True)
    source: Mapped[str] = mapped_column(default="", index=True)
    stamp: Mapped[str] = mapped_column(default="")  # of the source when this was made from it
    passages: Mapped[int]
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class RulePassage(Base):
    """An article, or a paragraph of a document without articles; `audience` as questions have it."""

    __tablename__ = "rule_passage"

    document_id: Mapped[int] = mapped_column(ForeignKey("rule_document.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(default="")  # where it is not the document's title
    label: Mapped[str] = mapped_column(default="")  # 第八条
    heading: Mapped[str] = mapped_column(default="")  # 第二章　廉洁纪律
    audience: Mapped[str] = mapped_column(default="全体")
    text: Mapped[str] = mapped_column(Text)


class RuleWord(Base):
    """Where a word stands in a document: each passage's place and its weight there, in turn."""

    __tablename__ = "rule_word"
    __table_args__ = (Index("ix_rule_word_word", "word"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("rule_document.id"), primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    found: Mapped[list[Any]]


def uploaded(session: Session) -> Sequence[RuleDocument]:
    """Return the documents that secretaries sent, by title."""
    query = select(RuleDocument).where(RuleDocument.source == "").order_by(RuleDocument.title)
    return session.scalars(query).all()


def postings(session: Session, words: Collection[str]) -> Sequence[tuple[int, str, list[Any]]]:
    """Return document, word and where it stands, for each of the words."""
    query = select(RuleWord.document_id, RuleWord.word, RuleWord.found).where(RuleWord.word.in_(words))
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def passage_count(session: Session) -> int:
    """Return how many passages are searched."""
    return session.scalar(select(func.sum(RuleDocument.passages))) or 0


def remove_document(session: Session, document_id: int) -> None:
    """Remove a document with its passages and words."""
    for table in (RuleWord, RulePassage):
        session.execute(delete(table).where(table.document_id == document_id))
    session.execute(delete(RuleDocument).where(RuleDocument.id == document_id))
