"""Why a message of the outbox is not sent after all."""

from datetime import datetime
from typing import Literal

from services.office import Office
from storage.messages import Message


class Skip(Exception):
    """Raised while a message is rendered: it ends in `state`, with the reason."""

    def __init__(self, state: Literal["cancelled", "unreachable"], reason: str) -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason


def check_day(office: Office, now: datetime, message: Message) -> None:
    """Hold back what was meant for a day that is over, which held up says nothing any more. Raises Skip.

    The day is the message's own: `due_at` moves with every attempt.
    """
    if message.payload["day"] != office.today(now).isoformat():
        raise Skip("cancelled", "已过当天，不再发送")
