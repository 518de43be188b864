"""Leave that people have asked for and nobody has decided yet, or somebody has."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class LeaveRequest(Base):
    """Days somebody asks to be away, both ends included; `last` is empty while the return is not known."""

    __tablename__ = "leave_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    first: Mapped[date]
    last: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted: Mapped[bool | None]


def undecided_requests(session: Session) -> Sequence[LeaveRequest]:
    """Return the requests nobody has decided, oldest first."""
    query = select(LeaveRequest).where(LeaveRequest.decided_at.is_(None)).order_by(LeaveRequest.id)
    return session.scalars(query).all()


def requests_of(session: Session, person_id: int, most: int = 5) -> Sequence[LeaveRequest]:
    """Return somebody's last requests, newest first."""
    query = select(LeaveRequest).where(LeaveRequest.person_id == person_id).order_by(LeaveRequest.id.desc())
    return session.scalars(query.limit(most)).all()
