"""What the next text somebody types answers."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from storage.messages import Focus

LASTS = timedelta(hours=24)


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
    focus = session.get(Focus, person_id)
    if focus is not None and focus.ref.get("assignment") == assignment_id:
        session.delete(focus)
        session.flush()
