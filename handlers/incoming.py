"""What came in, as far as anybody looks at it.

Presses are nearly all that comes in a storm: of them only the few fields below are read, since to make
python-telegram-bot's types of one costs as much as to store it.
"""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from telegram import Update

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """The message below which somebody pressed, and what it has to say: a text, or the caption of a file."""

    chat_id: int
    message_id: int
    text: bool
    caption: bool


@dataclass(frozen=True, slots=True)
class Press:
    """A press of a button. `shown` is None where the message is gone, or too old to be changed."""

    query_id: str
    data: str
    shown: Shown | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update. `update` is all of it, where it is not a press and the library can read it."""

    raw: Json = field(repr=False)  # what somebody wrote
    update_id: int
    sender: int | None = None
    chat_id: int | None = None
    private: bool = False
    press: Press | None = None
    update: Update | None = field(default=None, repr=False)
