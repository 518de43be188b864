"""/retention and /mydata: how long things are kept, everything about oneself, and erasing."""

from handlers.turn import Turn
from services.retention import doors, person_export
from services.retention import screen as retention_screen


async def retention(turn: Turn) -> None:
    """/retention."""
    await turn.answer(await turn.read(retention_screen.home))


async def mine(turn: Turn) -> None:
    """/mydata."""
    await turn.answer(await turn.read(person_export.mine))


async def press(turn: Turn, action: str, number: int) -> None:
    """A button of these screens."""
    await turn.answer(await turn.write(doors.press, action, number))
