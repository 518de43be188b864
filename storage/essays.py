"""Essays: what was sent, the text as it was handed in, and the marks by which others are found alike."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ForeignKey, Index, and_, case, delete, func, insert, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.activities import Activity
from storage.assignments import Assignment
from storage.base import Base
from storage.people import Department, Person

# What became of something that was sent: part of the text, replaced by another text, or more than is taken.
KEPT, REPLACED, REFUSED = "kept", "replaced", "refused"


class Essay(Base):
    """One person's essay of one activity: being written, or handed in."""

    __tablename__ = "essay"
    __table_args__ = (Index("ix_essay_year", "year", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), unique=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # As last handed in; what was handed in before is among the parts.
    title: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    submitted_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    year: Mapped[int | None]  # the office's year in which it was first handed in
    # The last look for others: share (0 to 1), the essay that is most alike, its passages. Empty: none.
    alike: Mapped[dict[str, Any]]


class EssayPart(Base):
    """Something a person sent as their text, or part of it; never deleted."""

    __tablename__ = "essay_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    essay_id: Mapped[int] = mapped_column(ForeignKey("essay.id"), index=True)
    text: Mapped[str]
    file: Mapped[dict[str, Any] | None]  # activities.attachment.Attachment, where it came as a document
    state: Mapped[str] = mapped_column(default=KEPT)
    sent_at: Mapped[datetime]


class EssayMark(Base):
    """A mark of an essay that was handed in; see language.likeness."""

    __tablename__ = "essay_mark"
    __table_args__ = (Index("ix_essay_mark_essay", "essay_id"),)

    mark: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    essay_id: Mapped[int] = mapped_column(ForeignKey("essay.id"), primary_key=True)


class Likeness(NamedTuple):
    """How many marks of a text an essay has: all, and those that are not common."""

    essay_id: int
    all: int
    own: int


class HandedIn(NamedTuple):
    """An essay that was handed in, with whose it is."""

    essay: Essay
    assignment: Assignment
    person: Person
    department: Department


def essay_of(session: Session, assignment_id: int) -> Essay | None:
    """Return what somebody has written for an assignment, if anything."""
    return session.scalars(select(Essay).where(Essay.assignment_id == assignment_id)).one_or_none()


def parts_of(session: Session, essay_id: int) -> Sequence[EssayPart]:
    """Return the parts that make up an essay's text now, in the order in which they were sent."""
    query = select(EssayPart).where(EssayPart.essay_id == essay_id, EssayPart.state == KEPT)
    return session.scalars(query.order_by(EssayPart.id)).all()


def handed_in(session: Session, activity_id: int) -> Sequence[HandedIn]:
    """Return the essays of an activity that were handed in, returned ones too, in roster order."""
    query = (
        select(Essay, Assignment, Person, Department)
        .join(Assignment, Assignment.id == Essay.assignment_id)
        .join(Person, Person.id == Essay.person_id)
        .join(Department, Department.id == Assignment.department_id)
        .where(Essay.activity_id == activity_id, Essay.submitted_at.is_not(None))
        .order_by(Department.position, Assignment.place, Essay.id)
    )
    return [HandedIn(*row) for row in session.execute(query)]


def counts_in(session: Session, year: int, first: datetime, after: datetime) -> dict[int, int]:
    """Return how many essays each person handed in within an office's year, from `first` to before `after`.

    One entered as handed in on paper counts too; one that was returned counts once it is back.
    """
    on_paper = and_(Essay.year.is_(None), Assignment.done_at >= first, Assignment.done_at < after)
    query = (
        select(Assignment.person_id, func.count())
        .join(Activity, Activity.id == Assignment.activity_id)
        .outerjoin(Essay, Essay.assignment_id == Assignment.id)
        .where(Activity.kind == "essay", Assignment.outcome == "done")
        .where(or_(Essay.year == year, on_paper))
        .group_by(Assignment.person_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def titles_of(session: Session, essay_ids: Collection[int]) -> dict[int, tuple[Essay, Person, Activity]]:
    """Return essays with their authors and what they were written for."""
    query = (
        select(Essay, Person, Activity)
        .join(Person, Person.id == Essay.person_id)
        .join(Activity, Activity.id == Essay.activity_id)
        .where(Essay.id.in_(essay_ids))
    )
    return {row[0].id: (row[0], row[1], row[2]) for row in session.execute(query)}


def alike_to(
    session: Session, marks: Collection[int], common: int, least: int, apart_from: int
) -> tuple[int, list[Likeness]]:
    """Return how many marks are not common, and the essays that have at least so many of them.

    A mark is common that more than `common` essays have. `apart_from` is the essay asked for.
    """
    chosen = EssayMark.mark.in_(marks), EssayMark.essay_id != apart_from
    grouped = select(EssayMark.mark).where(*chosen).group_by(EssayMark.mark)
    frequent = set(session.scalars(grouped.having(func.count() > common)))
    own = func.sum(case((EssayMark.mark.in_(frequent), 0), else_=1)) if frequent else func.count()
    query = select(EssayMark.essay_id, func.count(), own).where(*chosen).group_by(EssayMark.essay_id)
    rows = session.execute(query.having(func.count() >= least))
    return len(marks) - len(frequent), [Likeness(row[0], row[1], int(row[2])) for row in rows]


def keep_marks(session: Session, essay_id: int, marks: Collection[int]) -> None:
    """Keep the marks of an essay in place of those it had."""
    session.execute(delete(EssayMark).where(EssayMark.essay_id == essay_id))
    if marks:
        session.execute(insert(EssayMark), [{"mark": mark, "essay_id": essay_id} for mark in sorted(marks)])
