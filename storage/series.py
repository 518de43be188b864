"""What comes again by a rule (每月第一个工作日): the series, and what became of each of its times."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.activities import REPEAT, Draft
from storage.base import Base

OPEN = "open"  # its draft lies before the secretary
TAKEN = "taken"  # published, or handed in
SKIPPED = "skipped"
LAPSED = "lapsed"  # nobody answered until its day was over, or the bot was down


class Series(Base):
    """Drafts that are made by a rule, ahead of each time.

    Those of a plan's item are made as the plan makes them; those of a draft are copies of it, in `fields`.
    """

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("plan_item.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    title: Mapped[str]
    template: Mapped[str] = mapped_column(default="")
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)  # empty: as the plan makes them
    audience: Mapped[dict[str, Any]] = mapped_column(default=dict)
    on_doubt: Mapped[str] = mapped_column(default=REPEAT)
    rule: Mapped[str] = mapped_column(default="")  # as it was typed
    read_on: Mapped[date]  # the day it was typed: 至年底 means that year's
    last: Mapped[date | None]  # the last day of its plan's year
    opening: Mapped[bool] = mapped_column(default=False)  # its days are those of publishing, not of the end
    automatic: Mapped[bool] = mapped_column(default=False)
    left_out: Mapped[list[Any]] = mapped_column(default=list)  # keys of times
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class SeriesTime(Base):
    """One time of a series: its draft, and what became of it."""

    __tablename__ = "series_time"
    __table_args__ = (UniqueConstraint("series_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    key: Mapped[str]  # names the month, the week day or the holiday: days off may move the day
    day: Mapped[date]
    state: Mapped[str] = mapped_column(default=OPEN)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id", ondelete="SET NULL"))
    shown: Mapped[str] = mapped_column(default="")  # of what the secretary was last shown
    asked_on: Mapped[date | None]


def running(session: Session) -> Sequence[Series]:
    """Return the series that go on, the oldest first."""
    query = select(Series).where(Series.confirmed_at.is_not(None), Series.ended_at.is_(None))
    return session.scalars(query.order_by(Series.id)).all()


def series_of_item(session: Session, item_id: int) -> Series | None:
    """Return the series by which an item is drafted, None where there is none that goes on."""
    return next((one for one in running(session) if one.item_id == item_id), None)


def times_of(session: Session, series_id: int) -> Sequence[SeriesTime]:
    """Return the times of a series that came, by their day."""
    query = select(SeriesTime).where(SeriesTime.series_id == series_id)
    return session.scalars(query.order_by(SeriesTime.day, SeriesTime.id)).all()


def last_published(session: Session, series_id: int) -> Draft | None:
    """Return the draft of the latest time that was published."""
    query = (
        select(Draft)
        .join(SeriesTime, SeriesTime.draft_id == Draft.id)
        .where(SeriesTime.series_id == series_id, Draft.activity_id.is_not(None))
    )
    return session.scalars(query.order_by(SeriesTime.day.desc())).first()


def hand_series_over(session: Session, old_item: int, new_item: int) -> None:
    """Let what is drafted for an item be drafted for another."""
    session.execute(update(Series).where(Series.item_id == old_item).values(item_id=new_item))
