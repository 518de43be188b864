"""What is kept of a study session beside its notice: how it is held, and its record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.activities import OPEN, WITHDRAWN, Activity
from storage.base import Base

STUDY = "study"


class StudySession(Base):
    """One session: the secrets its codes and its page are made from, its roll-calls, its record."""

    __tablename__ = "study_session"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    secret: Mapped[str]  # of the six digits, which are derived from it
    show_key: Mapped[str] = mapped_column(unique=True)  # in the address of the page for the projector
    second_at: Mapped[datetime | None]  # when the host opened a second roll-call
    closed_at: Mapped[datetime | None]  # when registering ended
    soon_for: Mapped[datetime | None]  # the beginning of which those who come were reminded
    record: Mapped[dict[str, Any]]  # who led, spoke, came from elsewhere; what was said


def sessions_between(session: Session, first: datetime, last: datetime) -> Sequence[Activity]:
    """Return the open sessions that begin within these moments, soonest first."""
    query = select(Activity).where(
        Activity.kind == STUDY, Activity.status == OPEN, Activity.deadline.between(first, last)
    )
    return session.scalars(query.order_by(Activity.deadline, Activity.id)).all()


def sessions_held(session: Session, first: datetime, before: datetime) -> Sequence[Activity]:
    """Return the sessions that began in a period, withdrawn ones left out, in order."""
    query = select(Activity).where(
        Activity.kind == STUDY,
        Activity.status != WITHDRAWN,
        Activity.published_at.is_not(None),
        Activity.deadline >= first,
        Activity.deadline < before,
    )
    return session.scalars(query.order_by(Activity.deadline, Activity.id)).all()


def session_by_key(session: Session, show_key: str) -> StudySession | None:
    """Return the session whose page for the projector has this key."""
    return session.scalars(select(StudySession).where(StudySession.show_key == show_key)).one_or_none()
