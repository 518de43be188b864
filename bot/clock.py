"""The one clock. Under trial, a file in the data folder moves it, so that a year can be tried in a minute."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

OFFSET_FILE = "clock-offset-seconds"


def real_clock() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)


def trial_clock(home: Path) -> Callable[[], datetime]:
    """Return a clock that is off by the seconds written in the data folder; read at every look."""
    path = home / OFFSET_FILE

    def now() -> datetime:
        offset = float(path.read_text()) if path.exists() else 0.0
        return real_clock() + timedelta(seconds=offset)

    return now
