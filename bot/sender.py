"""The delivery loop: claims what is due, sends it through the pacer, records what became of it."""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.pacer import Lane
from bot.verdict import Means, RetryLater, Unreachable, verdict
from handlers.render import keyboard
from services import outbox
from services.duty import OffDuty
from services.office import Office
from services.outbox import Result
from services.rendering import Outgoing, render
from storage.store import Store, Unavailable
from workdays.quiet import is_quiet

SLOTS = 128  # claimed and not yet settled, at most
GATHER = 0.02  # seconds in which slots and outcomes gather: thirty cost a transaction hardly more than one
LOOK = 1.0  # seconds between looks at the clock when nothing wakes the loop
AGAIN = 2.0  # seconds until the database is tried again

log = logging.getLogger(__name__)


class Sender:
    """Sends the outbox. `fatal` is called where Telegram does not know the token any more.

    `fence` is that of the duty's spell; nothing is claimed once another process has taken over.
    """

    def __init__(
        self,
        store: Store,
        bot: ExtBot[Lane],
        office: Office,
        clock: Callable[[], datetime],
        fatal: Callable[[TelegramError], None],
        fence: int | None = None,
    ) -> None:
        self._store, self._bot, self._office, self._clock, self._fatal = store, bot, office, clock, fatal
        self._fence = fence
        self._awake = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        self._results: asyncio.Queue[Result] = asyncio.Queue()
        self._slots = SLOTS

    def wake(self) -> None:
        """Look into the outbox now rather than at the next second."""
        self._awake.set()

    async def run(self) -> None:
        """Send until cancelled; what is on the wire then is waited for and recorded."""
        settling = asyncio.create_task(self._settle_forever())
        try:
            while True:
                self._awake.clear()
                try:
                    worked = await self._step()
                except OffDuty:
                    return  # another process sends now; what is on the wire is still recorded below
                except Unavailable:
                    log.warning("database away, sending waits")
                    worked = False
                    await asyncio.sleep(AGAIN)
                await (asyncio.sleep(GATHER) if worked else self._nap())
        finally:
            await asyncio.gather(*self._sending)
            settling.cancel()
            await self._settle_rest()

    async def _step(self) -> bool:
        if not self._slots:
            return False
        now = self._clock()
        quiet = is_quiet(now, self._office.zone)
        ids = await self._store.write(outbox.claim, now, self._slots, quiet, self._fence)
        if not ids:
            return False
        self._slots -= len(ids)
        for outgoing in await self._store.read(render, self._office, now, ids):
            task = asyncio.create_task(self._deliver(outgoing))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return True

    async def _deliver(self, outgoing: Outgoing) -> None:
        self._results.put_nowait(await self._attempt(outgoing))

    async def _attempt(self, outgoing: Outgoing) -> Result:
        if outgoing.skip is not None:
            return Result(outgoing.message_id, outgoing.skip.state, outgoing.skip.reason)
        try:
            return await self._send(outgoing)
        except TelegramError as error:
            return self._failed(outgoing, error)

    async def _send(self, outgoing: Outgoing) -> Result:
        reply, chat = outgoing.reply, outgoing.chat_id
        lane = Lane.ANSWER if outgoing.lane == outbox.ANSWER else Lane.BROADCAST
        sent = None
        if reply.text:
            sent = await self._bot.send_message(
                chat, reply.text, parse_mode="HTML", reply_markup=keyboard(reply.rows), rate_limit_args=lane
            )
        for file in reply.files:
            content = await asyncio.to_thread(file.make)
            caption = file.caption or None
            if file.picture:
                sent = await self._bot.send_photo(chat, content, caption=caption, rate_limit_args=lane)
            else:
                sent = await self._bot.send_document(
                    chat, content, filename=file.name, caption=caption, rate_limit_args=lane
                )
        return Result(
            outgoing.message_id,
            "sent",
            chat_id=chat,
            telegram_message_id=sent.message_id if sent else None,
            text_hash=hashlib.sha256(reply.text.encode()).hexdigest(),
        )

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

    async def _settle_forever(self) -> None:
        while True:
            await asyncio.sleep(GATHER)
            batch = [await self._results.get()]
            await self._settle(batch + self._drain())

    async def _settle_rest(self) -> None:
        if rest := self._drain():
            await self._settle(rest)

    def _drain(self) -> list[Result]:
        return [self._results.get_nowait() for _ in range(self._results.qsize())]

    async def _settle(self, batch: list[Result]) -> None:
        while True:
            try:
                await self._store.write(outbox.settle, self._clock(), batch)
                break
            except Unavailable:
                # What was sent must not be sent again: hold on to it until the database is back.
                log.warning("database away, %d outcomes wait", len(batch))
                await asyncio.sleep(AGAIN)
        self._slots += len(batch)
        self.wake()

    async def _nap(self) -> None:
        try:
            async with asyncio.timeout(LOOK):
                await self._awake.wait()
        except TimeoutError:
            return
