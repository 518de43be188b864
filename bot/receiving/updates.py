"""Updates as they arrive: one that cannot be read must neither end the program nor hold up the rest.

A Bot API server of another age than the library is enough: it takes a native poll without `members_only`
for an error, and anybody may send one.
"""

from typing import Any

from telegram import Bot, Update

from bot.sending.transport import AiohttpRequest
from handlers.incoming import Incoming, Json, Press, Shown

RAW = "raw"
ASKED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The sorts of update that Telegram is asked for; any other is passed over unread."""
_REFUSED = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
"""What is raised over JSON of another shape than is known."""


class Unreadable(Exception):
    """An update cannot be read: it is put aside, as it came."""


class UpdatesRequest(AiohttpRequest):
    """Fetches updates, each hidden from the library under RAW, for `raw_of`."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        answer = AiohttpRequest.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            answer["result"] = [{"update_id": raw["update_id"], RAW: raw} for raw in answer["result"]]
        return answer


def raw_of(update: Update) -> Json:
    """Return an update that came by UpdatesRequest as it came."""
    raw: Json = update.api_kwargs[RAW]
    return raw


def read(raw: Json, bot: Bot) -> Incoming:
    """Return an update as it is looked at; where it cannot be read, with no more than whose it is."""
    if not _is_asked(raw):
        return Incoming(raw, raw["update_id"])
    try:
        return _read_press(raw) if "callback_query" in raw else _read_other(raw, bot)
    except _REFUSED:
        return _read_least(raw)


def check_readable(incoming: Incoming) -> None:
    """Raise Unreadable for an update that was asked for and could not be read."""
    if incoming.press is None and incoming.update is None and _is_asked(incoming.raw):
        raise Unreadable


def _is_asked(raw: Json) -> bool:
    return not raw.keys().isdisjoint(ASKED)


def _read_press(raw: Json) -> Incoming:
    query = raw["callback_query"]
    message, sender = query.get("message"), query["from"]["id"]
    if message is None:  # pressed below what was sent through the bot into some chat: nothing of ours
        return Incoming(raw, raw["update_id"], sender, press=Press(query["id"], "", None))
    chat, shown = message["chat"], None
    if message["date"]:
        shown = Shown(chat["id"], message["message_id"], "text" in message, "caption" in message)
    press = Press(query["id"], query.get("data") or "", shown)
    return Incoming(raw, raw["update_id"], sender, chat["id"], chat["type"] == "private", press)


def _read_other(raw: Json, bot: Bot) -> Incoming:
    update = Update.de_json(raw, bot)
    user, chat = update.effective_user, update.effective_chat
    return Incoming(
        raw,
        update.update_id,
        user.id if user else None,
        chat.id if chat else None,
        chat is not None and chat.type == "private",
        update=update,
    )


def _read_least(raw: Json) -> Incoming:
    """Return who sent a private message that cannot be read, so that they hear of it."""
    message = raw.get("message")
    chat = message.get("chat") if isinstance(message, dict) else None
    if not isinstance(chat, dict) or chat.get("type") != "private" or not isinstance(chat.get("id"), int):
        return Incoming(raw, raw["update_id"])
    # Who writes in a private chat has its number.
    return Incoming(raw, raw["update_id"], chat["id"], chat["id"], private=True)
