"""Deliver updates to the bot's webhook: in order per chat, again and again until they are taken."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp

from sandbox.clock import Clock
from sandbox.updates import Pending, UpdateQueue

Json = dict[str, Any]

ANSWER_WITHIN = 60.0
LONGEST_BACKOFF = 60.0


@dataclass(frozen=True, slots=True)
class Target:
    """Where updates go."""

    url: str
    secret: str = ""
    max_connections: int = 40


class Webhook:
    """Post updates to a target. `reply` gets the body of an answer that is itself a method call.

    While `down` says so, nothing goes out.
    """

    def __init__(
        self,
        queue: UpdateQueue,
        clock: Clock,
        reply: Callable[[Json], Awaitable[None]],
        down: Callable[[], bool],
    ) -> None:
        self.target: Target | None = None
        self.first_backoff = 1.0
        self.last_error: tuple[int, str] | None = None
        self._queue = queue
        self._clock = clock
        self._reply = reply
        self._down = down
        self._lanes: dict[int, deque[Pending]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(40)
        self._session: aiohttp.ClientSession | None = None
        queue.on_put = self._schedule

    async def set(self, target: Target | None) -> None:
        """Deliver to this target from now on, or to none; what is pending goes along."""
        await self._stop()
        self.target = target
        self.last_error = None
        if target is not None:
            self._free = asyncio.Semaphore(target.max_connections)
            for pending in list(self._queue.pending.values()):
                self._schedule(pending)

    async def close(self) -> None:
        """Stop delivering and let the connections go."""
        await self._stop()
        if self._session is not None:
            await self._session.close()

    async def _stop(self) -> None:
        for worker in self._workers:
            worker.cancel()
        if self._workers:
            await asyncio.wait(self._workers)
        self._lanes.clear()

    def _schedule(self, pending: Pending) -> None:
        if self.target is None:
            return
        lane = self._lanes.get(pending.lane)
        if lane is not None:
            lane.append(pending)
            return
        self._lanes[pending.lane] = deque([pending])
        worker = asyncio.create_task(self._run_lane(self.target, pending.lane))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _run_lane(self, target: Target, key: int) -> None:
        lane = self._lanes[key]
        while lane:
            await self._deliver(target, lane[0])
            lane.popleft()
        del self._lanes[key]

    async def _deliver(self, target: Target, pending: Pending) -> None:
        backoff = self.first_backoff
        while not self._queue.expired(pending):
            if not self._down():
                async with self._free:
                    delivered = await self._attempt(target, pending.body)
                if delivered:
                    break
            await asyncio.sleep(backoff)
            backoff = min(2 * backoff, LONGEST_BACKOFF)
        self._queue.drop(pending.id)

    async def _attempt(self, target: Target, body: Json) -> bool:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN),
            )
        headers = {"X-Telegram-Bot-Api-Secret-Token": target.secret} if target.secret else {}
        try:
            async with self._session.post(target.url, json=body, headers=headers) as response:
                if not 200 <= response.status < 300:
                    self._fail(f"Wrong response from the webhook: {response.status} {response.reason}")
                    return False
                answer = await response.read()
                is_json = response.content_type == "application/json"
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._fail(_reason(error))
            return False
        if is_json and answer:
            with suppress(ValueError):
                call = json.loads(answer)
                if isinstance(call, dict) and "method" in call:
                    await self._reply(call)
        return True

    def _fail(self, reason: str) -> None:
        self.last_error = (int(self._clock.now()), reason)


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "Read timeout expired"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "Connection refused"
    return "Connection reset by peer"
