"""What an account that is on no roster learns, and how often it may try."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.refusals import Stranger
from storage.people import Knock

WINDOW = timedelta(hours=1)
WORDS = 3  # answers to a stranger an hour
GUESSES = 5  # wrong codes an hour; then codes are not even looked up
FORGOTTEN = timedelta(days=1)


def stranger_word(session: Session, now: datetime, telegram_id: int) -> str | None:
    """Return what a stranger is told, or None where they have been told often enough for an hour."""
    return str(Stranger()) if count_knock(session, now, telegram_id, "word") <= WORDS else None


def may_guess(session: Session, now: datetime, telegram_id: int) -> bool:
    """Tell whether an account may still try a code."""
    knock = _knock(session, now, telegram_id, "code")
    return knock is None or knock.count < GUESSES


def knocks(session: Session, now: datetime, telegram_id: int, purpose: str) -> int:
    """Return how many of these were counted within the last hour."""
    knock = _knock(session, now, telegram_id, purpose)
    return knock.count if knock is not None else 0


def count_knock(session: Session, now: datetime, telegram_id: int, purpose: str) -> int:
    """Count one more of these within the hour that began with the first; return how many there are."""
    session.execute(delete(Knock).where(Knock.since < now - FORGOTTEN))
    knock = _knock(session, now, telegram_id, purpose)
    if knock is None:
        session.execute(delete(Knock).where(Knock.telegram_id == telegram_id, Knock.purpose == purpose))
        knock = Knock(telegram_id=telegram_id, purpose=purpose, since=now, count=0)
        session.add(knock)
    knock.count += 1
    session.flush()
    return knock.count


def _knock(session: Session, now: datetime, telegram_id: int, purpose: str) -> Knock | None:
    query = select(Knock).where(
        Knock.telegram_id == telegram_id, Knock.purpose == purpose, Knock.since > now - WINDOW
    )
    return session.scalars(query).one_or_none()
