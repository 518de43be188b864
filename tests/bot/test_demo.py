"""The demo's own parts: how lines are broken, chance, and what happens when the bot dies on stage."""

import asyncio
import sys

import pytest
from rich.cells import cell_len

from bot.demo.cast import Cast, Player
from bot.demo.processes import Failed, while_alive
from bot.demo.stage import fold
from sandbox.client import Messenger, PersonClient


@pytest.mark.parametrize(
    ("line", "folded"),
    [
        ("", [""]),
        ("各位同志", ["各位同志"]),
        ("各位同志，请廉洁过节", ["各位同", "志，请廉", "洁过节"]),
        ("截至 2026年", ["截至 ", "2026年"]),
        ("https://t.me/x", ["https://", "t.me/x"]),
    ],
)
def test_a_line_is_broken_as_chinese_is_set(line: str, folded: list[str]) -> None:
    assert fold(line, 8) == folded


def test_no_line_is_wider_than_the_terminal() -> None:
    line = "完成率 92.3%（除免 3 人，39 人中完成 36 人）。" * 20
    for width in (20, 33, 73):
        assert all(cell_len(each) <= width for each in fold(line, width))
        assert "".join(fold(line, width)) == line


def test_what_a_person_does_hangs_on_the_seed_and_nobody_else() -> None:
    messenger = Messenger("http://127.0.0.1:1")
    ones = [_cast(messenger, seed) for seed in (7, 7, 8)]
    throws = [[one.chance_of(player).random() for player in one.players] for one in ones]
    assert throws[0] == throws[1] != throws[2]
    assert len(set(throws[0])) == 2


def _cast(messenger: Messenger, seed: int) -> Cast:
    first, second = (
        Player("王敏", where, PersonClient(messenger, number, "王敏"))
        for number, where in enumerate(("办公室", "监察支队"))
    )
    return Cast((first, second), first, second, second, second, second, (), seed)


async def test_the_demo_says_at_once_that_the_bot_has_died() -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    with pytest.raises(Failed, match="停止"):
        await while_alive(process, _waits_for_ever())


async def _waits_for_ever() -> None:
    await asyncio.Event().wait()
