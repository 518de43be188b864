"""The delivery loop: claims what is due, has it sent, records what became of it."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.sending.delivery import Delivery
from bot.sending.limits import Lane
from bot.watching import metrics
from bot.watching.logs import REQUEST
from services import outbox, outcomes
from services.duty import OffDuty
from services.office import Office
from services.outcomes import Result
from services.rendering import Outgoing, render
from services.skip import Skip
from storage.store import Store, Unavailable
from workdays.quiet import is_quiet

SLOTS = 1024  # claimed and not yet settled, at most: enough to send on while outcomes are recorded
GATHER = 0.05  # seconds at most in which outcomes gather, and so many are enough:
ENOUGH = 192  # half of what a smaller transaction costs does not depend on their number
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
        self._store, self._office, self._clock = store, office, clock
        self._fence, self._room = fence, room
        self._delivery = Delivery(store, bot, fatal)
        self._awake, self._enough = asyncio.Event(), asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        self._held: set[int] = set()  # claimed, and what became of them not yet recorded
        self._results: list[Result] = []  # what became of some of those
        self._astray = False  # a claim may have been committed that nobody heard of

    def wake(self) -> None:
        """Look into the outbox now rather than at the next second."""
        self._awake.set()

    async def run(self) -> None:
        """Send until cancelled; what is on the wire then is waited for and recorded."""
        try:
            while True:
                self._awake.clear()
                try:
                    worked = await self._step()
                except OffDuty:
                    return  # another process sends now; what is on the wire is still recorded below
                except Unavailable:
                    log.warning("database away, sending waits, %d outcomes too", len(self._results))
                    worked = False
                    await asyncio.sleep(AGAIN)
                # Every press wakes this loop: a storm of them must not make a claim each.
                await self._gather()
                if not worked:
                    await self._nap()
        finally:
            await asyncio.gather(*self._sending)
            await self._settle_rest()

    async def _step(self) -> bool:
        """Record what became of messages and take the next; tell whether there were any of either."""
        results, self._results = self._results, []
        self._enough.clear()
        free = min(SLOTS - len(self._held) + len(results), self._room())
        if not results and not free:
            return False
        try:
            ids = await self._settle_and_claim(results, free)
            rendered = await self._render(ids)
        except BaseException:
            self._astray = True
            # What was sent must not be sent again. To record an outcome twice does no harm.
            self._results += [result for result in results if result.message_id in self._held]
            raise
        self._held.update(ids)
        for outgoing in rendered:
            task = asyncio.create_task(self._deliver(outgoing))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return bool(results or ids)

    async def _settle_and_claim(self, results: list[Result], free: int) -> list[int]:
        now = self._clock()
        quiet = is_quiet(now, self._office.zone)
        try:
            if self._astray:
                await self._store.write(outbox.give_back, self._held, self._fence)
                self._astray = False
            ids = await self._store.write(outbox.settle_and_claim, now, results, free, quiet, self._fence)
        except (Unavailable, OffDuty):
            raise
        except Exception:  # one outcome that cannot be recorded keeps no others from it: each for itself
            if not results:
                raise
            await self._settle_each(results)
            return []
        self._held.difference_update(result.message_id for result in results)
        if ids is None:
            raise OffDuty
        return ids

    async def _settle_each(self, results: list[Result]) -> None:
        """Record outcomes one by one, where one of them kept all from being recorded."""
        for result in results:
            try:
                await self._store.write(outcomes.settle, self._clock(), [result])
            except Unavailable:
                raise
            except Exception:  # what cannot be recorded stays `sending`, and is doubted at the next spell
                log.exception("what became of message %d is not recorded", result.message_id)
            self._held.discard(result.message_id)

    async def _render(self, ids: list[int]) -> list[Outgoing]:
        if not ids:
            return []
        try:
            return await self._store.read(render, self._office, self._clock(), ids)
        except Unavailable:
            raise
        except Exception:  # one message that cannot be made holds up no others: each for itself then
            if len(ids) > 1:
                return [outgoing for id_ in ids for outgoing in await self._render([id_])]
            log.exception("message %d cannot be made", ids[0])
            return [Outgoing(ids[0], outbox.OWN_ACCORD, skip=Skip("cancelled", "程序出错，消息无法生成"))]

    async def _deliver(self, outgoing: Outgoing) -> None:
        REQUEST.set(f"m{outgoing.message_id}")  # in this task's own context
        result = await self._delivery.attempt(outgoing)
        metrics.SENDS.add(result.state)
        self._results.append(result)  # to the list as it is now
        self._awake.set()
        if len(self._results) >= ENOUGH:
            self._enough.set()

    async def _settle_rest(self) -> None:
        while self._results:
            try:
                await self._store.write(outcomes.settle, self._clock(), self._results)
            except Unavailable:
                log.warning("database away, %d outcomes wait", len(self._results))
                await asyncio.sleep(AGAIN)
                continue
            except Exception:  # noqa: BLE001 each for itself then, and logged there
                await self._settle_each(self._results)
            self._results = []
        if self._astray:
            with contextlib.suppress(Unavailable, OffDuty):
                await self._store.write(outbox.give_back, self._held, self._fence)

    async def _gather(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GATHER):
                await self._enough.wait()

    async def _nap(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK):
                await self._awake.wait()
