"""Which calls are paid for: those above the free rate, as long as there are Stars."""

from typing import Final

from bot.sending.calls import Call
from bot.sending.limits import Lane, Window
from bot.sending.purse import Purse

PAID_RATE: Final = 1000.0
"""Messages a second, where those above the free rate are paid for."""


class Fares:
    """Charges a purse for calls, and sets the window to the rate that it can pay for; no purse, no charge."""

    def __init__(self, window: Window, free_rate: float, purse: Purse | None) -> None:
        self._window, self._free_rate, self._purse = window, free_rate, purse

    def set_rate(self, call: Call, now: float) -> None:
        """Go at the paid rate while there are Stars for it; a broadcast that needs them asks for them."""
        if self._purse is None:
            return
        if call.lane is Lane.BROADCAST and not self._purse.tenths and self._is_above_free(call, now):
            self._purse.wanted.set()
        self._window.set_rate(PAID_RATE if self._purse.tenths else self._free_rate)

    def charge(self, call: Call, now: float) -> None:
        """Pay for a call that is about to go, where it costs something."""
        if self._purse is not None:
            call.paid = self._is_above_free(call, now) and self._purse.take()

    def refund(self, call: Call) -> None:
        """Take back what was paid for a call that surely did not go."""
        if call.paid and self._purse is not None:
            call.paid = False
            self._purse.put(1)

    def _is_above_free(self, call: Call, now: float) -> bool:
        return call.payable and self._window.held(now) + 1 > self._free_rate
