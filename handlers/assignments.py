"""A person's own things: pressing a button on them, opening them, and the secretary's answers to requests."""

from activities.kind import Action
from handlers.turn import Turn
from services import answering


async def tap(turn: Turn, assignment_id: int, version: int, action: str, arg: str) -> None:
    """A button on something that was asked of this person."""
    await turn.answer(await turn.tap(assignment_id, version, Action(action, arg)))


async def show(turn: Turn, assignment_id: int) -> None:
    """A line of /todo."""
    await turn.answer(await turn.read(answering.show, assignment_id))


async def decide(turn: Turn, assignment_id: int, version: int, action: str, arg: str) -> None:
    """A secretary's answer to what somebody asked for."""
    await turn.answer(await turn.write(answering.decide, assignment_id, version, Action(action, arg)))
