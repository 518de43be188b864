"""Words and commands of a person's own: /todo, /me, and text that answers what was asked."""

from datetime import timedelta

from handlers import leftovers
from handlers.turn import NEVER_MIND, Turn, storable
from services import todo as todo_service
from services import words
from services.reporting import person

LATEST_EDIT = timedelta(hours=24)


async def typed(turn: Turn) -> None:
    """Text that is no command."""
    await turn.answer(await turn.write(words.typed, turn.text, _asked(turn)))


async def edited(turn: Turn) -> None:
    """A message changed after it was sent; a place that moves along is none, nor what nobody changed."""
    message = turn.update.edited_message
    if message is None or message.location is not None or message.edit_date is None:
        return
    if turn.now - message.edit_date > LATEST_EDIT:  # a messenger may touch old messages by itself
        return
    text = storable(message.text or message.caption)
    await turn.answer(await turn.write(words.edited, text))


def _asked(turn: Turn) -> timedelta | None:
    """Return how long ago we asked what a message replies to, None where it replies to no question.

    Both times are the messenger's, so that no clock of ours that is wrong counts.
    """
    message = turn.update.message
    question = message.reply_to_message if message is not None else None
    if message is None or question is None or not (question.text or "").endswith(NEVER_MIND):
        return None
    return message.date - question.date


async def todo(turn: Turn) -> None:
    """/todo: everything open, merged."""
    await turn.answer(await turn.read(todo_service.todo))


async def me(turn: Turn) -> None:
    """/me: the sender's own record; with a year, that year as picture and paper."""
    if turn.argument:
        await turn.answer(await turn.read(person.my_year_typed, turn.argument))
        return
    await turn.answer(await turn.read(todo_service.my_record))


async def help_(turn: Turn) -> None:
    """/help: what the bot is for."""
    await turn.answer(await turn.read(words.help_))


async def unknown(turn: Turn) -> None:
    """A command there is none of."""
    await turn.answer(await turn.read(words.not_a_command))


async def other(turn: Turn) -> None:
    """A picture, a voice message, a sticker: nothing that was asked for."""
    await leftovers.turn_down(turn, await turn.read(words.not_words))
