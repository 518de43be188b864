"""A row of the table, and how much of it a run measures."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Scale:
    """How much is measured.

    `peers` is the interpreter the peers run in; `cache` a folder that keeps what is dear to build.
    """

    quick: bool
    peers: str
    cache: Path

    def pick(self, whole: int, quick: int) -> int:
        """Return the size to measure with."""
        return quick if self.quick else whole


@dataclass(frozen=True)
class Row:
    """What was measured, what it must reach, ours and the peers' figures; None: no verdict was possible."""

    what: str
    must: str
    ours: str
    peers: str
    reached: bool | None


def quantile(values: list[float], share: float) -> float:
    """Return the value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
