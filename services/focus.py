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


def drop_focus_on(session: Session, person_id: int, assignment_id: int) -> None:
    """Expect no more words about an assignment; words about anything else are expected as before."""
    # Hardly anybody who presses was asked for words: looked up without an object, and removed with one.
    ref = session.connection().execute(_REF, {"person_id": person_id}).scalar_one_or_none()
    if ref is not None and ref.get("assignment") == assignment_id:
        drop_focus(session, person_id)
