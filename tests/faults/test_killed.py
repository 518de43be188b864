"""kill -9 while messages go out, and while people answer."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

from sandbox.client import Messenger, PersonClient
from storage.messages import SENDING
from tests.faults.bureau import FIRST_ACCOUNT, REMINDER, SESSION, Bureau, compare
from tests.faults.conftest import sized, until
from tests.faults.processes import TEN_MINUTES, bot_for, ended, move_clock


def pushed(bureau: Bureau, left: int) -> bool:
    """Tell whether a push has begun and at most so many are left of it."""
    return bureau.asked() > 0 and bureau.unsettled() <= left


async def test_killed_at_random_moments_of_a_push(
    found: Callable[..., Bureau],
    messenger: Messenger,
    tmp_path: Path,
    dice: Random,
    say: Callable[[str], None],
) -> None:
    people, kills = sized((300, 3), (2000, 100))
    bureau = found(people)
    await messenger.people(bureau.accounts())
    await messenger.fault(latency=(0.0, 0.1), seed=1)
    bureau.ask("reminder", REMINDER)
    bot = await bot_for(bureau.url, messenger, tmp_path)
    in_flight: list[int] = []
    async with ended(bot):
        for left in sorted((dice.randrange(people) for _ in range(kills)), reverse=True):
            await bot.start()
            await until(partial(pushed, bureau, left))
            await asyncio.sleep(dice.random() / 20)
            await bot.kill()
            in_flight.append(bureau.states()[SENDING])
        await bot.start()
        await until(lambda: bureau.asked() == people and not bureau.unsettled())
        first = compare(bureau, await messenger.counts())
        assert len(first.doubted) <= sum(in_flight)
        move_clock(tmp_path, TEN_MINUTES)
        doubted = len(first.doubted)
        await until(lambda: bureau.asked() == people + doubted and not bureau.unsettled())
        assert await bot.stop() == 0
    push = compare(bureau, await messenger.counts())
    say(
        f"{kills} kills of a push to {people}: missed {len(push.missed)}, doubted {len(push.doubted)} "
        f"(in flight at each kill at most {max(in_flight)}), of these doubled {len(push.doubled)}"
    )
    assert not push.missed
    assert push.doubled <= push.doubted
    assert await messenger.violations() == []


async def test_killed_while_people_tap_and_write(
    found: Callable[..., Bureau],
    messenger: Messenger,
    tmp_path: Path,
    dice: Random,
    say: Callable[[str], None],
) -> None:
    people, kills, seconds = sized((100, 3, 4.0), (1700, 30, 60.0))  # three things a person does
    bureau = found(people)
    accounts = bureau.accounts()
    await messenger.people(accounts)
    reminder, session = bureau.ask("reminder", REMINDER), bureau.ask("study", SESSION)
    bot = await bot_for(bureau.url, messenger, tmp_path)
    toasts: set[int] = set()

    async def answer(person: PersonClient) -> None:
        await asyncio.sleep(dice.random() * seconds)
        if (toast := await person.tap("我已知悉", within=140)) and "已登记" in toast.text:
            toasts.add(person.id - FIRST_ACCOUNT)
        await person.tap("请假", within=140)
        await person.send("到区里开会")

    async with ended(bot):
        await bot.start()
        await until(lambda: bureau.asked() == 2 * people and not bureau.unsettled())
        persons = [await messenger.person(account["id"], account["first_name"]) for account in accounts]
        answering = [asyncio.create_task(answer(person)) for person in persons]
        for _ in range(kills):
            await asyncio.sleep(dice.random() * seconds / kills)
            await bot.kill()
            stored = {number for number, row in bureau.assignments(reminder).items() if row.outcome == "done"}
            assert toasts <= stored
            await bot.start()
        await asyncio.gather(*answering)
        while (await messenger.stats())["pending_updates"]:  # noqa: ASYNC110 another process takes them
            await asyncio.sleep(0.05)
        assert await bot.stop() == 0
    reasons = [row.reply.get("reason") for row in bureau.assignments(session).values()]
    say(
        f"{kills} kills during {3 * people} taps and texts: toasts {len(toasts)}, answers stored "
        f"{len(bureau.answers(reminder))} and {len(bureau.answers(session))}, stored twice "
        f"{sum(count > 1 for each in (reminder, session) for count in bureau.answers(each).values())}, "
        f"texts gone astray {bureau.strays()}"
    )
    assert set(bureau.answers(reminder).values()) == {1}
    assert len(bureau.answers(reminder)) == len(bureau.answers(session)) == people
    assert set(bureau.answers(session).values()) == {1}
    assert set(reasons) == {"到区里开会"}
    assert bureau.strays() == 0
