"""What a button carries: a version, a route and typed arguments, in at most 64 bytes."""

import re
from collections.abc import Sequence

from services.refusals import Outdated

VERSION = "1"
LIMIT = 64  # bytes, Telegram's own
_HIDING = "*"  # before a route: the files that it hands out, without full names

_NUMBER = re.compile(r"-?[0-9]{1,9}")  # more than any row's, and no database refuses to look one up


def pack(to: str, args: Sequence[str | int]) -> str:
    """Return callback data. Raises ValueError where it would not fit or could not be read back."""
    parts = [VERSION + to, *(str(arg) for arg in args)]
    if any(":" in part for part in parts):
        raise ValueError(f"a colon in callback arguments: {parts}")
    packed = ":".join(parts)
    if len(packed.encode()) > LIMIT:
        raise ValueError(f"callback data of {len(packed.encode())} bytes: {packed}")
    return packed


def hiding(packed: str) -> str | None:
    """Return callback data for the files of a button without full names, None where it would not fit."""
    asked = VERSION + _HIDING + packed.removeprefix(VERSION)
    return asked if len(asked.encode()) <= LIMIT else None


def hides(packed: str) -> bool:
    """Tell whether a button asks for files without full names."""
    return packed.startswith(VERSION + _HIDING)


def unpack(packed: str) -> tuple[str, list[str]]:
    """Return route and arguments. Raises Outdated for data of another release or forged."""
    head, *args = packed.split(":")
    # Nothing of ours is unprintable; a NUL or half a surrogate pair is more than a database takes.
    if not head.startswith(VERSION) or not packed.isprintable():
        raise Outdated
    return head.removeprefix(VERSION).removeprefix(_HIDING), args


def typed(args: Sequence[str], types: Sequence[type[int] | type[str]]) -> list[int | str]:
    """Return arguments as the types a route declares. Raises Outdated where they do not fit."""
    if len(args) != len(types):
        raise Outdated
    if not all(type_ is str or _NUMBER.fullmatch(arg) for type_, arg in zip(types, args, strict=True)):
        raise Outdated
    return [type_(arg) for type_, arg in zip(types, args, strict=True)]
