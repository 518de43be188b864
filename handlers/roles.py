"""/role: who holds which role, granting and withdrawing."""

from handlers import menus
from handlers.turn import Turn
from services.belonging import roles


async def show(turn: Turn) -> None:
    """/role."""
    await turn.answer(await turn.read(roles.list_roles))


async def begin(turn: Turn, code: str) -> None:
    """授予…: ask for the name; without a role, back to the list."""
    if code:
        await turn.answer(await turn.write(roles.ask_whom, code))
    else:
        await show(turn)


async def grant(turn: Turn, person_id: int, code: str) -> None:
    """确认授予."""
    await menus.answer(turn, await turn.write(roles.grant, person_id, code))


async def ask_withdraw(turn: Turn, person_id: int, code: str) -> None:
    """撤销…"""
    await turn.answer(await turn.read(roles.ask_withdraw, person_id, code))


async def withdraw(turn: Turn, person_id: int, code: str) -> None:
    """确认撤销."""
    await menus.answer(turn, await turn.write(roles.withdraw, person_id, code))
