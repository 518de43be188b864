"""What this process has done since it began, as Prometheus reads it.

Module-level, as such counters are: they are of the process, and nothing depends on them.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import monotonic

from bot.watching.logs import request
from handlers.incoming import Incoming

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)  # seconds


class Counter:
    """A number that only grows, one for each value of its label."""

    def __init__(self, name: str, help_text: str, label: str, values: Iterable[str]) -> None:
        self.name, self.help_text, self.label = name, help_text, label
        self.counts = dict.fromkeys(values, 0)

    def add(self, value: str, number: int = 1) -> None:
        """Count something more."""
        self.counts[value] = self.counts.get(value, 0) + number

    def lines(self) -> Iterator[str]:
        """Yield the lines Prometheus reads."""
        yield from head(self.name, self.help_text, "counter")
        for value, count in self.counts.items():
            yield f'{self.name}{{{self.label}="{value}"}} {count}'


class Histogram:
    """How long something took, one distribution for each value of its label."""

    def __init__(self, name: str, help_text: str, label: str) -> None:
        self.name, self.help_text, self.label = name, help_text, label
        self._buckets: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (len(BUCKETS) + 1))
        self._sums: defaultdict[str, float] = defaultdict(float)

    def observe(self, value: str, seconds: float) -> None:
        """Count one that took so long."""
        self._buckets[value][bisect_left(BUCKETS, seconds)] += 1
        self._sums[value] += seconds

    def count(self, value: str) -> int:
        """Return how many were counted."""
        return sum(self._buckets[value])

    def lines(self) -> Iterator[str]:
        """Yield the lines Prometheus reads."""
        yield from head(self.name, self.help_text, "histogram")
        for value, buckets in self._buckets.items():
            label, total = f'{self.label}="{value}"', 0
            for edge, number in zip((*BUCKETS, "+Inf"), buckets, strict=True):
                total += number
                yield f'{self.name}_bucket{{{label},le="{edge}"}} {total}'
            yield f"{self.name}_sum{{{label}}} {self._sums[value]:.6f}"
            yield f"{self.name}_count{{{label}}} {total}"


class LastTime:
    """When something last happened, by a clock that nobody sets."""

    def __init__(self) -> None:
        self.at: float | None = None

    def note(self) -> None:
        """Take note that it happens now."""
        self.at = monotonic()

    def ago(self) -> float | None:
        """Return how many seconds ago it was, None for never."""
        return None if self.at is None else monotonic() - self.at


SENDS = Counter(
    "qingfeng_sends_total",
    "Attempts to send a message of the outbox, by what became of them.",
    "outcome",
    ("sent", "unreachable", "uncertain", "cancelled", "waiting"),
)
STOPS = Counter(
    "qingfeng_stops_total",
    "429s of Telegram, for one chat or for everything.",
    "scope",
    ("chat", "everything"),
)
UPDATES = Histogram(
    "qingfeng_update_seconds",
    "From an update's arrival to its effect being stored; a tap is a press.",
    "kind",
)
TICK = LastTime()


@contextmanager
def handling(update: Incoming) -> Iterator[None]:
    """Measure and name what is done about an update."""
    began = monotonic()
    try:
        with request(f"u{update.update_id}"):
            yield
    finally:
        UPDATES.observe("press" if update.press is not None else "message", monotonic() - began)


def head(name: str, help_text: str, sort: str) -> Iterator[str]:
    """Yield the lines that say what a metric is."""
    yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} {sort}"


def gauge(name: str, help_text: str, value: float) -> Iterator[str]:
    """Yield the lines of a number that goes up and down."""
    yield from head(name, help_text, "gauge")
    yield f"{name} {value:g}"
