"""/healthz and /metrics, on a port of their own that the public never reaches."""

import asyncio
from collections.abc import Iterator

from aiohttp import web

from bot.insist import Stop
from bot.watching import metrics
from handlers.turn import Desk
from services.watching import Standing, standing
from storage.store import Unavailable

PATIENCE = 5.0  # seconds for the database
SILENCE = 300.0  # seconds without a ring, after which the clock of the process on duty has stopped


async def serve(listen: str, desk: Desk) -> None:
    """Answer until cancelled. Raises Stop where the port is taken."""
    runner = web.AppRunner(application(desk), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    host, _, port = listen.rpartition(":")
    try:
        try:
            await web.TCPSite(runner, host or "127.0.0.1", int(port)).start()
        except OSError:
            raise Stop(f"端口 {listen} 已被占用或不能使用，请换一个 QINGFENG_WATCH。") from None
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def application(desk: Desk) -> web.Application:
    """Return the web application. It names no person and shows no text."""

    async def look() -> Standing | None:
        try:
            async with asyncio.timeout(PATIENCE):
                return await desk.store.read(standing, desk.office, desk.clock())
        except (Unavailable, TimeoutError):
            return None

    async def healthz(_request: web.Request) -> web.Response:
        now, ago = await look(), metrics.TICK.ago()
        told = {
            "database": now is not None,
            "on_duty": ago is not None,
            "clock": ago is None or ago < SILENCE,
            "sending": now is None or not now.stalled,
        }
        # Not for `sending`: Telegram may be out of reach, and a new start would not mend that.
        return web.json_response(told, status=200 if told["database"] and told["clock"] else 503)

    async def page(_request: web.Request) -> web.Response:
        text = "\n".join(_lines(await look())) + "\n"
        return web.Response(text=text, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz), web.get("/metrics", page)])
    return app


def _lines(now: Standing | None) -> Iterator[str]:
    for own in (metrics.SENDS, metrics.STOPS, metrics.UPDATES):
        yield from own.lines()
    ago = metrics.TICK.ago()
    yield from metrics.gauge("qingfeng_on_duty", "Whether this process sends.", ago is not None)
    if ago is not None:
        yield from metrics.gauge("qingfeng_tick_age_seconds", "Since the clock last rang.", ago)
    yield from metrics.gauge("qingfeng_database_up", "Whether the database answers.", now is not None)
    if now is None:
        return
    for name, help_text, value in (
        ("outbox_due", "Messages whose time has come and that wait to be sent.", now.due),
        ("outbox_later", "Messages that wait for their time, or for the morning.", now.later),
        ("outbox_sending", "Messages on the wire.", now.sending),
        ("outbox_uncertain", "Messages nobody knows of whether they arrived.", now.uncertain),
        (
            "outbox_age_seconds",
            "Since the oldest of them was due.",
            now.oldest.total_seconds(),
        ),
        ("stalled", "Whether nothing due has gone out for ten minutes.", now.stalled),
        ("set_aside", "Updates no handler could take.", now.set_aside),
        ("holidays_missing", "Whether the coming days off are only computed.", now.holidays_missing),
    ):
        yield from metrics.gauge(f"qingfeng_{name}", help_text, value)
