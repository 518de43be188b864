"""What became of messages that were being sent is recorded, with what it says of people and assignments."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import Select, Update, bindparam, func, literal_column, or_, select, update
from sqlalchemy.orm import Session

from services.facts import record
from storage.assignments import Assignment
from storage.base import table_of
from storage.messages import CANCELLED, SENT, UNCERTAIN, UNREACHABLE, WAITING, Message
from storage.people import Person
from storage.tallies import outdating

FIRST_BACKOFF = timedelta(seconds=2)
LONGEST_BACKOFF = timedelta(minutes=5)


class Result(NamedTuple):
    """What became of one attempt to send."""

    message_id: int  # of the outbox
    state: Literal["sent", "unreachable", "uncertain", "cancelled", "waiting"]
    reason: str = ""
    chat_id: int | None = None
    telegram_message_id: int | None = None
    text_hash: str = ""
    retry_after: timedelta | None = None


def _noting(assignments: Select[Any]) -> Update:
    last = (
        select(Message.state)
        .where(Message.assignment_id == Assignment.id, Message.state != CANCELLED)
        .order_by(Message.id.desc())
        .limit(1)
    )
    table = table_of(Assignment)
    return (
        update(table)
        .where(table.c.id.in_(assignments))
        .values(delivery=func.coalesce(last.scalar_subquery(), ""))
    )


# What runs for every batch is put together once: to build a statement costs more than to run it. And it runs
# past the session, whose objects nobody needs.
_OUTBOX = table_of(Message)
_THESE = _OUTBOX.c.id.in_(bindparam("ids", expanding=True))
_MARK_SENT = (
    update(_OUTBOX)
    .where(_OUTBOX.c.id == bindparam("this"))
    .values(
        state=literal_column(f"'{SENT}'"),
        reason=literal_column("''"),
        sent_at=bindparam("sent_at"),
        chat_id=bindparam("chat_id"),
        message_id=bindparam("message_id"),
        text_hash=bindparam("text_hash"),
    )
)
_TO_UNREACHABLE = (
    select(_OUTBOX.c.id)
    .join(Person, Person.id == _OUTBOX.c.person_id)
    .outerjoin(Assignment, Assignment.id == _OUTBOX.c.assignment_id)
    .where(_THESE, or_(Person.unreachable.is_not(None), Assignment.unreachable.is_not(None)))
)
_THEIRS = select(_OUTBOX.c.assignment_id).where(_THESE)
_OUTDATE_THEIRS = outdating(_THEIRS)
_NOTE_THEIRS = _noting(_THEIRS)


def settle(session: Session, now: datetime, results: Sequence[Result]) -> None:
    """Record what became of messages that were being sent."""
    if not results:
        return
    session.flush()
    _settle_sent(session, now, [result for result in results if result.state == SENT])
    for result in results:
        if result.state == SENT:
            continue
        message = session.get_one(Message, result.message_id)
        message.state = result.state
        message.reason = result.reason
        if result.state == UNCERTAIN:
            message.sent_at = now
        elif result.state == UNREACHABLE:
            _not_reached(session, message, result.reason, now)
        elif result.state == WAITING:
            message.due_at = now + (result.retry_after or _backoff(message.attempts))
    session.flush()
    ids = {"ids": [result.message_id for result in results]}
    session.connection().execute(_OUTDATE_THEIRS, ids)
    session.connection().execute(_NOTE_THEIRS, ids)


def _settle_sent(session: Session, now: datetime, results: Sequence[Result]) -> None:
    """Record messages as sent, in one statement: that is what nearly all of them come to."""
    if not results:
        return
    rows = [
        {
            "this": result.message_id,
            "sent_at": now,
            "chat_id": result.chat_id,
            "message_id": result.telegram_message_id,
            "text_hash": result.text_hash,
        }
        for result in results
    ]
    connection = session.connection()
    connection.execute(_MARK_SENT, rows)
    ids = {"ids": [result.message_id for result in results]}
    for message_id in connection.scalars(_TO_UNREACHABLE, ids).all():
        _reached(session, session.get_one(Message, message_id), now)


def note_delivery(session: Session, assignments: Select[Any]) -> None:
    """Keep on these assignments what became of their last message that was not withheld."""
    session.execute(outdating(assignments))
    session.execute(_noting(assignments))


def _tells(message: Message) -> bool:
    """Tell whether what became of a message says anything of its person.

    What went to an account the person has parted from does not.
    """
    return "chat_id" not in message.payload


def _reached(session: Session, message: Message, now: datetime) -> None:
    if not _tells(message):
        return
    session.get_one(Person, message.person_id).unreachable = None
    if message.assignment_id is not None:
        assignment = session.get_one(Assignment, message.assignment_id)
        if assignment.unreachable is not None:
            record(session, assignment, "delivered", {"unreachable": None}, now, by=None)


def _not_reached(session: Session, message: Message, reason: str, now: datetime) -> None:
    if not _tells(message):
        return
    person = session.get_one(Person, message.person_id)
    person.unreachable = reason
    if message.assignment_id is not None:
        assignment = session.get_one(Assignment, message.assignment_id)
        if assignment.unreachable != reason:
            record(session, assignment, "undelivered", {"unreachable": reason}, now, by=None)


def _backoff(attempts: int) -> timedelta:
    doubled: timedelta = FIRST_BACKOFF * 2 ** min(attempts, 10)
    return min(doubled, LONGEST_BACKOFF)
