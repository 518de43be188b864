"""One message of the outbox is sent, and what became of it said as a Result."""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache

from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.sending.limits import Lane
from bot.sending.verdict import Means, Migrated, RetryLater, Unreachable, verdict
from handlers.post import HalfSent, Post, Superseded
from services import outbox
from services.groups.pairing import follow
from services.outcomes import Result
from services.rendering import Outgoing
from services.reply import Edit, File, Leave
from storage.store import Store, Unavailable

log = logging.getLogger(__name__)


@lru_cache(maxsize=4)
def _hash(text: str) -> str:
    """Return what a text is known by; most of a broadcast says the same."""
    return hashlib.sha256(text.encode()).hexdigest()


class Delivery:
    """Sends single messages. `fatal` is called where Telegram does not know the token any more."""

    def __init__(self, store: Store, bot: ExtBot[Lane], fatal: Callable[[TelegramError], None]) -> None:
        self._store, self._bot, self._fatal = store, bot, fatal
        self._post = Post(store, bot)

    async def attempt(self, outgoing: Outgoing) -> Result:
        """Send a message, or not where it says so, and return what became of it; raises nothing."""
        if outgoing.skip is not None:
            return Result(outgoing.message_id, outgoing.skip.state, outgoing.skip.reason)
        try:
            return await self._send(outgoing)
        except HalfSent:
            return Result(outgoing.message_id, "uncertain", "正文已发出，附件可能没有送达")
        except TelegramError as error:
            if isinstance(decided := verdict(error), Migrated):
                return await self._moved(outgoing, decided)
            return self._failed(outgoing, error)
        except Exception:  # some of it may have gone; without an outcome its slot would be lost
            log.exception("message %d failed", outgoing.message_id)
            return Result(outgoing.message_id, "uncertain", "发送途中程序出错，无法确定是否送达")

    async def _send(self, outgoing: Outgoing) -> Result:
        reply, chat = outgoing.reply, outgoing.chat_id
        lane = Lane.ANSWER if outgoing.lane == outbox.ANSWER else Lane.BROADCAST
        if isinstance(reply, Leave):
            await self._bot.leave_chat(chat)
            return Result(outgoing.message_id, "sent", chat_id=chat)
        if isinstance(reply, Edit):
            return await self._edit(outgoing, reply, lane)
        sent = None
        if reply.text:
            sent = await self._post.send(chat, reply.text, reply.rows, reply.attached, rate_limit_args=lane)
        for file in reply.files:
            sent = await self._send_file(chat, file, lane)
        return Result(
            outgoing.message_id,
            "sent",
            chat_id=chat,
            telegram_message_id=sent,
            text_hash=_hash(reply.text),
        )

    async def _edit(self, outgoing: Outgoing, edit: Edit, lane: Lane) -> Result:
        picture = await asyncio.to_thread(edit.files[0].make) if edit.files else None
        said = edit.files[0].caption if edit.files else edit.text
        try:
            await self._post.edit(
                outgoing.chat_id, edit.message_id, said, edit.rows, picture, rate_limit_args=lane
            )
        except BadRequest as error:
            # Deleted by the person, or too old: what matters was said in a message of its own.
            log.info("message %d not edited: %s", outgoing.message_id, error.message)
            return Result(outgoing.message_id, "cancelled", "原消息已不能修改")
        except Superseded:
            return Result(outgoing.message_id, "cancelled", "随后又有修改")
        return Result(
            outgoing.message_id, "sent", chat_id=outgoing.chat_id, telegram_message_id=edit.message_id
        )

    async def _send_file(self, chat: int, file: File, lane: Lane) -> int:
        content = await asyncio.to_thread(file.make)
        caption = file.caption or None
        if file.picture:
            sent = await self._bot.send_photo(chat, content, caption=caption, rate_limit_args=lane)
        else:
            sent = await self._bot.send_document(
                chat, content, filename=file.name, caption=caption, rate_limit_args=lane
            )
        return sent.message_id

    async def _moved(self, outgoing: Outgoing, to: Migrated) -> Result:
        """Note that a group has become a supergroup: the message surely has not gone, and goes there."""
        try:
            await self._store.write(follow, outgoing.chat_id, to.chat_id)
        except Unavailable:
            log.warning("database away, a group's new id is asked for again")
        return Result(outgoing.message_id, "waiting", "群已升级，改发到新群")

    def _failed(self, outgoing: Outgoing, error: TelegramError) -> Result:
        id_ = outgoing.message_id
        match verdict(error):
            case Unreachable(reason):
                return Result(id_, "unreachable", reason)
            case RetryLater(seconds):
                return Result(id_, "waiting", "对方要求稍后再发", retry_after=timedelta(seconds=seconds))
            case Means.NOT_SENT:
                return Result(id_, "waiting", "未能连接，稍后再发")
            case Means.FATAL:
                self._fatal(error)
                return Result(id_, "waiting", "令牌无效")
            case Means.UNKNOWN:
                return Result(id_, "uncertain", "没有收到回执，可能已送达")
        log.error("message %d refused: %s", id_, error.message)
        return Result(id_, "cancelled", "消息被拒收")
