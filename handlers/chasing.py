"""Beside 催办: its limits, and the list of whom to speak to in person."""

from handlers.turn import Turn
from services.chasing import limits as reminder_limits
from services.reporting import call_list


async def limits(turn: Turn, name: str, value: int) -> None:
    """催办设置, and its buttons."""
    if name:
        await turn.answer(await turn.write(reminder_limits.show, name, value))
    else:
        await turn.answer(await turn.read(reminder_limits.show, name, value))


async def calls(turn: Turn) -> None:
    """联络名单."""
    await turn.answer(await turn.read(call_list.call_list))
