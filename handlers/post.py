"""A text goes out with its buttons and its file. A file goes up once; after that its copy is named."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot, InputMediaPhoto, Message
from telegram.error import BadRequest, TelegramError

from activities.attachment import Attachment
from handlers.incoming import Json, Shown
from handlers.render import keyboard, markup
from handlers.wire import call
from services import files
from services.reply import Copy, Rows, length
from storage.store import Store, Unavailable

NOT_THERE = "原件在通讯平台上已取不到，请本人重新发送。"
CAPTION = 1024  # characters below a file
# What a redraw may add to a text: a caption that is sent must still fit when it says what was done.
ROOM = 64
# What Telegram says where it does not know the copy, or any more.
_NO_COPY = (
    "file identifier",
    "file_id",
    "file_reference",
    "can't use file of type",
    "temporarily unavailable",
)

log = logging.getLogger(__name__)


class Superseded(TelegramError):
    """Tells that an edit was never sent because a later one of the same message took its place."""


class HalfSent(TelegramError):
    """Tells that a text has gone, and the file that follows it may not have."""


class Post:
    """Sends texts of the bureau, in answer or of its own accord."""

    def __init__(self, store: Store, bot: Bot) -> None:
        self._store, self._bot = store, bot
        self._copies: dict[str, str] = {}
        self._going_up: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def send(
        self, chat_id: int, text: str, rows: Rows = (), attached: Attachment | None = None, **options: Any
    ) -> int:
        """Send a text and return its message's id; a file carries the text where that fits below it, else
        follows it. `options` are the bot's.

        Raises HalfSent where the text has gone and the file failed.
        """
        if attached is not None and length(text) <= CAPTION - ROOM:
            said = {"caption": text, "parse_mode": "HTML", "reply_markup": keyboard(rows)}
            return (await self._send_file(chat_id, attached, **said, **options)).message_id
        data: Json = {"chat_id": chat_id, "text": text, "parse_mode": "HTML"}
        if rows:
            data["reply_markup"] = markup(rows)
        sent = await call(self._bot, "sendMessage", data, options.get("rate_limit_args"))
        if attached is not None:
            try:
                await self._send_file(chat_id, attached, **options)
            except TelegramError as error:
                raise HalfSent(error.message) from error
        return int(sent["message_id"])

    async def send_again(self, chat_id: int, copy: Copy) -> None:
        """Send what the messenger holds already, or say that it does not any more."""
        said: dict[str, Any] = {"caption": copy.caption, "parse_mode": "HTML"}
        again: dict[str, Callable[..., Awaitable[Message]]] = {
            "document": self._bot.send_document,
            "photo": self._bot.send_photo,
            "video": self._bot.send_video,
            "audio": self._bot.send_audio,
            "voice": self._bot.send_voice,
            "video_note": self._bot.send_video_note,
            "animation": self._bot.send_animation,
        }
        try:
            if copy.media == "video_note":  # which carries no words
                await self.send(chat_id, copy.caption)
                said = {}
            await again[copy.media](chat_id, copy.file_id, **said)
        except BadRequest as error:
            if not any(phrase in error.message.lower() for phrase in _NO_COPY):
                raise
            await self.send(chat_id, f"{copy.caption}\n\n{NOT_THERE}")

    async def redraw(self, shown: Shown, text: str, rows: Rows) -> None:
        """Change what a message of the bot says; one with a file that cannot hold it is answered anew."""
        if shown.caption and length(text) > CAPTION:
            await self.send(shown.chat_id, text, rows)
            return
        where: Json = {"chat_id": shown.chat_id, "message_id": shown.message_id, "parse_mode": "HTML"}
        if rows:
            where["reply_markup"] = markup(rows)
        try:
            if shown.text:
                await call(self._bot, "editMessageText", where | {"text": text})
            elif shown.caption:
                await call(self._bot, "editMessageCaption", where | {"caption": text})
        except Superseded:
            return  # what a later press led to is shown instead
        except BadRequest as error:
            if "message is not modified" not in error.message.lower():
                raise

    async def edit(
        self,
        chat_id: int,
        message_id: int,
        text: str,
        rows: Rows = (),
        picture: bytes | None = None,
        **options: Any,
    ) -> None:
        """Change what the bot sent of its own accord. Raises BadRequest where that is not possible."""
        where = {"chat_id": chat_id, "message_id": message_id, "reply_markup": keyboard(rows), **options}
        try:
            if picture is not None:
                await self._bot.edit_message_media(InputMediaPhoto(picture, text), **where)
            else:
                await self._reword(text, where)
        except BadRequest as error:
            if "message is not modified" not in error.message.lower():
                raise

    async def _reword(self, text: str, where: dict[str, Any]) -> None:
        try:
            await self._bot.edit_message_text(text, parse_mode="HTML", **where)
        except BadRequest as error:
            if "no text in the message" not in error.message.lower():
                raise
            await self._bot.edit_message_caption(caption=text, parse_mode="HTML", **where)

    async def send_file(self, chat_id: int, file: Attachment) -> None:
        """Send a file of the bureau by itself."""
        await self._send_file(chat_id, file)

    async def _send_file(self, chat_id: int, file: Attachment, **options: Any) -> Message:
        copy = self._copies.get(file.digest) or await self._store.read(files.copy_of, file.digest)
        if copy is not None:
            try:
                return await self._send_copy(chat_id, file, copy, **options)
            except BadRequest as error:
                if not any(phrase in error.message.lower() for phrase in _NO_COPY):
                    raise
                log.warning("copy of a file refused, it goes up again: %s", error.message)
        async with self._going_up[file.digest]:
            newer = self._copies.get(file.digest)
            if newer is not None and newer != copy:
                return await self._send_copy(chat_id, file, newer, **options)
            return await self._upload(chat_id, file, **options)

    async def _send_copy(self, chat_id: int, file: Attachment, copy: str, **options: Any) -> Message:
        sent = await self._bot.send_document(chat_id, copy, **options)
        self._copies[file.digest] = copy
        return sent

    async def _upload(self, chat_id: int, file: Attachment, **options: Any) -> Message:
        content = await self._store.read(files.bytes_of, file.digest)
        sent = await self._bot.send_document(chat_id, content, filename=file.name, **options)
        if sent.document is not None:
            self._copies[file.digest] = sent.document.file_id
            try:
                await self._store.write(files.note_copy, file.digest, sent.document.file_id)
            except Unavailable:
                log.warning("database away, the copy of a file is only remembered")
        return sent
