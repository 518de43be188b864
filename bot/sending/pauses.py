"""Keeps what the pacer was told to leave alone, and tells it again after a restart."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.sending.pacer import ChatId, Pacer
from bot.watching import metrics
from services.pauses import keep_pause, pauses_left
from storage.store import Store, Unavailable

log = logging.getLogger(__name__)


class Pauses:
    """The stops of one pacer, as the database knows them."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock
        self._writing: set[asyncio.Task[None]] = set()

    def note(self, chat_id: ChatId | None, seconds: float) -> None:
        """Keep a stop; the pacer, which heeds it already, need not wait for that."""
        metrics.STOPS.add("everything" if chat_id is None else "chat")
        writing = asyncio.create_task(self._keep(chat_id, self._clock() + timedelta(seconds=seconds)))
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)

    async def restore(self, pacer: Pacer) -> None:
        """Tell the pacer the stops still in force. Raises Unavailable."""
        pacer.restore(await self._store.read(pauses_left, self._clock()))

    async def settle(self) -> None:
        """Wait until what was noted is stored."""
        await asyncio.gather(*self._writing)

    async def _keep(self, chat_id: ChatId | None, until: datetime) -> None:
        try:
            await self._store.write(keep_pause, chat_id, until)
        except Unavailable:
            log.warning("database away, a pause is known to this process only")
