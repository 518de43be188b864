"""The composition root: everything is made here, given what it needs, started, and stopped in order."""

import asyncio
import contextlib
import errno
import fcntl
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime

from telegram.error import InvalidToken, NetworkError, RetryAfter
from telegram.ext import ExtBot

from bot import webhook
from bot.clock import real_clock, trial_clock
from bot.duty import keep_duty
from bot.intake import Stop, poll
from bot.pacer import Lane, Pacer
from bot.sender import Sender
from bot.settings import Settings
from bot.transport import AiohttpRequest
from handlers.turn import Desk
from scheduler.clockwork import TICK, TRIAL_TICK, start
from services import outbox
from services.office import Office
from storage.activities import set_option
from storage.migrate import NewerDatabase, migrate
from storage.store import Store

LOCK = "qingfeng.lock"
HURRY = 4.0  # under trial, where the sandbox allows as much and people press faster than thumbs do
STOPPING = 8.0  # seconds for what is under way, when asked to stop


async def run(settings: Settings, *, trial: bool = False) -> None:
    """Run the bot until SIGTERM or SIGINT. Raises Stop with one sentence where it cannot go on."""
    clock = trial_clock(settings.home) if trial else real_clock
    with _alone(settings), _open_store(settings) as store:
        async with _connected(settings, HURRY if trial else 1.0) as bot:
            office = Office(settings.bureau, settings.zone_info, bot.username)
            await store.write(set_option, "bot_username", office.bot)
            await _work(settings, store, bot, office, clock, TRIAL_TICK if trial else TICK)


async def _work(
    settings: Settings,
    store: Store,
    bot: ExtBot[Lane],
    office: Office,
    clock: Callable[[], datetime],
    seconds: float,
) -> None:
    stopped: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def fatal(error: Exception) -> None:
        if not stopped.done():
            stopped.set_exception(Stop("令牌已失效，无法继续发送。请核对令牌后重新运行 qingfeng init。"))

    desk = Desk(store, office, bot, clock)

    @contextlib.asynccontextmanager
    async def spell(fence: int | None) -> AsyncIterator[None]:
        await store.write(outbox.doubt_unsettled, clock())
        sender = Sender(store, bot, office, clock, fatal, fence)
        desk.wake = sender.wake
        sending = asyncio.create_task(sender.run())
        ringing = start(store, office, clock, sender.wake, seconds, fence)
        try:
            yield
        finally:
            ringing.shutdown(wait=False)
            sending.cancel()
            await asyncio.wait([sending], timeout=STOPPING)

    _on_signal(stopped)
    receiving = webhook.serve(settings, bot, desk) if settings.mode == "webhook" else poll(bot, desk)
    tasks = [asyncio.create_task(receiving), asyncio.create_task(keep_duty(store, spell))]
    try:
        done, _ = await asyncio.wait([stopped, *tasks], return_when=asyncio.FIRST_COMPLETED)
        for finished in done:
            finished.result()
    finally:
        for task in tasks:
            task.cancel()
        # What is under way gets a moment; what is still `sending` then is uncertain at the next start.
        await asyncio.wait([*tasks, asyncio.create_task(desk.settle())], timeout=STOPPING)


def _on_signal(stopped: "asyncio.Future[None]") -> None:
    def stop() -> None:
        if not stopped.done():
            stopped.set_result(None)

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)


@contextlib.contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Hold the data folder: two bots on one SQLite file would both send. PostgreSQL is shared by a lease."""
    if not settings.database.startswith("sqlite"):
        yield
        return
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(settings.home / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Stop(f"数据文件夹 {settings.home} 不能写入，请检查该文件夹的权限和剩余空间。") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise
        raise Stop("机器人已经在运行（数据文件夹被占用）。请先停掉正在运行的程序，再启动。") from None
    else:
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def _open_store(settings: Settings) -> Iterator[Store]:
    store = Store(settings.database)
    try:
        migrate(store.engine())
        yield store
    except NewerDatabase as error:
        raise Stop(str(error)) from None
    finally:
        store.close()


@contextlib.asynccontextmanager
async def _connected(settings: Settings, hurry: float) -> AsyncIterator[ExtBot[Lane]]:
    bot = make_bot(settings, hurry)
    try:
        await _initialize(bot)
        if settings.mode == "polling":
            # A webhook left from before would make every getUpdates fail; what is pending is kept.
            await bot.delete_webhook(drop_pending_updates=False)
        yield bot
    finally:
        await bot.shutdown()


def make_bot(settings: Settings, hurry: float = 1.0) -> ExtBot[Lane]:
    """Return a bot whose every call goes through one pacer and one transport.

    `hurry` lets the pacer's seconds pass faster; Telegram itself would answer that with 429.
    """
    return ExtBot(
        settings.token.get_secret_value(),
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=AiohttpRequest(proxy=settings.proxy or None),
        get_updates_request=AiohttpRequest(proxy=settings.proxy or None, connections=2),
        rate_limiter=Pacer(lambda: time.monotonic() * hurry, lambda seconds: asyncio.sleep(seconds / hurry)),
    )


async def _initialize(bot: ExtBot[Lane]) -> None:
    failures = 0
    while True:
        try:
            await bot.initialize()
        except InvalidToken:
            raise Stop("令牌无效。请向 @BotFather 核对令牌后，重新运行 qingfeng init。") from None
        except (NetworkError, RetryAfter):
            # A bot that starts before its network does must not give up.
            failures += 1
            await asyncio.sleep(min(2.0**failures, 30.0))
        else:
            return
