"""The secretary's word on what was due while the bot was down."""

from handlers.turn import Turn
from services import missed


async def answer(turn: Turn, activity_id: int, choice: str) -> None:
    """现在发布 or 不发布 under what missed its time."""
    await turn.answer(await turn.write(missed.answer_held, activity_id, choice))
