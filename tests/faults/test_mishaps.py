"""Everything that Telegram can do to a push at once, and mistakes made beside a running bot."""

from collections.abc import Callable
from pathlib import Path

from sandbox.client import Messenger
from tests.faults.bureau import REMINDER, Bureau, compare
from tests.faults.conftest import SEED, sized, until
from tests.faults.processes import TEN_MINUTES, bot_for, command, ended, environment, move_clock

BLOCKED, NOT_FOUND = "本人已停用机器人", "找不到与本人的对话，绑定可能有误"


async def test_errors_lost_replies_floods_and_people_out_of_reach(
    found: Callable[..., Bureau], messenger: Messenger, tmp_path: Path, say: Callable[[str], None]
) -> None:
    people, slowest = sized((200, 0.3), (2000, 2.0))
    bureau = found(people)
    blocked = set(range(1, people // 10 + 1))
    unknown = set(range(people - people // 100 + 1, people + 1))
    others = set(range(1, people + 1)) - blocked - unknown
    await messenger.people(bureau.accounts(blocked, "blocked") + bureau.accounts(others))
    activity = bureau.ask("reminder", REMINDER)
    await messenger.fault(
        error_rate=0.05,
        lost_reply_rate=0.05,
        flood_rate=0.02,
        latency=(0.05, slowest),
        only=["sendMessage"],
        seed=SEED,
    )
    bot = await bot_for(bureau.url, messenger, tmp_path)
    async with ended(bot):
        await bot.start()
        await until(lambda: bureau.asked() == people and not bureau.unsettled())
        once = len(bureau.doubted())
        move_clock(tmp_path, TEN_MINUTES)
        await until(lambda: bureau.asked() == people + once and not bureau.unsettled())
        assert await bot.stop() == 0
    push = compare(bureau, await messenger.counts())
    calls = (await messenger.stats())["calls"]["sendMessage"]
    # What fell into doubt twice over is not tried a third time; it stands in the report as uncertain.
    lost = push.missed - blocked - unknown
    say(
        f"push to {people} through {calls}: {len(others - push.missed)} of {len(others)} reached, "
        f"{len(lost)} of them twice in doubt, {once} in doubt once and repeated, doubled {len(push.doubled)}"
    )
    twice = {number for number, rows in bureau.doubts().items() if rows > 1}
    assert lost <= twice
    assert push.doubled <= push.doubted
    reasons = {number: row.unreachable for number, row in bureau.assignments(activity).items()}
    # Whose refusal was lost twice is in doubt like anybody else.
    assert {number for number, reason in reasons.items() if reason == BLOCKED} == blocked - twice
    assert {number for number, reason in reasons.items() if reason == NOT_FOUND} == unknown - twice
    assert all(reasons[number] is None for number in others | twice)
    refused = len((blocked | unknown) - twice)
    assert bureau.standing(activity) == {"unreachable": refused, "pending": people - refused}


async def test_a_second_bot_an_import_and_a_clock_set_back(
    found: Callable[..., Bureau], messenger: Messenger, tmp_path: Path, say: Callable[[str], None]
) -> None:
    people = 20
    bureau = found(people)
    await messenger.people(bureau.accounts())
    first = bureau.ask("reminder", REMINDER)
    bot = await bot_for(bureau.url, messenger, tmp_path)
    roster = tmp_path / "roster.csv"
    roster.write_text("姓名,处室,政治面貌\n新同事,办公室,群众\n", "utf-8")
    async with ended(bot):
        await bot.start()
        await until(lambda: bureau.asked() == people and not bureau.unsettled())
        other_folder = environment(
            tmp_path / "other", messenger.url, bot.settings["QINGFENG_TOKEN"], bureau.url
        )
        code, said = await command(other_folder, "run", "--trial")
        assert (code, "已经在运行" in said) == (1, True), said
        code, said = await command(bot.settings, "import", "roster", str(roster), "--yes", "--trial")
        assert code == 0, said
        move_clock(tmp_path, -3600.0)
        person = await messenger.person(10_001, "职工1")
        answer = await person.tap("我已知悉")
        assert answer is not None
        assert "已登记" in answer.text
        move_clock(tmp_path, 3600.0)
        second = bureau.ask("reminder", REMINDER)
        await until(lambda: len(bureau.assignments(second)) == people + 1 and not bureau.unsettled())
        assert await bot.stop() == 0
    counts = await messenger.counts()
    say("a second run refused, an import taken, the clock an hour back and forth: 2 messages each")
    assert set(counts.values()) == {2}
    assert len(bureau.assignments(first)) == people
