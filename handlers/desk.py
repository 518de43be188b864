"""A secretary's buttons on one activity that belong to its kind."""

from handlers.turn import Turn
from services import desk


async def press(turn: Turn, activity_id: int, action: str, arg: str) -> None:
    """One of those buttons."""
    await turn.answer(await turn.write(desk.press, activity_id, action, arg))
