"""Who runs the clock and sends: the one process on duty, for as long as its spell lasts."""

import asyncio
import contextlib
import logging
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import TypeAlias

from services.duty import LASTS, RENEW, OffDuty, leave_duty, take_duty
from storage.store import Store, Unavailable

Spell: TypeAlias = Callable[[int | None], AbstractAsyncContextManager[None]]

log = logging.getLogger(__name__)


async def keep_duty(store: Store, spell: Spell) -> None:
    """Be on duty whenever nobody else is, until cancelled. `spell` runs what duty means; it gets the fence.

    On SQLite a process is alone with its file (see run), so there is nobody to share with and no fence.
    """
    if store.is_sqlite:
        while True:
            with contextlib.suppress(Unavailable):
                async with spell(None):
                    await asyncio.Event().wait()
            await asyncio.sleep(RENEW)
    holder = uuid.uuid4().hex
    try:
        while True:
            fence = await _take(store, holder)
            if fence is not None:
                log.info("on duty, spell %d", fence)
                # Where the database goes away just then, it has not begun.
                with contextlib.suppress(Unavailable, OffDuty):
                    async with spell(fence):
                        await _until_lost(store, holder, fence)
                log.warning("off duty, spell %d", fence)
            await asyncio.sleep(RENEW)
    finally:
        with contextlib.suppress(Unavailable):
            await store.write(leave_duty, holder, datetime.now(UTC))


async def _until_lost(store: Store, holder: str, fence: int) -> None:
    renewed = time.monotonic()
    while time.monotonic() - renewed < LASTS.total_seconds():
        await asyncio.sleep(RENEW)
        held = await _take(store, holder)
        if held == fence:
            renewed = time.monotonic()
        elif held is not None:
            return  # lost and won again meanwhile: a new spell, with the new fence


async def _take(store: Store, holder: str) -> int | None:
    try:
        return await store.write(take_duty, holder)
    except Unavailable:
        return None
