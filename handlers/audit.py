"""/audit: what was done by office."""

from handlers.turn import Turn
from services.audit import looking


async def show(turn: Turn) -> None:
    """/audit, with or without a name or a number behind it."""
    await turn.answer(await turn.read(looking.show, turn.argument))


async def press(turn: Turn, what: str, person_id: int, kind: str, month: str, page: int) -> None:
    """One of its buttons."""
    if what in ("why", "is"):
        await turn.answer(await turn.write(looking.press, what, person_id, kind, month, page))
    else:
        await turn.answer(await turn.read(looking.press, what, person_id, kind, month, page))
