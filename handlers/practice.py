"""/practice: one's own wrong answers."""

from handlers.turn import Turn
from services import practice


async def begin(turn: Turn) -> None:
    """/practice."""
    await turn.answer(await turn.read(practice.practice))


async def press(turn: Turn, card_id: int, action: str, arg: str) -> None:
    """A button of a card."""
    await turn.answer(await turn.write(practice.press, card_id, action, arg))
