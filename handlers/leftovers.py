"""What people send that nothing takes: said why, kept where the messenger can send it once more."""

from telegram import Message

from activities.kind import esc
from handlers.turn import Turn, storable
from services import leftovers
from services.leftovers import MEDIA, Sent
from services.reply import Reply


async def turn_down(turn: Turn, why: str) -> None:
    """Say why what was sent is not taken, and keep it; a sticker or a place is no file and is not kept."""
    message = turn.update.message
    sent = _sent(message) if message is not None else None
    await turn.answer(Reply(esc(why)) if sent is None else await turn.write(leftovers.keep, sent, why))


async def press(turn: Turn, action: str, number: int) -> None:
    """A button below what was kept, or on the secretary's list."""
    await turn.answer(await turn.write(leftovers.press, action, number))


def _sent(message: Message) -> Sent | None:
    # A moving picture comes as a document, too.
    for media in ("animation", *(name for name in MEDIA if name != "animation")):
        found = getattr(message, media)
        if found:
            file = found[-1] if media == "photo" else found  # the largest
            return Sent(
                media,
                file.file_id,
                storable(getattr(file, "file_name", None)),
                file.file_size or 0,
                storable(message.caption),
                message.media_group_id or "",
            )
    return None
