"""Chats as scripted people see them: say, tap, wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from sandbox.seen import Answer, Json, Message, SandboxError, read_message

if TYPE_CHECKING:
    from sandbox.client import Messenger

PATIENCE = 120.0  # seconds: the machine may be busy with others, or its disk stall


class NothingCameError(SandboxError, TimeoutError):
    """Say that a person waited in vain; the text shows what the chat holds."""


Wanted = str | Callable[[Message], bool]


class ChatClient:
    """A chat as one reader sees it: what stands in it, and what was not looked at yet."""

    def __init__(self, messenger: Messenger, chat_id: int) -> None:
        self.messenger = messenger
        self.id = chat_id
        self._changes = 0
        self._unseen: dict[int, Message] = {}

    async def chat(self) -> list[Message]:
        """Return all messages, oldest first, deleted ones too."""
        found = await self.messenger.request("GET", f"/chats/{self.id}")
        return sorted(map(read_message, found["messages"]), key=lambda message: message.id)

    async def last(self) -> Message | None:
        """Return the newest message of the bot that stands in the chat."""
        standing = [message for message in await self.chat() if message.from_bot and not message.deleted]
        return standing[-1] if standing else None

    async def history(self, message: Message) -> list[Json]:
        """Return the versions of a message, the present one last."""
        return list(await self.messenger.request("GET", f"/chats/{self.id}/{message.id}/history"))

    async def look(self) -> list[Message]:
        """Return what the bot said or changed and was not seen yet, and count it all as seen."""
        await self._fetch(0)
        unseen = sorted(self._unseen.values(), key=lambda message: message.changed)
        self._unseen.clear()
        return unseen

    async def wait_for(self, wanted: Wanted, timeout: float = PATIENCE) -> Message:  # noqa: ASYNC109 - its name
        """Return the newest unseen message or edit of the bot that has this text or meets this test.

        Waits for it up to `timeout` seconds and counts it, and only it, as seen. A text is looked for in the
        message's text and in its buttons; a test gets deleted messages too. Raises `NothingCameError`.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        await self._fetch(0)
        while True:
            newest = sorted(self._unseen.values(), key=lambda message: message.changed, reverse=True)
            for message in newest:
                if _meets(message, wanted):
                    del self._unseen[message.id]
                    return message
            if loop.time() >= deadline:
                raise NothingCameError(await self._disappointment(wanted, timeout))
            await self._fetch(deadline - loop.time())

    async def _fetch(self, wait: float) -> None:
        path = f"/chats/{self.id}"
        found = await self.messenger.request("GET", path, after=self._changes, wait=wait)
        self._changes = max(self._changes, found["changes"])
        for message in map(read_message, found["messages"]):
            if message.from_bot:
                self._unseen[message.id] = message

    async def _disappointment(self, wanted: Wanted, waited: float) -> str:
        what = repr(wanted) if isinstance(wanted, str) else "what was asked for"
        lines = [
            f"  {message.id} {'bot' if message.from_bot else message.sender}"
            f"{' (deleted)' if message.deleted else ''}: {message.text[:200]!r} {list(message.labels)}"
            for message in (await self.chat())[-6:]
        ]
        return f"{what} did not come within {waited} s; the chat ends with\n" + "\n".join(lines)


def _meets(message: Message, wanted: Wanted) -> bool:
    if callable(wanted):
        return wanted(message)
    return not message.deleted and (
        wanted in message.text or any(wanted in label for label in message.labels)
    )


class PersonClient(ChatClient):
    """A person and their private chat with the bot."""

    def __init__(self, messenger: Messenger, user_id: int, name: str) -> None:
        super().__init__(messenger, user_id)
        self.name = name

    async def _do(self, deed: str, **given: Any) -> Json:
        return dict(await self.messenger.request("POST", f"/people/{self.id}/{deed}", given))

    async def start(self, payload: str = "") -> Message:
        """Press 开始, with the payload of a deep link if there is one."""
        return read_message((await self._do("start", payload=payload))["message"])

    async def follow(self, link: str) -> Message:
        """Open a link of the form https://t.me/<bot>?start=<payload> and press 开始."""
        return await self.start(parse_qs(urlsplit(link).query).get("start", [""])[0])

    async def send(self, text: str) -> Message:
        """Send text; too long a text goes in pieces, the last of which is returned."""
        return read_message((await self._do("send", text=text))["message"])

    async def tap(
        self, button: str, message: Message | None = None, *, within: float = PATIENCE
    ) -> Answer | None:
        """Tap a button by its label or callback data, under this or else the newest message that has it.

        Returns the toast or alert (empty if the bot only confirmed), None if no answer came in time; for a
        link what it opens. Raises `SandboxError` if the button is not there (any more).
        """
        return _answer(await self._do("tap", button=button, message_id=message and message.id, within=within))

    async def forge(self, data: str, message: Message, *, within: float = PATIENCE) -> Answer | None:
        """Press with any callback data under a message, as a stale screen or a forger would."""
        return _answer(await self._do("forge", data=data, message_id=message.id, within=within))

    async def press_again(self, *, within: float = PATIENCE) -> Answer | None:
        """Let the last unanswered press come to the bot again under a new update_id, as Telegram may."""
        return _answer(await self._do("again", within=within))

    async def upload(
        self, filename: str, content: bytes, *, caption: str = "", kind: str = "document"
    ) -> Message:
        """Send a file, as a document or as a photo."""
        path = f"/people/{self.id}/upload"
        found = await self.messenger.request("POST", path, content, name=filename, caption=caption, kind=kind)
        return read_message(found["message"])

    async def share_contact(self, phone: str, *, user_id: int | None = None) -> Message:
        """Share one's own contact, or that of somebody else (0: without an account)."""
        return read_message((await self._do("contact", phone=phone, user_id=user_id))["message"])

    async def block(self) -> None:
        """Block the bot."""
        await self._do("block")

    async def unblock(self) -> None:
        """Unblock the bot."""
        await self._do("unblock")

    async def deactivate(self) -> None:
        """Delete the account."""
        await self._do("deactivate")

    async def menu(self) -> dict[str, str]:
        """Return the commands in this person's menu with their descriptions."""
        commands = (await self._do("menu"))["commands"]
        return {command["command"]: command["description"] for command in commands}


class GroupClient(ChatClient):
    """A group with the bot in it."""

    def __init__(self, messenger: Messenger, group_id: int, title: str) -> None:
        super().__init__(messenger, group_id)
        self.title = title

    async def _do(self, person: PersonClient, deed: str, **given: Any) -> Json:
        path = f"/people/{person.id}/{deed}"
        return dict(await self.messenger.request("POST", path, {"chat_id": self.id, **given}))

    async def say(self, person: PersonClient, text: str, *, reply_to: Message | None = None) -> Message:
        """Let somebody say something; the bot hears commands, its name and replies to itself."""
        given = await self._do(person, "send", text=text, reply_to=reply_to.id if reply_to else 0)
        return read_message(given["message"])

    async def tap(self, person: PersonClient, button: str, *, within: float = PATIENCE) -> Answer | None:
        """Let somebody tap a button."""
        return _answer(await self._do(person, "tap", button=button, within=within))

    async def kick(self, by: PersonClient) -> None:
        """Throw the bot out."""
        await self._do(by, "kick")

    async def upgrade(self, new_id: int, by: PersonClient) -> GroupClient:
        """Turn the group into a supergroup with another id."""
        await self._do(by, "upgrade", new_id=new_id)
        return GroupClient(self.messenger, new_id, self.title)


def _answer(given: Json) -> Answer | None:
    return Answer(**given["answer"]) if given["answer"] is not None else None
