"""What waits to be published, and what waits for the approver's word."""

from handlers.turn import Turn
from services.managing import scheduled


async def waiting(turn: Turn) -> None:
    """The list of what is going to be published."""
    await turn.answer(await turn.read(scheduled.listed))
