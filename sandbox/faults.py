"""Trouble on request: a Telegram that is away, slow, failing, or loses its replies."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

Down = Literal["no", "refused", "closed"]
Mishap = Literal["none", "error", "error after", "flood", "lost"]


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong. Rates are shares of calls between 0 and 1, latency is in seconds.

    `down`: "refused" closes the Bot API's port, "closed" hangs up on every call without a reply.
    `error_rate`: a 502, half of them after the call was carried out (nobody can tell from outside).
    `lost_reply_rate`: the call is carried out and the connection closed without a reply.
    `only` restricts everything but `down` to these methods.
    """

    down: Down = "no"
    error_rate: float = 0.0
    lost_reply_rate: float = 0.0
    flood_rate: float = 0.0
    flood_retry_after: int = 3
    latency: tuple[float, float] = (0.0, 0.0)
    only: tuple[str, ...] = ()
    seed: int = 0


class Fate:
    """Decide, by a seeded dice, what befalls each call."""

    def __init__(self) -> None:
        self.set(Faults())

    def set(self, faults: Faults) -> None:
        """Let these faults hold from now on, the dice starting anew from their seed."""
        self.faults = faults
        self._random = Random(faults.seed)  # noqa: S311 - repeatable trouble, not secrets

    def delay(self, method: str) -> float:
        """Return for how many seconds this call is held up."""
        low, high = self.faults.latency
        return self._random.uniform(low, high) if high and self._touches(method) else 0.0

    def mishap(self, method: str) -> Mishap:
        """Return what befalls this call."""
        faults = self.faults
        if not self._touches(method):
            return "none"
        dice = self._random.random()
        if dice < faults.flood_rate:
            return "flood"
        dice -= faults.flood_rate
        if dice < faults.error_rate:
            return "error" if dice < faults.error_rate / 2 else "error after"
        dice -= faults.error_rate
        return "lost" if dice < faults.lost_reply_rate else "none"

    def _touches(self, method: str) -> bool:
        return not self.faults.only or method in self.faults.only
