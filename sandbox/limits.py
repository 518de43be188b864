"""Telegram's rates: what is too fast, and how long to wait then."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

from sandbox.errors import ApiError

FREE_RATE = 30
STARS_A_MESSAGE = 0.1


@dataclass(frozen=True, slots=True)
class Rates:
    """The allowed rates. Zero switches one off.

    `overall` and `paid` count messages in any one second; a private chat takes one message or edit each
    `chat_interval` seconds after a burst of `chat_burst`, and `chat_edits` edits a minute; a group takes
    `group_messages` messages and edits in any minute.
    """

    overall: int = FREE_RATE
    paid: int = 1000
    chat_interval: float = 1.0
    chat_burst: int = 5
    chat_edits: int = 20
    group_messages: int = 20


UNLIMITED = Rates(overall=0, paid=0, chat_interval=0, chat_edits=0, group_messages=0)


class _Window:
    """At most `count` events in any `span` seconds."""

    __slots__ = ("span", "times")

    def __init__(self, count: int, span: float) -> None:
        self.span = span
        self.times: deque[float] = deque(maxlen=count)

    def wait(self, now: float) -> float:
        if len(self.times) < (self.times.maxlen or 0):
            return 0.0
        return self.times[0] + self.span - now


class Limits:
    """Count what the bot sends and refuse with 429 what comes too fast. A refused call is not counted."""

    def __init__(self, rates: Rates) -> None:
        self.stars_spent = 0.0
        self.set(rates)

    def set(self, rates: Rates) -> None:
        """Take these rates from now on, forgetting what was counted."""
        self.rates = rates
        self._overall = _Window(rates.overall, 1.0)
        self._paid = _Window(rates.paid, 1.0)
        self._groups: dict[int, _Window] = {}
        # Of each chat: the moment at which its burst would be whole again (a leaky bucket in one number).
        self._messages: dict[int, float] = {}
        self._edits: dict[int, float] = {}

    def send(self, chat_id: int, now: float, paid: bool = False) -> None:
        """Count a new message or raise 429."""
        rates = self.rates
        beyond_free = bool(rates.overall) and self._overall.wait(now) > 0
        overall = self._paid if paid and beyond_free and rates.paid else self._overall
        wait = overall.wait(now) if rates.overall else 0.0
        _refuse(max(wait, self._chat_wait(chat_id, now)))
        if rates.overall:
            overall.times.append(now)
            if overall is self._paid:
                self.stars_spent += STARS_A_MESSAGE
        self._count(chat_id, now)

    def edit(self, chat_id: int, now: float) -> None:
        """Count an edit or raise 429. Edits are free of the overall rate, which is one of broadcasting."""
        interval = 60 / self.rates.chat_edits if self.rates.chat_edits and chat_id > 0 else 0.0
        burst = self.rates.chat_edits
        wait = _bucket_wait(self._edits.get(chat_id, now), now, interval, burst) if interval else 0.0
        _refuse(max(wait, self._chat_wait(chat_id, now)))
        if interval:
            self._edits[chat_id] = max(self._edits.get(chat_id, now), now) + interval
        self._count(chat_id, now)

    def _chat_wait(self, chat_id: int, now: float) -> float:
        rates = self.rates
        if chat_id < 0:
            window = self._groups.get(chat_id)
            return window.wait(now) if window else 0.0
        if not rates.chat_interval:
            return 0.0
        return _bucket_wait(self._messages.get(chat_id, now), now, rates.chat_interval, rates.chat_burst)

    def _count(self, chat_id: int, now: float) -> None:
        rates = self.rates
        if chat_id > 0:
            if rates.chat_interval:
                self._messages[chat_id] = max(self._messages.get(chat_id, now), now) + rates.chat_interval
        elif rates.group_messages:
            window = self._groups.get(chat_id)
            if window is None:
                window = self._groups[chat_id] = _Window(rates.group_messages, 60.0)
            window.times.append(now)


def _bucket_wait(full_at: float, now: float, interval: float, burst: int) -> float:
    wait = full_at - now - (burst - 1) * interval
    return wait if wait > 1e-6 else 0.0  # sums of intervals are not exact


def _refuse(wait: float) -> None:
    if wait > 0:
        raise flood(math.ceil(wait))


def flood(retry_after: int) -> ApiError:
    """Return the refusal of a call that came too fast."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
