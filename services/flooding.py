"""How fast one account may come: what is above it is turned away before it costs the others anything."""

from collections import OrderedDict
from dataclasses import dataclass

# Nobody's thumbs are faster for long; whoever comes back after an outage may have this much waiting.
BURST = 20
PER_SECOND = 4.0
# Reading a file costs a second or more of a core.
FILES = 6
FILES_PER_SECOND = 0.1
REMEMBERED = 20_000  # accounts; who came longest ago is forgotten first, with a full measure
SAID_AGAIN = 30.0  # seconds until somebody who still floods is told again


@dataclass(slots=True)
class _Measure:
    """What an account has left, as of a moment in monotonic seconds."""

    left: float
    files: float
    at: float
    told_at: float = float("-inf")


class Flood:
    """Knows of each account how much it may still send. Kept in memory: a restart forgives everybody."""

    def __init__(self) -> None:
        self._measures: OrderedDict[int, _Measure] = OrderedDict()

    def lets(self, account: int, now: float, *, file: bool = False) -> bool:
        """Tell whether one more may come from an account, and count it; `now` is in monotonic seconds."""
        measure = self._measures.get(account)
        if measure is None:
            measure = self._measures[account] = _Measure(BURST, FILES, now)
            if len(self._measures) > REMEMBERED:
                self._measures.popitem(last=False)
        else:
            self._measures.move_to_end(account)
        passed = max(0.0, now - measure.at)
        measure.at = now
        measure.left = min(BURST, measure.left + passed * PER_SECOND)
        measure.files = min(FILES, measure.files + passed * FILES_PER_SECOND)
        if measure.left < 1 or (file and measure.files < 1):
            return False
        measure.left -= 1
        measure.files -= file
        return True

    def is_to_be_told(self, account: int, now: float) -> bool:
        """Tell whether an account that was turned away is to be told so, and count it as told."""
        measure = self._measures[account]
        if now - measure.told_at < SAID_AGAIN:
            return False
        measure.told_at = now
        return True
