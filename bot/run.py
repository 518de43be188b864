"""The composition root: everything is made here, given what it needs, started, and stopped in order."""

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator

from telegram.ext import ExtBot

from bot.cli.console import say
from bot.cli.offline import BOT_ID, INIT_FIRST, bot_id, other_bot, refuse_foreign
from bot.clock import real_clock, trial_clock
from bot.duty import keep_duty
from bot.insist import Stop, insist
from bot.loaded import keep_loaded
from bot.receiving import webhook
from bot.receiving.intake import poll
from bot.receiving.updates import UpdatesRequest
from bot.running import alone, alone_asking
from bot.sending.pacer import Lane, Pacer
from bot.sending.pauses import Pauses
from bot.sending.purse import Purse
from bot.sending.transport import AiohttpRequest
from bot.settings import Settings
from bot.spell import STOPPING, Duty
from bot.watching import deadman, health
from bot.watching.heartbeat import Heartbeat
from handlers.turn import Desk
from scheduler.clockwork import TICK, TRIAL_TICK
from services.flooding import Flood
from services.office import Office
from services.study.board import ADDRESS
from storage.activities import set_option
from storage.migrate import NewerDatabase, migrate
from storage.people import has_people
from storage.store import Store

HURRY = 12.0  # under trial, where the sandbox allows as much and people press faster than thumbs do


async def run(settings: Settings, *, trial: bool = False) -> None:
    """Run the bot until SIGTERM or SIGINT. Raises Stop with one sentence where it cannot go on."""
    # From the first moment: a bot still looking for Telegram is stopped as cleanly as one at work.
    stopped: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    _on_signal(stopped)
    running = asyncio.create_task(_run(settings, stopped, trial=trial))
    try:
        await asyncio.wait([stopped, running], return_when=asyncio.FIRST_COMPLETED)
    finally:
        running.cancel()
        await asyncio.wait([running])
    for finished in (stopped, running):
        if finished.done() and not finished.cancelled():
            finished.result()


async def _run(settings: Settings, stopped: "asyncio.Future[None]", *, trial: bool) -> None:
    clock = trial_clock(settings.home) if trial else real_clock
    with alone(settings), _open_store(settings) as store:
        if not await store.read(has_people):
            # An empty database, a new one or one that was put in the old one's place: nobody could use it.
            raise Stop(f"数据库里还没有任何人员。{INIT_FIRST}如以前用过，请先核对数据库是不是原来的。")
        if former := await store.read(other_bot, settings):
            raise Stop(
                f"数据库是机器人 {former} 用的，大家绑定的是它，而令牌是另一个机器人的。请核对令牌；"
                "确实要换机器人，请运行 qingfeng init。"
            )
        await alone_asking(store, settings)
        pauses = Pauses(store, clock)
        purse = Purse(settings.paid_stars) if settings.paid_stars else None
        pacer = make_pacer(pauses, HURRY if trial else 1.0, purse)
        async with _connected(settings, pacer) as bot:
            office = Office(settings.bureau, settings.zone_info, bot.username)
            await store.write(set_option, "bot_username", office.bot)
            await store.write(set_option, BOT_ID, bot_id(settings))
            # Where a page for the projector can be opened; nowhere, while nothing listens.
            listens = settings.mode == "webhook"
            await store.write(set_option, ADDRESS, settings.webhook_url.rstrip("/") if listens else "")
            # In a trial one person's phone is pressed by a program.
            desk = Desk(store, office, bot, clock, flood=None if trial else Flood())
            await pauses.restore(pacer)
            keep_loaded()
            await _work(settings, bot, desk, pauses, pacer, purse, stopped, trial=trial)


async def _work(
    settings: Settings,
    bot: ExtBot[Lane],
    desk: Desk,
    pauses: Pauses,
    pacer: Pacer,
    purse: Purse | None,
    stopped: "asyncio.Future[None]",
    *,
    trial: bool,
) -> None:
    heartbeat = Heartbeat(desk.store, desk.office, desk.clock, polling=settings.mode == "polling")
    tick = TRIAL_TICK if trial else TICK
    duty = Duty(desk, bot, pacer, pauses, purse, None if trial else heartbeat, tick, stopped)

    def ready() -> None:
        say(f"机器人 @{desk.office.bot} 已启动，按 Ctrl-C 停止。")
        sys.stdout.flush()

    if settings.mode == "webhook":
        receiving = webhook.serve(settings, bot, desk, ready)
    else:
        receiving = poll(bot, desk, heartbeat.heard)
        ready()
    tasks = [asyncio.create_task(receiving), asyncio.create_task(keep_duty(desk.store, duty.spell))]
    if settings.watch:
        tasks.append(asyncio.create_task(health.serve(settings.watch, desk)))
    if not trial:  # where the clock jumps, everything is late
        tasks.append(asyncio.create_task(deadman.watch(desk)))
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for finished in done:
            finished.result()
    finally:
        for task in tasks:
            task.cancel()
        # What is under way gets a moment; what is still `sending` then is uncertain at the next start.
        settling = [asyncio.create_task(work) for work in (desk.settle(), pauses.settle())]
        await asyncio.wait([*tasks, *settling], timeout=STOPPING)


def _on_signal(stopped: "asyncio.Future[None]") -> None:
    def stop() -> None:
        if not stopped.done():
            stopped.set_result(None)

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)


@contextlib.contextmanager
def _open_store(settings: Settings) -> Iterator[Store]:
    store = Store(settings.database)
    try:
        with store.engine().connect() as connection:
            refuse_foreign(connection)
        migrate(store.engine())
        yield store
    except NewerDatabase as error:
        raise Stop(str(error)) from None
    finally:
        store.close()


@contextlib.asynccontextmanager
async def _connected(settings: Settings, pacer: Pacer) -> AsyncIterator[ExtBot[Lane]]:
    bot = make_bot(settings, pacer)
    try:
        await insist(bot.initialize)
        if settings.mode == "polling":
            # A webhook left from before would make every getUpdates fail; what is pending is kept.
            await insist(lambda: bot.delete_webhook(drop_pending_updates=False))
        yield bot
    finally:
        await bot.shutdown()


def make_bot(settings: Settings, pacer: Pacer) -> ExtBot[Lane]:
    """Return a bot whose every call goes through one pacer and one transport."""
    return ExtBot(
        settings.token.get_secret_value(),
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=AiohttpRequest(proxy=settings.proxy or None),
        get_updates_request=UpdatesRequest(proxy=settings.proxy or None, connections=2),
        rate_limiter=pacer,
    )


def make_pacer(pauses: Pauses, hurry: float, purse: Purse | None = None) -> Pacer:
    """Return a pacer that keeps what it is told to leave alone, and pays from the purse where there is one.

    `hurry` lets its seconds pass faster; Telegram itself would answer that with 429.
    """
    return Pacer(
        lambda: time.monotonic() * hurry,
        lambda seconds: asyncio.sleep(seconds / hurry),
        on_pause=pauses.note,
        purse=purse,
    )
