"""Stars: spent only above the free rate, set aside before, and never beyond the budget whatever happens."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from telegram.error import RetryAfter
from telegram.ext import ExtBot

import sandbox
from bot.sending.fares import PAID_RATE
from bot.sending.pacer import Lane, Pacer
from bot.sending.purse import BLOCK, TENTHS, Purse, keep_filled
from bot.sending.sender import Sender
from bot.sending.transport import AiohttpRequest
from bot.sending.verdict import Unknown
from services.office import Office
from services.outbox import enqueue, message_row
from services.paid import COUNTED, give_back, reserve
from storage.activities import option
from storage.people import Department, Person
from storage.store import Store
from tests.bot.simulation import now as simulated_now
from tests.bot.simulation import simulate

CROWD = 330
FIRST = 100
"""Of the crowd: too few to spend the budget, so that the restart falls before its end."""


async def test_no_more_is_set_aside_than_the_budget(store: Store) -> None:
    assert [await store.write(reserve, 40, 100) for _ in range(4)] == [40, 40, 20, 0]
    await store.write(give_back, 15)
    assert await store.write(reserve, 40, 100) == 15
    # Raised: the rest of the new sum; lowered: nothing.
    assert await store.write(reserve, 40, 120) == 20
    assert await store.write(reserve, 40, 50) == 0


def purse_with(tenths: int) -> Purse:
    purse = Purse(0)
    purse.put(tenths)
    return purse


async def burst(pace: Pacer, calls: int, lane: Lane = Lane.BROADCAST) -> list[tuple[float, bool]]:
    """Send to as many chats at once; return when each went, and whether it was paid for."""
    went: list[tuple[float, bool]] = []

    async def one(chat_id: int) -> None:
        paid = False

        def pay(this: bool) -> None:
            nonlocal paid
            paid = this

        async def send() -> None:
            went.append((simulated_now(), paid))

        await pace.run(send, chat_id=chat_id, lane=lane, pay=pay)

    await asyncio.gather(*(one(chat_id) for chat_id in range(1, calls + 1)))
    return went


def test_the_free_thirty_a_second_cost_nothing_and_the_rest_goes_at_once() -> None:
    async def main() -> tuple[list[tuple[float, bool]], int]:
        purse = purse_with(1000)
        pace = Pacer(simulated_now, asyncio.sleep, purse=purse)
        return await burst(pace, 500), purse.tenths

    went, left = simulate(main())
    assert sum(paid for _, paid in went) == 470
    assert left == 1000 - 470
    assert went[-1][0] < 500 / PAID_RATE * 1.2


def test_the_last_tenth_spent_it_goes_on_at_the_free_rate() -> None:
    async def main() -> list[tuple[float, bool]]:
        pace = Pacer(simulated_now, asyncio.sleep, purse=purse_with(50))
        return await burst(pace, 140)

    went = simulate(main())
    assert [paid for _, paid in went] == [False] * 30 + [True] * 50 + [False] * 60
    assert went[80][0] - went[79][0] > 0.9  # until the second has room for what is free
    assert went[-1][0] < 4.1


def test_slow_traffic_and_answers_ask_for_no_stars() -> None:
    async def main() -> bool:
        purse = Purse(10)
        pace = Pacer(simulated_now, asyncio.sleep, purse=purse)
        await burst(pace, 25)
        await asyncio.sleep(5)
        await burst(pace, 100, Lane.ANSWER)
        await asyncio.sleep(5)
        assert not purse.wanted.is_set()
        await burst(pace, 60)
        return purse.wanted.is_set()

    assert simulate(main())


@pytest.mark.parametrize(("error", "refunded"), [(RetryAfter(1), 1), (Unknown("?"), 0)])
def test_only_what_surely_did_not_go_is_refunded(error: Exception, refunded: int) -> None:
    async def main() -> int:
        purse = purse_with(10)
        pace = Pacer(simulated_now, asyncio.sleep, rate=1.0, purse=purse)

        async def fail() -> None:
            raise error

        await burst(pace, 1)
        with pytest.raises(type(error)):
            await pace.run(fail, chat_id=7, lane=Lane.BROADCAST, pay=lambda paid: None)
        return purse.tenths

    assert simulate(main()) == 9 + refunded


def crowd(session: Session, now: datetime) -> None:
    """Store the people, the first of them with a message due."""
    department = Department(name="办公室", position=1)
    session.add(department)
    session.flush()
    people = [
        Person(
            name=f"同志{n}",
            department_id=department.id,
            political="群众",
            roster_order=n,
            joined=now.date() - timedelta(days=9),
            telegram_id=n,
        )
        for n in range(1, CROWD + 1)
    ]
    session.add_all(people)
    session.flush()
    tell(session, people[:FIRST], now)


def tell_the_rest(session: Session, now: datetime) -> None:
    tell(session, session.scalars(select(Person).where(Person.roster_order > FIRST)).all(), now)


def tell(session: Session, people: Sequence[Person], now: datetime) -> None:
    text = {"text": "请知悉。"}
    enqueue(session, [message_row(f"tell/{p.id}", "tell", p.id, now, payload=text) for p in people])


class Hands:
    """A clock that stands still while anything is on its way, however slow the machine is."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@contextlib.asynccontextmanager
async def sending(
    box: sandbox.Box, store: Store, office: Office, stars: int, hands: Hands
) -> AsyncIterator[None]:
    """Run a bot's sender with a budget, as a spell does, and stop it cleanly."""
    purse = Purse(stars)

    async def sleep(seconds: float) -> None:
        while pacer._in_flight:  # noqa: ASYNC110 - answers of the sandbox end it
            await asyncio.sleep(0)
        while not purse.tenths and cast("int", await store.read(option, COUNTED, 0)) < purse.budget:
            purse.wanted.set()
        hands.seconds += seconds

    pacer = Pacer(hands, sleep, purse=purse)
    bot: ExtBot[Lane] = ExtBot(
        box.token, base_url=f"{box.api_url}/bot", request=AiohttpRequest(), rate_limiter=pacer
    )
    async with bot:
        sender = Sender(store, bot, office, lambda: datetime(2026, 12, 2, 2, 0, tzinfo=UTC), _fatal)
        tasks = [asyncio.create_task(sender.run()), asyncio.create_task(keep_filled(purse, store, None))]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                await asyncio.wait([task])


async def test_a_real_broadcast_stays_within_its_budget_across_restarts(
    sqlite_url: str, office: Office, now: datetime
) -> None:
    stars, store, hands = 22, Store(sqlite_url), Hands()
    await store.write(crowd, now)
    async with sandbox.serve(clock=hands) as box:
        await box.messenger.people(
            [{"id": n, "first_name": "同志", "standing": "started"} for n in range(1, CROWD + 1)]
        )
        async with sending(box, store, office, stars, hands):
            while len(await box.messenger.counts()) < 60:  # in the middle of the paid part
                pass
        spent = (await box.messenger.stats())["stars_spent"]
        assert 0 < spent < stars
        # What a killed process held is never known: it counts as spent.
        assert await store.write(reserve, 10, stars * TENTHS) == 10
        await store.write(tell_the_rest, now)
        hands.seconds += 2.0  # to the new process no second of the old one is known
        async with sending(box, store, office, stars, hands):
            while len(await box.messenger.counts()) < CROWD:
                pass
        stats = await box.messenger.stats()
        assert list((await box.messenger.counts()).values()) == [1] * CROWD
        assert spent < stats["stars_spent"]
        assert set(stats["calls"]["sendMessage"]) == {"ok"}
    counted = await store.read(option, COUNTED, 0)
    assert isinstance(counted, int)
    assert stats["stars_spent"] * TENTHS + 10 <= counted + 0.001 <= stars * TENTHS + 0.001
    store.close()


async def test_what_is_not_used_is_given_back(sqlite_url: str, office: Office) -> None:
    store, purse = Store(sqlite_url), Purse(100)
    filled = asyncio.Event()
    purse.on_filled = filled.set
    keeping = asyncio.create_task(keep_filled(purse, store, None))
    purse.wanted.set()
    await filled.wait()
    assert purse.tenths == BLOCK
    assert purse.take()
    keeping.cancel()
    await asyncio.wait([keeping])
    assert purse.tenths == 0
    assert await store.read(option, COUNTED, 0) == 1
    store.close()


def _fatal(error: Exception) -> None:
    raise AssertionError(error)


def test_the_flag_is_set_on_what_is_paid_for_alone() -> None:
    async def main() -> list[bool]:
        pace = Pacer(simulated_now, asyncio.sleep, rate=1.0, purse=purse_with(1))
        flagged = []
        for chat_id in (1, 2, 3):
            params: dict[str, object] = {"chat_id": chat_id, "text": "x"}

            async def callback(*args: object, sent: dict[str, object] = params) -> bool:
                flagged.append(bool(sent.get("allow_paid_broadcast")))
                return True

            await pace.process_request(callback, (), {}, "sendMessage", params, Lane.BROADCAST)
        return flagged

    assert simulate(main()) == [False, True, False]
