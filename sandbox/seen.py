"""What a person sees in a chat, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


class SandboxError(Exception):
    """Say that a person tried what their messenger does not offer (a missing button, for instance)."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A photo or document; the bytes come from `Messenger.download`."""

    kind: str
    file_id: str
    name: str
    mime: str
    size: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands in a chat. `sender` is 0 for the bot; dates are seconds since 1970."""

    id: int
    chat_id: int
    sender: int
    date: int
    edit_date: int
    edits: int
    deleted: bool
    changed: int
    reply_to: int
    text: str
    html: str
    rows: tuple[tuple[Button, ...], ...]
    keyboard: tuple[tuple[str, ...], ...]
    contact: Json | None
    file: File | None

    @property
    def from_bot(self) -> bool:
        """Whether the bot said it."""
        return self.sender == 0

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The inline buttons, row by row."""
        return tuple(button for row in self.rows for button in row)

    @property
    def labels(self) -> tuple[str, ...]:
        """What the inline buttons say."""
        return tuple(button.label for button in self.buttons)

    def button(self, label: str) -> Button:
        """Return the button whose label contains this text."""
        for button in self.buttons:
            if label in button.label:
                return button
        raise SandboxError(f"no button {label!r} among {self.labels}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tap showed: a toast or an alert (may be empty), or the address that a link opens."""

    text: str
    alert: bool = False
    url: str = ""


def read_message(given: Json) -> Message:
    """Read a message as the control side tells it."""
    plain = {key: value for key, value in given.items() if key not in ("buttons", "keyboard", "file")}
    return Message(
        **plain,
        rows=tuple(tuple(Button(**button) for button in row) for row in given["buttons"]),
        keyboard=tuple(map(tuple, given["keyboard"])),
        file=File(**given["file"]) if given["file"] else None,
    )
