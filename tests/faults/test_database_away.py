"""The database stops, is full or locked, while messages go out and people tap."""

import asyncio
import resource
import sqlite3
from collections.abc import Callable
from pathlib import Path

from sandbox.client import Answer, Messenger
from tests.faults.bureau import FIRST_ACCOUNT, REMINDER, Bureau, compare
from tests.faults.conftest import Server, sized, until
from tests.faults.processes import bot_for, ended

AWAY = "系统暂时不能保存"


def done(bureau: Bureau, activity_id: int) -> set[int]:
    """Return the numbers of those who have done it."""
    return {number for number, row in bureau.assignments(activity_id).items() if row.outcome == "done"}


async def tap_all(messenger: Messenger, numbers: set[int]) -> "list[asyncio.Task[Answer | None]]":
    """Let people tap at the same moment; return what each will first be told."""
    persons = [await messenger.person(FIRST_ACCOUNT + number, f"职工{number}") for number in sorted(numbers)]
    return [asyncio.create_task(person.tap("我已知悉", within=140)) for person in persons]


def told_to_wait(taps: "list[asyncio.Task[Answer | None]]") -> int:
    """Return how many were told so far that nothing can be stored."""
    answers = [tap.result() for tap in taps if tap.done()]
    return sum(answer is not None and AWAY in answer.text for answer in answers)


async def test_postgresql_stops_in_the_middle_of_a_push_and_of_a_storm(
    found: Callable[..., Bureau],
    server: Server,
    messenger: Messenger,
    tmp_path: Path,
    say: Callable[[str], None],
) -> None:
    people, seconds = sized((300, 3.0), (2000, 10.0))
    bureau = found(people, server.url)
    await messenger.people(bureau.accounts())
    await messenger.fault(latency=(0.0, 0.1), seed=1)
    activity = bureau.ask("reminder", REMINDER)
    bot = await bot_for(server.url, messenger, tmp_path)
    async with ended(bot):
        await bot.start()
        await until(lambda: bureau.asked() == people and bureau.unsettled() < 0.6 * people)
        reached = bureau.in_state("sent")
        before = set(sorted(reached)[::2])
        storm = await tap_all(messenger, before)
        await asyncio.to_thread(server.stop)
        storm += await tap_all(messenger, reached - before)
        await asyncio.sleep(seconds)
        await until(lambda: told_to_wait(storm) > 0)
        assert bot.running
        await asyncio.to_thread(server.start)
        await until(lambda: not bureau.unsettled())
        answers = [await tap for tap in storm]
        await until(lambda: done(bureau, activity) == reached)
        assert bot.running
        assert await bot.stop() == 0
    push = compare(bureau, await messenger.counts())
    told = told_to_wait(storm)
    say(
        f"PostgreSQL away for {seconds:.0f} s in a push to {people}: missed {len(push.missed)}, doubled "
        f"{len(push.doubled)}, in doubt {len(push.doubted)}; of {len(reached)} taps {told} were told to "
        f"wait, all {len(reached)} stored"
    )
    assert not push.missed - push.doubted
    assert push.doubled <= push.doubted
    assert None not in answers
    assert set(bureau.answers(activity).values()) == {1}


async def test_the_disk_is_full(
    found: Callable[..., Bureau], messenger: Messenger, tmp_path: Path, say: Callable[[str], None]
) -> None:
    people = sized(60, 500)
    bureau = found(people)
    await messenger.people(bureau.accounts())
    activity = bureau.ask("reminder", REMINDER)
    bot = await bot_for(bureau.url, messenger, tmp_path)
    async with ended(bot):
        await bot.start()
        await until(lambda: bureau.asked() == people and not bureau.unsettled())
        everybody = bureau.in_state("sent")
        # No file of the bot's may grow beyond this: what SQLite writes fails as on a full disk.
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (32 * 1024, resource.RLIM_INFINITY))
        tapping = await tap_all(messenger, everybody)
        # Telegram shows a hundred updates at a time; those behind them hear nothing, and are stored
        # all the same.
        await until(
            lambda: sum(tap.done() for tap in tapping) >= min(people, len(done(bureau, activity)) + 100)
        )
        stored, told = done(bureau, activity), told_to_wait(tapping)
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        await asyncio.gather(*tapping)
        await until(lambda: done(bureau, activity) == everybody)
        assert await bot.stop() == 0
    say(f"disk full: {len(stored)} of {people} taps stored meanwhile, {told} told to wait, all stored after")
    assert told == min(people - len(stored), 100)
    assert set(bureau.answers(activity).values()) == {1}


async def test_sqlite_is_locked(
    found: Callable[..., Bureau], messenger: Messenger, tmp_path: Path, say: Callable[[str], None]
) -> None:
    people, seconds = sized((20, 1.0), (200, 14.0))  # the driver itself waits for ten
    bureau = found(people)
    await messenger.people(bureau.accounts())
    activity = bureau.ask("reminder", REMINDER)
    bot = await bot_for(bureau.url, messenger, tmp_path)
    async with ended(bot):
        await bot.start()
        await until(lambda: bureau.asked() == people and not bureau.unsettled())
        other = sqlite3.connect(tmp_path / "qingfeng.db", timeout=120, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        tapping = await tap_all(messenger, set(range(1, people + 1)))
        await asyncio.sleep(seconds)
        assert not done(bureau, activity)
        other.execute("ROLLBACK")
        other.close()
        await asyncio.gather(*tapping)
        await until(lambda: len(done(bureau, activity)) == people)
        assert await bot.stop() == 0
    told = told_to_wait(tapping)
    say(f"SQLite locked for {seconds:.0f} s: of {people} taps {told} told to wait, all stored")
    assert set(bureau.answers(activity).values()) == {1}
