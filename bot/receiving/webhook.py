"""Receiving by webhook: 200 is answered only once the update's effect is stored."""

import asyncio
import hmac
import json
import logging
from collections.abc import Callable
from typing import Any
from weakref import WeakValueDictionary

from aiohttp import web
from telegram.ext import ExtBot

from bot.insist import Stop, insist
from bot.receiving.aside import NotKept
from bot.receiving.intake import ALLOWED, handle
from bot.receiving.updates import read
from bot.sending.pacer import Lane
from bot.settings import Settings
from bot.show import add_show
from bot.watching.metrics import handling
from handlers.turn import Desk
from storage.store import Unavailable

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 the header's name
PATH = "/telegram"
LARGEST = 1024 * 1024  # bytes of an update
PATIENCE = 50.0  # seconds an update waits for the database; after 60 Telegram takes us for dead
HANGING_UP = 5.0  # seconds that requests under way get, when asked to stop

log = logging.getLogger(__name__)


async def serve(
    settings: Settings, bot: ExtBot[Lane], desk: Desk, ready: Callable[[], None] = lambda: None
) -> None:
    """Take updates until cancelled; `ready` is called once they can come.

    Raises Stop where the port is taken or a setting is missing.
    """
    secret = settings.webhook_secret.get_secret_value()
    if not secret or not settings.webhook_url:
        raise Stop("接收方式为 webhook 时，必须设置 QINGFENG_WEBHOOK_URL 和 QINGFENG_WEBHOOK_SECRET。")
    runner = web.AppRunner(application(bot, desk, secret), access_log=None, shutdown_timeout=HANGING_UP)
    await runner.setup()
    host, _, port = settings.listen.rpartition(":")
    try:
        try:
            await web.TCPSite(runner, host or "127.0.0.1", int(port)).start()
        except OSError:
            raise Stop(f"端口 {settings.listen} 已被占用或不能使用，请换一个 QINGFENG_LISTEN。") from None
        url = settings.webhook_url.rstrip("/") + PATH
        await insist(
            lambda: bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED, max_connections=100)
        )
        ready()
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def application(bot: ExtBot[Lane], desk: Desk, secret: str) -> web.Application:
    """Return the web application Telegram posts to. Updates of one person are handled in order."""
    # A person's lock lasts as long as an update of theirs holds or awaits it.
    turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        # Bytes that are no text arrive as halves of surrogate pairs.
        if not hmac.compare_digest(given.encode(errors="surrogateescape"), secret.encode()):
            return web.Response(status=403)
        raw = _read(await request.read())
        if raw is None:
            log.warning("what is no update, %d bytes", request.content_length or 0)
            return web.Response(status=400)
        update = read(raw, bot)
        try:
            with handling(update):
                async with turns.setdefault(update.sender or 0, asyncio.Lock()):
                    response = await handle(desk, update, in_response=True, patience=PATIENCE)
        except (Unavailable, NotKept):
            return web.Response(status=503)  # not confirmed: it comes again
        return web.json_response(response) if response else web.Response()

    app = web.Application(client_max_size=LARGEST)
    app.router.add_post(PATH, receive)
    add_show(app, desk)
    return app


def _read(body: bytes) -> dict[str, Any] | None:
    """Return the update a body holds, None where it holds none."""
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) and type(raw.get("update_id")) is int else None
