"""Decides once, by exact cases, what an error of the Bot API means for the message that met it."""

import os
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Final

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from handlers.post import Superseded

# python-telegram-bot warns at every RetryAfter it makes, that is at every 429, unless this is set.
os.environ.setdefault("PTB_TIMEDELTA", "true")


class NotSent(NetworkError):
    """Tells that no connection could be made: Telegram surely knows nothing of the call."""


class Unknown(NetworkError):
    """Tells that the call may or may not have been carried out: time-out, lost connection, 5xx."""


class Means(Enum):
    """What an error means for a message, where nothing more is to be said."""

    ALREADY_SO = auto()
    """The message already looks like this, or a later edit took over: a success."""
    NOT_SENT = auto()
    UNKNOWN = auto()
    IGNORE = auto()
    """A late or second answer to a press."""
    FATAL = auto()
    """The token is wrong: stop everything, say so."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person cannot be reached until they do something themselves; `reason` is shown to the secretary."""

    reason: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """The group has a new id: rewrite it, send again."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Refused for now, surely not sent; `seconds` from now."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Rejected:
    """Refused for good: a mistake of ours, the same call will always fail. `text` is Telegram's."""

    text: str


Outcome = Means | Unreachable | Migrated | RetryLater | Rejected

_UNREACHABLE: Final = (
    ("bot was blocked by the user", "本人已停用机器人"),
    ("user is deactivated", "本人的 Telegram 账号已注销"),
    ("can't initiate conversation", "本人还没有打开过与机器人的对话"),
    ("chat not found", "找不到与本人的对话，绑定可能有误"),
    ("bot was kicked", "机器人已被移出该群"),
)
_FORBIDDEN: Final = "Telegram 不允许机器人给对方发消息"


def seconds_of(error: RetryAfter) -> float:
    """Return how long to wait, whichever type the library gives it."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def verdict(error: TelegramError) -> Outcome:
    """Decide what `error` means for the message that met it.

    BadRequest is a NetworkError to python-telegram-bot, so it is asked for first. What is not understood is
    UNKNOWN: a doubt that is recorded costs less than a message sent twice.
    """
    match error:
        case NotSent():
            return Means.NOT_SENT
        case Superseded():
            return Means.ALREADY_SO
        case RetryAfter():
            return RetryLater(seconds_of(error))
        case ChatMigrated():
            return Migrated(error.new_chat_id)
        case InvalidToken():
            return Means.FATAL
        case Forbidden() | BadRequest():
            return _refusal(error)
        case Conflict() | EndPointNotFound():
            return Rejected(error.message)
    return Means.UNKNOWN


def _refusal(error: Forbidden | BadRequest) -> Outcome:
    text = error.message.lower()
    if "message is not modified" in text:
        return Means.ALREADY_SO
    if "query is too old" in text:
        return Means.IGNORE
    for phrase, reason in _UNREACHABLE:
        if phrase in text:
            return Unreachable(reason)
    return Unreachable(_FORBIDDEN) if isinstance(error, Forbidden) else Rejected(error.message)
