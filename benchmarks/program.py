"""Our program's parts put together for one measurement, on a clock that starts on a working morning."""

import asyncio
import contextlib
import resource
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from telegram.ext import ExtBot

from benchmarks.bureau import NOW, OFFICE
from bot.loaded import keep_loaded
from bot.receiving import webhook
from bot.receiving.intake import ALLOWED, poll
from bot.receiving.updates import UpdatesRequest
from bot.sending.pacer import Lane, Pacer
from bot.sending.sender import Sender
from bot.sending.transport import AiohttpRequest
from handlers.turn import Desk
from storage.store import Store

HURRY = 1000
"""How much faster the pacer's seconds pass where the clock is moved by somebody."""


@dataclass
class Program:
    """A running program: what it stores in, and what it sends with."""

    store: Store
    bot: ExtBot[Lane]
    desk: Desk
    sender: Sender

    async def receive(self, listen: str, secret: str) -> None:
        """Take updates until cancelled: by webhook where a port is named, else by polling."""
        if not listen:
            return await poll(self.bot, self.desk)
        # Not serve(): it insists on https, which a load balancer takes off.
        runner = web.AppRunner(webhook.application(self.bot, self.desk, secret), access_log=None)
        await runner.setup()
        host, _, port = listen.rpartition(":")
        await web.TCPSite(runner, host, int(port)).start()
        await self.bot.set_webhook(
            f"http://{listen}{webhook.PATH}",
            secret_token=secret,
            allowed_updates=ALLOWED,
            max_connections=100,
        )
        try:
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()


@contextlib.asynccontextmanager
async def assembled(
    given: dict[str, Any], told: Callable[[], datetime] | None = None
) -> AsyncIterator[Program]:
    """Put the program together on the database `given["database"]`, pacing `given["rate"]` a second.

    `told` is a clock that somebody else moves, on which no chat has to wait for its turn either.
    """
    keep_loaded()
    began = time.monotonic()

    def own() -> datetime:
        return NOW + timedelta(seconds=time.monotonic() - began)

    clock = told or own
    store = Store(given["database"])
    hurry = HURRY if told else 1
    pacer = Pacer(
        lambda: time.monotonic() * hurry, lambda seconds: asyncio.sleep(seconds / hurry), rate=given["rate"]
    )
    bot: ExtBot[Lane] = ExtBot(
        given["token"],
        base_url=f"{given['api_url']}/bot",
        request=AiohttpRequest(),
        get_updates_request=UpdatesRequest(connections=2),
        rate_limiter=pacer,
    )
    async with bot:
        desk = Desk(store, OFFICE, bot, clock)
        sender = Sender(store, bot, OFFICE, clock, _fatal, room=pacer.room)
        desk.wake = sender.wake
        yield Program(store, bot, desk, sender)
        await desk.settle()
    store.close()


@contextlib.asynccontextmanager
async def under_way(*coroutines: Any) -> AsyncIterator[None]:
    """Run loops beside the body; a failure of one is raised."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one) for one in coroutines]
        yield
        for task in tasks:
            task.cancel()


def cpu() -> float:
    """Return the CPU seconds of this process so far, all threads."""
    return time.process_time()


def peak_memory() -> float:
    """Return the most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _fatal(error: Exception) -> None:
    raise AssertionError(error)
