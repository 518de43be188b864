"""From a service's reply to what Telegram takes."""

from typing import Any

from telegram import InlineKeyboardMarkup

from handlers.callbacks import pack
from services.reply import Press, Rows


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Return the buttons below a message; None where there are none."""
    return InlineKeyboardMarkup.de_json(markup(rows), None) if rows else None


def markup(rows: Rows) -> dict[str, Any]:
    """Return the buttons below a message as JSON, none to take them away."""
    return {"inline_keyboard": [[_button(press) for press in row] for row in rows]}


def _button(press: Press) -> dict[str, str]:
    if press.url:
        return {"text": press.label, "url": press.url}
    return {"text": press.label, "callback_data": pack(press.to, press.args)}
