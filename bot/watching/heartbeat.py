"""Notes every now and then that the bot hears Telegram, so that a silence is known afterwards."""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from services.office import Office
from services.outage import beat
from storage.store import Store, Unavailable

EVERY = 30.0  # seconds

log = logging.getLogger(__name__)


class Heartbeat:
    """Beats while Telegram is heard. A webhook hears as long as it is up; polling calls `heard`."""

    def __init__(self, store: Store, office: Office, clock: Callable[[], datetime], *, polling: bool) -> None:
        self._store, self._office, self._clock, self._polling = store, office, clock, polling
        self._hears = asyncio.Event()
        if not polling:
            self._hears.set()

    def heard(self) -> None:
        """Take note that Telegram has answered."""
        self._hears.set()

    async def run(self) -> None:
        """Beat until cancelled. Silence within this run is measured by a clock that nobody sets."""
        beaten: float | None = None
        while True:
            await self._hears.wait()
            silent = None if beaten is None else timedelta(seconds=time.monotonic() - beaten)
            try:
                told = await self._store.write(beat, self._office, self._clock(), silent)
            except Unavailable:
                log.warning("database away, no heartbeat")
            else:
                beaten = time.monotonic()
                if told:
                    log.warning("after an outage, %d people get their list once more", told)
            if self._polling:
                self._hears.clear()
            await asyncio.sleep(EVERY)
