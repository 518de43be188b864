"""Every way in, in one visible list: commands, and the routes buttons name."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from handlers import assignments, words

Handler: TypeAlias = Callable[..., Awaitable[None]]

# Command -> handler of a Turn.
COMMANDS: dict[str, Handler] = {
    "todo": words.todo,
    "me": words.me,
}

# Route of a button -> handler, and the types of its arguments.
BUTTONS: dict[str, tuple[Handler, tuple[type[Any], ...]]] = {
    "a": (assignments.tap, (int, int, str, str)),
    "d": (assignments.decide, (int, int, str, str)),
    "o": (assignments.show, (int,)),
}

TEXT: Handler = words.typed
UNKNOWN: Handler = words.unknown  # a command there is none of
OTHER: Handler = words.other  # a picture, a voice, a sticker
