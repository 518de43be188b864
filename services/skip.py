"""Why a message of the outbox is not sent after all."""

from datetime import timedelta
from typing import Literal

STALE = timedelta(hours=24)  # a reminder held up for longer says nothing any more


class Skip(Exception):
    """Raised while a message is rendered: it ends in `state`, with the reason."""

    def __init__(self, state: Literal["cancelled", "unreachable"], reason: str) -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason
