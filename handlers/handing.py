"""A file is handed out: made off the event loop, stamped, and offered once more without full names."""

import asyncio

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from handlers.callbacks import hiding
from reports.stamp import say_trace, stamped
from services.audit.recording import Trace
from services.reply import File

WITHOUT = "隐去姓名，再发一份"


async def send_file(bot: Bot, chat_id: int, file: File, trace: Trace | None, pressed: str) -> None:
    """Send a file; `pressed` is the data of the button that asked for it, empty for typed words.

    Raises NotMade, and what the messenger says.
    """
    content = await asyncio.to_thread(_made, file, trace)
    caption, below = file.caption or None, _below(file, pressed)
    if file.picture:
        await bot.send_photo(chat_id, content, caption=caption, reply_markup=below)
    else:
        await bot.send_document(chat_id, content, filename=file.name, caption=caption, reply_markup=below)


def _below(file: File, pressed: str) -> InlineKeyboardMarkup | None:
    """Return the button below a file that names people: the same again, to be passed on."""
    asked = hiding(pressed) if file.names and pressed else None
    if asked is None:
        return None
    return InlineKeyboardMarkup.from_button(InlineKeyboardButton(WITHOUT, callback_data=asked))


def _made(file: File, trace: Trace | None) -> bytes:
    """Return a file, with the number under which its handing out was written down."""
    if file.picture or trace is None or not trace.stamps:
        return file.make()
    sentence = say_trace(trace.number, trace.link)
    if file.make_stamped is not None:
        return file.make_stamped(sentence)
    return stamped(file.name, file.make(), sentence)
