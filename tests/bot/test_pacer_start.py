"""The first calls open connections: what they take says nothing of the later ones."""

import asyncio

from bot.sending.limits import Lane
from bot.sending.pacer import Pacer
from tests.bot.simulation import StrictServer, now, simulate

OPENING = 0.06  # seconds
SINCE = 0.0003


class ColdServer(StrictServer):
    """Every connection is opened by the first call on it, whose way there is long, never its way back."""

    def __init__(self, rate: int, connections: int) -> None:
        super().__init__(rate, latency=(SINCE, SINCE))
        self.to_open = connections

    async def call(self, chat_id: int) -> str:
        if self.to_open:
            self.to_open -= 1
            await asyncio.sleep(OPENING)
        return await super().call(chat_id)


def test_slow_openings_let_no_place_go_too_early() -> None:
    async def main() -> tuple[ColdServer, float]:
        server, pace = ColdServer(1000, connections=75), Pacer(now, asyncio.sleep, rate=1000.0)
        calls = (
            pace.run(lambda chat_id=chat_id: server.call(chat_id), chat_id=chat_id, lane=Lane.BROADCAST)  # type: ignore[misc]  # bound at once
            for chat_id in range(1, 5001)
        )
        await asyncio.gather(*calls)
        return server, now()

    server, seconds = simulate(main())
    assert server.refused == 0
    assert 5000 / seconds >= 0.97 * 1000
