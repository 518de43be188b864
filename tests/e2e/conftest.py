"""The whole bot in one process against the sandbox over HTTP, on a clock the test moves."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypedDict

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from telegram.ext import ExtBot

import sandbox
from bot.receiving.intake import poll
from bot.receiving.updates import UpdatesRequest
from bot.sending.pacer import Lane, Pacer
from bot.sending.sender import Sender
from bot.sending.transport import AiohttpRequest
from handlers.turn import Desk
from sandbox.chats import PATIENCE
from sandbox.client import Answer, Message, Messenger, PersonClient
from scheduler.clockwork import tick
from services.audit import chain
from services.audit.kinds import OTHER
from services.importing.reading_apart import LIMITS
from services.office import Office
from services.proof import body_of
from storage.audit import rows_of
from storage.messages import SENDING, WAITING
from storage.messages import Message as Row
from storage.store import Store


class Roomy(TypedDict):
    """Time-outs of a transport, in seconds."""

    pool_timeout: float
    connect_timeout: float
    write_timeout: float
    read_timeout: float


ROOMY = Roomy(pool_timeout=PATIENCE, connect_timeout=PATIENCE, write_timeout=PATIENCE, read_timeout=PATIENCE)
HURRY = 1000  # the pacer's seconds pass a thousand times faster: no test waits for a chat's turn


@dataclass
class Bureau:
    """A running bot, the people who talk to it, and the clock."""

    store: Store
    office: Office
    desk: Desk
    sender: Sender
    messenger: Messenger
    now: datetime
    people: dict[str, PersonClient] = field(default_factory=dict)

    def clock(self) -> datetime:
        return self.now

    async def at(self, moment: datetime) -> None:
        """Move the clock and let it ring."""
        self.now = moment
        await self.ring()

    async def later(self, **span: float) -> None:
        """Move the clock forward and let it ring."""
        await self.at(self.now + timedelta(**span))

    async def ring(self) -> None:
        """Let the scheduler look once."""
        await tick(self.store, self.office, self.now, self.sender.wake)

    async def sent(self) -> None:
        """Return once all that is due has gone and its outcome is stored."""

        def under_way(session: Session) -> bool:
            query = select(Row.id).where(Row.state.in_((WAITING, SENDING)), Row.due_at <= self.now)
            return session.scalars(query.limit(1)).first() is not None

        while await self.store.read(under_way):
            self.sender.wake()

    async def person(self, name: str, telegram_id: int) -> PersonClient:
        """Return somebody's phone, with the bot started on it."""
        if name not in self.people:
            self.people[name] = await self.messenger.person(telegram_id, name, standing="started")
        return self.people[name]


def behind(sent: Message, text: str) -> Callable[[Message], bool]:
    """Return what tells the answer to something sent from an older message that is still being changed."""
    return lambda one: (
        one.id > sent.id
        and not one.deleted
        and (text in one.text or any(text in label for label in one.labels))
    )


def toast(answer: Answer | None) -> str:
    """Return what a tap showed; no tap may be left without an answer."""
    assert answer is not None, "the tap was not answered"
    return answer.text


@pytest.fixture
async def bureau(
    store: Store, office: Office, roster: dict[str, int], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Bureau]:
    """Run the bot for a bureau with the small roster, everybody linked. No request may break the Bot API."""
    # A machine may stand still for seconds; what has its time in production gets more of it here.
    monkeypatch.setattr("services.importing.reading_apart.LIMITS", replace(LIMITS, seconds=PATIENCE))
    async with sandbox.serve(limits=False) as box, Messenger(box.api_url) as messenger:
        pacer = Pacer(lambda: time.monotonic() * HURRY, lambda seconds: asyncio.sleep(seconds / HURRY))
        bot: ExtBot[Lane] = ExtBot(
            box.token,
            base_url=f"{box.api_url}/bot",
            base_file_url=f"{box.api_url}/file/bot",
            request=AiohttpRequest(**ROOMY),
            get_updates_request=UpdatesRequest(connections=2, **ROOMY),
            rate_limiter=pacer,
        )
        async with bot:
            running: Bureau
            desk = Desk(store, office, bot, lambda: running.now)
            sender = Sender(store, bot, office, lambda: running.now, _fatal)
            desk.wake = sender.wake
            running = Bureau(store, office, desk, sender, messenger, now)
            for name, id_ in roster.items():
                await running.person(name, 1000 + id_)
            tasks = [asyncio.create_task(sender.run()), asyncio.create_task(poll(bot, desk))]
            yield running
            for task in tasks:
                task.cancel()
            for task in tasks:
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            await desk.settle()
        assert await messenger.violations() == []
    assert await store.read(unwritten) == []


def unwritten(session: Session) -> list[str]:
    """Return what is wrong with what was written down: acts nobody has named, and a chain that breaks."""
    bodies = [body_of(row.body) or {} for row in rows_of(session)]
    unnamed = [str(body["what"]) for body in bodies if body.get("what", "").startswith(OTHER.words)]
    return [*unnamed, *chain.inspect(session).finish()]


def _fatal(error: Exception) -> None:
    raise AssertionError(error)
