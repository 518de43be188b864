"""Paces every call of this process to the Bot API, and stops where Telegram says stop.

One Pacer is given to the bot as its rate limiter, so that no call can pass beside it.
"""

import asyncio
import math
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from heapq import heappop, heappush
from itertools import count
from typing import Any, Final, TypeVar

from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.calls import Call, Chat, ChatId, kind_of
from bot.limits import Kind, Lane, Window
from bot.purse import Purse
from bot.verdict import NotSent, seconds_of
from handlers.post import Superseded

__all__ = ["ChatId", "Kind", "Lane", "Pacer"]

T = TypeVar("T")

PAID_RATE: Final = 1000.0
_PATIENCE: Final = 0.3
"""Seconds an answer waits for a broadcast to make room; then it goes all the same."""
_LONGEST_WAIT: Final = 30.0
"""A call stopped for longer is refused at once with RetryAfter: a row can wait better than a call."""
_LONG_STOP: Final = 60.0
"""A 429 above these seconds is not about one chat."""
_AHEAD: Final = 0.3
"""Seconds of broadcasting that may queue."""
_SEVERAL: Final = 3
_SECONDS_APART: Final = 2.0
"""So many chats told to wait within so many seconds: it is the token that must."""
_LATER_EDIT: Final = "A later edit of the same message took over."
_ANSWER_TRIES: Final = 3
_SHORTEST_NAP: Final = 0.0005


class Pacer(BaseRateLimiter[Lane]):
    """Lets calls go in their turn: answers before broadcasts, within what Telegram allows.

    `clock` is monotonic, in seconds, and `sleep` waits by it. `on_pause(chat or None for the whole token,
    seconds)` is called at every stop, so that its owner can keep it and `restore` it after a restart.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]],
        *,
        rate: float = 30.0,
        in_flight: int = 100,
        on_pause: Callable[[ChatId | None, float], object] = lambda chat_id, seconds: None,
        purse: Purse | None = None,
    ) -> None:
        self._clock, self._sleep, self._on_pause = clock, sleep, on_pause
        self._window, self._free_rate, self._purse = Window(rate), rate, purse
        if purse is not None:
            purse.on_filled = self._pump
        # Broadcasts leave a quarter of the connections to answers, however slow Telegram gets.
        self._most = {Lane.ANSWER: in_flight, Lane.BROADCAST: max(1, in_flight * 3 // 4)}
        self._in_flight = 0
        self._chats: dict[ChatId, Chat] = {}
        self._forget_at = 1024
        self._queues: dict[Lane, deque[Call]] = {Lane.ANSWER: deque(), Lane.BROADCAST: deque()}
        self._later: list[tuple[float, int, Call]] = []
        self._orders = count()
        self._edits: dict[object, Call] = {}
        self._floods: deque[tuple[float, ChatId]] = deque()
        self._paused_until = -math.inf
        self._wake_at = math.inf
        self._naps: set[asyncio.Task[None]] = set()

    async def initialize(self) -> None:
        """Do nothing: a pacer is ready as it is made."""

    async def shutdown(self) -> None:
        for nap in self._naps:
            nap.cancel()
        await asyncio.gather(*self._naps, return_exceptions=True)

    def rate(self) -> float:
        """Return the messages a second allowed now; below the set rate while it recovers from a stop."""
        return self._window.rate(self._clock())

    def room(self) -> int:
        """Return for how many more broadcasts the turn comes within moments; 0 until there are several.

        Who holds more than that only makes a crash doubt what never went out.
        """
        if self._paused_until > self._clock():
            return 0
        ahead = math.ceil(self.rate() * _AHEAD)
        queued = len(self._queues[Lane.BROADCAST])
        return ahead - queued if 2 * queued <= ahead else 0

    def restore(self, stops: Iterable[tuple[ChatId | None, float]]) -> None:
        """Take up stops that were reported to `on_pause` earlier, with the seconds still left of each."""
        now = self._clock()
        for chat_id, seconds in stops:
            if chat_id is None:
                self._paused_until = max(self._paused_until, now + seconds)
                self._window.slow_down(now, self._paused_until)
            else:
                self._chat(chat_id).limits.paused_until = now + seconds

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | dict[str, Any] | list[dict[str, Any]]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Lane | None,
    ) -> bool | dict[str, Any] | list[dict[str, Any]]:
        """Pass one call of the bot through; `rate_limit_args` is its lane, ANSWER unless told.

        Only what puts or changes messages is paced; callback answers and the like pass freely.
        """
        chat_id, kind = data.get("chat_id"), kind_of(endpoint)
        if kind is None or chat_id is None:
            return await callback(*args, **kwargs)
        message_id = data.get("message_id") if kind is Kind.EDIT else None

        def pay(paid: bool) -> None:
            data.pop("allow_paid_broadcast", None)
            if paid:
                data["allow_paid_broadcast"] = True

        return await self.run(
            lambda: callback(*args, **kwargs),
            chat_id=chat_id,
            lane=rate_limit_args or Lane.ANSWER,
            kind=kind,
            message_id=message_id,
            pay=pay if kind is Kind.SEND else None,
        )

    async def run(
        self,
        send: Callable[[], Awaitable[T]],
        *,
        chat_id: ChatId,
        lane: Lane,
        kind: Kind = Kind.SEND,
        message_id: int | None = None,
        pay: Callable[[bool], object] | None = None,
    ) -> T:
        """Call `send` when its turn comes and return what it returns.

        A call that may cost Stars gives `pay`, which is told before `send` whether this one does. Edits name
        their message, of which only the last waiting one is sent: the others raise Superseded. A 429 is
        raised as RetryAfter and noted; answers first wait and try again where that is not too long.
        """
        key = None if message_id is None else (chat_id, message_id)
        order = next(self._orders)
        for tries_left in reversed(range(_ANSWER_TRIES if lane is Lane.ANSWER else 1)):
            call = Call(order, self._chat(chat_id), lane, kind, key, payable=pay is not None)
            self._join(call)
            await self._turn(call)
            if pay is not None:
                pay(call.paid)
            answered = False
            try:
                result = await send()
                answered = True
                return result
            except TelegramError as error:
                answered = isinstance(error, BadRequest) or not isinstance(error, NetworkError)
                if isinstance(error, RetryAfter | NotSent):
                    self._refund(call)
                if not isinstance(error, RetryAfter):
                    raise
                self._note_flood(chat_id, seconds_of(error))
                if not tries_left:
                    raise
            finally:
                self._finish(call, answered=answered)
            if key in self._edits:
                raise Superseded(_LATER_EDIT)
        raise AssertionError("the last try returns or raises")

    def _join(self, call: Call) -> None:
        call.chat.calls += 1
        if call.key is not None:
            earlier = self._edits.get(call.key)
            if earlier is not None and not earlier.turn.done():
                earlier.turn.set_exception(Superseded(_LATER_EDIT))
            self._edits[call.key] = call
        self._queue(call, self._clock())
        self._pump()

    async def _turn(self, call: Call) -> None:
        try:
            await call.turn
        except BaseException:
            if call.place is None:
                self._leave(call)
            else:
                # Cancelled between being granted its turn and taking it.
                self._refund(call)
                self._finish(call, answered=False)
            raise

    def _leave(self, call: Call) -> None:
        call.chat.calls -= 1
        if call.key is not None and self._edits.get(call.key) is call:
            del self._edits[call.key]

    def _start(self, call: Call, now: float) -> None:
        if call.key is not None:
            # From here on a later edit waits for this one instead of replacing it.
            del self._edits[call.key]
        call.chat.busy = True
        call.chat.limits.take(call.kind, now)
        call.paid = self._purse is not None and self._is_above_free(call, now) and self._purse.take()
        call.place = self._window.take(call.lane, now)
        self._in_flight += 1
        call.turn.set_result(None)

    def _is_above_free(self, call: Call, now: float) -> bool:
        return call.payable and self._window.held(now) + 1 > self._free_rate

    def _set_rate(self, call: Call, now: float) -> None:
        """Go at the paid rate while there are Stars for it; a broadcast that needs them asks for them."""
        if self._purse is None:
            return
        if call.lane is Lane.BROADCAST and not self._purse.tenths and self._is_above_free(call, now):
            self._purse.wanted.set()
        self._window.set_rate(PAID_RATE if self._purse.tenths else self._free_rate)

    def _refund(self, call: Call) -> None:
        if call.paid and self._purse is not None:
            call.paid = False
            self._purse.put(1)

    def _finish(self, call: Call, *, answered: bool) -> None:
        now, chat = self._clock(), call.chat
        if answered and call.place is not None:
            self._window.settle(call.place, now)
        self._in_flight -= 1
        chat.busy = False
        self._leave(call)
        if chat.parked:
            parked, chat.parked = chat.parked, []
            for waiting in parked:
                self._queue(waiting, now)
        self._pump()

    def _queue(self, call: Call, now: float) -> None:
        call.queued_at = now
        self._queues[call.lane].append(call)

    def _pump(self) -> None:
        """Let go whatever may go now, and see to being woken when the next may."""
        now = self._clock()
        while self._later and self._later[0][0] <= now:
            self._queue(heappop(self._later)[2], now)
        wake_at = min(self._drain(Lane.ANSWER, now), self._drain(Lane.BROADCAST, now))
        if self._later:
            wake_at = min(wake_at, self._later[0][0])
        if wake_at < self._wake_at:
            self._wake_at = wake_at
            nap = asyncio.create_task(self._nap(wake_at, now))
            self._naps.add(nap)
            nap.add_done_callback(self._naps.discard)

    async def _nap(self, until: float, now: float) -> None:
        await self._sleep(max(until - now, _SHORTEST_NAP))
        if self._wake_at == until:
            self._wake_at = math.inf
        self._pump()

    def _drain(self, lane: Lane, now: float) -> float:
        """Start the calls of a lane in order; return when to look again (never, where a call's end will)."""
        queue = self._queues[lane]
        while queue:
            call = queue[0]
            if not self._is_due(call, now):
                queue.popleft()
                continue
            if self._in_flight >= self._most[lane]:
                return math.inf
            self._set_rate(call, now)
            free_at = self._window.free_at(lane, now)
            if lane is Lane.ANSWER:
                free_at = min(free_at, call.queued_at + _PATIENCE)
            if free_at > now:
                return free_at
            queue.popleft()
            self._start(call, now)
        return math.inf

    def _is_due(self, call: Call, now: float) -> bool:
        """Tell whether the chat is ready; if not, put the call where it is found again, or refuse it."""
        if call.turn.done():
            return False
        if call.chat.busy:
            call.chat.parked.append(call)
            return False
        limits = call.chat.limits
        stopped_until = max(self._paused_until, limits.paused_until)
        if stopped_until - now > _LONGEST_WAIT:
            call.turn.set_exception(RetryAfter(math.ceil(stopped_until - now)))
            return False
        ready_at = max(stopped_until, limits.ready_at(call.kind))
        if ready_at > now:
            heappush(self._later, (ready_at, call.order, call))
            return False
        return True

    def _note_flood(self, chat_id: ChatId, seconds: float) -> None:
        now = self._clock()
        self._chat(chat_id).limits.paused_until = now + seconds
        self._on_pause(chat_id, seconds)
        floods = self._floods
        floods.append((now, chat_id))
        while floods[0][0] < now - _SECONDS_APART:
            floods.popleft()
        several = len({flooded for _, flooded in floods}) >= _SEVERAL
        if (several or seconds > _LONG_STOP) and now + seconds > self._paused_until:
            if self._paused_until <= now:
                # The 429s of calls already under way belong to the same stop: it slows down once.
                self._window.slow_down(now, now + seconds)
            self._paused_until = now + seconds
            self._on_pause(None, seconds)

    def _chat(self, chat_id: ChatId) -> Chat:
        chat = self._chats.get(chat_id)
        if chat is None:
            if len(self._chats) >= self._forget_at:
                now = self._clock()
                self._chats = {k: c for k, c in self._chats.items() if c.calls or not c.limits.is_rested(now)}
                self._forget_at = max(1024, 2 * len(self._chats))
            chat = self._chats[chat_id] = Chat(chat_id)
        return chat
