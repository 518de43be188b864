"""What being on duty means: messages are sent and the clock rings, for as long as the spell lasts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.insist import Stop
from bot.sending.pacer import Lane, Pacer
from bot.sending.pauses import Pauses
from bot.sending.purse import Purse, keep_filled
from bot.sending.sender import Sender
from bot.watching import metrics
from bot.watching.heartbeat import Heartbeat
from handlers.turn import Desk
from scheduler.clockwork import start
from services.doubt import doubt_unsettled

STOPPING = 8.0  # seconds for what is under way, when asked to stop


@dataclass(frozen=True)
class Duty:
    """What a spell works with. `stopped` ends the program where a spell cannot go on.

    `heartbeat` is None under trial, where the clock jumps.
    """

    desk: Desk
    bot: ExtBot[Lane]
    pacer: Pacer
    pauses: Pauses
    purse: Purse | None
    heartbeat: Heartbeat | None
    seconds: float  # between two looks of the clock
    stopped: "asyncio.Future[None]"

    @contextlib.asynccontextmanager
    async def spell(self, fence: int | None) -> AsyncIterator[None]:
        """Send and ring until the context ends. Raises Unavailable or OffDuty where it cannot begin."""
        desk = self.desk
        await desk.store.write(doubt_unsettled, desk.clock(), fence)
        await self.pauses.restore(self.pacer)
        sender = Sender(
            *(desk.store, self.bot, desk.office, desk.clock, self._wrong_token, fence, self.pacer.room)
        )
        desk.wake = sender.wake
        sending = asyncio.create_task(sender.run())
        sending.add_done_callback(self._ended)
        keeping = asyncio.create_task(keep_filled(self.purse, desk.store, fence)) if self.purse else None
        beating = asyncio.create_task(self.heartbeat.run()) if self.heartbeat else None

        def rung() -> None:
            metrics.TICK.note()
            sender.wake()

        ringing = start(desk.store, desk.office, desk.clock, rung, self.seconds, fence)
        try:
            yield
        finally:
            ringing.shutdown(wait=False)
            metrics.TICK.at = None  # another process's, from now on
            if beating:
                beating.cancel()
            sending.cancel()
            await asyncio.wait([sending], timeout=STOPPING)
            if keeping:  # to the end: what is on the wire may still cost
                keeping.cancel()
                await asyncio.wait([keeping], timeout=STOPPING)

    def _wrong_token(self, _error: TelegramError) -> None:
        if not self.stopped.done():
            self.stopped.set_exception(Stop("令牌已失效，无法继续发送。请核对令牌后重新运行 qingfeng init。"))

    def _ended(self, sending: "asyncio.Task[None]") -> None:
        # A sender that fails silently would leave a bot that answers and never sends: better none.
        error = None if sending.cancelled() else sending.exception()
        if error is not None and not self.stopped.done():
            self.stopped.set_exception(error)
