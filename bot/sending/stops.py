"""What Telegram told us to leave alone: a chat, or everything."""

import math
from collections import deque
from collections.abc import Callable
from typing import Final

from bot.sending.calls import Chat, ChatId
from bot.sending.limits import Window

_LONG: Final = 60.0
"""A 429 above these seconds is not about one chat."""
_SEVERAL: Final = 3
_APART: Final = 2.0
"""So many chats told to wait within so many seconds: it is the token that must."""


class Stops:
    """Heeds each 429, and tells from their number and length whether one chat is meant or the token.

    `on_pause(chat or None for the whole token, seconds)` is called at every stop. A stop of the token slows
    the window down, once. All moments are seconds of one monotonic clock.
    """

    def __init__(self, window: Window, on_pause: Callable[[ChatId | None, float], object]) -> None:
        self._window, self._on_pause = window, on_pause
        self._floods: deque[tuple[float, ChatId]] = deque()
        self.token_until = -math.inf

    def until(self, chat: Chat) -> float:
        """Return until when nothing may go to this chat."""
        return max(self.token_until, chat.limits.paused_until)

    def note(self, chat: Chat, seconds: float, now: float) -> None:
        """Take a 429 that a call to this chat met."""
        chat.limits.paused_until = now + seconds
        self._on_pause(chat.id, seconds)
        if (self._are_several(chat.id, now) or seconds > _LONG) and now + seconds > self.token_until:
            if self.token_until <= now:
                # The 429s of calls already under way belong to the same stop: it slows down once.
                self._window.slow_down(now, now + seconds)
            self.token_until = now + seconds
            self._on_pause(None, seconds)

    def restore(self, seconds: float, now: float) -> None:
        """Take up a stop of the token that an earlier process noted."""
        self.token_until = max(self.token_until, now + seconds)
        self._window.slow_down(now, self.token_until)

    def _are_several(self, chat_id: ChatId, now: float) -> bool:
        floods = self._floods
        floods.append((now, chat_id))
        while floods[0][0] < now - _APART:
            floods.popleft()
        return len({flooded for _, flooded in floods}) >= _SEVERAL
