"""Updates whose effect is stored: a repeat is answered again and never applied again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from storage.base import table_of
from storage.messages import SeenUpdate, SetAside
from storage.people import Person

_SEEN, _PERSON = table_of(SeenUpdate), table_of(Person)
# Built once: every press asks and says these.
_SAID = select(_SEEN.c.update_id, _SEEN.c.say).where(
    _SEEN.c.update_id.in_(bindparam("update_ids", expanding=True))
)
_REMEMBER = insert(_SEEN)
# Not for its key: rows that refer to the person, a whole publishing's, go in beside it.
_MINE = (
    select(_PERSON.c.id)
    .where(_PERSON.c.telegram_id == bindparam("telegram_id"))
    .with_for_update(key_share=True)
)

KEPT = timedelta(hours=48)  # Telegram keeps an unconfirmed update for 24 h


class Redelivered(Exception):
    """This update was handled before; `say` is what the person was told then."""

    def __init__(self, say: str) -> None:
        super().__init__(say)
        self.say = say


def check_new(session: Session, update_id: int, telegram_id: int) -> None:
    """Refuse an update that was handled before. Raises Redelivered.

    The person's row is taken first, so that several processes apply one person's updates one after another.
    """
    said = said_before(session, {update_id: telegram_id})
    if said:
        raise Redelivered(said[update_id])


def said_before(session: Session, updates: Mapping[int, int]) -> dict[int, str]:
    """Return by their ids which updates were handled before, and what was said then.

    `updates` names whose each is. Their rows are taken first, as by check_new.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        for telegram_id in sorted(updates.values()):
            connection.execute(_MINE, {"telegram_id": telegram_id})
    rows = connection.execute(_SAID, {"update_ids": list(updates)}).all()
    return {row[0]: row[1] for row in rows}


def remember(session: Session, update_id: int, now: datetime, say: str = "") -> None:
    """Mark an update as handled, in the transaction of its effect; `say` is what the person is told."""
    remember_all(session, [(update_id, now, say)])


def remember_all(session: Session, handled: Sequence[tuple[int, datetime, str]]) -> None:
    """Mark updates as handled, in the transaction of their effects: id, when, and what the person is told."""
    rows = [{"update_id": update_id, "at": now, "say": say} for update_id, now, say in handled]
    if rows:
        session.connection().execute(_REMEMBER, rows)


def set_aside(session: Session, update_id: int, payload: dict[str, Any], error: str, now: datetime) -> None:
    """Keep an update that cannot be handled, with its error, so that the rest goes on."""
    session.merge(SetAside(update_id=update_id, at=now, payload=payload, error=error))


def forget_old(session: Session, now: datetime) -> None:
    """Forget updates too old to be delivered again."""
    session.execute(delete(SeenUpdate).where(SeenUpdate.at < now - KEPT))
