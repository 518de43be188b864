"""Tell those who wait that something happened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Json = dict[str, Any]

_BACKLOG = 20_000


class Feed:
    """Wake up who waits for a chat to change, and copy every event to the open streams.

    A stream that falls too far behind is ended (None): its reader starts anew from a snapshot.
    """

    def __init__(self) -> None:
        self._waiting: dict[int, list[asyncio.Future[None]]] = {}
        self._streams: set[asyncio.Queue[Json | None]] = set()

    def publish(self, kind: str, chat_id: int, tell: Callable[[], Json]) -> None:
        """Announce an event of a chat (0: of none); `tell` is called only where somebody listens."""
        for waiter in self._waiting.pop(chat_id, ()):
            if not waiter.done():
                waiter.set_result(None)
        if not self._streams:
            return
        event = {"kind": kind, "chat_id": chat_id, **tell()}
        for stream in list(self._streams):
            if stream.qsize() >= _BACKLOG:
                self._streams.discard(stream)
                stream.put_nowait(None)
            else:
                stream.put_nowait(event)

    async def changed(self, chat_id: int, within: float) -> None:
        """Return when an event of the chat is announced, or after so many seconds."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(chat_id, []).append(waiter)
        await asyncio.wait([waiter], timeout=within)
        if not waiter.done():
            waiters = self._waiting.get(chat_id, [])
            if waiter in waiters:
                waiters.remove(waiter)
            if not waiters:
                self._waiting.pop(chat_id, None)

    @contextmanager
    def stream(self) -> Iterator[asyncio.Queue[Json | None]]:
        """Open a stream of events."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._streams.add(queue)
        try:
            yield queue
        finally:
            self._streams.discard(queue)

    def close(self) -> None:
        """End all waits and streams, because the sandbox stops."""
        for chat_id in list(self._waiting):
            for waiter in self._waiting.pop(chat_id):
                if not waiter.done():
                    waiter.set_result(None)
        for stream in self._streams:
            stream.put_nowait(None)
        self._streams.clear()
