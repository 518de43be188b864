"""/suggest: a word to the secretaries, and what was said before."""

from handlers.turn import Turn
from services import suggestions


async def show(turn: Turn) -> None:
    """/suggest, with or without the words behind it."""
    if turn.argument:
        await turn.answer(await turn.write(suggestions.show, turn.argument))
    else:
        await turn.answer(await turn.read(suggestions.show))


async def press(turn: Turn, suggestion_id: int, action: str) -> None:
    """A button of a suggestion, or of the list."""
    await turn.answer(await turn.write(suggestions.press, suggestion_id, action))
