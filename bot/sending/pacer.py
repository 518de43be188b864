"""Paces every call of this process to the Bot API, and stops where Telegram says stop.

One Pacer is given to the bot as its rate limiter, so that no call can pass beside it. `limits` says what
Telegram allows, `lanes` who is next, `stops` what a 429 means, `fares` what a call costs.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from itertools import count
from typing import Any, Final, TypeVar

from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.sending.calls import Call, Chat, ChatId, kind_of
from bot.sending.fares import Fares
from bot.sending.lanes import Lanes, superseded
from bot.sending.limits import Kind, Lane, Window
from bot.sending.purse import Purse
from bot.sending.stops import Stops
from bot.sending.verdict import NotSent, seconds_of

__all__ = ["ChatId", "Kind", "Lane", "Pacer"]

T = TypeVar("T")

_PATIENCE: Final = 0.3
"""Seconds an answer waits for a broadcast to make room; then it goes all the same."""
_AHEAD: Final = 0.3
"""Seconds of broadcasting that may queue."""
_ANSWER_TRIES: Final = 3
_SHORTEST_NAP: Final = 0.0005
_KEPT_CHATS: Final = 1024
"""So many chats are remembered before those that nothing limits any more are looked for."""


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
        self._clock, self._sleep = clock, sleep
        self._window = Window(rate)
        self._stops = Stops(self._window, on_pause)
        self._lanes = Lanes(self._stops.until)
        self._fares = Fares(self._window, rate, purse)
        if purse is not None:
            purse.on_filled = self._pump
        # Broadcasts leave a quarter of the connections to answers, however slow Telegram gets.
        self._most = {Lane.ANSWER: in_flight, Lane.BROADCAST: max(1, in_flight * 3 // 4)}
        self._in_flight = 0
        self._chats: dict[ChatId, Chat] = {}
        self._forget_at = _KEPT_CHATS
        self._orders = count()
        self._wake_at = math.inf
        self._naps: set[asyncio.Task[None]] = set()

    async def initialize(self) -> None:
        """Do nothing: a pacer is ready as it is made."""

    async def shutdown(self) -> None:
        """Let nothing more go by itself."""
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
        if self._stops.token_until > self._clock():
            return 0
        ahead = math.ceil(self.rate() * _AHEAD)
        queued = self._lanes.number(Lane.BROADCAST)
        return ahead - queued if 2 * queued <= ahead else 0

    def restore(self, stops: Iterable[tuple[ChatId | None, float]]) -> None:
        """Take up stops that were reported to `on_pause` earlier, with the seconds still left of each."""
        now = self._clock()
        for chat_id, seconds in stops:
            if chat_id is None:
                self._stops.restore(seconds, now)
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
            self._lanes.join(call, self._clock())
            self._pump()
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
                    self._fares.refund(call)
                if not isinstance(error, RetryAfter):
                    raise
                self._stops.note(call.chat, seconds_of(error), self._clock())
                if not tries_left:
                    raise
            finally:
                self._finish(call, answered=answered)
            if self._lanes.has_edit(key):
                raise superseded()
        raise AssertionError("the last try returns or raises")

    async def _turn(self, call: Call) -> None:
        try:
            await call.turn
        except BaseException:
            if call.place is None:
                self._lanes.leave(call)
            else:
                # Cancelled between being granted its turn and taking it.
                self._fares.refund(call)
                self._finish(call, answered=False)
            raise

    def _start(self, call: Call, now: float) -> None:
        self._lanes.take(call)
        call.chat.limits.take(call.kind, now)
        self._fares.charge(call, now)
        call.place = self._window.take(call.lane, now)
        self._in_flight += 1
        call.turn.set_result(None)

    def _finish(self, call: Call, *, answered: bool) -> None:
        now = self._clock()
        if answered and call.place is not None:
            self._window.settle(call.place, now)
        self._in_flight -= 1
        self._lanes.leave(call)
        self._lanes.free(call.chat, now)
        self._pump()

    def _pump(self) -> None:
        """Let go whatever may go now, and see to being woken when the next may."""
        now = self._clock()
        self._lanes.ripen(now)
        wake_at = min(self._drain(Lane.ANSWER, now), self._drain(Lane.BROADCAST, now), self._lanes.ripe_at())
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
        while (call := self._lanes.head(lane, now)) is not None:
            if self._in_flight >= self._most[lane]:
                return math.inf
            self._fares.set_rate(call, now)
            free_at = self._window.free_at(lane, now)
            if lane is Lane.ANSWER:
                free_at = min(free_at, call.queued_at + _PATIENCE)
            if free_at > now:
                return free_at
            self._start(call, now)
        return math.inf

    def _chat(self, chat_id: ChatId) -> Chat:
        chat = self._chats.get(chat_id)
        if chat is None:
            if len(self._chats) >= self._forget_at:
                now = self._clock()
                self._chats = {k: c for k, c in self._chats.items() if c.calls or not c.limits.is_rested(now)}
                self._forget_at = max(_KEPT_CHATS, 2 * len(self._chats))
            chat = self._chats[chat_id] = Chat(chat_id)
        return chat
