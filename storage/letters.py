"""What letters need beside assignments: who signs second, the chain of signatures, what is rewritten."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Text, and_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from content.verify import BEFORE_THE_FIRST
from storage.activities import OPEN, Activity
from storage.assignments import Assignment
from storage.base import Base
from storage.upsert import upsert

CHUNK = 500
SIGNATURES = 1  # among the chains' ends


class Second(Base):
    """Who acts in an assignment after the person it was asked of: a letter's 甲方.

    Named by what makes an assignment unique, since it is known before the assignment is there.
    """

    __tablename__ = "second"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class Signature(Base):
    """A record of the one chain of signatures, hung on the record before; never changed.

    `body` is canonical JSON of what was signed and by whom. It may be erased, and then is empty: digest and
    link hold without it. Its salt keeps an erased body from being guessed from its digest.
    """

    __tablename__ = "signature"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    # Whose content it holds: what is erased when the person's content is.
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    body: Mapped[str | None] = mapped_column(Text)
    digest: Mapped[str]
    link: Mapped[str]
    written_at: Mapped[datetime]


class ChainEnd(Base):
    """A chain's last record. One row a chain, which whoever appends locks: they wait for one another."""

    __tablename__ = "chain_end"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    link: Mapped[str]


class Renewal(Base):
    """A draft that rewrites a letter which was published before."""

    __tablename__ = "renewal"

    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))


def of_assignment() -> ColumnElement[bool]:
    """Return the condition that joins who acts second to the assignments they act in."""
    return and_(
        Second.activity_id == Assignment.activity_id,
        Second.person_id == Assignment.person_id,
        Second.subject == Assignment.subject,
    )


def second_id_of(session: Session, assignment: Assignment) -> int | None:
    """Return the id of who acts second in an assignment, None where nobody does."""
    row = session.get(Second, (assignment.activity_id, assignment.person_id, assignment.subject))
    return row.second_id if row else None


def waiting_for_second(session: Session, person_id: int) -> Sequence[tuple[Assignment, Activity]]:
    """Return others' assignments in which it is somebody's turn as second, soonest deadline first."""
    query = (
        select(Assignment, Activity)
        .join(Second, of_assignment())
        .join(Activity, Activity.id == Assignment.activity_id)
        .where(
            Second.second_id == person_id,
            Assignment.waits_for == "other",
            Assignment.outcome == "none",
            Assignment.exempt.is_(None),
            Activity.status == OPEN,
        )
        .order_by(Assignment.deadline.is_(None), Assignment.deadline, Assignment.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def seconds_in(session: Session, activity_id: int) -> dict[int, int]:
    """Return who acts second in an activity's assignments: assignment id -> person id."""
    query = select(Assignment.id, Second.second_id).join(Second, of_assignment())
    return {row[0]: row[1] for row in session.execute(query.where(Assignment.activity_id == activity_id))}


def chain_end(session: Session, chain: int = SIGNATURES) -> ChainEnd:
    """Return a chain's end, locked until the transaction ends."""
    first = upsert(session, ChainEnd).values(id=chain, number=0, link=BEFORE_THE_FIRST)
    session.execute(first.on_conflict_do_nothing())
    return session.get_one(ChainEnd, chain, with_for_update=True, populate_existing=True)


def signatures(session: Session) -> Iterator[Signature]:
    """Yield the chain from its beginning, without holding all of it."""
    query = select(Signature).order_by(Signature.number).execution_options(yield_per=CHUNK)
    yield from session.scalars(query)


def signatures_of(session: Session, assignment_id: int) -> Sequence[Signature]:
    """Return an assignment's records, in order."""
    query = select(Signature).where(Signature.assignment_id == assignment_id)
    return session.scalars(query.order_by(Signature.number)).all()
