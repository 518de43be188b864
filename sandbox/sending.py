"""The methods that put something into a chat, change it there, or answer a press."""

from __future__ import annotations

from typing import Any

from sandbox.calls import Params
from sandbox.content import read_caption, read_file, read_markup, read_text
from sandbox.entities import utf16_length
from sandbox.errors import ApiError, IllFormedError
from sandbox.exchange import Call, Exchange
from sandbox.world import Content, Json, Message

ANSWER_LIMIT = 200
DELETABLE = 48 * 3600
QUERY_TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


def send_message(exchange: Exchange, call: Call) -> Json:
    """Send text."""
    text, entities = read_text(call.params)
    return _send(exchange, call.params, Content(text, entities, markup=read_markup(call.params)))


def send_photo(exchange: Exchange, call: Call) -> Json:
    """Send a photo."""
    return _send_file(exchange, call, "photo")


def send_document(exchange: Exchange, call: Call) -> Json:
    """Send a document."""
    return _send_file(exchange, call, "document")


def _send_file(exchange: Exchange, call: Call, kind: str) -> Json:
    caption, entities = read_caption(call.params)
    file = read_file(exchange, call, call.params[kind], kind)
    return _send(exchange, call.params, Content(caption, entities, file, read_markup(call.params)))


def _send(exchange: Exchange, params: Params, content: Content) -> Json:
    world = exchange.world
    chat_id = params["chat_id"]
    if isinstance(chat_id, int):
        exchange.limits.send(chat_id, exchange.clock.now(), bool(params.get("allow_paid_broadcast")))
    chat_id = reach(exchange, chat_id)
    reply_to = _reply_to(exchange, chat_id, params.get("reply_parameters"))
    return world.message_object(world.add(chat_id, world.bot_id, content, reply_to))


def reach(exchange: Exchange, chat_id: int | str) -> int:
    """Return the chat's id if the bot may write there, else raise what Telegram answers."""
    if isinstance(chat_id, str):
        raise ApiError(400, "Bad Request: chat not found")
    if chat_id < 0:
        return _reach_group(exchange, chat_id)
    person = exchange.world.people.get(chat_id)
    if person is None:
        raise ApiError(400, "Bad Request: chat not found")
    if person.standing == "new":
        raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
    if person.standing == "blocked":
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    if person.standing == "deactivated":
        raise ApiError(403, "Forbidden: user is deactivated")
    return chat_id


def _reach_group(exchange: Exchange, chat_id: int) -> int:
    group = exchange.world.groups.get(chat_id)
    if group is None:
        raise ApiError(400, "Bad Request: chat not found")
    if group.moved_to:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=group.moved_to,
        )
    kind = group.chat()["type"]
    if group.bot_standing == "kicked":
        raise ApiError(403, f"Forbidden: bot was kicked from the {kind} chat")
    if group.bot_standing == "left":
        raise ApiError(403, f"Forbidden: bot is not a member of the {kind} chat")
    return chat_id


def _reply_to(exchange: Exchange, chat_id: int, wanted: Json | None) -> int:
    if wanted is None:
        return 0
    original = exchange.world.chat(chat_id).messages.get(wanted["message_id"])
    if original is not None and not original.deleted:
        return original.id
    if wanted.get("allow_sending_without_reply"):
        return 0
    raise ApiError(400, "Bad Request: message to be replied not found")


def edit_message_text(exchange: Exchange, call: Call) -> Json:
    """Change the text of a message of the bot."""
    message = _own_message(exchange, call.params)
    if message.content.file:
        raise ApiError(400, "Bad Request: there is no text in the message to edit")
    text, entities = read_text(call.params)
    return _edit(exchange, message, Content(text, entities, markup=read_markup(call.params)))


def edit_message_caption(exchange: Exchange, call: Call) -> Json:
    """Change the caption under a file."""
    message = _own_message(exchange, call.params)
    if not message.content.file:
        raise ApiError(400, "Bad Request: there is no caption in the message to edit")
    caption, entities = read_caption(call.params)
    return _edit(
        exchange, message, Content(caption, entities, message.content.file, read_markup(call.params))
    )


def edit_message_media(exchange: Exchange, call: Call) -> Json:
    """Put another photo or document into a message."""
    message = _own_message(exchange, call.params)
    media = call.params["media"]
    if media["type"] not in ("photo", "document"):
        raise IllFormedError(f"Bad Request: the sandbox knows no media of type {media['type']}")
    caption, entities = read_caption(media)
    file = read_file(exchange, call, media["media"], media["type"])
    return _edit(exchange, message, Content(caption, entities, file, read_markup(call.params)))


def edit_message_reply_markup(exchange: Exchange, call: Call) -> Json:
    """Change the buttons under a message."""
    message = _own_message(exchange, call.params)
    old = message.content
    return _edit(exchange, message, Content(old.text, old.entities, old.file, read_markup(call.params)))


def _own_message(exchange: Exchange, params: Params) -> Message:
    if "chat_id" not in params or "message_id" not in params:
        raise IllFormedError("Bad Request: message identifier is not specified")
    chat_id = reach(exchange, params["chat_id"])
    message = exchange.world.chat(chat_id).messages.get(params["message_id"])
    if message is None or message.deleted:
        raise ApiError(400, "Bad Request: message to edit not found")
    if message.sender != exchange.world.bot_id:
        raise ApiError(400, "Bad Request: message can't be edited")
    return message


def _edit(exchange: Exchange, message: Message, content: Content) -> Json:
    if content == message.content:
        raise ApiError(400, NOT_MODIFIED)
    exchange.limits.edit(message.chat_id, exchange.clock.now())
    exchange.world.edit(message, content)
    return exchange.world.message_object(message)


def delete_message(exchange: Exchange, call: Call) -> bool:
    """Delete a message of the last 48 hours: the bot's own anywhere, people's in a private chat."""
    chat_id = reach(exchange, call.params["chat_id"])
    message = exchange.world.chat(chat_id).messages.get(call.params["message_id"])
    if message is None or message.deleted:
        raise ApiError(400, "Bad Request: message to delete not found")
    own = message.sender == exchange.world.bot_id
    if exchange.clock.now() - message.date > DELETABLE or not (own or chat_id > 0):
        raise ApiError(400, "Bad Request: message can't be deleted")
    exchange.world.delete(message)
    return True


def answer_callback_query(exchange: Exchange, call: Call) -> bool:
    """Answer a press, once and within 150 seconds."""
    params = call.params
    text = params.get("text", "")
    if utf16_length(text) > ANSWER_LIMIT:
        raise IllFormedError("Bad Request: MESSAGE_TOO_LONG")
    press = exchange.presses.pop(params["callback_query_id"], None)
    if press is None or press.expires <= exchange.clock.now():
        raise ApiError(400, QUERY_TOO_OLD)
    answer: dict[str, Any] = {
        "text": text,
        "alert": params.get("show_alert", False),
        "url": params.get("url", ""),
    }
    if not press.answer.done():
        press.answer.set_result(answer)
    exchange.feed.publish("toast", press.chat_id, lambda: answer)
    return True
