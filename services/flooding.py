"""How fast one account may come: what is above it is turned away before it costs the others anything.

Messages are turned away in runs: from the first that is too many, all for a while, so that one sentence to
its sender says exactly what was not taken. A press is answered by itself, and takes part in no run.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from enum import Enum

# Nobody's thumbs are faster for long; whoever comes back after an outage may have this much waiting.
BURST = 20
PER_SECOND = 4.0
# Reading a file costs a second or more of a core.
FILES = 6
FILES_PER_SECOND = 0.1
REMEMBERED = 20_000  # accounts; who came longest ago is forgotten first, with a full measure
RUN = 30.0  # seconds for which messages are turned away after the first that was
PAUSE = 5.0  # seconds after which somebody who sends within a run was not answered to that


class Passage(Enum):
    """What becomes of an update."""

    TAKEN = "taken"
    REFUSED = "refused"  # as its sender knows
    TELL = "tell"  # refused, and its sender is to be told


@dataclass(slots=True)
class _Run:
    """Messages of one account, or its files, being turned away."""

    until: float = float("-inf")
    refused_at: float = float("-inf")

    def refuse(self, now: float) -> Passage:
        """Turn one away; a run that is over begins anew, and is told of."""
        knows = now < self.until and now - self.refused_at < PAUSE
        if now >= self.until:
            self.until = now + RUN
        self.refused_at = now
        return Passage.REFUSED if knows else Passage.TELL


@dataclass(slots=True)
class _Measure:
    """What an account has left, as of a moment in monotonic seconds."""

    left: float
    files: float
    at: float
    words_run: _Run = field(default_factory=_Run)
    files_run: _Run = field(default_factory=_Run)


class Flood:
    """Knows of each account how much it may still send. Kept in memory: a restart forgives everybody."""

    def __init__(self) -> None:
        self._measures: OrderedDict[int, _Measure] = OrderedDict()

    def passage(self, account: int, now: float, *, press: bool = False, file: bool = False) -> Passage:
        """Return what becomes of one more from an account, and count it; `now` is in monotonic seconds."""
        measure = self._filled(account, now)
        run = measure.files_run if file else measure.words_run
        if not press and now < run.until:
            return run.refuse(now)
        if measure.left < 1 or (file and measure.files < 1):
            return Passage.TELL if press else run.refuse(now)
        measure.left -= 1
        measure.files -= file
        return Passage.TAKEN

    def _filled(self, account: int, now: float) -> _Measure:
        measure = self._measures.get(account)
        if measure is None:
            measure = self._measures[account] = _Measure(BURST, FILES, now)
            if len(self._measures) > REMEMBERED:
                self._measures.popitem(last=False)
            return measure
        self._measures.move_to_end(account)
        passed = max(0.0, now - measure.at)
        measure.at = now
        measure.left = min(BURST, measure.left + passed * PER_SECOND)
        measure.files = min(FILES, measure.files + passed * FILES_PER_SECOND)
        return measure
