"""What the next text somebody types answers."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from storage.base import table_of
from storage.messages import Focus

LASTS = timedelta(hours=24)

_FOCUS = table_of(Focus)
_REF = select(_FOCUS.c.ref).where(_FOCUS.c.person_id == bindparam("person_id"))


def set_focus(session: Session, person_id: int, purpose: str, ref: dict[str, Any], now: datetime) -> None:
    """Expect the next text of a person to answer this; whatever was expected before is forgotten."""
    session.merge(
        Focus(person_id=person_id, purpose=purpose, ref=ref, created_at=now, expires_at=now + LASTS)
    )


def current_focus(session: Session, person_id: int, now: datetime) -> Focus | None:
    """Return what is expected of a person, unless it has expired."""
    focus = session.get(Focus, person_id)
    return focus if focus is not None and focus.expires_at > now else None


def drop_focus(session: Session, person_id: int) -> None:
    """Expect nothing of a person any more."""
    focus = session.get(Focus, person_id)
    if focus is not None:
        session.delete(focus)
        session.flush()


def expected_on(session: Session, person_id: int) -> int | None:
    """Return the assignment that the next words of a person are for, None for anything else."""
    # Hardly anybody who presses was asked for words: looked up without an object.
    return expected_of(session.connection().execute(_REF, {"person_id": person_id}).scalar_one_or_none())


def expected_of(ref: dict[str, Any] | None) -> int | None:
    """Return the assignment that a focus is on, None where it is on something else, or there is none."""
    return ref.get("assignment") if ref is not None else None
