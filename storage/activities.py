"""What is asked: activities, versions of their content, drafts, and the holiday campaigns that make some."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.upsert import upsert

SCHEDULED = "scheduled"
HELD = "held"  # its time passed while the bot was down; the secretaries are asked
PUBLISHING = "publishing"
OPEN = "open"
CLOSED = "closed"
WITHDRAWN = "withdrawn"

REPEAT = "repeat"
LEAVE = "leave"


class Activity(Base):
    """One thing asked of an audience."""

    __tablename__ = "activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    status: Mapped[str] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    audience: Mapped[dict[str, Any]]
    # Unique: a holiday opens one activity, whatever restarts and overrides happen. "2027/元旦"
    moment: Mapped[str | None] = mapped_column(unique=True)
    opens_at: Mapped[datetime]
    deadline: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    # Automatic reminders: a few moments (ISO, UTC), and how many of them have gone.
    reminders: Mapped[list[Any]]
    reminded: Mapped[int] = mapped_column(default=0)
    # When its author wants people reminded, from which the moments are planned: before, day, after.
    remind_on: Mapped[list[Any]] = mapped_column(default=lambda: ["before"])
    secretary_told_at: Mapped[datetime | None]
    # What becomes of a message that may not have arrived and is not answered: REPEAT once, or LEAVE it.
    on_doubt: Mapped[str] = mapped_column(default=REPEAT)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    # How far publishing got: the place in the frozen audience from which the next batch goes on.
    published_to: Mapped[int] = mapped_column(default=0)


class ActivityVersion(Base):
    """One wording of an activity's content, never changed; every answer names the version it saw."""

    __tablename__ = "activity_version"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    # Fetched only where it is read: who has it parsed already needs no more than its hash.
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    content_hash: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class AudienceMember(Base):
    """The audience of an activity, frozen when it is published, in roster order.

    Somebody who is asked about several subjects stands in it once for each.
    """

    __tablename__ = "audience_member"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    subject: Mapped[str] = mapped_column(default="")


class Draft(Base):
    """An activity being written by a secretary: which step, and what is filled in so far."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    template: Mapped[str] = mapped_column(default="")
    step: Mapped[str]
    fields: Mapped[dict[str, Any]]
    audience: Mapped[dict[str, Any]]
    deadline: Mapped[datetime | None]
    opens_at: Mapped[datetime | None]
    on_doubt: Mapped[str] = mapped_column(default=REPEAT)
    remind_on: Mapped[list[Any]] = mapped_column(default=lambda: ["before"])
    updated_at: Mapped[datetime]
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))


class Campaign(Base):
    """The 清风行动 of one holiday: asked of the secretaries, then published or skipped.

    The key is the holiday, never a date: an override moves its moments and cannot double it.
    """

    __tablename__ = "campaign"

    year: Mapped[int] = mapped_column(primary_key=True)
    holiday: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]  # waiting, approved, published, skipped, lapsed
    publish_at: Mapped[datetime | None]  # as the secretary chose; empty: by the calendar
    answered_at: Mapped[datetime | None]
    asked_on: Mapped[date | None]
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Moment(Base):
    """Something the clock did or let pass, once: "2027/元旦/eve"."""

    __tablename__ = "moment"

    key: Mapped[str] = mapped_column(primary_key=True)
    done_at: Mapped[datetime]
    outcome: Mapped[str]  # sent, missed, skipped


class HolidayOverride(Base):
    """A day the bureau entered itself, from the State Council's notice; it outranks every library."""

    __tablename__ = "holiday_override"
    __table_args__ = (UniqueConstraint("day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    working: Mapped[bool]
    name: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Option(Base):
    """A choice of the bureau that is made in the chat, such as 自动发布."""

    __tablename__ = "option"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


def content_of(session: Session, activity: Activity, version: int | None = None) -> dict[str, Any]:
    """Return the stored content of a version, the current one by default."""
    row = session.get_one(ActivityVersion, (activity.id, version or activity.version))
    return row.content


def in_status(session: Session, *statuses: str) -> Sequence[Activity]:
    """Return activities in any of the statuses, oldest first."""
    return session.scalars(select(Activity).where(Activity.status.in_(statuses)).order_by(Activity.id)).all()


def option(session: Session, name: str, default: object) -> object:
    """Return what the bureau chose, else the default."""
    row = session.get(Option, name)
    return default if row is None else row.value["value"]


def set_option(session: Session, name: str, value: object) -> None:
    """Keep a choice of the bureau; of several processes that begin at once, the last has its way."""
    row = upsert(session, Option).values(name=name, value={"value": value})
    session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": row.excluded.value}))
    session.get_one(Option, name, populate_existing=True)  # who asked for it before sees it too
