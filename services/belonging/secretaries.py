"""Messages to whoever is secretary."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.office import Office
from services.outbox import OWN_ACCORD, enqueue, message_row
from storage import people
from storage.people import Person


def tell_each(
    session: Session,
    office: Office,
    due_at: datetime,
    key: str,
    payload: dict[str, Any],
    *,
    purpose: str = "tell",
    lane: int = OWN_ACCORD,
    also: Sequence[Person] = (),
) -> None:
    """Put in a message for every secretary, and others once; the outbox keys are `key` with each one's id."""
    secretaries = people.with_role(session, people.SECRETARY, office.today(due_at))
    told = dict.fromkeys(person.id for person in (*secretaries, *also))
    rows = [message_row(f"{key}/{one}", purpose, one, due_at, payload=payload, lane=lane) for one in told]
    enqueue(session, rows)
