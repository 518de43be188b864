"""更正 below a report: what was published is changed."""

from handlers.turn import Turn
from services.correcting import talk as correcting


async def press(turn: Turn, activity_id: int, choice: str, arg: str) -> None:
    """One of a correction's buttons."""
    await turn.answer(await turn.write(correcting.press, activity_id, choice, arg))
