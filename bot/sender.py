"""The delivery loop: claims what is due, sends it through the pacer, records what became of it."""

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.pacer import Lane
from bot.verdict import Means, RetryLater, Superseded, Unreachable, verdict
from handlers.post import HalfSent, Post
from services import outbox
from services.duty import OffDuty
from services.office import Office
from services.outbox import Result
from services.rendering import Outgoing, render
from services.reply import Edit
from services.skip import Skip
from storage.store import Store, Unavailable
from workdays.quiet import is_quiet

SLOTS = 256  # claimed and not yet settled, at most
GATHER = 0.03  # seconds in which slots and outcomes gather: thirty cost a transaction hardly more than one
LOOK = 1.0  # seconds between looks at the clock when nothing wakes the loop
AGAIN = 2.0  # seconds until the database is tried again

log = logging.getLogger(__name__)


class Sender:
    """Sends the outbox. `fatal` is called where Telegram does not know the token any more.

    `fence` is that of the duty's spell; nothing is claimed once another process has taken over. `room` says
    for how many more the turn comes soon.
    """

    def __init__(
        self,
        store: Store,
        bot: ExtBot[Lane],
        office: Office,
        clock: Callable[[], datetime],
        fatal: Callable[[TelegramError], None],
        fence: int | None = None,
        room: Callable[[], int] = lambda: SLOTS,
    ) -> None:
        self._store, self._bot, self._office, self._clock, self._fatal = store, bot, office, clock, fatal
        self._fence, self._room = fence, room
        self._post = Post(store, bot)
        self._awake = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        self._results: asyncio.Queue[Result | None] = asyncio.Queue()  # None: nothing more comes
        self._held: set[int] = set()  # claimed, and what became of them not yet recorded
        self._astray = False  # a claim may have been committed that nobody heard of

    def wake(self) -> None:
        """Look into the outbox now rather than at the next second."""
        self._awake.set()

    async def run(self) -> None:
        """Send until cancelled; what is on the wire then is waited for and recorded."""
        settling = asyncio.create_task(self._settle_until_closed())
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
                # Every press wakes this loop: a storm of them must not make a claim each.
                await asyncio.sleep(GATHER)
                if not worked:
                    await self._nap()
        finally:
            await asyncio.gather(*self._sending)
            self._results.put_nowait(None)
            await settling
            if self._astray:
                with contextlib.suppress(Unavailable, OffDuty):
                    await self._store.write(outbox.give_back, self._held, self._fence)

    async def _step(self) -> bool:
        free = min(SLOTS - len(self._held), self._room())
        if not free:
            return False
        now = self._clock()
        quiet = is_quiet(now, self._office.zone)
        try:
            if self._astray:
                await self._store.write(outbox.give_back, self._held, self._fence)
                self._astray = False
            ids = await self._store.write(outbox.claim, now, free, quiet, self._fence)
            rendered = await self._render(now, ids)
        except BaseException:
            self._astray = True
            raise
        self._held.update(ids)
        for outgoing in rendered:
            task = asyncio.create_task(self._deliver(outgoing))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return bool(ids)

    async def _render(self, now: datetime, ids: list[int]) -> list[Outgoing]:
        if not ids:
            return []
        try:
            return await self._store.read(render, self._office, now, ids)
        except Unavailable:
            raise
        except Exception:
            # One message that cannot be made must not hold up the others: each for itself then.
            if len(ids) > 1:
                return [outgoing for id_ in ids for outgoing in await self._render(now, [id_])]
            log.exception("message %d cannot be made", ids[0])
            return [Outgoing(ids[0], outbox.OWN_ACCORD, skip=Skip("cancelled", "程序出错，消息无法生成"))]

    async def _deliver(self, outgoing: Outgoing) -> None:
        try:
            result = await self._attempt(outgoing)
        except Exception:
            # Some of it may have gone; without an outcome its slot would be lost.
            log.exception("message %d failed", outgoing.message_id)
            result = Result(outgoing.message_id, "uncertain", "发送途中程序出错，无法确定是否送达")
        self._results.put_nowait(result)

    async def _attempt(self, outgoing: Outgoing) -> Result:
        if outgoing.skip is not None:
            return Result(outgoing.message_id, outgoing.skip.state, outgoing.skip.reason)
        try:
            return await self._send(outgoing)
        except HalfSent:
            return Result(outgoing.message_id, "uncertain", "正文已发出，附件可能没有送达")
        except TelegramError as error:
            return self._failed(outgoing, error)

    async def _send(self, outgoing: Outgoing) -> Result:
        reply, chat = outgoing.reply, outgoing.chat_id
        lane = Lane.ANSWER if outgoing.lane == outbox.ANSWER else Lane.BROADCAST
        if isinstance(reply, Edit):
            return await self._edit(outgoing, reply, lane)
        sent = None
        if reply.text:
            sent = await self._post.send(chat, reply.text, reply.rows, reply.attached, rate_limit_args=lane)
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

    async def _settle_until_closed(self) -> None:
        closed = False
        while not closed:
            await asyncio.sleep(GATHER)
            batch = [await self._results.get()]
            batch += [self._results.get_nowait() for _ in range(self._results.qsize())]
            closed = None in batch
            await self._settle([result for result in batch if result is not None])

    async def _settle(self, batch: list[Result]) -> None:
        while batch:
            try:
                await self._store.write(outbox.settle, self._clock(), batch)
                break
            except Unavailable:
                # What was sent must not be sent again: hold on to it until the database is back.
                log.warning("database away, %d outcomes wait", len(batch))
                await asyncio.sleep(AGAIN)
            except Exception:
                # What cannot be recorded stays `sending`, and is doubted when the next spell begins.
                log.exception("outcomes not recorded: %s", [result.message_id for result in batch])
                if len(batch) == 1:
                    break
                for result in batch:
                    await self._settle([result])
                return
        self._held.difference_update(result.message_id for result in batch)
        self.wake()

    async def _nap(self) -> None:
        try:
            async with asyncio.timeout(LOOK):
                await self._awake.wait()
        except TimeoutError:
            return
