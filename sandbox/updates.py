"""Updates that wait for the bot, and the long poll that fetches them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from sandbox.clock import Clock
from sandbox.errors import ApiError

Json = dict[str, Any]

KEPT = 24 * 3600.0
CALLBACK_KEPT = 150.0
IDLE_WEEK = 7 * 24 * 3600.0
BATCH = 100


@dataclass(frozen=True, slots=True)
class Pending:
    """An update that was not confirmed yet. Updates of one `lane` (a chat) are delivered in order."""

    id: int
    body: Json
    lane: int
    expires: float


class UpdateQueue:
    """Keep updates until they are confirmed or too old: callback queries 150 s, others 24 h."""

    def __init__(self, clock: Clock, random: Random) -> None:
        self.pending: dict[int, Pending] = {}
        self.allowed: frozenset[str] = frozenset()
        self.on_put: Callable[[Pending], None] = lambda _pending: None
        self._clock = clock
        self._random = random
        self._next_id = random.randrange(100_000_000, 900_000_000)
        self._last_put = clock.now()
        self._poll: asyncio.Future[None] | None = None

    def put(self, kind: str, payload: Json, lane: int) -> None:
        """Queue an update, unless the bot asked not to get this kind."""
        if self.allowed and kind not in self.allowed:
            return
        now = self._clock.now()
        if now - self._last_put > IDLE_WEEK:
            self._next_id = self._random.randrange(100_000_000, 900_000_000)
        self._last_put = now
        kept = CALLBACK_KEPT if kind == "callback_query" else KEPT
        pending = Pending(self._next_id, {"update_id": self._next_id, kind: payload}, lane, now + kept)
        self._next_id += 1
        self.pending[pending.id] = pending
        if self._poll and not self._poll.done():
            self._poll.set_result(None)
        self.on_put(pending)

    def drop(self, update_id: int) -> None:
        """Forget an update that was delivered."""
        self.pending.pop(update_id, None)

    def drop_expired(self) -> None:
        """Forget what is too old."""
        now = self._clock.now()
        self.pending = {key: update for key, update in self.pending.items() if update.expires > now}

    def expired(self, pending: Pending) -> bool:
        """Tell whether an update is too old to be delivered."""
        return pending.expires <= self._clock.now()

    def configure(self, allowed: list[str] | None) -> None:
        """Take the kinds of updates wanted from now on; None leaves them, an empty list means all."""
        if allowed is not None:
            self.allowed = frozenset(allowed)

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:  # noqa: ASYNC109 - Telegram's
        """Confirm what lies below `offset` and return what follows, waiting up to `timeout` seconds.

        An older poll that still waits is ended with 409, as Telegram does.
        """
        self.end_poll("other getUpdates")
        self._confirm(offset)
        batch = self._take(limit)
        if batch or timeout <= 0:
            return batch
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(poll, timeout)
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None
        return self._take(limit)

    def end_poll(self, cause: str) -> None:
        """End the poll that waits, because another one came or a webhook was set."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(
                ApiError(
                    409,
                    f"Conflict: terminated by {cause} request"
                    + ("; make sure that only one bot instance is running" if "other" in cause else ""),
                )
            )

    def close(self) -> None:
        """Let a waiting poll return empty, because the sandbox stops."""
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            ids = list(self.pending)
            for update_id in ids[:offset]:
                self.drop(update_id)
        elif offset:
            confirmed = []
            for update_id in self.pending:
                if update_id >= offset:
                    break
                confirmed.append(update_id)
            for update_id in confirmed:
                self.drop(update_id)

    def _take(self, limit: int) -> list[Json]:
        batch: list[Json] = []
        expired: list[int] = []
        for update in self.pending.values():
            if self.expired(update):
                expired.append(update.id)
            else:
                batch.append(update.body)
                if len(batch) == limit:
                    break
        for update_id in expired:
            self.drop(update_id)
        return batch
