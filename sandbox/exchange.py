"""The exchange: one bot's side of Telegram, put together from its parts."""

from __future__ import annotations

import asyncio
import inspect
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sandbox.calls import Params, Upload, Violation, read_call
from sandbox.clock import Clock
from sandbox.errors import ApiError, IllFormedError
from sandbox.faults import Fate
from sandbox.feed import Feed
from sandbox.limits import Limits, Rates
from sandbox.updates import CALLBACK_KEPT, UpdateQueue
from sandbox.views import message_view
from sandbox.webhook import Webhook
from sandbox.world import Json, Message, World


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the bot: its parameters, typed, and the files that came with it."""

    params: Params
    uploads: dict[str, Upload] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed, and the future answer to it."""

    id: str
    chat_id: int
    expires: float
    answer: asyncio.Future[Json]
    query: Json


Method = Callable[["Exchange", Call], Any]


class Exchange:
    """Everything the sandbox keeps about one bot, and the one door through which its calls come."""

    def __init__(
        self, token: str, clock: Clock, rates: Rates, methods: Mapping[str, Method], seed: int
    ) -> None:
        self.token = token
        self.clock = clock
        self.random = Random(seed)  # noqa: S311 - repeatable ids, not secrets
        self.world = World(int(token.split(":", 1)[0]), clock)
        self.limits = Limits(rates)
        self.fate = Fate()
        self.feed = Feed()
        self.queue = UpdateQueue(clock, self.random)
        self.webhook = Webhook(
            self.queue, clock, self._reply_of_webhook, lambda: self.fate.faults.down != "no"
        )
        self.violations: list[Violation] = []
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.presses: OrderedDict[str, Press] = OrderedDict()
        # By scope type, chat, user and language, as setMyCommands names them.
        self.commands: dict[tuple[str, int, int, str], list[Json]] = {}
        self.menu_buttons: dict[int, Json] = {}
        self.descriptions: dict[str, str] = {}
        self._methods = methods
        self.world.on_change = self._changed

    async def call(self, method: str, raw: Mapping[str, Any]) -> Any:
        """Carry out a call and return its result; raise `ApiError` where Telegram refuses it."""
        problems: list[str] = []
        try:
            params = read_call(method, raw, problems)
            uploads = {name: value for name, value in raw.items() if isinstance(value, Upload)}
            result = self._methods[method](self, Call(params, uploads))
            if inspect.isawaitable(result):
                result = await result
        except IllFormedError as refusal:
            problems.append(refusal.description)
            raise
        finally:
            for problem in problems:
                self.violate(method, problem, raw)
        return result

    def violate(self, method: str, problem: str, raw: Mapping[str, Any]) -> None:
        """Put a request on record that a correct program does not make."""
        params = {name: str(value)[:500] for name, value in raw.items()}
        self.violations.append(Violation(method, problem, params))
        self.feed.publish("violation", 0, lambda: {"method": method, "problem": problem})

    def press(self, chat_id: int, query: Json) -> Press:
        """Open a press of a button and queue its callback query; forget those too old to be answered."""
        now = self.clock.now()
        while self.presses and next(iter(self.presses.values())).expires <= now:
            self.presses.popitem(last=False)
        press_id = str(self.random.getrandbits(63))
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        press = Press(press_id, chat_id, now + CALLBACK_KEPT, answer, {"id": press_id, **query})
        self.presses[press.id] = press
        self.queue.put("callback_query", press.query, chat_id)
        return press

    def _down(self) -> bool:
        return self.fate.faults.down != "no"

    async def close(self) -> None:
        """End everything that waits."""
        self.feed.close()
        self.queue.close()
        await self.webhook.close()

    async def _reply_of_webhook(self, body: Json) -> None:
        method = str(body.pop("method"))
        try:
            await self.call(method, body)
        except ApiError as refusal:
            # Telegram tells nobody either; the outcome is on record.
            self.outcomes[method, str(refusal.code)] += 1
        else:
            self.outcomes[method, "ok"] += 1

    def _changed(self, kind: str, message: Message) -> None:
        self.feed.publish(kind, message.chat_id, lambda: {"message": message_view(self.world, message)})
