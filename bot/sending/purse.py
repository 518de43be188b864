"""The Stars at hand for paid broadcasting, and the task that sets them aside in the database first."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from services import paid
from services.duty import OffDuty
from storage.store import Store, Unavailable

TENTHS: Final = 10
"""Of a Star; one is the price of a message above the free rate."""
BLOCK: Final = 128
"""Tenths set aside at once: an eighth of a second's worth, and what a kill may cost beside what is spent."""
_LOW: Final = BLOCK // 2
_IDLE: Final = 5.0
"""Seconds unused after which what is at hand is given back."""
_SPENT: Final = 60.0
_AWAY: Final = 2.0
"""Seconds until the database is asked again, where the budget is spent or the database away."""

log = logging.getLogger(__name__)


class Purse:
    """Tenths that may be spent now. `on_filled` is called when there are more.

    `stars` is the whole budget, of which earlier runs may have spent some.
    """

    def __init__(self, stars: int) -> None:
        self.budget = stars * TENTHS
        self.tenths = 0
        self.wanted = asyncio.Event()
        self.on_filled: Callable[[], object] = lambda: None

    def take(self) -> bool:
        """Spend one; tell whether there was one."""
        if not self.tenths:
            return False
        self.tenths -= 1
        if self.tenths < _LOW:
            self.wanted.set()
        return True

    def put(self, tenths: int) -> None:
        """Put in what may be spent, or was not spent after all."""
        self.tenths += tenths
        self.on_filled()

    def empty(self) -> int:
        """Take all that is left out of it."""
        left, self.tenths = self.tenths, 0
        return left


async def keep_filled(purse: Purse, store: Store, fence: int | None) -> None:
    """Set aside what is wanted and give back what is not used, until cancelled or off duty."""
    try:
        while True:
            try:
                async with asyncio.timeout(_IDLE):
                    await purse.wanted.wait()
            except TimeoutError:
                await _give_back(purse, store)
            else:
                purse.wanted.clear()
                await _fill(purse, store, fence)
    except OffDuty:
        return
    finally:
        await _give_back(purse, store)


async def _fill(purse: Purse, store: Store, fence: int | None) -> None:
    try:
        granted = await store.write(paid.reserve, BLOCK, purse.budget, fence)
    except Unavailable:
        await asyncio.sleep(_AWAY)
        return
    if granted:
        purse.put(granted)
    else:
        log.info("paid broadcasting: the budget is spent")
        await asyncio.sleep(_SPENT)


async def _give_back(purse: Purse, store: Store) -> None:
    # Out of the purse first: nothing may spend what is being given back.
    if left := purse.empty():
        try:
            await store.write(paid.give_back, left)
        except Unavailable:
            log.warning("database away, %d tenths of a Star count as spent", left)
