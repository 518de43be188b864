"""What a service answers: text, buttons and files, before anybody knows which messenger carries them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import TypeAlias

from activities.attachment import Attachment
from activities.kind import Button, Screen

_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Press:
    """A button: `to` names the route that takes it, `args` what it is given there. Or a link."""

    label: str
    to: str = ""
    args: tuple[str | int, ...] = ()
    url: str = ""


Rows: TypeAlias = tuple[tuple[Press, ...], ...]


@dataclass(frozen=True)
class File:
    """A file to send. `make` is called off the event loop, with no transaction open.

    `make_stamped` is called instead where a sentence is to stand in it that says where handing it out was
    written down; workbooks and Word files need none, they take the sentence afterwards. `names` tells that it
    names people and may be passed on: whoever gets it is offered another without full names.
    """

    name: str
    make: Callable[[], bytes]
    caption: str = ""
    picture: bool = False
    make_stamped: Callable[[str], bytes] | None = None
    names: bool = False


@dataclass(frozen=True)
class Copy:
    """Something the messenger holds already: its sort there, its name there, and the HTML below it."""

    media: str
    file_id: str
    caption: str = ""


@dataclass(frozen=True)
class Reply:
    """What the person sees next. In answer to a button, `toast` pops up and the message is redrawn.

    `text` is the messenger's HTML; empty leaves the message as it is. `prompt` is sent as a message of its
    own: it asks for text. `fresh` sends a new message instead of redrawing the one whose button was pressed.
    `attached` goes with a text that is sent anew; a redraw leaves it where it is. `copies`, and
    files of the bureau that are to `follow`, come by themselves.
    """

    text: str = ""
    rows: Rows = ()
    toast: str = ""
    alert: bool = False
    prompt: str = ""
    files: tuple[File, ...] = ()
    fresh: bool = False
    attached: Attachment | None = None
    copies: tuple[Copy, ...] = ()
    follow: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Edit(Reply):
    """A reply that takes the place of a message that was sent: its text, or its picture with what it says."""

    message_id: int = 0


@dataclass(frozen=True)
class Leave(Reply):
    """A reply by which the bot leaves the chat that it goes to."""


def length(html: str) -> int:
    """Return how many UTF-16 units a messenger counts in a text, its tags left out."""
    return len(unescape(_TAG.sub("", html)).encode("utf-16-le")) // 2


def assignment_rows(rows: tuple[tuple[Button, ...], ...], assignment_id: int, version: int, to: str) -> Rows:
    """Return a kind's buttons, bound to the assignment and the version of the text they were shown with."""
    return tuple(
        tuple(Press(button.label, to, (assignment_id, version, button.action, button.arg)) for button in row)
        for row in rows
    )


def rebound(rows: Rows, assignment_id: int) -> Rows:
    """Return an assignment's buttons bound to another assignment instead."""
    return tuple(
        tuple(Press(one.label, one.to, (assignment_id, *one.args[1:]), one.url) for one in row)
        for row in rows
    )


def from_screen(screen: Screen, assignment_id: int, version: int, **more: object) -> Reply:
    """Return a kind's screen as a reply to the person it belongs to."""
    rows = assignment_rows(screen.rows, assignment_id, version, to="a")
    return Reply(text=screen.text, rows=rows, attached=screen.file, **more)  # type: ignore[arg-type]  # Reply's own fields
