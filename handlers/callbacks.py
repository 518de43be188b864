"""What a button carries: a version, a route and typed arguments, in at most 64 bytes."""

from collections.abc import Sequence

from services.refusals import Outdated

VERSION = "1"
LIMIT = 64  # bytes, Telegram's own
LONGEST = 18  # characters of a number that a database can look up


def pack(to: str, args: Sequence[str | int]) -> str:
    """Return callback data. Raises ValueError where it would not fit or could not be read back."""
    parts = [VERSION + to, *(str(arg) for arg in args)]
    if any(":" in part for part in parts):
        raise ValueError(f"a colon in callback arguments: {parts}")
    packed = ":".join(parts)
    if len(packed.encode()) > LIMIT:
        raise ValueError(f"callback data of {len(packed.encode())} bytes: {packed}")
    return packed


def unpack(packed: str) -> tuple[str, list[str]]:
    """Return route and arguments. Raises Outdated for data of another release or forged."""
    head, *args = packed.split(":")
    if not head.startswith(VERSION):
        raise Outdated
    return head.removeprefix(VERSION), args


def typed(args: Sequence[str], types: Sequence[type[int] | type[str]]) -> list[int | str]:
    """Return arguments as the types a route declares. Raises Outdated where they do not fit."""
    if len(args) != len(types) or any(
        len(arg) > LONGEST for arg, type_ in zip(args, types, strict=True) if type_ is int
    ):
        raise Outdated
    try:
        return [convert(arg) for convert, arg in zip(types, args, strict=True)]
    except ValueError:
        raise Outdated from None
