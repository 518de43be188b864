"""/new: writing something to be asked."""

from handlers.turn import Turn
from services import authoring


async def new(turn: Turn) -> None:
    """/new: the kinds, and drafts to go on with."""
    await turn.answer(await turn.read(authoring.new))


async def begin(turn: Turn, kind: str) -> None:
    """A kind was chosen."""
    await turn.answer(await turn.write(authoring.begin, kind))


async def press(turn: Turn, draft_id: int, step: str, choice: str) -> None:
    """A button of a draft."""
    await turn.answer(await turn.write(authoring.press, draft_id, step, choice))
