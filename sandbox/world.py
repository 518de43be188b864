"""People, groups, chats and messages: what exists, without HTTP and without opinions about limits."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.clock import Clock
from sandbox.entities import Entity
from sandbox.files import Shelf, StoredFile

Json = dict[str, Any]
Standing = Literal["new", "started", "blocked", "deactivated"]


@dataclass(slots=True)
class Person:
    """A person with a messenger. `standing` is how they stand to the bot, `note` who they are in the page."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "zh-hans"
    standing: Standing = "new"
    note: str = ""

    def _names(self) -> Json:
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {key: value for key, value in names.items() if value}

    def user(self) -> Json:
        """Return the Bot API's User."""
        return {"id": self.id, "is_bot": False, **self._names(), "language_code": self.language_code}

    def chat(self) -> Json:
        """Return the Bot API's Chat of the private chat with this person."""
        return {"id": self.id, **self._names(), "type": "private"}


@dataclass(slots=True)
class Group:
    """A group. `bot_standing` is the bot's ChatMember status there; `moved_to` the supergroup it became."""

    id: int
    title: str
    bot_standing: Literal["member", "left", "kicked"] = "member"
    moved_to: int = 0

    def chat(self) -> Json:
        """Return the Bot API's Chat."""
        kind = "supergroup" if str(self.id).startswith("-100") else "group"
        return {"id": self.id, "title": self.title, "type": kind}


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says at one moment. `text` is the caption where there is a file."""

    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    file: StoredFile | None = None
    markup: Json | None = None
    contact: Json | None = None


@dataclass(slots=True)
class Message:
    """A message. `history` holds its earlier contents with their times, `changed` the world's count then."""

    id: int
    chat_id: int
    sender: int
    date: int
    content: Content
    reply_to: int = 0
    edit_date: int = 0
    deleted: bool = False
    changed: int = 0
    history: list[tuple[int, Content]] = field(default_factory=list)


@dataclass(slots=True)
class Chat:
    """The messages of a chat by id, and the ids in the order of their last change."""

    messages: dict[int, Message] = field(default_factory=dict)
    order: OrderedDict[int, None] = field(default_factory=OrderedDict)

    def newest(self) -> Iterator[Message]:
        """Go through what stands in the chat, the newest message first."""
        return (message for message in reversed(self.messages.values()) if not message.deleted)

    def changed_since(self, count: int) -> list[Message]:
        """Return the messages sent, edited or deleted after that count, the oldest change first."""
        found = []
        for message_id in reversed(self.order):
            message = self.messages[message_id]
            if message.changed <= count:
                break
            found.append(message)
        found.reverse()
        return found


class World:
    """Everything that exists. `on_change` hears of every message sent, edited, deleted."""

    def __init__(self, bot_id: int, clock: Clock) -> None:
        self.clock = clock
        self.bot: Json = {
            "id": bot_id,
            "is_bot": True,
            "first_name": "清风",
            "username": "qingfeng_sandbox_bot",
        }
        self.shelf = Shelf()
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        self.chats: dict[int, Chat] = {}
        self.changes = 0
        self.on_change: Callable[[str, Message], None] = lambda _kind, _message: None
        self._last_message_id = 0

    @property
    def bot_id(self) -> int:
        """The bot's user id."""
        return int(self.bot["id"])

    def chat(self, chat_id: int) -> Chat:
        """Return a chat's messages, an empty chat where nothing was said yet."""
        found = self.chats.get(chat_id)
        if found is None:
            found = self.chats[chat_id] = Chat()
        return found

    def add(self, chat_id: int, sender: int, content: Content, reply_to: int = 0) -> Message:
        """Let somebody say something."""
        self._last_message_id += 1
        message = Message(
            self._last_message_id, chat_id, sender, int(self.clock.now()), content, reply_to=reply_to
        )
        self.chat(chat_id).messages[message.id] = message
        self._touch("message", message)
        return message

    def edit(self, message: Message, content: Content) -> None:
        """Give a message a new content, keeping the old one."""
        message.history.append((message.edit_date or message.date, message.content))
        message.content = content
        message.edit_date = int(self.clock.now())
        self._touch("edit", message)

    def delete(self, message: Message) -> None:
        """Take a message out of the chat; the sandbox remembers it."""
        message.deleted = True
        self._touch("delete", message)

    def _touch(self, kind: str, message: Message) -> None:
        self.changes += 1
        message.changed = self.changes
        order = self.chats[message.chat_id].order
        order[message.id] = None
        order.move_to_end(message.id)
        self.on_change(kind, message)

    def user(self, user_id: int) -> Json:
        """Return the Bot API's User of a person or the bot."""
        return self.bot if user_id == self.bot_id else self.people[user_id].user()

    def chat_object(self, chat_id: int) -> Json:
        """Return the Bot API's Chat."""
        return self.people[chat_id].chat() if chat_id > 0 else self.groups[chat_id].chat()

    def message_object(self, message: Message, with_reply: bool = True) -> Json:
        """Return the Bot API's Message."""
        content = message.content
        result: Json = {
            "message_id": message.id,
            "from": self.user(message.sender),
            "chat": self.chat_object(message.chat_id),
            "date": message.date,
        }
        if message.edit_date:
            result["edit_date"] = message.edit_date
        if with_reply and message.reply_to:
            original = self.chat(message.chat_id).messages[message.reply_to]
            result["reply_to_message"] = self.message_object(original, with_reply=False)
        if content.contact:
            result["contact"] = content.contact
        text, entities = ("caption", "caption_entities") if content.file else ("text", "entities")
        if content.file:
            result |= _file_fields(content.file)
        if content.text:
            result[text] = content.text
        if content.entities:
            result[entities] = content.entities
        if content.markup and "inline_keyboard" in content.markup:
            result["reply_markup"] = content.markup
        return result


def _file_fields(file: StoredFile) -> Json:
    common: Json = {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
    }
    if file.kind == "photo":
        return {"photo": [{**common, "width": file.width, "height": file.height}]}
    return {"document": {**common, "file_name": file.name, "mime_type": file.mime}}
