"""Words and commands of a person's own: /todo, /me, and text that answers what was asked."""

from handlers.turn import Turn
from services import todo as todo_service
from services import words


async def typed(turn: Turn) -> None:
    """Text that is no command."""
    await turn.answer(await turn.write(words.typed, turn.text))


async def todo(turn: Turn) -> None:
    """/todo: everything open, merged."""
    await turn.answer(await turn.read(todo_service.todo))


async def me(turn: Turn) -> None:
    """/me: the sender's own record."""
    await turn.answer(await turn.read(todo_service.my_record))
