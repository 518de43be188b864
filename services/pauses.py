"""Telegram's stops, kept so that no restart and no other process forgets them."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.messages import Pause
from storage.upsert import upsert

WHOLE_BOT = "token"


def keep_pause(session: Session, chat_id: int | str | None, until: datetime) -> None:
    """Note until when a chat, or everything for None, is to be left alone."""
    row = upsert(session, Pause).values(scope=WHOLE_BOT if chat_id is None else str(chat_id), until=until)
    session.execute(row.on_conflict_do_update(index_elements=["scope"], set_={"until": row.excluded.until}))


def pauses_left(session: Session, now: datetime) -> list[tuple[int | str | None, float]]:
    """Return the stops in force, each with the seconds still left of it."""
    query = select(Pause).where(Pause.until > now)
    return [(_chat(pause.scope), (pause.until - now).total_seconds()) for pause in session.scalars(query)]


def forget_pauses(session: Session, now: datetime) -> None:
    """Forget the stops that are over."""
    session.execute(delete(Pause).where(Pause.until <= now))


def _chat(scope: str) -> int | str | None:
    if scope == WHOLE_BOT:
        return None
    return scope if scope.startswith("@") else int(scope)
