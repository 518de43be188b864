"""From a way in to the act it is: what a button, a command, typed words or a document are about to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.audit.acts import COMMANDS, DOCUMENT, PRESSES, TYPED
from services.audit.kinds import OTHER, Act, By, Declared


@dataclass(frozen=True)
class Doing:
    """What somebody is about to do: the act, and the arguments it comes with."""

    act: Act
    arguments: Mapping[int | str, Any]
    text: str = ""


def of_press(route: str, arguments: Sequence[Any]) -> Doing | None:
    """Return what a button does, None where it is nobody's act of office."""
    return _doing(PRESSES.get(route, OTHER), dict(enumerate(arguments)))


def of_command(command: str) -> Doing | None:
    """Return what a command does."""
    return _doing(COMMANDS.get(command, OTHER), {})


def of_words(purpose: str, ref: Mapping[str, Any], text: str) -> Doing | None:
    """Return what typed words do that were asked for."""
    # Words at an activity's desk come with what its button would have carried.
    carried: dict[Any, Any] = dict(ref)
    if purpose == "desk":
        carried |= {0: ref["activity"], 2: ref["arg"], "text": text}
    return _doing(TYPED.get(purpose, OTHER), carried, text)


def of_document(name: str) -> Doing | None:
    """Return what a document does that the office sends."""
    return _doing(DOCUMENT, {0: name})


def _doing(declared: Declared, arguments: Mapping[int | str, Any], text: str = "") -> Doing | None:
    if isinstance(declared, By):
        declared = declared.acts.get(str(arguments.get(declared.at)), declared.rest)
    return Doing(declared, arguments, text) if declared is not None else None
