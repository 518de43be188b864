"""An event loop whose time passes only when everybody waits, and a server as strict as can be."""

import asyncio
import random
import selectors
from collections import defaultdict, deque
from collections.abc import Coroutine
from typing import Any, TypeVar

from telegram.error import RetryAfter

T = TypeVar("T")


class _Leap(selectors.DefaultSelector):
    """Waits no time at all, but says so to the loop's clock."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "everybody waits for nothing: a deadlock"
        self.now += max(timeout, 0.0)
        return super().select(0)


class _SimulatedLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.leap = _Leap()
        super().__init__(self.leap)

    def time(self) -> float:
        return self.leap.now


def simulate(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` to its end in simulated time; asyncio.sleep and loop.time keep that time."""
    with asyncio.Runner(loop_factory=_SimulatedLoop) as runner:
        return runner.run(main)


def now() -> float:
    return asyncio.get_running_loop().time()


class StrictServer:
    """Counts what arrives within any one second and refuses what is more than `rate`, as 429."""

    def __init__(self, rate: int, *, latency: tuple[float, float] = (0.02, 0.02), seed: int = 1) -> None:
        self.rate, self.latency = rate, latency
        self.random = random.Random(seed)
        self.arrived: deque[float] = deque()
        self.refused = 0
        self.chats: dict[int, list[float]] = defaultdict(list)

    async def call(self, chat_id: int) -> str:
        await self._travel()
        while self.arrived and self.arrived[0] <= now() - 1.0:
            self.arrived.popleft()
        refused = len(self.arrived) >= self.rate
        if not refused:
            self.arrived.append(now())
            self.chats[chat_id].append(now())
        await self._travel()
        if refused:
            self.refused += 1
            raise RetryAfter(1)
        return "sent"

    async def _travel(self) -> None:
        await asyncio.sleep(self.random.uniform(*self.latency))
