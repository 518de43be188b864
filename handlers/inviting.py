"""/invite: links to give out, and parting an account."""

from handlers import menus
from handlers.turn import Turn
from services.belonging import inviting


async def menu(turn: Turn) -> None:
    """/invite."""
    await turn.answer(await turn.read(inviting.menu))


async def press(turn: Turn, action: str) -> None:
    """A button of /invite."""
    await turn.answer(await turn.write(inviting.press, action))


async def part(turn: Turn, person_id: int) -> None:
    """确认解除."""
    await menus.answer(turn, await turn.write(inviting.part, person_id))
