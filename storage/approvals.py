"""What was handed to the approver before it was published, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.activities import Draft
from storage.base import Base

WAITING = "waiting"
AGREED = "agreed"
RETURNED = "returned"
RECALLED = "recalled"  # by whoever had handed it in

OPTION_KINDS = "approved_kinds"
"""The option that names the kinds whose activities need the approver's word."""


class Approval(Base):
    """A draft handed to the approver. One that was returned and handed in again has a row for each time."""

    __tablename__ = "approval"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    status: Mapped[str] = mapped_column(default=WAITING, index=True)
    title: Mapped[str]
    content: Mapped[dict[str, Any]]  # as it was shown to the approver
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))


def waiting_approvals(session: Session) -> Sequence[Approval]:
    """Return what waits for the approver, oldest first."""
    return session.scalars(select(Approval).where(Approval.status == WAITING).order_by(Approval.id)).all()


def latest_approval(session: Session, draft: Draft) -> Approval | None:
    """Return a draft's last approval, answered or not."""
    query = select(Approval).where(Approval.draft_id == draft.id).order_by(Approval.id.desc())
    return session.scalars(query.limit(1)).first()
