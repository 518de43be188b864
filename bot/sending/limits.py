"""What Telegram allows: so many calls a second in all, and so many in one chat."""

import math
from collections import deque
from enum import Enum, auto
from heapq import heappop, heappush
from typing import Final

_SECOND: Final = 1.0
_MARGIN: Final = 0.004
"""For what the least round trip cannot tell, in seconds; costs 0.4 % of the rate."""
_MOST_DELAY: Final = 0.25
"""How long at most a late answer keeps its place, in seconds: bunching costs less than a slow broadcast."""
_EPOCH: Final = 30.0
_ENOUGH_TRIPS: Final = 20
_FIRST_TRIPS: Final = 0.25
"""Seconds' worth of the first trips that are not enough: each opens a connection, slowly, and taken for the
least they would let places go too early."""
_EVENNESS: Final = 0.9
"""Broadcasts are spaced to fill nine tenths of a second, which leaves room to catch up after a stall."""
_CATCH_UP: Final = 0.02
"""How far behind its even spacing a broadcast may fall and still make up for it, in seconds."""
_RECOVERY: Final = 60.0
"""Seconds from half the rate, or less, back to the whole of it."""
_LEAST_RATE: Final = 1.0


class Lane(Enum):
    """Who waits for a call: a person who tapped, or a broadcast that has time."""

    # Members are single; the hash of Enum, by name, is in Python, and asked for a dozen times a call.
    __hash__ = object.__hash__

    ANSWER = auto()
    BROADCAST = auto()


class Kind(Enum):
    """What a call costs the chat."""

    SEND = auto()
    EDIT = auto()


class _RoundTrips:
    """Knows the least round trip of the last half minute to minute, as routes change."""

    __slots__ = ("_before", "_ends", "_least", "_number", "_sum")

    def __init__(self) -> None:
        self._least, self._number, self._sum = math.inf, 0, 0.0
        self._before = (math.inf, 0, 0.0)
        self._ends = -math.inf

    def note(self, seconds: float, now: float) -> None:
        if now >= self._ends:
            self._before = (self._least, self._number, self._sum)
            self._least, self._number, self._sum = math.inf, 0, 0.0
            self._ends = now + _EPOCH
        self._least = min(self._least, seconds)
        self._number += 1
        self._sum += seconds

    def least(self, enough: float) -> float:
        """Return what no trip is quicker than: less than any seen, the more so the fewer were seen; nothing
        before there were enough.
        """
        least, number, total = self._before
        number += self._number
        if number < enough:
            return 0.0
        least = min(least, self._least)
        spread = (total + self._sum) / number - least
        return max(0.0, least - 2 * spread / math.sqrt(number))


class Place:
    """One call's place in the second."""

    __slots__ = ("held", "lane", "sent_at")

    def __init__(self, lane: Lane, sent_at: float) -> None:
        self.lane, self.sent_at, self.held = lane, sent_at, True


class Window:
    """Grants places so that no second, as the server counts it, holds more than `rate` calls.

    Spacing by our own clock is not enough: a call held up on its way arrives closer to the next ones. The
    server saw a call at the latest when its answer set out, which is the arrival of the answer less the way
    back; so a place is kept until one second after (arrival of the answer - the least round trip seen). At a
    steady latency that is one second after sending, and each delay costs just itself.

    Answers to people may exceed the rate, as Telegram does not count them as broadcasting. All times are
    seconds of one monotonic clock.
    """

    def __init__(self, rate: float) -> None:
        self.set_rate(rate)
        self._share, self._since = 1.0, -math.inf
        self._places: list[tuple[float, int, Place]] = []
        self._granted = 0
        self._held = {Lane.ANSWER: 0, Lane.BROADCAST: 0}
        self._even_at = -math.inf
        self._trips = _RoundTrips()

    def set_rate(self, rate: float) -> None:
        """Allow `rate` calls a second, at least one, from now on; a slowing down goes on in proportion."""
        self._whole = max(rate, _LEAST_RATE)

    def rate(self, now: float) -> float:
        """Return the calls a second allowed at `now`; grows back by itself after `slow_down`."""
        return max(self._whole * self._share_at(now), _LEAST_RATE)

    def slow_down(self, now: float, until: float) -> None:
        """Halve the rate; it grows again from `until`."""
        self._share, self._since = max(_LEAST_RATE / self._whole, self._share_at(now) / 2), until

    def held(self, now: float) -> int:
        """Return how many calls the server may have counted within the second before `now`."""
        self._release(now)
        return self._held[Lane.ANSWER] + self._held[Lane.BROADCAST]

    def free_at(self, lane: Lane, now: float) -> float:
        """Return when the next call of `lane` may go; at or before `now` means at once."""
        self._release(now)
        rate = self.rate(now)
        answers, broadcasts = self._held[Lane.ANSWER], self._held[Lane.BROADCAST]
        full = answers + broadcasts + 1 > rate
        if lane is Lane.ANSWER:
            # Waiting helps only where a broadcast can make room.
            return self._places[0][0] if full and broadcasts else now
        if not full:
            return self._even_at
        # Where answers alone exceed the rate, a quarter of it keeps the broadcast going.
        if answers >= rate and broadcasts < rate / 4:
            return now
        return max(self._places[0][0], self._even_at)

    def take(self, lane: Lane, now: float) -> Place:
        """Grant a place to a call that is sent at `now`."""
        place = Place(lane, now)
        self._keep(place, now + _MOST_DELAY)
        self._held[lane] += 1
        self._even_at = max(self._even_at, now - _CATCH_UP) + _EVENNESS / self.rate(now)
        return place

    def settle(self, place: Place, now: float) -> None:
        """Note that the server's answer to this call arrived at `now`."""
        self._trips.note(now - place.sent_at, now)
        seen_by = now - self._trips.least(max(_ENOUGH_TRIPS, self._whole * _FIRST_TRIPS))
        if place.held and seen_by < place.sent_at + _MOST_DELAY:
            self._keep(place, max(seen_by, place.sent_at))

    def _share_at(self, now: float) -> float:
        if now <= self._since:
            return self._share
        return min(1.0, self._share + (now - self._since) / _RECOVERY)

    def _keep(self, place: Place, seen_by: float) -> None:
        self._granted += 1
        heappush(self._places, (seen_by + _SECOND + _MARGIN, self._granted, place))

    def _release(self, now: float) -> None:
        places = self._places
        while places and (places[0][0] <= now or not places[0][2].held):
            place = heappop(places)[2]
            if place.held:
                place.held = False
                self._held[place.lane] -= 1


class ChatLimits:
    """What one chat bears: a message a second after a burst of three, 20 edits a minute, and in a group 20
    messages a minute.
    """

    __slots__ = ("_every_call_counts", "_last_minute", "_regular_at", "paused_until")

    # A little more than a second and a minute: a held-up call comes closer to the next.
    EVERY: Final = 1.05
    BURST: Final = 3
    A_MINUTE: Final = 20
    MINUTE: Final = 60.5

    def __init__(self, *, is_group: bool) -> None:
        self._every_call_counts = is_group
        self._last_minute: deque[float] | None = None
        self.paused_until = self._regular_at = -math.inf

    def ready_at(self, kind: Kind) -> float:
        """Return when the next call of this kind may go."""
        ready = max(self.paused_until, self._regular_at - (self.BURST - 1) * self.EVERY)
        minute = self._last_minute
        if minute is not None and len(minute) == self.A_MINUTE and self._counts(kind):
            ready = max(ready, minute[0] + self.MINUTE)
        return ready

    def take(self, kind: Kind, now: float) -> None:
        """Note that a call goes out."""
        self._regular_at = max(self._regular_at, now) + self.EVERY
        if self._counts(kind):
            if self._last_minute is None:
                self._last_minute = deque(maxlen=self.A_MINUTE)
            self._last_minute.append(now)

    def is_rested(self, now: float) -> bool:
        """Tell whether nothing of the past limits the next call."""
        minute = self._last_minute
        if minute is not None and minute[-1] + self.MINUTE > now:
            return False
        return max(self._regular_at, self.paused_until) <= now

    def _counts(self, kind: Kind) -> bool:
        return self._every_call_counts or kind is Kind.EDIT
