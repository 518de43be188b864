"""What goes out and what came in: outbox, focus, updates already handled, words kept, pauses, files."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base

WAITING = "waiting"
SENDING = "sending"
SENT = "sent"
UNREACHABLE = "unreachable"
UNCERTAIN = "uncertain"
CANCELLED = "cancelled"


class Message(Base):
    """A message that is to be sent, and what became of it. It holds references and is rendered when sent."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "state", "lane", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # purpose, assignment or person, round
    purpose: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
    payload: Mapped[dict[str, Any]]
    lane: Mapped[int] = mapped_column(default=1)  # 0 answers somebody who waits, 1 the bot's own accord
    state: Mapped[str] = mapped_column(default=WAITING)
    reason: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int | None]
    text_hash: Mapped[str] = mapped_column(default="")


class Focus(Base):
    """What the next text somebody types answers. One a person; without one, text is only kept."""

    __tablename__ = "focus"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    purpose: Mapped[str]
    ref: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class KeptText(Base):
    """Words, or a file, somebody sent that answered nothing: kept, because nothing a person sends is lost.

    Of a file only the messenger's own name for it is kept, `text` is what was written below it.
    """

    __tablename__ = "kept_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str]
    at: Mapped[datetime]
    media: Mapped[str] = mapped_column(default="")  # document, photo, voice …; empty for words
    file_id: Mapped[str | None]
    file_name: Mapped[str] = mapped_column(default="")
    file_size: Mapped[int] = mapped_column(BigInteger, default=0)  # bytes
    album: Mapped[str] = mapped_column(default="")  # what files sent at once have in common
    why: Mapped[str] = mapped_column(default="")  # it was not taken


class SeenUpdate(Base):
    """An update whose effect is stored, with what the person was told, so that a repeat is only answered."""

    __tablename__ = "seen_update"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    say: Mapped[str] = mapped_column(default="")


class SetAside(Base):
    """An update that failed three times: put aside with its error so that the rest goes on."""

    __tablename__ = "set_aside"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]
    error: Mapped[str]


class Pause(Base):
    """Until when Telegram asked us to leave a chat, or everything ("token"), alone."""

    __tablename__ = "pause"

    scope: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]


class StoredFile(Base):
    """A file the bureau attached or the bot made, kept once by its hash; `file_id` is Telegram's own copy."""

    __tablename__ = "stored_file"

    digest: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    content: Mapped[bytes]
    file_id: Mapped[str | None]
    created_at: Mapped[datetime]


class ImportPreview(Base):
    """A file the secretary sent, read and shown as a difference, waiting for the word to take it over."""

    __tablename__ = "import_preview"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # roster, questions
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    filename: Mapped[str]
    rows: Mapped[list[Any]]
    errors: Mapped[list[Any]]
    choices: Mapped[dict[str, Any]]  # 全员 or 部分, 自何日起, confirmations given
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
