"""Calls that wait for their turn: in order, one of a chat at a time, and of edits only the last."""

import math
from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Final

from telegram.error import RetryAfter

from bot.sending.calls import Call, Chat
from bot.sending.limits import Lane
from handlers.post import Superseded

_LONGEST_WAIT: Final = 30.0
"""A call stopped for longer is refused at once with RetryAfter: a row can wait better than a call."""
_LATER_EDIT: Final = "A later edit of the same message took over."


class Lanes:
    """Two queues, of answers and of broadcasts, of calls whose chats are ready as far as is known.

    What a look at the head of a queue finds not ready is put aside: with its chat, while another call to it
    is under way, else until the chat may be written to. `stopped_until` says when that is after a 429. All
    moments are seconds of one monotonic clock.
    """

    def __init__(self, stopped_until: Callable[[Chat], float]) -> None:
        self._stopped_until = stopped_until
        self._queues: dict[Lane, deque[Call]] = {Lane.ANSWER: deque(), Lane.BROADCAST: deque()}
        self._later: list[tuple[float, int, Call]] = []
        self._edits: dict[object, Call] = {}

    def join(self, call: Call, now: float) -> None:
        """Take a call; it replaces an earlier edit of the same message, which has Superseded raised."""
        call.chat.calls += 1
        if call.key is not None:
            earlier = self._edits.get(call.key)
            if earlier is not None and not earlier.turn.done():
                earlier.turn.set_exception(superseded())
            self._edits[call.key] = call
        self._queue(call, now)

    def leave(self, call: Call) -> None:
        """Let go of a call that went, or never will; looking at its queue passes over it."""
        call.chat.calls -= 1
        if call.key is not None and self._edits.get(call.key) is call:
            del self._edits[call.key]

    def head(self, lane: Lane, now: float) -> Call | None:
        """Return the first call of a lane that its chat is ready for; None where there is none."""
        queue = self._queues[lane]
        while queue:
            if self._is_ready(queue[0], now):
                return queue[0]
            queue.popleft()
        return None

    def take(self, call: Call) -> None:
        """Let the head of its lane go: its chat is busy until `free`."""
        self._queues[call.lane].popleft()
        if call.key is not None:
            # From here on a later edit waits for this one instead of replacing it.
            del self._edits[call.key]
        call.chat.busy = True

    def free(self, chat: Chat, now: float) -> None:
        """Note that the call to this chat has ended: those that waited for it queue again."""
        chat.busy = False
        if chat.parked:
            parked, chat.parked = chat.parked, []
            for waiting in parked:
                self._queue(waiting, now)

    def ripen(self, now: float) -> None:
        """Queue again what was put aside until now."""
        while self._later and self._later[0][0] <= now:
            self._queue(heappop(self._later)[2], now)

    def ripe_at(self) -> float:
        """Return when `ripen` has something to do."""
        return self._later[0][0] if self._later else math.inf

    def number(self, lane: Lane) -> int:
        """Return how many calls are queued in a lane."""
        return len(self._queues[lane])

    def has_edit(self, key: object) -> bool:
        """Tell whether an edit of this message waits."""
        return key in self._edits

    def _queue(self, call: Call, now: float) -> None:
        call.queued_at = now
        self._queues[call.lane].append(call)

    def _is_ready(self, call: Call, now: float) -> bool:
        """Tell whether the chat is ready; if not, put the call where it is found again, or refuse it."""
        chat = call.chat
        if call.turn.done():
            return False
        if chat.busy:
            chat.parked.append(call)
            return False
        stopped_until = self._stopped_until(chat)
        if stopped_until - now > _LONGEST_WAIT:
            call.turn.set_exception(RetryAfter(math.ceil(stopped_until - now)))
            return False
        ready_at = max(stopped_until, chat.limits.ready_at(call.kind))
        if ready_at > now:
            heappush(self._later, (ready_at, call.order, call))
            return False
        return True


def superseded() -> Superseded:
    """Return what an edit raises that a later one of the same message took the place of."""
    return Superseded(_LATER_EDIT)
