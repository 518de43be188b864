"""Whether a bot holds the data folder."""

import fcntl
import os
from pathlib import Path

from bot.run import LOCK


def is_running(home: Path) -> bool:
    """Tell whether a bot runs on this data folder, by asking for the lock it holds."""
    try:
        handle = os.open(home / LOCK, os.O_RDONLY)
    except OSError:
        return False
    try:
        # Shared: two who look at the same time do not take each other for the bot.
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
