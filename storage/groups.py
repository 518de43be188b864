"""Groups the bot was added to, and which of them a secretary has paired."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base

WAITING = "waiting"  # for a secretary's /pair, until `leaves_at`
PAIRED = "paired"
LEFT = "left"  # of the bot's own accord, or a secretary's
LOST = "lost"  # thrown out


class Group(Base):
    """A group chat. Its chat id changes when it becomes a supergroup; the row and its pairing stay."""

    __tablename__ = "chat_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    title: Mapped[str] = mapped_column(default="")
    status: Mapped[str]
    leaves_at: Mapped[datetime | None]
    paired_at: Mapped[datetime | None]
    paired_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


def by_chat(session: Session, chat_id: int) -> Group | None:
    """Return the group of a chat id, None for one the bot was never told of."""
    return session.scalars(select(Group).where(Group.chat_id == chat_id)).one_or_none()


def paired_groups(session: Session, among: Collection[int] | None = None) -> Sequence[Group]:
    """Return the groups that are paired, all or those of some ids, the first paired first."""
    query = select(Group).where(Group.status == PAIRED)
    if among is not None:
        query = query.where(Group.id.in_(among))
    return session.scalars(query.order_by(Group.paired_at, Group.id)).all()


def expired_groups(session: Session, now: datetime) -> Sequence[Group]:
    """Return the groups nobody has paired in time."""
    return session.scalars(select(Group).where(Group.status == WAITING, Group.leaves_at <= now)).all()
