"""What must outlive a restart or a jump: Telegram's stops, and the clock's rings."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from telegram.error import RetryAfter

from bot.sending.pacer import Lane, Pacer
from bot.sending.pauses import Pauses
from bot.watching.heartbeat import Heartbeat
from scheduler.clockwork import start
from services.office import Office
from services.outage import ALIVE
from services.pauses import forget_pauses, keep_pause, pauses_left
from storage.activities import option
from storage.store import Store
from tests.faults.processes import PATIENCE


async def test_a_restart_forgets_no_stop(store: Store, now: datetime) -> None:
    pauses = Pauses(store, lambda: now)
    pacer = Pacer(lambda: 0.0, asyncio.sleep, on_pause=pauses.note)

    async def flooded() -> None:
        raise RetryAfter(timedelta(seconds=120))

    with pytest.raises(RetryAfter):
        await pacer.run(flooded, chat_id=7, lane=Lane.BROADCAST)
    await pauses.settle()
    later = now + timedelta(seconds=20)
    assert sorted(await store.read(pauses_left, later), key=str) == [(7, 100.0), (None, 100.0)]
    fresh = Pacer(lambda: 0.0, asyncio.sleep)
    await Pauses(store, lambda: later).restore(fresh)
    assert fresh.room() == 0
    with pytest.raises(RetryAfter) as refused:
        await fresh.run(flooded, chat_id=8, lane=Lane.BROADCAST)
    assert refused.value.retry_after == timedelta(seconds=100)
    await pacer.shutdown()
    await fresh.shutdown()


async def test_stops_that_are_over_are_forgotten(store: Store, now: datetime) -> None:
    await store.write(keep_pause, "@group", now + timedelta(seconds=5))
    await store.write(keep_pause, "@group", now + timedelta(seconds=9))
    assert await store.read(pauses_left, now) == [("@group", 9.0)]
    await store.write(forget_pauses, now + timedelta(seconds=9))
    assert await store.read(pauses_left, now) == []


async def test_a_heartbeat_tells_that_telegram_is_heard(store: Store, office: Office, now: datetime) -> None:
    heart = Heartbeat(store, office, lambda: now, polling=True)
    beating = asyncio.create_task(heart.run())
    assert await store.read(option, ALIVE, None) is None
    heart.heard()
    async with asyncio.timeout(PATIENCE):
        while await store.read(option, ALIVE, None) != now.isoformat():  # noqa: ASYNC110 a thread writes it
            await asyncio.sleep(0.01)
    beating.cancel()


async def test_the_clock_rings_on_where_the_computers_was_set_back(store: Store, office: Office) -> None:
    rings = asyncio.Queue[None]()
    scheduler = start(store, office, lambda: datetime.now(UTC), lambda: rings.put_nowait(None), 0.1)
    await rings.get()
    # To the scheduler it looks as if its next ring were an hour ahead.
    scheduler.get_jobs()[0].modify(next_run_time=datetime.now(UTC) + timedelta(hours=1))
    while not rings.empty():
        rings.get_nowait()
    async with asyncio.timeout(PATIENCE):
        await rings.get()
    scheduler.shutdown(wait=False)
