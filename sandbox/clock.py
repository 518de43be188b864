"""The sandbox's own clock, which can be moved forward."""

from __future__ import annotations

import time
from collections.abc import Callable

_STARTED = time.time() - time.monotonic()


def _wall() -> float:
    # Steady, unlike time.time(): limits and expiries must not jump with the machine's clock.
    return _STARTED + time.monotonic()


class Clock:
    """Tell the time in seconds since 1970: a source of seconds plus what was added by hand."""

    def __init__(self, source: Callable[[], float] = _wall) -> None:
        self._source = source
        self._offset = 0.0

    def now(self) -> float:
        """Return the seconds since 1970."""
        return self._source() + self._offset

    def advance(self, seconds: float) -> None:
        """Move the clock by so many seconds."""
        self._offset += seconds
