"""What people do in their messenger, and the updates this makes for the bot."""

from __future__ import annotations

import re

from sandbox.content import TEXT_LIMIT
from sandbox.entities import commands_in, utf16_length
from sandbox.errors import RefusedError
from sandbox.exchange import Exchange, Press
from sandbox.world import Content, Group, Json, Message, Person

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


def start(exchange: Exchange, person: Person, payload: str = "") -> Message:
    """Press 开始, with the payload of a deep link; who has blocked the bot unblocks it by that."""
    if not _PAYLOAD.fullmatch(payload):
        raise RefusedError("a start payload is at most 64 characters of A-Z a-z 0-9 _ -")
    if person.standing == "blocked":
        unblock(exchange, person)
    return send(exchange, person, person.id, f"/start {payload}".rstrip())


def send(exchange: Exchange, person: Person, chat_id: int, text: str, reply_to: int = 0) -> Message:
    """Send text to the bot or a group, too long a text in pieces as messengers do; return the last."""
    _check_may_write(person)
    if not text.strip():
        raise RefusedError("there is nothing to send")
    pieces = _pieces(text.strip())
    for piece in pieces[:-1]:
        _say(exchange, person, chat_id, Content(piece, commands_in(piece)), reply_to)
    return _say(exchange, person, chat_id, Content(pieces[-1], commands_in(pieces[-1])), reply_to)


def upload(
    exchange: Exchange, person: Person, chat_id: int, kind: str, name: str, content: bytes, caption: str
) -> Message:
    """Send a file, of kind `document` or `photo`."""
    _check_may_write(person)
    file = exchange.world.shelf.put(kind, name, content)
    return _say(exchange, person, chat_id, Content(caption, commands_in(caption), file))


def share_contact(exchange: Exchange, person: Person, phone: str, user_id: int | None) -> Message:
    """Share a contact: one's own, or that of `user_id` (0: of somebody without an account)."""
    _check_may_write(person)
    owner = person.id if user_id is None else user_id
    contact: Json = {"phone_number": phone, "first_name": person.first_name}
    if owner:
        contact["user_id"] = owner
    return _say(exchange, person, person.id, Content(contact=contact))


def _say(exchange: Exchange, person: Person, chat_id: int, content: Content, reply_to: int = 0) -> Message:
    world = exchange.world
    if chat_id > 0:
        person.standing = "started"
    message = world.add(chat_id, person.id, content, reply_to)
    if chat_id > 0 or _heard(exchange, message):
        exchange.queue.put("message", world.message_object(message), chat_id)
    return message


def _heard(exchange: Exchange, message: Message) -> bool:
    # Privacy mode: in a group a bot gets commands meant for it or for all, its name, and replies to itself.
    world = exchange.world
    if world.groups[message.chat_id].bot_standing != "member":
        return False
    text, name = message.content.text, "@" + str(world.bot["username"])
    if message.reply_to and world.chat(message.chat_id).messages[message.reply_to].sender == world.bot_id:
        return True
    first = text.split(maxsplit=1)[0] if text else ""
    return name in text or (first.startswith("/") and "@" not in first)


def _check_may_write(person: Person) -> None:
    if person.standing == "blocked":
        raise RefusedError("who blocked the bot must unblock it before writing")
    if person.standing == "deactivated":
        raise RefusedError("a deactivated account writes nothing")


def _pieces(text: str) -> list[str]:
    if utf16_length(text) <= TEXT_LIMIT:
        return [text]
    pieces, start, units = [], 0, 0
    for index, char in enumerate(text):
        units += utf16_length(char)
        if units > TEXT_LIMIT:
            pieces.append(text[start:index])
            start, units = index, utf16_length(char)
    return [*pieces, text[start:]]


def find_button(message: Message, wanted: str) -> Json | None:
    """Return the button with this label or callback data."""
    rows = (message.content.markup or {}).get("inline_keyboard", [])
    buttons: list[Json] = [button for row in rows for button in row]
    by_label = (button for button in buttons if button["text"] == wanted)
    by_data = (button for button in buttons if button.get("callback_data") == wanted)
    return next(by_label, None) or next(by_data, None)


def message_with(exchange: Exchange, chat_id: int, wanted: str) -> Message:
    """Return the newest message that has this button."""
    for message in exchange.world.chat(chat_id).newest():
        if find_button(message, wanted) is not None:
            return message
    raise RefusedError(f"no message in this chat has a button {wanted!r}")


def message_at(exchange: Exchange, chat_id: int, message_id: int) -> Message:
    """Return a message that stands in the chat."""
    message = exchange.world.chat(chat_id).messages.get(message_id)
    if message is None or message.deleted:
        raise RefusedError(f"there is no message {message_id} in this chat")
    return message


def press(exchange: Exchange, person: Person, message: Message, callback: str) -> Press:
    """Press a button with this callback data under a message, whether the message has it (still) or not."""
    if message.chat_id > 0:
        _check_may_write(person)
    query = {
        "from": person.user(),
        "message": exchange.world.message_object(message),
        "chat_instance": str(abs(message.chat_id) * 7919),
        "data": callback,
    }
    return exchange.press(message.chat_id, query)


def press_again(exchange: Exchange, person: Person) -> Press:
    """Let the person's last unanswered press come again with a new update_id, as Telegram sometimes does."""
    for opened in reversed(exchange.presses.values()):
        if opened.query["from"]["id"] == person.id:
            exchange.queue.put("callback_query", opened.query, opened.chat_id)
            return opened
    raise RefusedError("there is no unanswered press")


def block(exchange: Exchange, person: Person) -> None:
    """Block the bot; it is told."""
    if person.standing == "started":
        member_update(exchange, person.id, person.id, "member", "kicked")
    person.standing = "blocked"


def unblock(exchange: Exchange, person: Person) -> None:
    """Unblock the bot; it is told."""
    if person.standing == "blocked":
        person.standing = "started"
        member_update(exchange, person.id, person.id, "kicked", "member")


def deactivate(exchange: Exchange, person: Person) -> None:
    """Delete the account; the bot is not told."""
    person.standing = "deactivated"
    exchange.feed.publish("standing", person.id, lambda: {"standing": person.standing})


def member_update(exchange: Exchange, chat_id: int, actor: int, old: str, new: str) -> None:
    """Tell the bot that its own membership of a chat changed."""
    world = exchange.world

    def member(status: str) -> Json:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": world.bot, "status": status, **until}

    change = {
        "chat": world.chat_object(chat_id),
        "from": world.user(actor),
        "date": int(world.clock.now()),
        "old_chat_member": member(old),
        "new_chat_member": member(new),
    }
    exchange.queue.put("my_chat_member", change, chat_id)
    exchange.feed.publish("standing", chat_id, lambda: {"standing": new})


def add_to_group(exchange: Exchange, person: Person, group: Group) -> None:
    """Add the bot to a group; it is told."""
    exchange.world.groups[group.id] = group
    group.bot_standing = "member"
    member_update(exchange, group.id, person.id, "left", "member")


def remove_from_group(exchange: Exchange, person: Person, group: Group) -> None:
    """Throw the bot out of a group; it is told."""
    group.bot_standing = "kicked"
    member_update(exchange, group.id, person.id, "member", "kicked")


def upgrade_group(exchange: Exchange, person: Person, group: Group, new_id: int) -> Group:
    """Turn a group into a supergroup with another id."""
    world = exchange.world
    group.moved_to = new_id
    world.groups[new_id] = Group(new_id, group.title)
    service = world.message_object(world.add(group.id, person.id, Content()))
    exchange.queue.put("message", service | {"migrate_to_chat_id": new_id}, group.id)
    begun = world.message_object(world.add(new_id, person.id, Content()))
    exchange.queue.put("message", begun | {"migrate_from_chat_id": group.id}, new_id)
    return world.groups[new_id]


def menu(exchange: Exchange, person: Person) -> list[Json]:
    """Return the commands that this person's menu shows in the private chat."""
    scopes = (("chat", person.id), ("all_private_chats", 0), ("default", 0))
    languages = (person.language_code.split("-")[0], "")
    for scope, chat_id in scopes:
        for language in languages:
            found = exchange.commands.get((scope, chat_id, 0, language))
            if found:
                return found
    return []
