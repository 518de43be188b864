"""Claiming no more than the pacer has room for keeps the rate, and leaves little in doubt after a crash."""

import asyncio

from bot.sending.pacer import Lane, Pacer
from tests.bot.simulation import StrictServer, now, simulate


async def _claim_as_the_sender_does(pace: Pacer, server: StrictServer, people: int) -> tuple[float, int]:
    """Return how long it took, and how many at most were claimed and not under way to the server."""
    sending: set[asyncio.Task[str]] = set()
    on_the_wire: set[int] = set()
    waiting_longest = 0

    async def call(chat_id: int) -> str:
        on_the_wire.add(chat_id)
        try:
            return await server.call(chat_id)
        finally:
            on_the_wire.discard(chat_id)

    left = list(range(1, people + 1))
    while left or sending:
        await asyncio.sleep(0.04)  # a claim's transaction, and what gathers for it
        claimed, left = left[: pace.room()], left[pace.room() :]
        for chat_id in claimed:
            work = pace.run(lambda chat_id=chat_id: call(chat_id), chat_id=chat_id, lane=Lane.BROADCAST)  # type: ignore[misc]  # bound at once
            task = asyncio.create_task(work)
            sending.add(task)
            task.add_done_callback(sending.discard)
        waiting_longest = max(waiting_longest, len(sending) - len(on_the_wire))
    return now(), waiting_longest


def test_the_rate_is_kept_with_a_handful_waiting() -> None:
    async def main() -> None:
        server = StrictServer(30, latency=(0.05, 0.05))
        seconds, waiting = await _claim_as_the_sender_does(Pacer(now, asyncio.sleep), server, 900)
        assert server.refused == 0
        assert 900 / seconds >= 0.97 * 30
        assert waiting <= 10

    simulate(main())


def test_there_is_no_room_while_telegram_wants_none() -> None:
    async def main() -> None:
        pace = Pacer(now, asyncio.sleep)
        pace.restore([(None, 20.0)])
        assert pace.room() == 0
        await asyncio.sleep(20.1)
        assert pace.room() > 0

    simulate(main())
