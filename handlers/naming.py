"""A choice among namesakes."""

from handlers.turn import Turn
from services import naming


async def chosen(turn: Turn, purpose: str, person_id: int) -> None:
    """One of the people offered for a typed name."""
    await turn.answer(await turn.write(naming.chosen, purpose, person_id))
