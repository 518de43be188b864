"""From a service's reply to Telegram's types."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.callbacks import pack
from services.reply import Press, Rows


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Return the buttons below a message; None where there are none."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(press) for press in row] for row in rows])


def _button(press: Press) -> InlineKeyboardButton:
    if press.url:
        return InlineKeyboardButton(press.label, url=press.url)
    return InlineKeyboardButton(press.label, callback_data=pack(press.to, press.args))
