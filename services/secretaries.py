"""Messages to whoever is secretary."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.office import Office
from services.outbox import OWN_ACCORD, enqueue, message_row
from storage import people


def tell_each(
    session: Session,
    office: Office,
    due_at: datetime,
    key: str,
    payload: dict[str, Any],
    *,
    purpose: str = "tell",
    lane: int = OWN_ACCORD,
) -> None:
    """Put in a message for every secretary; the outbox keys are `key` with each one's id."""
    enqueue(
        session,
        [
            message_row(f"{key}/{person.id}", purpose, person.id, due_at, payload=payload, lane=lane)
            for person in people.with_role(session, people.SECRETARY, office.today(due_at))
        ],
    )
