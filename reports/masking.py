"""Names hidden in what goes to others than the secretary: 张三 becomes 张*, wherever in a text it stands.

Whatever is written while names are hidden asks `shown`; who hides them need not know what is written.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

T = TypeVar("T")
SHORTEST = 2  # characters of a name that is looked for within a text


@dataclass(frozen=True)
class _Hidden:
    """The names, and how long those are that begin with a sign, the longest first."""

    names: frozenset[str]
    lengths: Mapping[str, tuple[int, ...]]


_HIDDEN: ContextVar[_Hidden | None] = ContextVar("hidden names", default=None)


def masked(name: str) -> str:
    """Return a name of which only the first character shows."""
    return f"{name[:1]}*" if name else name


@contextmanager
def hiding(names: Collection[str]) -> Iterator[None]:
    """Hide these names in all that is written within this block, on this thread."""
    long_enough = frozenset(name for name in names if len(name) >= SHORTEST)
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for name in long_enough:
        lengths[name[0]].add(len(name))
    ordered = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
    token = _HIDDEN.set(_Hidden(long_enough, ordered))
    try:
        yield
    finally:
        _HIDDEN.reset(token)


def carried(make: Callable[[], T]) -> Callable[[], T]:
    """Return a call that hides, wherever it is made, the names that are hidden here."""
    hidden = _HIDDEN.get()
    return make if hidden is None else partial(_within, hidden.names, make)


def _within(names: frozenset[str], make: Callable[[], T]) -> T:
    with hiding(names):
        return make()


def shown(text: str) -> str:
    """Return a text as it may be written: names masked where they are hidden, else as it is."""
    hidden = _HIDDEN.get()
    if hidden is None:
        return text
    parts: list[str] = []
    place = 0
    while place < len(text):
        name = _name_at(text, place, hidden)
        parts.append(masked(name) if name else text[place])
        place += len(name) or 1
    return "".join(parts)


def _name_at(text: str, place: int, hidden: _Hidden) -> str:
    """Return the longest hidden name that begins at a place, empty where none does."""
    for length in hidden.lengths.get(text[place], ()):
        if text[place : place + length] in hidden.names:
            return text[place : place + length]
    return ""
