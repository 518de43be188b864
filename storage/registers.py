"""Registers (台账): what was done elsewhere and is only counted here. Never a name, never a content.

Entries are appended and never changed: a correction is a new entry that replaces the old one, and one that is
struck out is replaced by a number of 0.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ForeignKey,
    Index,
    bindparam,
    exists,
    func,
    literal,
    select,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from storage.base import Base
from storage.people import Person


class RegisterEntry(Base):
    """So many of a category on a day. Without a department it concerns the whole bureau."""

    __tablename__ = "register_entry"
    __table_args__ = (Index("ix_register_entry_book", "register", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str]
    day: Mapped[date]
    category: Mapped[str]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    number: Mapped[int]
    reference: Mapped[str] = mapped_column(default="")  # the paper's own number
    # Unique, so that two corrections of one entry cannot both count.
    replaces: Mapped[int | None] = mapped_column(ForeignKey("register_entry.id"), unique=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class RegisterSlip(Base):
    """An entry being written: which step, what is filled in, and the entry that it became."""

    __tablename__ = "register_slip"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    register: Mapped[str]
    step: Mapped[str]
    fields: Mapped[dict[str, Any]]
    replaces: Mapped[int | None] = mapped_column(ForeignKey("register_entry.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("register_entry.id"))
    updated_at: Mapped[datetime]


def entries(session: Session, register: str, first: date, last: date) -> Sequence[RegisterEntry]:
    """Return what counts of a register between two days, both included, newest day first."""
    return session.scalars(_COUNTING, {"register": register, "first": first, "last": last}).all()


def all_entries(session: Session, register: str, first: date, last: date) -> Sequence[RegisterEntry]:
    """Return every entry ever made about these days, replaced ones too, in the order of their making."""
    query = select(RegisterEntry).where(
        RegisterEntry.register == register, RegisterEntry.day.between(first, last)
    )
    return session.scalars(query.order_by(RegisterEntry.id)).all()


def total(session: Session, register: str, first: date, last: date, category: str | None = None) -> int:
    """Return the sum of the numbers that count between two days, both included."""
    query = select(func.coalesce(func.sum(RegisterEntry.number), 0)).where(*_counting(register, first, last))
    if category is not None:
        query = query.where(RegisterEntry.category == category)
    return int(session.scalar(query) or 0)


def replacement(session: Session, entry_id: int) -> RegisterEntry | None:
    """Return the entry that replaces another, None where that one still counts."""
    return session.scalars(select(RegisterEntry).where(RegisterEntry.replaces == entry_id)).one_or_none()


def name_within(session: Session, text: str) -> str | None:
    """Return a name of the roster, past or present, that stands in a text."""
    query = select(Person.name).where(func.length(Person.name) > 1, literal(text).contains(Person.name))
    return session.scalars(query.order_by(func.length(Person.name).desc()).limit(1)).first()


def _counting(
    register: str | BindParameter[str], first: date | BindParameter[date], last: date | BindParameter[date]
) -> list[ColumnElement[bool]]:
    later = aliased(RegisterEntry)
    return [
        RegisterEntry.register == register,
        RegisterEntry.day.between(first, last),
        RegisterEntry.number > 0,
        ~exists().where(later.replaces == RegisterEntry.id),
    ]


# Put together once: a rehearsed year asks for every register every day.
_COUNTING = (
    select(RegisterEntry)
    .where(*_counting(bindparam("register"), bindparam("first"), bindparam("last")))
    .order_by(RegisterEntry.day.desc(), RegisterEntry.id.desc())
)
